/** The whole style as a function of what is to be seen; MapLibre applies the difference. */

import { basemapGround, basemapLabels, basemapLines, basemapSources } from "./basemap.js";
import { areaLayers, cityLayers, nameLayers, peopleLayer, placeLayers, programmeSources } from "./layers.js";
import { ownGround, ownSites, ownSources } from "./own.js";
import { planGround, planSites, planSources } from "./plan.js";
import { theme } from "./theme.js";

const FONTS = { "Vazirmatn Medium": "Vazirmatn-Medium", "Vazirmatn Bold": "Vazirmatn-Bold" };
const EMPTY = { type: "FeatureCollection", features: [] };

/**
 * `view` has lang, dark, still (no motion), measure, service, layers, selection, legends by level, and
 * `reach` (the circle of the coverage tool, or null), and `plan` (the sites of a plan: their features, which
 * is chosen), and `own` (the features of a plan by hand).
 */
export function buildStyle(view) {
  const colours = theme(view.dark);
  return {
    version: 8,
    "font-faces": fonts(),
    transition: { duration: view.still ? 0 : 300, delay: 0 },
    sources: {
      ...basemapSources(),
      ...programmeSources(),
      province_points: { type: "geojson", data: points(view.legends.province) },
      reach: { type: "geojson", data: view.reach ?? EMPTY },
      ...planSources(view),
      ...ownSources(view),
    },
    layers: [
      ...basemapGround(colours),
      ...areaLayers(view, colours),
      ...basemapLines(colours),
      ...basemapLabels(colours, view.lang),
      ...reachLayers(colours),
      ...planGround(view, colours),
      ...ownGround(view, colours),
      peopleLayer(colours),
      ...cityLayers(view, colours),
      ...selectionLayers(view, colours),
      ...placeLayers(view, colours),
      ...nameLayers(view, colours),
      ...planSites(view, colours),
      ...ownSites(view, colours),
    ],
  };
}

function fonts() {
  const url = (name) => `${location.origin}/web/vendor/vazirmatn/${name}.woff2`;
  return Object.fromEntries(Object.entries(FONTS).map(([name, file]) => [name, url(file)]));
}

/** Where the names of provinces stand: one point each, so that no tile border doubles them. */
function points(legend) {
  const features = (legend?.areas ?? [])
    .filter((area) => Number.isFinite(area.lon))
    .map(({ code, name_fa, name_en, population, lon, lat }) => ({
      type: "Feature",
      properties: { code, name_fa, name_en, population: population ?? 0 },
      geometry: { type: "Point", coordinates: [lon, lat] },
    }));
  return { type: "FeatureCollection", features };
}

function reachLayers(colours) {
  return [
    { id: "reach-fill", type: "fill", source: "reach", paint: { "fill-color": colours.accent, "fill-opacity": 0.1 } },
    { id: "reach-line", type: "line", source: "reach", paint: { "line-color": colours.accent, "line-width": 2 } },
  ];
}

const AREAS = { provinces: "provinces", neighbourhoods: "priorities" };

function selectionLayers(view, colours) {
  const { selection } = view;
  if (!selection) return [];
  const filter = ["==", ["get", "code"], selection.code];
  const area = AREAS[selection.collection];
  if (area) {
    const line = { type: "line", source: area, "source-layer": area, filter, layout: { "line-join": "round" } };
    return [
      { ...line, id: "selected-halo", paint: { "line-color": colours.halo, "line-width": 6 } },
      { ...line, id: "selected-line", paint: { "line-color": colours.accent, "line-width": 3 } },
    ];
  }
  const paint = {
    "circle-radius": selection.collection === "cities" ? 18 : 15,
    "circle-color": colours.accent,
    "circle-opacity": ["step", ["zoom"], 0.18, 9, 0],
    "circle-stroke-color": colours.accent,
    "circle-stroke-width": 2.5,
  };
  return [{ id: "selected-ring", type: "circle", source: selection.collection, "source-layer": selection.collection, filter, paint }];
}
