/** Values to colours: the classes of a legend become MapLibre expressions. One level is coloured at a time. */

export const CITY_ZOOM = 6.6;
export const NEIGHBOURHOOD_ZOOM = 9;

const STEM = { priority: "priority", coverage: "share_covered", unserved: "unserved" };

/** Which level the map colours at a zoom. */
export function levelAt(zoom) {
  if (zoom < CITY_ZOOM) return "province";
  return zoom < NEIGHBOURHOOD_ZOOM ? "city" : "neighbourhood";
}

/**
 * The value of a neighbourhood, out of the properties of its tile. Coverage of all services together is
 * their mean by the profile's weights; a service without a value counts for nothing in it.
 */
export function valueOf(measure, service, weights) {
  const property = (name) => ["get", `${STEM[measure]}_${name}`];
  if (service !== "overall" || measure === "priority") return property(service);
  const terms = Object.entries(weights).map(([name, weight]) => [property(name), weight]);
  const has = (value) => ["==", ["typeof", value], "number"];
  const sum = (of) => ["+", 0, ...terms.map(([value, weight]) => ["case", has(value), of(value, weight), 0])];
  const total = sum((value, weight) => weight);
  return ["case", [">", total, 0], ["/", sum((value, weight) => ["*", ["to-number", value], weight]), total], null];
}

/** Colour by the code of an area, out of the legend's list of areas. */
export function colourByCode(legend, missing) {
  const pairs = (legend?.areas ?? [])
    .filter((area) => area.class !== null && area.class !== undefined)
    .flatMap((area) => [area.code, legend.classes[area.class].colour]);
  return pairs.length ? ["match", ["get", "code"], ...pairs, legend.no_data.colour] : missing;
}

/** Colour by the value that the tile carries, with the legend's own breaks. */
export function colourByValue(legend, value, missing) {
  const classes = legend?.classes ?? [];
  if (!classes.length) return missing;
  const steps = classes.slice(1).flatMap((item) => [item.lower, item.colour]);
  const colour = steps.length ? ["step", ["to-number", value], classes[0].colour, ...steps] : classes[0].colour;
  return ["case", ["==", ["typeof", value], "number"], colour, legend.no_data.colour];
}
