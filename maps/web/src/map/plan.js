/** A plan of sites on the map: numbered rings for the new ones, dots for those that are there, lines to whom they serve. */

import { circle } from "../geodesy.js";
import { whole } from "../i18n.js";

const LINES_ZOOM = 6.4;
const LARGE = 99;
const LEAST_RIM_M = 1500;
/** Of the width and height of the new sites' box, how far beside it what else belongs to the plan is to be seen, too. */
const NEAR = 0.5;
const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const collection = (features) => ({ type: "FeatureCollection", features });

/** Layers that a click or the pointer finds a site of the plan by, the most particular first. */
export const PLAN_LAYERS = ["plan-chosen", "plan-ring", "plan-dot", "plan-existing"];

/**
 * The features of a plan: `sites` with code, names, lon, lat, role and number; `radius_m` where the model has a
 * reach; `lines` as GeoJSON features or null. Null in, nothing on the map.
 */
export function planFeatures(plan) {
  if (!plan) return { sites: collection([]), reach: collection([]), lines: collection([]) };
  const fresh = plan.sites.filter((site) => site.role === "new");
  return {
    sites: collection(plan.sites.map(point)),
    reach: collection(plan.radius_m && fresh.length <= LARGE ? fresh.map((site) => circle(site.lon, site.lat, plan.radius_m, 64)) : []),
    lines: collection(plan.lines ?? []),
  };
}

function point({ code, name_fa, name_en, role, number, lon, lat }) {
  const label = number ? whole(number) : "";
  return { type: "Feature", properties: { code, name_fa, name_en, role, label, order: number ?? 0 }, geometry: { type: "Point", coordinates: [lon, lat] } };
}

export function planSources({ plan }) {
  const { sites, reach, lines } = plan.features;
  return {
    plan_sites: { type: "geojson", data: sites },
    plan_reach: { type: "geojson", data: reach },
    plan_lines: { type: "geojson", data: lines },
  };
}

/** What lies under the names: the reach of the new sites, and the lines to those whom each serves. */
export function planGround({ plan }, colours) {
  const own = ["==", ["get", "site"], plan.chosen ?? ""];
  const width = (low, high) => byZoom(LINES_ZOOM, ["case", own, low * 2, low], 12, ["case", own, high * 1.8, high]);
  return [
    { id: "plan-reach-fill", type: "fill", source: "plan_reach", paint: { "fill-color": colours.accent, "fill-opacity": 0.1 } },
    { id: "plan-reach-line", type: "line", source: "plan_reach", minzoom: LINES_ZOOM, paint: { "line-color": colours.accent, "line-width": 1.4, "line-opacity": 0.8 } },
    {
      id: "plan-lines",
      type: "line",
      source: "plan_lines",
      minzoom: LINES_ZOOM,
      layout: { "line-cap": "round" },
      paint: { "line-color": colours.accent, "line-width": width(0.6, 1.5), "line-opacity": ["case", own, 0.95, plan.chosen ? 0.25 : 0.5] },
    },
  ];
}

/** The name of the image of a new site's ring, which `map/symbols.js` draws. */
const planImage = (state, dark) => `plan|${state}|${dark ? "dark" : "light"}`;

/**
 * The sites themselves, over everything: what is proposed is hollow, what is there is full. From afar a new site
 * is a dot; its number comes where it does not cover another's, the first sites before the later ones.
 */
export function planSites({ plan, dark }, colours) {
  const isNew = ["==", ["get", "role"], "new"];
  const isChosen = ["==", ["get", "code"], plan.chosen ?? ""];
  const paper = colours.cityEdge;
  const ring = (state, color, more) => ({
    type: "symbol",
    source: "plan_sites",
    layout: {
      "icon-image": planImage(state, dark),
      "icon-size": byZoom(4, 0.82, 8, 1, 12, 1.2),
      "text-field": ["get", "label"],
      "text-font": ["Vazirmatn Bold"],
      "text-size": byZoom(4, 10.5, 12, 13.5),
      "icon-padding": 0, // round rings collide by their boxes: these are larger than they look
      "text-padding": 0,
      "symbol-sort-key": ["get", "order"],
      ...more,
    },
    paint: { "text-color": color },
  });
  const over = { "icon-overlap": "always", "text-overlap": "always", "icon-ignore-placement": true, "text-ignore-placement": true };
  const dot = (id, filter, fill, edge, sizes) => ({ id, type: "circle", source: "plan_sites", filter, paint: { "circle-color": fill, "circle-radius": sizes, "circle-stroke-color": edge, "circle-stroke-width": byZoom(4, 1, 10, 2) } });
  return [
    dot("plan-existing", ["!", isNew], colours.label, paper, byZoom(4, 1.6, 8, 3.5, 12, 5)),
    dot("plan-dot", isNew, paper, colours.accent, byZoom(4, 2.6, 8, 4.5)),
    { id: "plan-ring", filter: ["all", isNew, ["!=", ["get", "label"], ""]], ...ring("new", colours.accent, {}) },
    { id: "plan-chosen", filter: ["all", isNew, isChosen], ...ring("chosen", paper, over) },
  ];
}

/**
 * West, south, east, north of what is to be seen: the new sites and their reach, else all of them, and of the other
 * sites and of those whom the plan serves what lies near by; null of nothing.
 */
export function planBounds(plan) {
  const fresh = plan.sites.filter((site) => site.role === "new");
  const seen = fresh.length ? fresh : plan.sites;
  if (!seen.length) return null;
  const places = (sites) => sites.map((site) => [site.lon, site.lat]);
  const ends = (plan.lines ?? []).flatMap((line) => line.geometry.coordinates);
  const first = around(places(seen), Math.max(plan.radius_m ?? 0, LEAST_RIM_M));
  const [wide, high] = [first[2] - first[0], first[3] - first[1]].map((size) => size * NEAR);
  const isNear = ([lon, lat]) => lon > first[0] - wide && lon < first[2] + wide && lat > first[1] - high && lat < first[3] + high;
  const beside = [...places(plan.sites), ...ends].filter(isNear);
  const all = around(beside, LEAST_RIM_M);
  return first.map((edge, side) => (side < 2 ? Math.min(edge, all[side]) : Math.max(edge, all[side])));
}

/** The box of some places with a rim around it. */
function around(places, rim_m) {
  const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)];
  const rim = rim_m / 111000;
  return [Math.min(...lons) - rim * 1.2, Math.min(...lats) - rim, Math.max(...lons) + rim * 1.2, Math.max(...lats) + rim];
}
