/** What is answered beside the best plan: whether it is robust, how fair it is, what several services share. */

import { bdi, h } from "../dom.js";
import { language, named, percent, t, whole } from "../i18n.js";
import { curve } from "../ui/curve.js";
import { bar, word } from "../ui/parts.js";

const FIRST_AREAS = 8;

/** A row of a name, a share as a bar that grows the reading way, and the share in figures. */
function shareRow(name, share, colour = "var(--accent)", before = null) {
  const line = before === null ? bar(share, colour) : h("span", { class: "bar-pair" }, bar(before, "var(--line-strong)"), bar(share, colour));
  return h("li", {}, h("span", { class: "small" }, bdi(name)), line, h("span", { class: "number" }, percent(share)));
}

const rows = (items) => h("ul", { class: "own-bars wide" }, items);

/** How often each site is in the best plan where need and travel are not as assumed, and what would be chosen instead. */
export function drawRobustness(answer) {
  const { robustness: found } = answer;
  if (!found) return null;
  const mine = answer.sites.filter((site) => site.role === "new" && site.stability !== null);
  return h(
    "section",
    {},
    h("h3", {}, t("robust_title")),
    h("p", { class: "small" }, found[`text_${language()}`]),
    mine.length ? [h("h4", { class: "small quiet" }, t("robust_sites")), rows(mine.map((site) => shareRow(`${whole(site.number)}. ${named(site)}`, site.stability)))] : null,
    found.others.length ? h("details", {}, h("summary", { class: "unfold" }, t("robust_others", { n: whole(found.others.length) })), rows(found.others.map((site) => shareRow(named(site), site.stability, "var(--ink-quiet)")))) : null,
  );
}

/** The share covered in each area, the worst-served first, and the plans from most coverage to most equal. */
export function drawFairness(answer, showStep) {
  const { fairness: found } = answer;
  const trade = tradeOff(answer, showStep);
  if (!found && !trade) return null;
  return h("section", {}, found ? [h("h3", {}, t(`fair_title_${found.by}`)), areas(found.areas)] : null, trade);
}

function areas(all) {
  const row = (area) => shareRow(named(area), area.coverage);
  const rest = all.slice(FIRST_AREAS);
  return [rows(all.slice(0, FIRST_AREAS).map(row)), rest.length ? h("details", {}, h("summary", { class: "unfold" }, t("fair_more", { n: whole(rest.length) })), rows(rest.map(row))) : null];
}

function tradeOff(answer, showStep) {
  const plans = answer.plans.filter((plan) => plan.kind === "fair" && plan.worst !== null && plan.coverage !== null).sort((a, b) => b.coverage - a.coverage);
  if (plans.length < 2) return null;
  const says = (plan) => t(plan.status === "optimal" ? "fair_point" : "fair_point_open", { worst: percent(plan.worst), coverage: percent(plan.coverage) });
  const points = plans.map((plan, n) => ({ n, value: plan.worst, proven: plan.status === "optimal", says: says(plan) }));
  const label = t("fair_curve");
  const box = h("div", {});
  const show = (n) => box.replaceChildren(h("h3", {}, label), curve({ points, shown: n, choose, format: percent, unit: t("fair_worst"), label, across: (n) => percent(plans[n].coverage) }), h("p", { class: "small quiet" }, t("fair_across")));
  const choose = (n) => {
    show(n);
    showStep(plans[n]);
  };
  show(answer.fairness ? plans.length - 1 : 0);
  return box;
}

/** Each service of a shared building: whom it reaches today and then. */
export function drawShared(answer) {
  const { shared: found } = answer;
  if (!found) return null;
  const row = (one) => shareRow(`${word("services", one.service)} (${t("siting_count", { n: whole(one.sites.length) })})`, one.coverage, "var(--accent)", one.before / (one.demand_total || 1));
  const spent = found.budget === null ? "" : ` ${t("shared_spent", { spent: whole(found.spent), budget: whole(found.budget) })}`;
  return h("section", {}, h("h3", {}, t("shared_title")), h("p", { class: "small" }, t("shared_buildings", { n: whole(found.buildings) }), spent), rows(found.services.map(row)), h("p", { class: "small quiet" }, t("shared_bars")));
}

/** The services in a building, as small marks behind its name. */
export function serviceMarks(site) {
  return (site.services ?? []).map((name) => h("span", { class: "badge" }, word("services", name)));
}
