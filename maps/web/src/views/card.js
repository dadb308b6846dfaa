/** The card of what one clicked: a province, a city, a neighbourhood, a facility, a group. */

import { ask, cancelled } from "../api.js";
import { bdi, fill, h } from "../dom.js";
import { distance, known, named, percent, t, tenth, whole } from "../i18n.js";
import { symbolElement } from "../map/symbols.js";
import { palette, symbolOf } from "../palette.js";
import { badge, bar, day, fact, how, problem, skeleton, word } from "../ui/parts.js";
import { icon } from "../ui/icons.js";
import { interval } from "../ui/interval.js";

/** Draw the card of the selection; `found` hears where the feature lies. */
export async function drawCard(root, { store, found, areas }) {
  const { selection } = store.get();
  fill(root, head(null, store), skeleton(7));
  const topic = { topic: "card" };
  try {
    const isNeighbourhood = selection.collection === "neighbourhoods";
    const path = isNeighbourhood ? `neighbourhoods/${selection.code}` : `features/${selection.collection}/${selection.code}`;
    const card = await ask(path, {}, topic);
    fill(root, head(card, store, areas), isNeighbourhood ? neighbourhood(card, store) : other(card, selection, areas), footing(card, store));
    found(card);
  } catch (error) {
    if (!cancelled(error)) fill(root, head(null, store), problem(error, () => drawCard(root, { store, found, areas })));
  }
}

function head(card, store, areas) {
  const close = () => store.set({ selection: null });
  const button = h("button", { type: "button", class: "close", "aria-label": t("close"), title: `${t("close")} (Esc)`, on: { click: close } }, icon("close"));
  if (!card) return h("header", { class: "card-head" }, h("span"), button);
  const own = card.properties;
  const { selection } = store.get();
  const symbol = symbolOf[selection.collection];
  const city = own.city_code ? areas({ collection: "cities", code: own.city_code })?.area : null;
  const place = [city ? named(city) : null, selection.collection === "provinces" ? null : named(card, "province")].filter(Boolean);
  return h(
    "header",
    { class: "card-head" },
    symbol ? symbolElement(symbol.kind, own.status ?? "operating", own.provenance) : null,
    h(
      "div",
      { class: "card-title" },
      h("h2", {}, bdi(named(own))),
      h("p", { class: "quiet small" }, t(`collection_${selection.collection}`), place.map((name) => [t("dot"), bdi(name)])),
    ),
    button,
  );
}

function neighbourhood(card, store) {
  const own = card.properties;
  return [
    h(
      "section",
      { class: "scoreline" },
      h("div", { class: "dial" }, h("strong", {}, tenth(card.priority)), h("span", { class: "small quiet" }, t("of_100"))),
      h("div", {}, h("p", {}, h("strong", {}, t("measure_priority")), " ", badge(card.provenance)), h("p", { class: "quiet" }, card.rank ? t("rank_of", { n: whole(card.rank), all: whole(card.rank_of) }) : t("none"))),
      bar((card.priority ?? 0) / 100, palette.ramps.need[3]),
      how("priority"),
      certainty(card),
    ),
    reasons(card),
    h("section", {}, h("h3", {}, t("by_service")), card.services.map((score) => service(score, store)), how("coverage")),
    h("section", {}, h("h3", {}, t("people_here")), facts(own, ["type", "population", "households", "job_seekers", "women_heads_of_household", "deprivation"])),
  ];
}

/** How sure the rank is: the ranks it lies between, and the chance of being among the first. */
function certainty(card) {
  const strip = interval({ low: card.rank_low, rank: card.rank, high: card.rank_high, all: card.rank_of });
  if (!strip) return null;
  return h(
    "div",
    { class: "certainty" },
    strip,
    h("p", { class: "small quiet" }, t("rank_in_draws", { low: whole(card.rank_low), high: whole(card.rank_high) }), t("dot"), t("in_top_n", { share: percent(card.in_top), k: whole(card.top_k) })),
    how("certainty"),
  );
}

/** The two or three facts that made the rank. */
function reasons(card) {
  if (!card.reasons?.length) return null;
  return h("section", { class: "reasons" }, h("h3", {}, t("why_this_rank")), h("ul", {}, card.reasons.map((reason) => h("li", {}, named(reason, "text")))));
}

/** The share of those in need who are served: within the radius, or by another measure of access. */
function met(score) {
  const { travel } = score;
  if (travel && score.measure === "coverage") {
    if (travel.by === "terrain") return t("covered_by_detours", { share: percent(score.share_covered), radius: distance(score.radius_m), file: travel.file });
    const unit = known(`cost_${travel.unit}`) ? t(`cost_${travel.unit}`) : travel.unit;
    return t("covered_by_travel", { share: percent(score.share_covered), n: tenth(travel.threshold), unit, file: travel.file });
  }
  if (!score.measure || score.measure === "coverage") return t("covered_within", { share: percent(score.share_covered), radius: distance(score.radius_m) });
  return t("met_by", { share: percent(score.share_covered), measure: t(`access_${score.measure}`) });
}

