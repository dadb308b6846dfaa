/** A plan by hand on the map: small dots where a site may stand, full discs with a number where one was put. */

import { circle } from "../geodesy.js";
import { whole } from "../i18n.js";

const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const collection = (features) => ({ type: "FeatureCollection", features });
const point = ({ code, name_fa, name_en, lon, lat }, more) => ({ type: "Feature", properties: { code, name_fa, name_en, ...more }, geometry: { type: "Point", coordinates: [lon, lat] } });

/** Layers that the pointer finds a candidate or an own site by. */
export const OWN_LAYERS = ["own-disc", "own-candidate"];

/** The features of `candidates` and of `mine`, each with code, names, lon and lat; `radius_m` draws the reach of mine. */
export function ownFeatures(own) {
  if (!own) return { sites: collection([]), reach: collection([]) };
  const chosen = new Set(own.mine.map((site) => site.code));
  const free = own.candidates.filter((site) => !chosen.has(site.code));
  return {
    sites: collection([...free.map((site) => point(site, { role: "candidate" })), ...own.mine.map((site, i) => point(site, { role: "own", label: whole(i + 1) }))]),
    reach: collection(own.radius_m ? own.mine.map((site) => circle(site.lon, site.lat, own.radius_m, 64)) : []),
  };
}

export function ownSources({ own }) {
  return { own_sites: { type: "geojson", data: own.sites }, own_reach: { type: "geojson", data: own.reach } };
}

export function ownGround(view, colours) {
  return [
    { id: "own-reach-fill", type: "fill", source: "own_reach", paint: { "fill-color": colours.accent, "fill-opacity": 0.12 } },
    { id: "own-reach-line", type: "line", source: "own_reach", paint: { "line-color": colours.accent, "line-width": 1.4, "line-dasharray": [3, 2] } },
  ];
}

export function ownSites({ dark }, colours) {
  const role = (name) => ["==", ["get", "role"], name];
  return [
    {
      id: "own-candidate",
      type: "circle",
      source: "own_sites",
      filter: role("candidate"),
      paint: {
        "circle-color": colours.cityEdge,
        "circle-radius": byZoom(4, 1.2, 8, 2.6, 12, 5),
        "circle-stroke-color": colours.accent,
        "circle-stroke-width": byZoom(4, 0.5, 8, 1.1, 12, 1.6),
      },
    },
    {
      id: "own-disc",
      type: "symbol",
      source: "own_sites",
      filter: role("own"),
      layout: {
        "icon-image": `plan|chosen|${dark ? "dark" : "light"}`,
        "icon-size": byZoom(4, 0.82, 8, 1, 12, 1.2),
        "icon-overlap": "always",
        "text-field": ["get", "label"],
        "text-font": ["Vazirmatn Bold"],
        "text-size": byZoom(4, 10.5, 12, 13.5),
        "text-overlap": "always",
        "icon-ignore-placement": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": colours.cityEdge },
    },
  ];
}
