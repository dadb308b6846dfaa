/** The answer to a question where to build: what it brings, how good it is, each site with its reasons. */

import { ask, cancelled } from "../api.js";
import { bdi, h } from "../dom.js";
import { decimals, distance, language, named, percent, t, tenth, whole } from "../i18n.js";
import { curve, pointWords } from "../ui/curve.js";
import { badge, fact, how } from "../ui/parts.js";
import { drawFairness, drawRobustness, drawShared, serviceMarks } from "./siting_beside.js";
import { covering, drawComparison } from "./siting_compare.js";
import { spentWords } from "./siting_limits.js";

/**
 * Sections of the answer, and `pick`, which shows one of its sites; the map follows. `again` puts the question anew
 * with some fields changed; `showOwn` draws a plan made by hand beside the best.
 */
export function drawAnswer(answer, { showPlan, showOwn, again }) {
  const { run_id: run, hand_made: byHand } = answer;
  const hand = byHand ? drawComparison(answer) : null;
  if (byHand) addOwn(answer, showOwn);
  if (!answer.sites.length) {
    showPlan(null);
    return { sections: [none(answer, again), hand, how("siting")], pick: () => {} };
  }
  const plan = { sites: answer.sites.map((site) => ({ ...site, number: site.role === "new" ? site.number : null })), radius_m: reachOf(answer) };
  let touched = false;
  const choose = (...shown) => {
    touched = true;
    showPlan(...shown);
  };
  const list = sites(answer, (code) => pick(code, false));
  const pick = (code, scroll = true) => {
    choose(plan, code);
    for (const row of list.querySelectorAll("[data-code]")) {
      row.setAttribute("aria-current", String(row.dataset.code === code));
      if (scroll && row.dataset.code === code) row.scrollIntoView({ block: "center" });
    }
  };
  showPlan(plan);
  if (answer.request.model !== "p_dispersion") addLines(run, plan, () => touched || showPlan(plan));
  return { sections: [headline(answer), hand, drawShared(answer), steps(answer, choose, plan), drawFairness(answer, stepper(answer, choose, plan)), list, drawRobustness(answer), facts(answer)], pick };
}

/** The sites made by hand, from the kept plan of that kind. */
async function addOwn(answer, showOwn) {
  const kept = answer.plans.find((plan) => plan.kind === "hand_made");
  if (!kept) return;
  try {
    const { features } = await ask(`siting/${answer.run_id}/sites.geojson`, { plan: kept.plan }, { topic: "siting-own" });
    const mine = features.map(({ properties, geometry }) => ({ ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] }));
    showOwn({ candidates: [], mine: mine.filter((site) => answer.hand_made.sites.includes(site.code)), radius_m: null });
  } catch (error) {
    if (!cancelled(error)) showOwn(null);
  }
}

const reachOf = (answer) => (covering(answer) ? answer.radius_m : null);

/** The lines to those whom the plan serves; `come` hears when they are there. */
async function addLines(run, plan, come) {
  try {
    const { features } = await ask(`siting/${run}/lines.geojson`, {}, { topic: "siting-lines" });
    plan.lines = features;
    come();
  } catch {
    // The plan stands without the lines.
  }
}

function none(answer, again) {
  const fa = language() === "fa";
  const { clash } = answer;
  const text = clash ? clash[fa ? "text_fa" : "text_en"] : t(`siting_status_${answer.status}`);
  const offer = (one) =>
    h(
      "li",
      {},
      h("p", {}, one[fa ? "text_fa" : "text_en"]),
      one.change ? h("button", { class: "button", type: "button", on: { click: () => again(one.change) } }, t("siting_apply")) : null,
    );
  return h("section", { class: "siting-none", role: "alert" }, h("h3", { class: "state-error" }, t("siting_impossible")), h("p", {}, text), clash && clash.relaxations.length ? h("ul", { class: "siting-offers" }, clash.relaxations.map(offer)) : null);
}

