/** Small parts that several views share: badges, bars, skeletons, problems, "how is this computed?". */

import { h } from "../dom.js";
import { date, known, named, t } from "../i18n.js";
import { palette } from "../palette.js";
import { icon } from "./icons.js";

/** Whether data is official, open or modelled, in a word. */
export function badge(provenance) {
  const name = palette.provenances[provenance];
  if (!name) return null;
  const text = named({ name_fa: name.fa, name_en: name.en });
  return h("span", { class: `badge badge-${provenance}`, title: t(`provenance_${provenance}`) }, text);
}

/** A share as a bar that grows the reading way. */
export function bar(share, colour) {
  const percent = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return h("span", { class: "bar", "aria-hidden": "true" }, h("span", { css: { "inline-size": `${percent}%`, "background-color": colour } }));
}

/** Grey lines where rows will be. */
export function skeleton(lines = 4) {
  return h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }, Array.from({ length: lines }, () => h("span")));
}

/** What went wrong, in a sentence, and the next step. */
export function problem(error, again) {
  const text = error.status ? error.message : t("error_offline");
  return h(
    "div",
    { class: "state state-error", role: "alert" },
    h("p", {}, text),
    error.detail ? h("p", { class: "quiet small", dir: "auto" }, error.detail) : null,
    again ? h("button", { class: "button", type: "button", on: { click: again } }, t("try_again")) : null,
  );
}

/** A date in the reader's calendar, the other calendar's on hover; apart from what stands beside it. */
export function day(text) {
  const shown = date(text);
  return h("bdi", {}, h("time", { datetime: text, title: shown.title }, shown.text));
}

export function empty(text, step = null) {
  return h("div", { class: "state" }, h("p", {}, text), step ? h("p", { class: "quiet small" }, step) : null);
}

/** A paragraph and a formula beside a number. */
export function how(key) {
  const formula = known(`how_${key}_formula`) ? h("p", { class: "formula", dir: "ltr" }, t(`how_${key}_formula`)) : null;
  return h(
    "details",
    { class: "how" },
    h("summary", {}, icon("info"), t(known(`how_${key}_label`) ? `how_${key}_label` : "how")),
    h("div", { class: "how-body" }, ...t(`how_${key}`).split("\n").map((line) => h("p", {}, line)), formula),
  );
}

/** One label with its value, for a list of facts. */
export function fact(label, value) {
  return h("div", { class: "fact" }, h("dt", {}, label), h("dd", {}, ...[value].flat()));
}

/** The palette's name of a thing in the reader's language. */
export function word(table, key) {
  const name = palette[table]?.[key];
  return name ? named({ name_fa: name.fa, name_en: name.en }) : (key ?? "");
}
