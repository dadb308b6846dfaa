/** Questions to the service. Every answer is JSON; every refusal is a Problem that can be shown. */

import { language } from "./i18n.js";

export class Problem extends Error {
  constructor(status, document) {
    super((language() === "fa" ? document.title_fa : document.title) ?? document.title ?? `HTTP ${status}`);
    this.status = status;
    this.detail = document.detail ?? "";
  }
}

/** Ask for one thing; parameters that are null are left out. A newer question of the same `topic` cancels the older. */
export async function ask(path, parameters = {}, { topic = null } = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(given).toString();
  const answer = await fetch(`/api/v1/${path}${query ? `?${query}` : ""}`, { signal: signalFor(topic) });
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, document);
  return document;
}

/** Put a question, or stop one; `content` goes as JSON. */
export async function send(method, path, content = null) {
  const body = content === null ? {} : { body: JSON.stringify(content), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/api/v1/${path}`, { method, ...body });
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, document);
  return document;
}

/** True of the error that a cancelled question ends with: nothing to show. */
export function cancelled(error) {
  return error?.name === "AbortError";
}

const running = new Map();

function signalFor(topic) {
  if (topic === null) return undefined;
  running.get(topic)?.abort();
  const controller = new AbortController();
  running.set(topic, controller);
  return controller.signal;
}
