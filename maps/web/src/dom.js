/** Elements without a template language: `h("button", {class: "x", on: {click}}, "text", child)`. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element. `on` holds listeners, `css` custom properties and styles; null attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  apply(element, attributes);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make an icon of one or more SVG paths on a 24 by 24 field. */
export function svg(paths, attributes = {}) {
  const root = document.createElementNS(SVG, "svg");
  const given = { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon", ...attributes };
  for (const [name, value] of Object.entries(given)) root.setAttribute(name, value);
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    root.append(path);
  }
  return root;
}

/** A name that keeps its own direction inside a sentence of the other. */
export function bdi(text) {
  return h("bdi", {}, text ?? "");
}

/** Put children in the place of what is there. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Call `work` once, `wait` ms after the last call. */
export function debounce(work, wait) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}

function apply(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    else if (name === "css") Object.entries(value).forEach(([key, given]) => element.style.setProperty(key, given));
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
}
