/** The legends of the three levels for one measure and service, asked for when first needed, then kept. */

import { ask } from "./api.js";

const LEVELS = ["province", "city", "neighbourhood"];

export function createLegends(changed) {
  const kept = new Map();
  let current = "";

  /** Ask for all three levels; hear of each as it comes. */
  function want({ measure, service }) {
    current = `${measure} ${service}`;
    if (kept.has(current)) return changed();
    const key = current;
    kept.set(key, {});
    for (const level of LEVELS) {
      ask("choropleth", { level, measure, service }).then(
        (legend) => keep(key, level, indexed(legend)),
        (error) => keep(key, "error", error),
      );
    }
    changed();
  }

  function keep(key, name, value) {
    const legends = { ...kept.get(key), [name]: value };
    if (name === "error") kept.delete(key);
    else kept.set(key, legends);
    if (key === current) changed(legends);
  }

  const COLLECTION = { provinces: "province", cities: "city" };
  return {
    want,
    get: () => kept.get(current) ?? {},
    /** The area of a selection with its legend, or null. */
    areaOf({ collection, code }) {
      const legend = (kept.get(current) ?? {})[COLLECTION[collection]];
      const area = legend?.byCode.get(code);
      return area ? { area, legend } : null;
    },
  };
}

function indexed(legend) {
  return { ...legend, byCode: new Map(legend.areas.map((area) => [area.code, area])) };
}
