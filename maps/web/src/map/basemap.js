/** Sea, land, lakes, coast, borders and their names, from files of this service: no tile server anywhere. */

import { CITY_ZOOM } from "./choropleth.js";

/** Natural Earth is cut at 40-67 E, 22-42 N; what is beyond is land but for these waters. */
const WATERS = [
  [[40, 22], [67, 22], [67, 42], [40, 42]],
  [[47.9, 41.9], [47.5, 43], [47.1, 44.3], [46.9, 45.2], [48, 45.9], [49.6, 46.5], [51.4, 46.9], [53, 46.7], [53, 45.4], [51.3, 45.2], [50.4, 44.5], [50.9, 43.9], [51.4, 43.1], [52.4, 42.4], [52.7, 41.9]],
  [[51, 12], [74, 12], [69.5, 22], [67, 24.7], [67, 22], [59, 22], [56, 18], [52, 15]],
];

const box = (ring) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } });
const file = (name) => ({ type: "geojson", data: `${location.origin}/data/boundaries/${name}.geojson` });

export const basemapSources = () => ({
  waters: { type: "geojson", data: { type: "FeatureCollection", features: WATERS.map(box) } },
  land: { ...file("land"), attribution: "Natural Earth" },
  lakes: file("lakes"),
  coastline: file("coastline"),
  country_borders: file("country_borders"),
  map_labels: file("map_labels"),
});

export function basemapGround(colours) {
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.land } },
    { id: "waters", type: "fill", source: "waters", paint: { "fill-color": colours.sea, "fill-antialias": false } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land, "fill-antialias": false } },
  ];
}

/** What lies over the coloured areas: lakes, shores and borders. */
export function basemapLines(colours) {
  return [
    { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": colours.sea, "fill-outline-color": colours.shore } },
    { id: "coastline", type: "line", source: "coastline", paint: { "line-color": colours.shore, "line-width": 0.9 } },
    {
      id: "country_borders",
      type: "line",
      source: "country_borders",
      layout: { "line-join": "round" },
      paint: { "line-color": colours.border, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.8, 8, 1.6], "line-dasharray": [3, 2] },
    },
  ];
}

const FROM_NEAR = ["range", "desert", "island"];
const WATER_KINDS = ["sea", "gulf", "strait", "lake"];

/**
 * Names by rank: rank 1 from the first zoom, each further rank a little later. Iran's own name is the page's,
 * and ranges, deserts and islands wait until the provinces are no longer coloured. */
export function basemapLabels(colours, lang) {
  const isWater = ["in", ["get", "kind"], ["literal", WATER_KINDS]];
  const isNear = ["in", ["get", "kind"], ["literal", FROM_NEAR]];
  const layer = (rank, which, from) => ({
    id: `map_labels_${rank}${from ? "_near" : ""}`,
    type: "symbol",
    source: "map_labels",
    minzoom: Math.max(from, [0, 3, 3, 4.6, 6.2][rank]),
    maxzoom: rank === 1 ? 9 : 11,
    filter: ["all", ["==", ["get", "rank"], rank], ["!=", ["get", "name_en"], "Iran"], which],
    layout: {
      "text-field": ["get", `name_${lang}`],
      "text-font": ["Vazirmatn Medium"],
      "text-size": ["interpolate", ["linear"], ["zoom"], 4, [0, 13, 12, 10.5, 10][rank], 8, [0, 20, 17, 14, 13][rank]],
      "text-max-width": 7,
      "text-letter-spacing": lang === "en" ? 0.08 : 0,
      "symbol-sort-key": rank,
    },
    paint: {
      "text-color": ["case", isWater, colours.water, colours.quiet],
      "text-halo-color": ["case", isWater, colours.sea, colours.halo],
      "text-halo-width": 1,
    },
  });
  return [...[1, 2, 3, 4].map((rank) => layer(rank, ["!", isNear], 0)), ...[3, 4].map((rank) => layer(rank, isNear, CITY_ZOOM))];
}
