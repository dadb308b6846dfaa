/** What the page shows, in one place, and in the address: the link is the view. */

export const TABS = ["map", "coverage", "priorities", "sites", "data"];
export const ROWS = ["neighbourhood", "city", "province"];
export const MEASURES = ["priority", "coverage", "unserved"];
export const SERVICES = ["overall", "training", "placement", "microfinance", "community"];
export const DEFAULT_LAYERS = [
  "training_centres",
  "placement_centres",
  "neighbourhood_houses",
  "bank_branches",
  "social_service_bases",
  "self_help_groups",
];

/** A kept answer has a number; a question on its way has a name. */
const RUN = /^(?:\d{1,9}|q[0-9a-f]{12})$/;

const LONGEST_OWN = 500;

/** People unserved are counted in each service's own unit (job seekers, residents): no sum over services. */
const NOT_OVERALL = ["unserved"];

export function createStore(initial) {
  let state = initial;
  const listeners = new Set();
  return {
    get: () => state,
    /** Change some of the state; listeners hear of it once, with the new and the old. */
    set(change) {
      const next = consistent({ ...state, ...change });
      const old = state;
      if (Object.keys(next).every((key) => Object.is(next[key], old[key]))) return;
      state = next;
      for (const listener of [...listeners]) listener(state, old);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Read the view from an address; whatever is missing or nonsense falls back to the default. */
export function fromAddress(search) {
  const given = new URLSearchParams(search);
  const one = (name, allowed, fallback) => (allowed.includes(given.get(name)) ? given.get(name) : fallback);
  return consistent({
    lang: one("lang", ["fa", "en"], "fa"),
    tab: one("tab", TABS, "map"),
    measure: one("measure", MEASURES, "priority"),
    service: one("service", SERVICES, "overall"),
    lat: number(given.get("lat"), -85, 85),
    lon: number(given.get("lon"), -180, 180),
    zoom: number(given.get("z"), 0, 18),
    selection: selection(given.get("sel")),
    layers: given.has("layers") ? given.get("layers").split(",").filter(Boolean) : DEFAULT_LAYERS,
    pin: point(given.get("pin")),
    radius: number(given.get("radius"), 0.5, 50) ?? 3,
    rows: one("rows", ROWS, "neighbourhood"),
    run: RUN.test(given.get("run") ?? "") ? given.get("run") : null,
    step: number(given.get("step"), 0, 10000),
    own: RUN.test(given.get("run") ?? "") && given.has("own") ? given.get("own").split(",").filter((code) => /^[\w.-]+$/.test(code)).slice(0, LONGEST_OWN) : null,
    province: /^IR-\d\d$/.test(given.get("province") ?? "") ? given.get("province") : null,
  });
}

/** Write the view as an address, defaults left out. */
export function toAddress(state) {
  const out = new URLSearchParams({ lang: state.lang });
  if (state.tab !== "map") out.set("tab", state.tab);
  if (state.measure !== "priority") out.set("measure", state.measure);
  if (state.service !== "overall") out.set("service", state.service);
  if (state.zoom !== null) {
    out.set("lat", state.lat.toFixed(4));
    out.set("lon", state.lon.toFixed(4));
    out.set("z", state.zoom.toFixed(2));
  }
  if (state.selection) out.set("sel", `${state.selection.collection}:${state.selection.code}`);
  if (state.layers !== DEFAULT_LAYERS) out.set("layers", state.layers.join(","));
  if (state.pin) {
    out.set("pin", `${state.pin.lon.toFixed(5)},${state.pin.lat.toFixed(5)}`);
    out.set("radius", String(state.radius));
  }
  if (state.rows !== "neighbourhood") out.set("rows", state.rows);
  if (state.province) out.set("province", state.province);
  if (state.run) out.set("run", state.run);
  if (state.run && state.step !== null) out.set("step", String(state.step));
  if (state.run && state.own !== null) out.set("own", state.own.join(","));
  return `?${out.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

function consistent(state) {
  if (state.service === "overall" && NOT_OVERALL.includes(state.measure)) return { ...state, service: "training" };
  return state;
}

function number(text, lowest, highest) {
  const value = text === null || text === "" ? NaN : Number(text);
  return value >= lowest && value <= highest ? value : null;
}

function point(text) {
  const [lon, lat] = (text ?? "").split(",").map((part) => number(part, -180, 180));
  return lon !== null && lat !== null && lat !== undefined && Math.abs(lat) <= 85 ? { lon, lat } : null;
}

function selection(text) {
  const [collection, code] = (text ?? "").split(":");
  return /^[a-z_]+$/.test(collection) && /^[\w-]+$/.test(code ?? "") ? { collection, code } : null;
}
