/** What stands around the map: language, zoom, scale, sources, and the note on what is modelled. */

import { fill, h } from "../dom.js";
import { distance, language, t } from "../i18n.js";
import { COUNTRY } from "../map/map.js";
import { icon } from "./icons.js";

export function drawTop(root, store, search) {
  const other = language() === "fa" ? "en" : "fa";
  fill(
    root,
    h(
      "div",
      { class: "brand" },
      h("h1", {}, t("brand"), h("span", { class: "quiet" }, t("brand_line"))),
      h("button", { class: "button language", type: "button", lang: other, on: { click: () => store.set({ lang: other }) } }, t("other_language")),
    ),
    search.root,
  );
  search.label();
}

export function drawZoom(root, map, padding) {
  const button = (name, label, click) => h("button", { type: "button", "aria-label": t(label), title: t(label), on: { click } }, icon(name));
  fill(
    root,
    button("plus", "zoom_in", () => map.zoomIn()),
    button("minus", "zoom_out", () => map.zoomOut()),
    button("home", "whole_country", () => map.fitBounds(COUNTRY, { padding: padding(), duration: 600 })),
  );
}

export function drawNotice(root, summary, store) {
  root.hidden = !summary?.modelled?.length;
  if (root.hidden) return;
  const open = () => store.set({ tab: "data", selection: null });
  fill(root, h("button", { type: "button", on: { click: open } }, icon("info"), h("span", { class: "long" }, t("modelled_note")), h("span", { class: "short" }, t("modelled_note_short"))));
}

/** The scale is measured at the middle of the map; its numbers are the reader's. */
export function drawFoot(root, map) {
  const bar = h("span", { class: "scale-bar" });
  const text = h("span", { class: "scale-text", dir: "auto" });
  fill(root, h("span", { class: "scale", "aria-label": t("scale") }, bar, text), h("span", { class: "sources", dir: "auto" }, t("map_sources")));
  const measure = () => {
    const { width, metres } = scale(map, 110);
    bar.style.setProperty("inline-size", `${Math.round(width)}px`);
    text.textContent = distance(metres);
  };
  measure();
  return measure;
}

function scale(map, most) {
  const y = map.getContainer().clientHeight / 2;
  const span = map.unproject([0, y]).distanceTo(map.unproject([most, y]));
  const power = 10 ** Math.floor(Math.log10(span));
  const metres = [5, 2, 1].map((step) => step * power).find((step) => step <= span);
  return { width: (most * metres) / span, metres };
}