/** What the distance in the headline is, of models that ask for one. */
const AIMS = { p_median: "siting_mean", p_center: "siting_worst", p_dispersion: "siting_least" };

function headline(answer) {
  const { before, after } = answer;
  const people = (served) => h("strong", {}, whole(served.people));
  const { model, capacity } = answer.request;
  const way = (served) => h("strong", {}, distance(model === "p_center" ? served.worst_m : served.mean_m));
  const shown = covering(answer) ? people : way;
  const reached = capacity === null ? "siting_reached" : "siting_served";
  const words = covering(answer) ? t(reached, { all: whole(answer.demand_total), share: percent(after.coverage) }) : t(AIMS[model]);
  const today = model === "p_dispersion" ? [] : [h("span", { class: "siting-before" }, shown(before)), h("span", { class: "siting-arrow", "aria-hidden": "true" })];
  const open = answer.request.fair ? t("fair_open") : t("siting_gap", { gap: decimals((answer.gap ?? 0) * 100) });
  const proved = t(answer.request.fair ? "fair_proved" : "siting_proved");
  const proof = answer.status === "optimal" ? proved : open;
  return h(
    "section",
    { class: "siting-head" },
    h("p", { class: "big" }, ...today, today.length ? shown(after) : h("strong", {}, distance(answer.objective))),
    h("p", {}, words, " ", badge(answer.provenance)),
    h("p", { class: answer.status === "optimal" ? "siting-proof" : "siting-proof open" }, proof, answer.cancelled ? ` ${t("siting_was_stopped")}` : ""),
    spent(answer),
    key(answer),
  );
}

/** What the new sites cost of the budget; several services in shared buildings tell it themselves. */
function spent({ request, sites: all, shared }) {
  const words = shared ? null : spentWords(all.filter((site) => site.role === "new"), request);
  return words ? h("p", { class: "small" }, words) : null;
}

/** What the marks on the map are. */
function key(answer) {
  const mark = (name, words) => h("li", {}, h("span", { class: `key-mark key-${name}`, "aria-hidden": "true" }), words);
  return h(
    "ul",
    { class: "siting-key small quiet" },
    mark("new", t("siting_role_new")),
    answer.hand_made ? mark("own", t("siting_role_own")) : null,
    answer.n_existing ? mark("existing", t("siting_role_existing")) : null,
    reachOf(answer) ? mark("reach", t("siting_key_reach")) : null,
    answer.request.model === "p_dispersion" ? null : mark("line", t("siting_key_line")),
  );
}

/** What one number of sites is worth in the curve: people reached, mean way, or longest way. */
function worth(answer) {
  const { model, by_priority: weighed } = answer.request;
  if (covering(answer)) return { of: (plan) => plan.people, today: answer.before.people, format: whole, unit: t("people"), says: (value) => `${whole(value)} ${t("people")}` };
  if (model === "p_median" && weighed) return { of: (plan) => plan.objective, today: null, format: whole, unit: t("siting_weighted"), says: (value) => `${whole(value)} ${t("siting_weighted")}` };
  const shared = model === "p_median" ? answer.demand_total : 1;
  const today = model === "p_center" ? answer.before.worst_m : answer.before.mean_m;
  return { of: (plan) => plan.objective / shared, today, format: (value) => tenth(value / 1000), unit: t("siting_km"), says: distance };
}

/** Shows the sites of another plan of the answer on the map, beside the existing centres; null for these alone. */
function stepper(answer, showPlan, best) {
  const existing = best.sites.filter((site) => site.role === "existing");
  return async (step) => {
    if (step === null) return showPlan({ sites: existing, radius_m: null }, null, false);
    try {
      const { features } = await ask(`siting/${answer.run_id}/sites.geojson`, { plan: step.plan }, { topic: "siting-step" });
      const fresh = features.map(({ properties, geometry }) => ({ ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] }));
      showPlan({ sites: [...fresh.filter((site) => site.role === "new"), ...existing], radius_m: best.radius_m }, null, false);
    } catch (error) {
      if (!cancelled(error)) showPlan(best, null, false);
    }
  };
}

