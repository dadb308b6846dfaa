/** What each further site brings, as a curve of points: choose one with the pointer, or with the arrow keys. */

import { h } from "../dom.js";
import { t, whole } from "../i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 328;
const HEIGHT = 156;
const EDGE = { top: 10, bottom: 24, start: 42, end: 12 };
const TICKS = 3;

/**
 * Draw the curve of `points`, each with `n` (how many sites), `value`, `proven` and `says` (the whole sentence for
 * those who do not see it). `shown` is the n that is drawn on the map; `choose` hears of another. The horizontal
 * axis runs the reading way. `format` gives the words of a value on the vertical axis; `low` is where that axis starts.
 */
export function curve({ points, shown, choose, format, label, low = 0 }) {
  const scale = scales(points, low);
  const root = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "group", "aria-label": label });
  root.append(...valueAxis(scale, format), ...countAxis(points, scale, shown));
  if (points.length > 1) root.append(area(points, scale), draw("polyline", { class: "curve-line", points: points.map((point) => scale.at(point).join(",")).join(" ") }));
  const marks = points.map((point, number) => mark(point, number, { points, scale, shown, choose }));
  root.append(...marks);
  return h("div", { class: "curve-box" }, root);
}

function scales(points, low) {
  const counts = points.map((point) => point.n);
  const values = points.map((point) => point.value);
  const [first, last] = [Math.min(...counts), Math.max(...counts)];
  const high = roundUp(Math.max(...values, low + 1e-9), low);
  const rtl = document.body.dir === "rtl";
  const left = rtl ? EDGE.end : EDGE.start;
  const right = rtl ? EDGE.start : EDGE.end;
  const inner = WIDTH - left - right - 12;
  const share = (n) => (last === first ? 0.5 : (n - first) / (last - first));
  const x = (n) => left + 6 + inner * (rtl ? 1 - share(n) : share(n));
  const y = (value) => HEIGHT - EDGE.bottom - ((value - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom);
  return { x, y, low, high, rtl, left, right, at: (point) => [x(point.n).toFixed(1), y(point.value).toFixed(1)] };
}

/** The next value of 1, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten: a top that reads well in quarters. */
function roundUp(value, low) {
  const span = value - low;
  const power = 10 ** Math.floor(Math.log10(span));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= span * 0.999) ?? 10;
  return low + step * power;
}

function valueAxis({ y, low, high, rtl, left, right }, format) {
  const x = rtl ? WIDTH - right + 5 : left - 5;
  return Array.from({ length: TICKS + 1 }, (_, i) => low + ((high - low) * i) / TICKS).flatMap((value) => [
    draw("line", { class: "curve-grid", x1: left, x2: WIDTH - right, y1: y(value), y2: y(value) }),
    draw("text", { class: "curve-text", x, y: y(value) + 3.5, "text-anchor": rtl ? "start" : "end", direction: "ltr" }, format(value)),
  ]);
}

function countAxis(points, { x }, shown) {
  const every = Math.max(1, Math.ceil(points.length / 9));
  const last = points.length - 1;
  const kept = points.filter((point, i) => point.n === shown || i === 0 || i === last || (i % every === 0 && last - i >= every));
  const clear = kept.filter((point) => point.n === shown || Math.abs(x(point.n) - x(shown)) > 16);
  return clear.map((point) => draw("text", { class: point.n === shown ? "curve-text curve-now" : "curve-text", x: x(point.n), y: HEIGHT - 7, "text-anchor": "middle" }, whole(point.n)));
}

function area(points, scale) {
  const floor = scale.y(scale.low).toFixed(1);
  const ends = [`${scale.x(points[0].n).toFixed(1)},${floor}`, `${scale.x(points.at(-1).n).toFixed(1)},${floor}`];
  return draw("polygon", { class: "curve-area", points: [ends[0], ...points.map((point) => scale.at(point).join(",")), ends[1]].join(" ") });
}

/** One point: a circle, hollow where it is not proved, in a field wide enough for a finger. */
function mark(point, number, { points, scale, shown, choose }) {
  const [cx, cy] = scale.at(point);
  const now = point.n === shown;
  const wide = points.length > 1 ? Math.abs(scale.x(points[1].n) - scale.x(points[0].n)) : 40;
  const group = draw("g", {
    class: `curve-point${now ? " now" : ""}${point.proven ? "" : " open"}`,
    role: "button",
    tabindex: now || (number === 0 && !points.some((one) => one.n === shown)) ? "0" : "-1",
    "aria-label": point.says,
    "aria-pressed": String(now),
    "data-n": point.n,
  });
  const hint = draw("title", {}, point.says);
  const field = draw("rect", { class: "curve-field", x: Number(cx) - wide / 2, y: EDGE.top - 6, width: wide, height: HEIGHT - EDGE.top });
  group.append(hint, field, draw("circle", { cx, cy, r: now ? 6 : points.length > 30 ? 2.4 : 3.6 }));
  group.addEventListener("click", () => choose(point.n));
  group.addEventListener("keydown", (event) => step(event, { points, number, choose, rtl: scale.rtl }));
  return group;
}

/** Arrow keys go along the curve the reading way; Home and End to its ends. */
function step(event, { points, number, choose, rtl }) {
  const ahead = rtl ? "ArrowLeft" : "ArrowRight";
  const back = rtl ? "ArrowRight" : "ArrowLeft";
  const to = { [ahead]: number + 1, [back]: number - 1, Home: 0, End: points.length - 1, Enter: number, " ": number }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const n = points[Math.max(0, Math.min(points.length - 1, to))].n;
  choose(n);
  document.querySelector(`.curve-point[data-n="${n}"]`)?.focus();
}

function draw(tag, attributes, text = null) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  return element;
}

/** The words of one point: how many sites, what they bring, and whether that is proved. */
export function pointWords(n, value, proven) {
  return t(proven ? "curve_point" : "curve_point_open", { n: whole(n), value });
}
