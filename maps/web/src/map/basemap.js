/** Sea, land, lakes, coast, borders and their names, from files of this service: no tile server anywhere. */

/** Natural Earth is cut at 40-67 E, 22-42 N; what is beyond is land but for these waters. */
const WATERS = [
  [[40, 22], [67, 22], [67, 42], [40, 42]],
  [[46.6, 42], [53.5, 42], [53.5, 47.2], [46.6, 47.2]],
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

const WATER_KINDS = ["sea", "gulf", "strait", "lake"];

/** Names by rank: rank 1 from the first zoom, each further rank a little later. Iran's own name is the page's. */
export function basemapLabels(colours, lang) {
  const isWater = ["in", ["get", "kind"], ["literal", WATER_KINDS]];
  const layer = (rank) => ({
    id: `map_labels_${rank}`,
    type: "symbol",
    source: "map_labels",
    minzoom: [0, 3, 3, 4.6, 6.2][rank],
    maxzoom: rank === 1 ? 9 : 11,
    filter: ["all", ["==", ["get", "rank"], rank], ["!=", ["get", "name_en"], "Iran"]],
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
  return [1, 2, 3, 4].map(layer);
}