function steps(answer, showPlan, best) {
  const found = answer.plans.filter((plan) => plan.kind === "frontier" && plan.people !== null && plan.objective !== null);
  if (found.length < 2) return null;
  const { of, today, format, unit, says } = worth(answer);
  const byMoney = found.every((plan) => plan.budget !== null);
  const step = (plan) => (byMoney ? plan.budget : plan.n_new);
  const points = found.map((plan) => ({ n: step(plan), value: of(plan), proven: plan.status === "optimal", says: pointWords(plan, says(of(plan))) }));
  if (answer.request.keep_existing && today !== null && answer.request.model !== "p_dispersion") points.unshift({ n: 0, value: today, proven: true, says: t("curve_today", { value: says(today) }) });
  const showStep = stepper(answer, showPlan, best);
  const built = byMoney ? answer.request.budget : best.sites.filter((site) => site.role === "new").length;
  const box = h("section", {});
  const show = (n) => {
    const label = t(byMoney ? "siting_curve_money" : "siting_curve_label");
    box.replaceChildren(h("h3", {}, label), curve({ points, shown: n, choose, format, unit, label }), ofStep(n) ?? "");
  };
  /** The sites of a step as a file; those of the best plan stand at the end. */
  const ofStep = (n) => {
    const plan = n === built ? null : found.find((one) => step(one) === n);
    return plan ? h("p", { class: "small" }, download(answer.run_id, plan.plan)) : null;
  };
  const choose = (n) => {
    show(n);
    if (n === built) showPlan(best, null, false);
    else showStep(n === 0 ? null : found.find((plan) => step(plan) === n));
  };
  show(built);
  return box;
}

function sites(answer, pick) {
  const fresh = answer.sites.filter((site) => site.role === "new");
  if (!fresh.length) return h("section", {}, h("p", {}, t("siting_none_needed")));
  return h("section", {}, h("h3", {}, t("siting_sites", { n: whole(fresh.length) })), h("ol", { class: "rows siting-sites" }, fresh.map((site) => row(site, pick))));
}

function row(site, pick) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row row-tall", "data-code": site.code, on: { click: () => pick(site.code) } },
      h("span", { class: "siting-number" }, whole(site.number)),
      h(
        "span",
        { class: "row-main" },
        bdi(named(site)),
        " ",
        site.part && site.part !== "undecided" ? h("span", { class: "badge" }, t(`siting_part_${site.part}`)) : null,
        serviceMarks(site),
        h("span", { class: "small quiet block" }, wholeCodes(site[`reason_${language()}`] ?? "")),
      ),
    ),
  );
}

/** A text whose codes are not parted where a line ends: CS-00016. */
const wholeCodes = (text) => text.split(/([A-Z]+\d*-[\w-]*\w)/).map((part, i) => (i % 2 ? h("bdi", { class: "siting-code" }, part) : part));

/** A link to the sites of a plan as a file. */
function download(run, plan = 0) {
  const [query, name] = plan ? [`?plan=${plan}`, `siting-${run}-${plan}`] : ["", `siting-${run}`];
  return h("a", { href: `/api/v1/siting/${run}/sites.geojson${query}`, download: `${name}.geojson` }, t("siting_download"));
}

function facts(answer) {
  return h(
    "section",
    {},
    h(
      "dl",
      { class: "facts" },
      fact(t("siting_existing"), whole(answer.n_existing)),
      fact(t("siting_candidates"), whole(answer.n_candidates)),
      fact(t("siting_points"), whole(answer.n_demand)),
      answer.radius_m ? fact(t("radius"), distance(answer.radius_m)) : null,
    ),
    answer.notes.map(([fa, en]) => h("p", { class: "small quiet" }, language() === "fa" ? fa : en)),
    h("p", { class: "small" }, download(answer.run_id)),
    how("siting"),
  );
}
