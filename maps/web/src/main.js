/** The assembly: state in the middle, the map and the panel on both sides, the address below. */

import { ask } from "./api.js";
import { choices, onChoice } from "./choices.js";
import { debounce, fill } from "./dom.js";
import { language, t, useLanguage } from "./i18n.js";
import { createLegends } from "./legends.js";
import { levelAt } from "./map/choropleth.js";
import { createMap, go, hit, show } from "./map/map.js";
import { ownFeatures } from "./map/own.js";
import { planBounds, planFeatures } from "./map/plan.js";
import { createPin, zoomFor } from "./map/pin.js";
import { createTip } from "./map/tip.js";
import { createStore, fromAddress, toAddress } from "./state.js";
import { drawFoot, drawNotice, drawTop, drawZoom } from "./ui/chrome.js";
import { createLegend } from "./ui/legend.js";
import { createPanel } from "./ui/panel.js";
import { problem, skeleton } from "./ui/parts.js";
import { createSearch } from "./ui/search.js";
import { drawCard } from "./views/card.js";
import { createCoverageView } from "./views/coverage.js";
import { drawDataView } from "./views/data.js";
import { drawMapView } from "./views/map.js";
import { createPrioritiesView } from "./views/priorities.js";
import { createSitingView } from "./views/siting.js";

const $ = (id) => document.getElementById(id);
const asked = fromAddress(location.search);
const store = createStore({ ...asked, fly: asked.zoom === null && asked.selection !== null });
await useLanguage(store.get().lang);

const start = store.get();
const FINGER_PX = 22;
const HALF_MARK = 14;
let summary = null;
let measureScale = () => {};
let level = null;
const NO_PLAN = { features: planFeatures(null), chosen: null };
const NO_OWN = ownFeatures(null);
let plan = NO_PLAN;
let own = NO_OWN;
const legends = createLegends(() => legendsChanged());
const map = createMap(view(), start.zoom === null || start.lat === null || start.lon === null ? null : start, padding());
const legend = createLegend($("legend"));
const panel = createPanel($("panel"), store);
const search = createSearch(goTo);
const pin = createPin(map, store);
const coverage = createCoverageView({ store, centre });
const priorities = createPrioritiesView({ store, provinces: () => legends.get().province?.areas ?? [] });
const siting = createSitingView({ store, provinces: () => legends.get().province?.areas ?? [], showPlan, showOwn });
const keepAddress = debounce(() => history.replaceState(null, "", toAddress(store.get())), 150);
const restyle = debounce(() => {
  show(map, view());
  pin.draw();
}, 0);

drawWords();
fill(panel.body, skeleton(9));
legends.want(store.get());
createTip(map, $("tip"), { store, areaOf: legends.areaOf });
loadSummary();

/** Everything that the style depends on. Where a plan is shown, it brings the facilities that matter to it. */
function view() {
  const { lang, measure, service, layers, selection, tab } = store.get();
  const { dark, still } = choices();
  const services = summary?.profile?.services ?? {};
  const weights = Object.fromEntries(Object.entries(services).map(([name, given]) => [name, given.weight]));
  const sited = tab === "sites" && (plan !== NO_PLAN || own !== NO_OWN);
  return { lang, measure, service, layers: sited ? [] : layers, selection, dark, still, weights, legends: legends.get(), reach: null, plan: sited ? plan : NO_PLAN, own: sited ? own : NO_OWN };
}

/** Draw a plan of sites on the map, one of them chosen, or none; go there unless the map is to stay. */
function showPlan(next, chosen = null, fly = true) {
  plan = next ? { features: planFeatures(next), chosen } : NO_PLAN;
  restyle();
  if (!next || !fly) return;
  const site = next.sites.find((one) => one.code === chosen);
  if (site) goNear(site);
  else goOver(next);
}

/** Draw a plan by hand and what it may be made of, or none; go there if asked to. */
function showOwn(next, fly = false) {
  own = next ? ownFeatures(next) : NO_OWN;
  restyle();
  if (next && fly) goOver({ sites: next.mine.length ? next.mine : next.candidates, radius_m: next.radius_m });
}

function goNear(site) {
  go(map, { lon: site.lon, lat: site.lat, zoom: Math.max(map.getZoom(), 11), padding: padding(), still: choices().still });
}

function goOver(sited) {
  const bbox = planBounds(sited);
  if (bbox) go(map, { bbox, padding: clearPadding(), still: choices().still });
}

function drawWords() {
  drawTop($("top"), store, search);
  drawZoom($("zoom"), map, padding);
  drawNotice($("notice"), summary, store);
  panel.label();
  measureScale = drawFoot($("foot"), map);
}

function drawLegend() {
  level = levelAt(map.getZoom());
  const { measure, service } = store.get();
  const all = legends.get();
  legend.draw(all[level], { measure, service, error: all.error });
}

function legendsChanged() {
  drawLegend();
  if (store.get().tab === "sites") siting.placesKnown();
  restyle();
}

function drawPanel() {
  const { tab, selection } = store.get();
  panel.label();
  document.body.dataset.tab = tab;
  panel.body.setAttribute("aria-labelledby", `tab-${tab}`);
  if (selection) return drawCard(panel.body, { store, found, areas: legends.areaOf });
  if (!summary) return fill(panel.body, skeleton(9));
  if (tab === "map") drawMapView(panel.body, { store, summary });
  if (tab === "coverage") coverage.draw(panel.body);
  if (tab === "priorities") priorities.draw(panel.body);
  if (tab === "sites") siting.draw(panel.body);
  if (tab === "data") drawDataView(panel.body, { summary });
}

