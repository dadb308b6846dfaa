/** The programme's own layers, from vector tiles: areas, cities, facilities, groups, and their names. */

import { palette, symbolOf } from "../palette.js";
import { CITY_ZOOM, NEIGHBOURHOOD_ZOOM, colourByCode, colourByValue, valueOf } from "./choropleth.js";
import { OWN_LAYERS } from "./own.js";
import { PLAN_LAYERS } from "./plan.js";

const BOUNDS = [43.5, 24.5, 63.8, 40.2];
const ZOOMS = {
  provinces: [0, 8],
  cities: [3, 9],
  priorities: [8, 13],
  demand_points: [12, 14],
  self_help_groups: [6, 12],
};

export const FACILITY_LAYERS = palette.symbols.map((symbol) => symbol.collection);

/** What a click may hit, the most particular first. */
export const CLICKABLE = [...OWN_LAYERS, ...PLAN_LAYERS, ...FACILITY_LAYERS.map((name) => `${name}-symbol`), "groups-dot", "city-circle", "city-dot", "neighbourhood-fill", "province-fill"];
export const COLLECTION_OF = {
  ...Object.fromEntries([...OWN_LAYERS, ...PLAN_LAYERS].map((id) => [id, "plan"])),
  ...Object.fromEntries(FACILITY_LAYERS.map((name) => [`${name}-symbol`, name])),
  "groups-dot": "self_help_groups",
  "city-circle": "cities",
  "city-dot": "cities",
  "neighbourhood-fill": "neighbourhoods",
  "province-fill": "provinces",
};

export function programmeSources() {
  const names = ["provinces", "cities", "priorities", "demand_points", ...FACILITY_LAYERS];
  return Object.fromEntries(names.map((name) => [name, tiles(name)]));
}

function tiles(name) {
  const [minzoom, maxzoom] = ZOOMS[name] ?? [6, 13];
  const url = `${location.origin}/ogc/collections/${name}/tiles/WebMercatorQuad/{z}/{y}/{x}`;
  return { type: "vector", tiles: [url], minzoom, maxzoom, bounds: BOUNDS };
}

const layerOf = (source) => ({ source, "source-layer": source });
const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];

export function areaLayers(view, colours) {
  const { legends, measure, service, weights } = view;
  const transition = { duration: view.still ? 0 : 300 };
  return [
    { id: "province-ground", type: "fill", ...layerOf("provinces"), paint: { "fill-color": colours.country, "fill-antialias": false } },
    {
      id: "province-fill",
      type: "fill",
      ...layerOf("provinces"),
      paint: {
        "fill-color": colourByCode(legends.province, colours.outside),
        "fill-color-transition": transition,
        "fill-opacity": ["step", ["zoom"], colours.ramp, CITY_ZOOM, 0],
      },
    },
    {
      id: "province-line",
      type: "line",
      ...layerOf("provinces"),
      layout: { "line-join": "round" },
      paint: {
        "line-color": ["step", ["zoom"], colours.provinceLine, CITY_ZOOM, colours.border],
        "line-width": byZoom(4, 0.8, 6.5, 1.4, 9, 1.6),
      },
    },
    {
      id: "neighbourhood-fill",
      type: "fill",
      ...layerOf("priorities"),
      minzoom: NEIGHBOURHOOD_ZOOM,
      paint: {
        "fill-color": colourByValue(legends.neighbourhood, valueOf(measure, service, weights), colours.outside),
        "fill-opacity": byZoom(NEIGHBOURHOOD_ZOOM, colours.ramp, 15, 0.62),
      },
    },
    {
      id: "neighbourhood-hatch",
      type: "fill",
      ...layerOf("priorities"),
      minzoom: NEIGHBOURHOOD_ZOOM + 1,
      filter: ["==", ["get", "provenance"], "modelled"],
      paint: { "fill-pattern": "hatch", "fill-opacity": 0.75 },
    },
    {
      id: "neighbourhood-line",
      type: "line",
      ...layerOf("priorities"),
      minzoom: NEIGHBOURHOOD_ZOOM,
      filter: ["!=", ["get", "provenance"], "modelled"],
      paint: { "line-color": colours.line, "line-width": byZoom(9, 0.4, 12, 1.2) },
    },
    {
      id: "neighbourhood-dash",
      type: "line",
      ...layerOf("priorities"),
      minzoom: NEIGHBOURHOOD_ZOOM,
      filter: ["==", ["get", "provenance"], "modelled"],
      paint: { "line-color": colours.line, "line-width": byZoom(9, 0.4, 12, 1.1), "line-dasharray": [3, 2] },
    },
  ];
}

