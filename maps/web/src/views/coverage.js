/** The second tab: what is within R kilometres of here, and whom it reaches. */

import { ask, cancelled } from "../api.js";
import { bdi, debounce, fill, h } from "../dom.js";
import { distance, named, percent, t, tenth, whole } from "../i18n.js";
import { symbolElement } from "../map/symbols.js";
import { palette } from "../palette.js";
import { badge, bar, empty, how, problem, skeleton, word } from "../ui/parts.js";

const MOST = 8;

/** The view keeps its slider while one drags; only the results below are drawn anew. */
export function createCoverageView({ store, centre }) {
  const results = h("div", { class: "results", "aria-live": "polite" });
  let asked = null;

  const look = debounce(async () => {
    const { pin, radius } = store.get();
    if (!pin) return;
    const question = `${pin.lon},${pin.lat},${radius}`;
    if (question === asked) return;
    asked = question;
    if (!results.firstChild || results.querySelector(".state")) fill(results, skeleton(6));
    results.classList.add("stale");
    try {
      drawAnswer(results, await ask("coverage", { lon: pin.lon, lat: pin.lat, radius_km: radius }, { topic: "coverage" }), store);
      results.classList.remove("stale");
    } catch (error) {
      if (cancelled(error)) return;
      asked = null;
      results.classList.remove("stale");
      fill(results, problem(error, look));
    }
  }, 120);

  function draw(root) {
    const { pin } = store.get();
    fill(root, controls(store, centre), results);
    asked = null;
    if (pin) look();
    else fill(results, empty(t("coverage_empty"), t("coverage_empty_step")));
  }
  return { draw, look };
}

function controls(store, centre) {
  const { radius, pin } = store.get();
  const output = h("output", { for: "radius" }, t("kilometres", { n: tenth(radius) }));
  const slide = (event) => {
    const value = fromSlider(Number(event.target.value));
    output.textContent = t("kilometres", { n: tenth(value) });
    store.set({ radius: value });
  };
  const slider = h("input", { type: "range", id: "radius", min: 0, max: 100, step: 1, value: toSlider(radius), "aria-label": t("radius"), on: { input: slide } });
  const here = () => store.set({ pin: centre() });
  return h(
    "section",
    {},
    h("h2", {}, t("coverage_title")),
    h("div", { class: "slider-head" }, h("label", { for: "radius" }, t("radius")), output),
    slider,
    h("div", { class: "slider-ends small quiet", "aria-hidden": "true" }, h("span", {}, t("kilometres", { n: tenth(0.5) })), h("span", {}, t("kilometres", { n: tenth(50) }))),
    h("button", { class: "button", type: "button", on: { click: here } }, t(pin ? "pin_to_centre" : "pin_here")),
  );
}

/** Half a kilometre to fifty, each step the same proportion, shown to the nearest half or whole. */
function fromSlider(at) {
  const value = 0.5 * 100 ** (at / 100);
  return value < 10 ? Math.round(value * 2) / 2 : Math.round(value);
}

const toSlider = (radius) => Math.round((100 * Math.log(radius / 0.5)) / Math.log(100));

function drawAnswer(root, answer, store) {
  fill(root, reached(answer), services(answer, store), neighbourhoods(answer, store));
}

function reached(answer) {
  const all = answer.neighbourhoods.length;
  return h(
    "section",
    { class: "reached" },
    h("p", { class: "big" }, h("strong", { "data-value": answer.reached_population }, whole(answer.reached_population)), " ", t("people")),
    h("p", { class: "quiet" }, all ? t("reached_in", { n: whole(all) }) : t("reached_none")),
    how("reach"),
  );
}

function services(answer, store) {
  const row = (item) => {
    const first = item.facilities.slice(0, MOST).map((facility) => facilityRow(facility, store));
    const more = item.facilities.length - first.length;
    return h(
      "details",
      { class: "service" },
      h(
        "summary",
        {},
        h("span", { class: "choice-symbols" }, palette.symbols.filter((symbol) => symbol.service === item.service).map((symbol) => symbolElement(symbol.kind))),
        h("span", { class: "service-name" }, word("services", item.service)),
        h("span", { class: "service-count", "data-service": item.service, "data-value": item.operating }, t("operating_count", { n: whole(item.operating) })),
      ),
      item.facilities.length ? h("ul", { class: "rows" }, first) : h("p", { class: "quiet small" }, t("none_within")),
      more > 0 ? h("p", { class: "quiet small" }, t("and_more", { n: whole(more) })) : null,
    );
  };
  return h("section", {}, h("h3", {}, t("facilities_within")), answer.services.map(row));
}

const COLLECTION = Object.fromEntries(palette.symbols.map((symbol) => [symbol.kind, symbol.collection]));

function facilityRow(facility, store) {
  const open = () => store.set({ selection: { collection: COLLECTION[facility.kind], code: facility.code } });
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row", on: { click: open } },
      symbolElement(facility.kind, facility.status, facility.provenance),
      h("span", { class: "row-main" }, bdi(named(facility))),
      facility.status === "operating" ? null : h("span", { class: "quiet small" }, word("statuses", facility.status)),
      h("span", { class: "number" }, distance(facility.distance_m)),
    ),
  );
}

function neighbourhoods(answer, store) {
  if (!answer.neighbourhoods.length) return null;
  const row = (item) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "row row-tall", on: { click: () => store.set({ selection: { collection: "neighbourhoods", code: item.code } }) } },
        h("span", { class: "row-main" }, bdi(named(item)), h("span", { class: "quiet small" }, " ", bdi(named(item, "city")))),
        h("span", { class: "number" }, t("of_people", { n: whole(item.reached_population), all: whole(item.population) })),
        bar(item.share_reached, palette.ramps.access[3]),
        h("span", { class: "number small quiet" }, percent(item.share_reached)),
      ),
    );
  const shown = answer.neighbourhoods.slice(0, 12);
  const more = answer.neighbourhoods.length - shown.length;
  return h(
    "section",
    {},
    h("h3", {}, t("neighbourhoods_reached"), " ", badge(shown[0].provenance)),
    h("ul", { class: "rows" }, shown.map(row)),
    more > 0 ? h("p", { class: "quiet small" }, t("and_more", { n: whole(more) })) : null,
  );
}