async function loadSummary() {
  try {
    summary = await ask("summary");
    drawNotice($("notice"), summary, store);
    drawPanel();
    restyle();
  } catch (error) {
    fill(panel.body, problem(error, loadSummary));
  }
}

/** The map's free part: what panel and legend do not cover. */
function padding() {
  const { narrow } = choices();
  if (narrow) return { top: 150, bottom: Math.round(innerHeight * 0.46) + 12, left: 56, right: 56 };
  const side = document.body.classList.contains("folded") ? 24 : 396;
  // In English the legend lies where the country's south-east would be.
  const other = innerWidth > 1200 ? 290 : 24;
  const [left, right] = document.body.dir === "rtl" ? [72, side] : [side, other];
  return { top: 64, bottom: 40, left, right };
}

/** The map's part that the legend does not cover either: for what must all be seen, half of a mark at its edge as well. */
function clearPadding() {
  const { top, bottom, left, right } = padding();
  if (choices().narrow) return { top, bottom: bottom + $("legend").offsetHeight, left, right };
  const legend = innerWidth > 1200 ? 290 : 0;
  return { top, bottom, left: Math.max(left, legend) + HALF_MARK, right: Math.max(right, legend) + HALF_MARK };
}

function centre() {
  const { lng, lat } = map.getCenter();
  return { lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)) };
}

const ZOOM_OF = { provinces: 6.4, cities: 10.8, neighbourhoods: 12.8 };

function fly(place, collection) {
  const zoom = Math.max(map.getZoom(), ZOOM_OF[collection] ?? 14);
  go(map, { ...place, bbox: collection === "cities" ? null : place.bbox, zoom: collection === "provinces" ? ZOOM_OF.provinces : zoom, padding: padding(), still: choices().still });
}

/** A place that search found. */
function goTo(item) {
  fly(item, item.collection);
  store.set({ selection: { collection: item.collection, code: item.code } });
}

/** The card knows where its feature lies: go there if one cannot see it. */
function found(card) {
  const inside = map.getBounds().contains([card.lon, card.lat]);
  const asked = store.get().fly;
  if (inside && !asked) return;
  store.set({ fly: false });
  fly(card, card.collection);
}

map.on("click", (event) => {
  if (store.get().tab === "coverage" && !store.get().selection) {
    const near = hit(map, event.point);
    const isPlace = near && near.feature.layer.id.endsWith("-symbol");
    if (!isPlace) return store.set({ pin: { lon: Number(event.lngLat.lng.toFixed(5)), lat: Number(event.lngLat.lat.toFixed(5)) } });
  }
  const target = hit(map, event.point);
  if (store.get().tab === "sites" && siting.clicked(target, where(event.lngLat))) return;
  store.set({ selection: target ? { collection: target.collection, code: target.feature.properties.code } : null });
});

/** A place on the map, and how many metres about it a finger may miss by. */
function where({ lng, lat }) {
  const metres = (40075016 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
  return { lon: lng, lat, reach_m: metres * FINGER_PX };
}

map.on("moveend", () => {
  const { lng, lat } = map.getCenter();
  store.set({ lon: lng, lat, zoom: map.getZoom() });
});
map.on("move", () => measureScale());
map.on("zoom", drawLegendAtLevel);
map.on("load", () => {
  pin.draw();
  document.body.dataset.ready = "map";
});

function drawLegendAtLevel() {
  if (levelAt(map.getZoom()) !== level) drawLegend();
}

store.listen(async (state, old) => {
  const changed = (...names) => names.some((name) => !Object.is(state[name], old[name]));
  if (changed("lang")) {
    await useLanguage(state.lang);
    drawWords();
    drawLegend();
  }
  const byHand = (state.own === null) !== (old.own === null);
  if (changed("tab", "selection", "run") || byHand) history.pushState(null, "", toAddress(state));
  else keepAddress();
  if (changed("measure", "service")) legends.want(state);
  if (changed("lang", "measure", "service", "layers", "selection", "tab")) restyle();
  if (changed("pin", "radius", "tab")) pin.draw();
  if (changed("pin", "radius") && state.tab === "coverage" && !state.selection) {
    if (old.pin === null || state.pin === null) drawPanel();
    else coverage.look();
  }
  if (changed("tab") && state.tab === "coverage" && state.pin && map.getZoom() < 7) {
    go(map, { ...state.pin, zoom: zoomFor(state.radius, state.pin.lat, Math.min(innerWidth - 400, innerHeight)), padding: padding(), still: choices().still });
  }
  const redraw = { priorities: ["province", "service", "rows"], sites: byHand ? ["run", "own"] : ["run"] }[state.tab] ?? ["measure", "service", "layers"];
  if (changed("lang", "tab", "selection", ...(state.selection ? [] : redraw))) drawPanel();
});

onChoice(() => {
  restyle();
  drawLegend();
});

addEventListener("popstate", () => {
  const { lang, tab, measure, service, selection, province, pin: at, radius, run, own: mine } = fromAddress(location.search);
  store.set({ lang, tab, measure, service, province, radius, run, own: mine, pin: at, selection: same(selection, store.get().selection) ? store.get().selection : selection });
  if (mine !== null) drawPanel();
});

const same = (one, other) => one?.collection === other?.collection && one?.code === other?.code;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && store.get().selection) store.set({ selection: null });
});

// For those who look under the bonnet, and for the browser tests.
window.geoTarget = { map, store, language, ready: () => t("ready") };