/** Where the people of a neighbourhood are counted: a dot a demand point, from near only. */
export function peopleLayer(colours) {
  return {
    id: "demand-dot",
    type: "circle",
    ...layerOf("demand_points"),
    minzoom: 12.6,
    paint: {
      "circle-color": colours.label,
      "circle-opacity": byZoom(12.6, 0, 13.2, 0.45),
      "circle-radius": byZoom(12.6, ["interpolate", ["linear"], ["sqrt", ["get", "population"]], 5, 0.8, 40, 2.2], 16, ["interpolate", ["linear"], ["sqrt", ["get", "population"]], 5, 2, 40, 6]),
    },
  };
}

/**
 * Cities: small dots while provinces are coloured, circles in their own colour afterwards. Two layers, because a
 * value that depends on both zoom and data is only looked up at whole zooms.
 */
export function cityLayers(view, colours) {
  const population = ["coalesce", ["get", "population"], 0];
  const size = (low, high) => ["interpolate", ["linear"], ["sqrt", population], 100, low, 1800, high];
  const city = { type: "circle", ...layerOf("cities"), layout: { "circle-sort-key": ["-", 0, population] } };
  return [
    {
      ...city,
      id: "city-dot",
      maxzoom: CITY_ZOOM,
      paint: {
        "circle-color": colours.city,
        "circle-radius": byZoom(4, size(1.2, 3.5), 7, size(2.1, 7.5)),
        "circle-stroke-color": colours.cityEdge,
        "circle-stroke-width": byZoom(4, 0.8, 7, 1.2),
      },
    },
    {
      ...city,
      id: "city-circle",
      minzoom: CITY_ZOOM,
      maxzoom: NEIGHBOURHOOD_ZOOM,
      paint: {
        "circle-color": colourByCode(view.legends.city, colours.outside),
        "circle-radius": byZoom(6, size(5.5, 19), 9, size(9, 32)),
        "circle-stroke-color": colours.provinceEdge,
        "circle-stroke-width": 1.1,
      },
    },
  ];
}

/** Groups as dots while they are many, as symbols from near; facilities as symbols. */
export function placeLayers(view, colours) {
  const shown = FACILITY_LAYERS.filter((name) => view.layers.includes(name) || name === view.selection?.collection);
  const dots = shown.includes("self_help_groups") ? [groupDots(colours)] : [];
  return [...dots, ...shown.map((name) => placeLayer(name))];
}

function groupDots(colours) {
  return {
    id: "groups-dot",
    type: "circle",
    ...layerOf("self_help_groups"),
    minzoom: 7,
    maxzoom: 10.5,
    paint: {
      "circle-color": symbolOf.self_help_groups.colour,
      "circle-radius": byZoom(7, 1.6, 10.5, 3.2),
      "circle-stroke-color": colours.cityEdge,
      "circle-stroke-width": 0.6,
    },
  };
}

function placeLayer(name) {
  const { kind } = symbolOf[name];
  const near = { self_help_groups: 10.5, candidate_sites: 10, course_runs: 10 }[name] ?? 8;
  return {
    id: `${name}-symbol`,
    type: "symbol",
    ...layerOf(name),
    minzoom: near,
    layout: {
      "icon-image": ["concat", `${kind}|`, ["coalesce", ["get", "status"], name === "candidate_sites" ? "proposed" : "operating"], "|", ["get", "provenance"]],
      "icon-size": byZoom(8, 0.55, 11, 0.8, 14, 1.05),
      "icon-overlap": ["step", ["zoom"], "never", 10.5, "always"],
      "icon-padding": 0,
      "icon-offset": name === "course_runs" ? [11, -9] : [0, 0],
    },
  };
}

export function nameLayers(view, colours) {
  const text = { "text-font": ["Vazirmatn Medium"], "text-max-width": 8 };
  const halo = { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  const name = ["get", `name_${view.lang}`];
  return [
    {
      id: "neighbourhood-name",
      type: "symbol",
      ...layerOf("priorities"),
      minzoom: 12.2,
      layout: { ...text, "text-field": name, "text-size": 11.5, "symbol-sort-key": ["coalesce", ["get", "rank"], 9999], "text-padding": 6 },
      paint: halo,
    },
    {
      id: "province-name",
      type: "symbol",
      source: "province_points",
      maxzoom: 8.6,
      layout: { ...text, "text-field": name, "text-size": byZoom(4, 9.5, 6, 13, 8.6, 19), "text-padding": 1, "symbol-sort-key": ["-", 0, ["get", "population"]] },
      paint: { ...halo, "text-opacity": byZoom(CITY_ZOOM, 1, CITY_ZOOM + 0.4, 0.45) },
    },
    {
      id: "city-name",
      type: "symbol",
      ...layerOf("cities"),
      minzoom: 5.6,
      layout: {
        ...text,
        "text-field": name,
        "text-size": ["interpolate", ["linear"], ["zoom"], 5.6, 10.5, 9, 14, 12, 17],
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": byZoom(5.6, 0.5, 7, 1.1, 8.9, 1.3, 9.1, 0.2),
        "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
      },
      paint: halo,
    },
  ];
}
