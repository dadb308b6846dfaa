/** The pin of the coverage tool: click to put it, drag it, or move it with the arrow keys. */

import { Marker } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { circle } from "../geodesy.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../ui/icons.js";

export function createPin(map, store) {
  const element = h("div", { class: "pin", role: "button", tabindex: "0" }, icon("pin"));
  const marker = new Marker({ element, anchor: "bottom", offset: [0, 4], draggable: true });
  let shown = false;

  marker.on("drag", () => place(marker.getLngLat()));
  element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: [0, -10], ArrowDown: [0, 10], ArrowLeft: [-10, 0], ArrowRight: [10, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const at = map.project(marker.getLngLat());
    place(map.unproject([at.x + by[0], at.y + by[1]]));
  });

  function place({ lng, lat }) {
    store.set({ pin: { lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)) } });
  }

  /** Show the pin and its circle where the state says; the circle goes straight to its source while one drags. */
  function draw() {
    const { tab, pin, radius } = store.get();
    const wanted = tab === "coverage" && pin !== null;
    element.setAttribute("aria-label", t("pin"));
    if (wanted) marker.setLngLat([pin.lon, pin.lat]);
    if (wanted && !shown) marker.addTo(map);
    if (!wanted && shown) marker.remove();
    shown = wanted;
    const features = wanted ? [circle(pin.lon, pin.lat, radius * 1000)] : [];
    map.getSource("reach")?.setData({ type: "FeatureCollection", features });
  }
  return { draw };
}

/** A zoom at which a circle of this radius fills the map well. */
export function zoomFor(radius, lat, pixels) {
  const metres = (2.6 * radius * 1000) / pixels;
  return Math.max(4, Math.min(14, Math.log2((40075016 * Math.cos((lat * Math.PI) / 180)) / (512 * metres))));
}