/** A gap in the service's own unit, as 12,000 trainee-hours a year. */
function missing(score) {
  if (!score.gap) return null;
  const unit = `unit_${score.capacity_unit}`;
  return h("p", { class: "small" }, t("gap_n", { n: t(known(unit) ? unit : "unit_plain", { n: whole(score.gap) }) }));
}

function service(score, store) {
  const kind = kindOf(score.nearest_code);
  const open = () => store.set({ selection: { collection: kind.collection, code: score.nearest_code } });
  const nearest = score.nearest_code
    ? [t("nearest"), " ", h("button", { type: "button", class: "link", on: { click: open } }, bdi(named(score, "nearest_name"))), t("dot"), distance(score.nearest_m)]
    : t("unreachable");
  return h(
    "div",
    { class: "service-score" },
    h("div", { class: "service-line" }, h("strong", {}, word("services", score.service)), h("span", { class: "number" }, t("priority_n", { n: tenth(score.priority) }))),
    bar(score.share_covered, palette.ramps.access[3]),
    h("p", { class: "small" }, met(score), t("dot"), t("unserved_n", { n: whole(score.unserved) })),
    missing(score),
    h("p", { class: "small quiet" }, nearest),
  );
}

const PREFIX = { TC: "training_centre", PC: "placement_centre", NH: "neighbourhood_house", BB: "bank_branch", SB: "social_service_base", SG: "self_help_group" };

function kindOf(code) {
  const kind = PREFIX[(code ?? "").split("-")[0]];
  return palette.symbols.find((symbol) => symbol.kind === kind) ?? {};
}

const FACTS = {
  provinces: [],
  cities: ["population"],
  self_help_groups: ["place", "setting", "members", "women", "women_heads_of_household"],
  federations: ["county", "self_help_groups", "members", "women"],
  course_runs: ["occupation", "sector", "trainees", "trainee_hours"],
  candidate_sites: ["kind", "status", "budget_million_rials"],
};
const FACILITY = ["status", "capacity", "in_outskirts", "floor_area_m2"];

function other(card, selection, areas) {
  const own = card.properties;
  const figures = areas(selection);
  const extra = selection.collection === "provinces" ? fact(t("in_programme"), t(own.in_programme ? "yes" : "no")) : null;
  return [
    figures ? areaFigures(figures) : null,
    h("section", {}, facts(own, FACTS[selection.collection] ?? FACILITY, extra)),
  ];
}

/** What the map colours this area by. */
function areaFigures({ area, legend }) {
  const shown = { priority: tenth, coverage: percent, unserved: whole }[legend.measure];
  return h(
    "section",
    { class: "scoreline" },
    h("div", { class: "dial" }, h("strong", {}, shown(area.value)), h("span", { class: "small quiet" }, named(legend, "unit"))),
    h("div", {}, h("p", {}, h("strong", {}, t(`measure_${legend.measure}`)), t("dot"), word("services", legend.service)), h("p", { class: "quiet" }, t("in_neighbourhoods", { n: whole(area.neighbourhoods), people: whole(area.population) }))),
    how(legend.measure),
  );
}

function facts(own, names, extra = null) {
  const shown = names.map((name) => [name, valueOf(own, name)]).filter(([, value]) => value !== null);
  return h("dl", { class: "facts" }, extra, shown.map(([name, value]) => fact(t(`field_${name}`), value)));
}

function valueOf(own, name) {
  if (["place", "county", "occupation"].includes(name)) return bdi(named(own, name));
  const value = own[name];
  if (value === null || value === undefined) return null;
  if (name === "status") return word("statuses", value);
  if (name === "type") return word("neighbourhood_types", value);
  if (name === "deprivation") return t("of_100_n", { n: tenth(value * 100) });
  if (name === "capacity") return t(known(`unit_${own.capacity_unit}`) ? `unit_${own.capacity_unit}` : "unit_plain", { n: whole(value) });
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return whole(value);
  return known(`value_${value}`) ? t(`value_${value}`) : bdi(value);
}

function footing(card, store) {
  const { dataset } = card;
  if (!dataset) return null;
  return h(
    "footer",
    { class: "card-foot small quiet" },
    h("p", {}, badge(dataset.provenance), " ", named(dataset, "title")),
    h("p", {}, t("source"), " ", bdi(named(dataset, "source")), t("dot"), day(dataset.dated)),
    h("p", {}, t("code"), " ", h("bdi", { class: "code" }, card.properties.code)),
    h("button", { type: "button", class: "button", on: { click: () => store.set({ tab: "coverage", selection: null, pin: { lon: card.lon, lat: card.lat } }) } }, t("coverage_from_here")),
  );
}
