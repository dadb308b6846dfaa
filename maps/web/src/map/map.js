/** The map itself: made once, told what to show, and asked where one clicked. */

import { Map as MapLibreMap } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { t } from "../i18n.js";
import { CLICKABLE, COLLECTION_OF } from "./layers.js";
import { buildStyle } from "./style.js";
import { drawImage } from "./symbols.js";

export const COUNTRY = [[44.0, 25.0], [63.4, 39.8]];
const LIMITS = [[14, 4], [94, 52]];

export function createMap(view, place, padding) {
  const start = place ? { center: [place.lon, place.lat], zoom: place.zoom } : { bounds: COUNTRY, fitBoundsOptions: { padding } };
  const map = new MapLibreMap({
    container: "map",
    style: buildStyle(view),
    ...start,
    minZoom: 3.4,
    maxZoom: 17,
    maxBounds: LIMITS,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    fadeDuration: view.still ? 0 : 200,
    localIdeographFontFamily: false,
    locale: { "Map.Title": t("map_title") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    const image = drawImage(id);
    if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: 2 });
  });
  waiting.set(map, null);
  map.once("style.load", () => {
    const view = waiting.get(map);
    waiting.delete(map);
    if (view) show(map, view);
  });
  return map;
}

/** The maps whose first style does not stand yet, each with the newest view that it is to show then. */
const waiting = new WeakMap();

/**
 * Show another view: colours, language, layers, selection; sources that stay are not loaded again.
 * A style that still loads cannot be compared with another: the view waits for it, the newest one wins.
 */
export function show(map, view) {
  if (waiting.has(map)) waiting.set(map, view);
  else map.setStyle(buildStyle(view), { diff: true, validate: false });
}

/** What lies under a point of the window: the most particular thing first, or null. */
export function hit(map, point, reach = 4) {
  const layers = CLICKABLE.filter((id) => map.getLayer(id));
  const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const around = map.queryRenderedFeatures(box, { layers });
  const exact = map.queryRenderedFeatures(point, { layers });
  for (const id of layers) {
    const isArea = id.endsWith("-fill");
    const found = (isArea ? exact : around).find((feature) => feature.layer.id === id);
    if (found) return { collection: COLLECTION_OF[id], feature: found };
  }
  return null;
}

/** Fly, or jump for those who asked for less motion. */
export function go(map, { lon, lat, zoom, bbox, padding, still }) {
  const options = { padding, animate: !still, duration: 900, essential: false };
  if (bbox) map.fitBounds([[bbox[0], bbox[1]], [bbox[2], bbox[3]]], { ...options, maxZoom: 13.5 });
  else map.easeTo({ center: [lon, lat], zoom, ...options });
}
