/** The answer to a question where to build: what it brings, how good it is, each site with its reasons. */

import { ask } from "../api.js";
import { bdi, h } from "../dom.js";
import { decimals, distance, language, named, percent, t, whole } from "../i18n.js";
import { curve, pointWords } from "../ui/curve.js";
import { badge, fact, how } from "../ui/parts.js";

/** Sections of the answer; the map follows. `again` puts the question anew with some fields changed. */
export function drawAnswer(answer, { store, showPlan, again }) {
  if (!answer.sites.length) {
    showPlan(null);
    return [none(answer, again), how("siting")];
  }
  const plan = { sites: answer.sites.map((site) => ({ ...site, number: site.role === "new" ? site.number : null })), radius_m: reachOf(answer) };
  const pick = (code) => showPlan(plan, code);
  showPlan(plan);
  if (answer.request.model !== "p_dispersion") addLines(answer.run_id, plan, showPlan);
  return [headline(answer), steps(answer, store, showPlan, plan), sites(answer, pick), facts(answer)];
}

const covering = (answer) => ["mclp", "lscp", "lscp_backup"].includes(answer.request.model);
const reachOf = (answer) => (covering(answer) ? answer.radius_m : null);

async function addLines(run, plan, showPlan) {
  try {
    const { features } = await ask(`siting/${run}/lines.geojson`, {}, { topic: "siting-lines" });
    plan.lines = features;
    showPlan(plan, null, false);
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
  return h("section", { class: "state state-error", role: "alert" }, h("h2", {}, t("siting_impossible")), h("p", {}, text), clash ? h("ul", { class: "siting-offers" }, clash.relaxations.map(offer)) : null);
}

function headline(answer) {
  const { before, after } = answer;
  const people = (served) => h("strong", {}, whole(served.people));
  const way = (served) => h("strong", {}, distance(answer.request.model === "p_center" ? served.worst_m : served.mean_m));
  const shown = covering(answer) ? people : way;
  const words = covering(answer) ? t("siting_reached", { all: whole(answer.demand_total), share: percent(after.coverage) }) : t(answer.request.model === "p_center" ? "siting_worst" : "siting_mean");
  const proof = answer.status === "optimal" ? t("siting_proved") : t("siting_gap", { gap: decimals((answer.gap ?? 0) * 100) });
  return h(
    "section",
    { class: "siting-head" },
    h("p", { class: "big" }, h("span", { class: "quiet" }, shown(before)), h("span", { class: "siting-arrow", "aria-hidden": "true" }), shown(after)),
    h("p", {}, words, " ", badge(answer.provenance)),
    h("p", { class: answer.status === "optimal" ? "siting-proof" : "siting-proof open" }, proof, answer.cancelled ? ` ${t("siting_was_stopped")}` : ""),
  );
}

function steps(answer, store, showPlan, best) {
  const found = answer.plans.filter((plan) => plan.kind === "frontier" && plan.people !== null);
  if (found.length < 2) return null;
  const values = covering(answer) ? (plan) => plan.people : (plan) => plan.objective / (answer.request.model === "p_median" ? answer.demand_total : 1);
  const says = covering(answer) ? (value) => `${whole(value)} ${t("people")}` : distance;
  const points = found.map((plan) => ({ n: plan.n_new, value: values(plan), proven: plan.status === "optimal", says: pointWords(plan.n_new, says(values(plan)), plan.status === "optimal") }));
  const box = h("section", {});
  const show = (n) => {
    const label = t("siting_curve_label");
    box.replaceChildren(h("h3", {}, label), curve({ points, shown: n, choose, format: covering(answer) ? whole : distance, label }));
  };
  const choose = async (n) => {
    show(n);
    if (n === answer.request.n_sites) return showPlan(best, null, false);
    const step = found.find((plan) => plan.n_new === n);
    const { features } = await ask(`siting/${answer.run_id}/sites.geojson`, { plan: step.plan }, { topic: "siting-step" });
    const fresh = features.map(({ properties, geometry }) => ({ ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] }));
    showPlan({ sites: [...fresh, ...best.sites.filter((site) => site.role === "existing")], radius_m: best.radius_m }, null, false);
  };
  show(answer.request.n_sites);
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
        h("span", { class: "small quiet block" }, site[`reason_${language()}`] ?? ""),
      ),
    ),
  );
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
    h("p", { class: "small" }, h("a", { href: `/api/v1/siting/${answer.run_id}/sites.geojson`, download: `siting-${answer.run_id}.geojson` }, t("siting_download"))),
    how("siting"),
  );
}
