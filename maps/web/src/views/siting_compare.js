/** A plan made by hand beside the best one: what each brings, the difference, the rules it breaks, the shared sites. */

import { bdi, h } from "../dom.js";
import { decimals, distance, language, percent, t, whole } from "../i18n.js";
import { bar } from "../ui/parts.js";

export const covering = (answer) => ["mclp", "lscp", "lscp_backup"].includes(answer.request.model);

/** The section that compares; only of an answer that has a plan made by hand. */
export function drawComparison(answer) {
  const { hand_made: mine } = answer;
  return h("section", { class: "own-compare" }, h("h3", {}, t("own_compared")), bars(answer), h("p", { class: "own-verdict" }, verdict(answer)), broken(mine), shared(answer));
}

/** The best plan's figure and the own one's, in the unit that the aim counts; null where a plan has none. */
function figures(answer) {
  const { hand_made: mine, request } = answer;
  if (request.model === "mclp") return { best: answer.after?.people ?? null, own: mine.people, says: (value) => `${whole(value)} ${t("people")}` };
  if (request.model === "p_median" && request.by_priority) {
    return { best: answer.objective, own: mine.objective, says: (value) => `${whole(value)} ${t("siting_weighted")}` };
  }
  if (request.model === "p_median") {
    const mean = (objective) => (objective === null ? null : objective / answer.demand_total);
    return { best: mean(answer.objective), own: mean(mine.objective), says: distance };
  }
  if (["p_center", "p_dispersion"].includes(request.model)) return { best: answer.objective, own: mine.objective, says: distance };
  const says = answer.unit === "sites" ? (value) => t("siting_count", { n: whole(value) }) : (value) => whole(value);
  return { best: answer.objective, own: mine.objective, says };
}

function bars(answer) {
  const { best, own, says } = figures(answer);
  const most = Math.max(best ?? 0, own ?? 0) || 1;
  const row = (name, value, colour) => h("li", {}, h("span", { class: "quiet small" }, name), bar((value ?? 0) / most, colour), h("span", { class: "number" }, value === null ? t("none") : bdi(says(value))));
  return h("ul", { class: "own-bars" }, row(t("own_yours"), own, "var(--accent)"), row(t("own_best"), best, "var(--line-strong)"));
}

function verdict(answer) {
  const { hand_made: mine } = answer;
  if (mine.broken.length) return t("own_breaks");
  if (mine.difference === null || mine.regret === null) return t("own_no_best");
  if (Math.abs(mine.regret) < 5e-7) return t(answer.status === "optimal" ? "own_as_good" : "own_as_good_so_far");
  const by = decimals(100 * Math.abs(mine.regret));
  if (mine.regret < 0) return t("own_better", { by });
  return t(answer.request.n_sites === null ? "own_worse_free" : "own_worse", { by });
}

function broken(mine) {
  const plain = (text) => text.replace(/^[a-z_]+: /, ""); // the requirement's name in the question
  const told = language() === "fa" && mine.broken_fa.length ? mine.broken_fa : mine.broken.map(plain);
  return told.length ? h("ul", { class: "own-broken" }, told.map((text) => h("li", {}, text))) : null;
}

function shared(answer) {
  const best = new Set(answer.sites.filter((site) => site.role === "new").map((site) => site.code));
  if (!best.size) return null;
  const both = answer.hand_made.sites.filter((code) => best.has(code)).length;
  const covered = answer.hand_made.coverage;
  const reach = covered === null ? "" : ` ${t("own_covers", { share: percent(covered) })}`;
  return h("p", { class: "small quiet" }, t("own_shared", { n: whole(both), all: whole(answer.hand_made.sites.length) }), reach);
}
