/** A short note beside the pointer: the name and the value of what lies under it. */

import { bdi, fill, h } from "../dom.js";
import { named, percent, t, tenth, whole } from "../i18n.js";
import { hit } from "./map.js";

const SHOW = { priority: tenth, coverage: percent, unserved: whole };
const STEM = { priority: "priority", coverage: "share_covered", unserved: "unserved" };

export function createTip(map, element, { store, areaOf }) {
  let asked = null;
  if (!matchMedia("(hover: hover)").matches) return;

  map.on("mousemove", (event) => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => draw(event));
  });
  map.getCanvas().addEventListener("mouseleave", hide);
  map.on("dragstart", hide);

  function draw({ point }) {
    const found = hit(map, point);
    const isPlace = found?.feature.layer.id.endsWith("-symbol");
    const asksHere = store.get().tab === "coverage" && !store.get().selection;
    map.getCanvas().style.cursor = asksHere && !isPlace ? "crosshair" : found ? "pointer" : "";
    if (!found) return hide();
    fill(element, h("strong", {}, bdi(named(found.feature.properties))), h("span", { class: "quiet" }, value(found)));
    element.hidden = false;
    move(point);
  }

  function value({ collection, feature }) {
    const { measure, service } = store.get();
    if (collection === "neighbourhoods") {
      const own = feature.properties[`${STEM[measure]}_${service}`];
      return own === undefined ? t("collection_neighbourhoods") : `${t(`measure_${measure}`)} ${SHOW[measure](own)}`;
    }
    if (collection === "plan") return t(`siting_role_${feature.properties.role}`);
    const area = areaOf({ collection, code: feature.properties.code });
    return area ? `${t(`measure_${measure}`)} ${SHOW[measure](area.area.value)}` : t(`collection_${collection}`);
  }

  function move(point) {
    const { clientWidth, clientHeight } = document.documentElement;
    const x = Math.min(point.x + 14, clientWidth - element.offsetWidth - 8);
    const y = Math.min(point.y + 16, clientHeight - element.offsetHeight - 8);
    element.style.setProperty("transform", `translate(${Math.round(x)}px, ${Math.round(y)}px)`);
  }

  function hide() {
    element.hidden = true;
  }
}
