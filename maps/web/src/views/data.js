/** The fourth tab: where every number comes from, and what is modelled. */

import { fill, h } from "../dom.js";
import { known, named, percent, t, tenth, time, whole } from "../i18n.js";
import { badge, day, fact, how, word } from "../ui/parts.js";

export function drawDataView(root, { summary }) {
  fill(
    root,
    h("section", { class: "callout" }, h("h2", {}, t("modelled_title")), h("p", {}, t("modelled_long"))),
    run(summary),
    profile(summary),
    h("section", {}, h("h2", {}, t("datasets")), h("ul", { class: "datasets" }, summary.datasets.filter((item) => item.current !== false).map(dataset))),
  );
}

function run(summary) {
  const { score_run: made } = summary;
  if (!made) return h("section", {}, h("h2", {}, t("score_run")), h("p", { class: "quiet" }, t("score_run_none")));
  return h(
    "section",
    {},
    h("h2", {}, t("score_run")),
    made.stale ? h("p", { class: "state-error small" }, t("score_run_stale")) : null,
    h(
      "dl",
      { class: "facts" },
      fact(t("run_number"), whole(made.run_id)),
      fact(t("made_on"), [day(made.created_at), t("dot"), time(made.created_at)]),
      fact(t("profile"), bdiText(made.profile_name)),
      fact(t("data_version"), whole(summary.data_version)),
    ),
  );
}

const bdiText = (text) => h("bdi", {}, text ?? "");

function profile(summary) {
  if (!summary.profile) return null;
  const row = ([name, service]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, word("services", name)),
      h("td", {}, radius(service)),
      h("td", {}, known(`demand_${service.demand}`) ? t(`demand_${service.demand}`) : service.demand),
      h("td", { class: "number" }, percent(service.weight)),
    );
  return h(
    "section",
    {},
    h("h2", {}, t("profile_title")),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ["service", "radius", "demand", "weight"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, Object.entries(summary.profile.services).map(row)),
    ),
    how("priority"),
  );
}

function radius(service) {
  const usual = t("kilometres", { n: tenth(service.radius_km) });
  const large = service.radius_km_large_city;
  if (!large || large === service.radius_km) return usual;
  return h("span", { title: t("large_city", { n: whole(service.large_city_over ?? 500000) }) }, t("radius_two", { large: tenth(large), usual: tenth(service.radius_km) }));
}

function dataset(item) {
  return h(
    "li",
    {},
    h("div", { class: "dataset-head" }, h("strong", {}, named(item, "title")), badge(item.provenance)),
    h("p", { class: "small quiet" }, t("rows_n", { n: whole(item.rows) }), t("dot"), day(item.dated), t("dot"), h("bdi", {}, item.licence)),
    h("p", { class: "small quiet" }, named(item, "source")),
  );
}
