/** What each further site, or each step of a budget, brings, as a curve of points: choose one with the pointer, or with the arrow keys. */

import { h } from "../dom.js";
import { t, whole } from "../i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 328;
const HEIGHT = 168;
const EDGE = { top: 24, bottom: 24, end: 10 };
const TICKS = 4;
const CHARACTER = 6;
const LEAST_APART = 28;

/**
 * Draw the curve of `points`, each with `n` (how many sites, or what they may cost), `value`, `proven` and `says` (the whole sentence for
 * those who do not see it). `shown` is the n that is drawn on the map; `choose` hears of another. The horizontal
 * axis runs the reading way. `format` gives the figures of the vertical axis, `unit` what they count, `low` where
 * that axis starts; `across` gives the words under a point where they are not its number.
 */
export function curve({ points, shown, choose, format, unit, label, low = 0, across = whole }) {
  const scale = scales(points, low, format);
  const root = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "group", "aria-label": label });
  root.append(...valueAxis(scale, format, unit), ...countAxis(points, scale, shown, across));
  if (points.length > 1) root.append(area(points, scale), draw("polyline", { class: "curve-line", points: points.map((point) => scale.at(point).join(",")).join(" ") }));
  const marks = points.map((point, number) => mark(point, number, { points, scale, shown, choose }));
  root.append(...marks);
  const now = points.find((point) => point.n === shown);
  return h("div", { class: "curve-box" }, root, now ? h("p", { class: "small quiet", "aria-hidden": "true" }, now.says) : null);
}

function scales(points, low, format) {
  const counts = points.map((point) => point.n);
  const [first, last] = [Math.min(...counts), Math.max(...counts)];
  const step = niceStep((Math.max(...points.map((point) => point.value), low + 1e-9) - low) / TICKS);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => low + step * i);
  const high = ticks.at(-1);
  const rtl = document.body.dir === "rtl";
  const axis = 10 + CHARACTER * Math.max(...ticks.map((value) => format(value).length));
  const left = rtl ? EDGE.end : axis;
  const right = rtl ? axis : EDGE.end;
  const inner = WIDTH - left - right - 12;
  const share = (n) => (last === first ? 0.5 : (n - first) / (last - first));
  const x = (n) => left + 6 + inner * (rtl ? 1 - share(n) : share(n));
  const y = (value) => HEIGHT - EDGE.bottom - ((value - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom);
  return { x, y, low, ticks, rtl, left, right, at: (point) => [x(point.n).toFixed(1), y(point.value).toFixed(1)] };
}

/** The next step of 1, 2, 2.5 or 5 times a power of ten: every line of the axis reads as a round figure. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((one) => one * power >= least * 0.999) ?? 10);
}

function valueAxis({ y, ticks, rtl, left, right }, format, unit) {
  const x = rtl ? WIDTH - right + 5 : left - 5;
  const title = draw("text", { class: "curve-text", x: rtl ? WIDTH - 2 : 2, y: 11, "text-anchor": "start", direction: rtl ? "rtl" : "ltr" }, unit);
  const lines = ticks.flatMap((value) => [
    draw("line", { class: "curve-grid", x1: left, x2: WIDTH - right, y1: y(value), y2: y(value) }),
    draw("text", { class: "curve-text", x, y: y(value) + 3.5, "text-anchor": rtl ? "start" : "end", direction: "ltr" }, format(value)),
  ]);
  return [title, ...lines];
}

/** Words under as many points as there is room for; the one that is shown and both ends come first. */
function countAxis(points, { x }, shown, across) {
  const wide = CHARACTER * Math.max(...points.map((point) => across(point.n).length));
  const place = (point) => Math.min(WIDTH - wide / 2, Math.max(wide / 2, x(point.n)));
  const apart = Math.max(wide + CHARACTER, LEAST_APART);
  const kept = [];
  for (const point of [...points.filter((one) => one.n === shown), points[0], points.at(-1), ...points]) {
    if (kept.every((one) => Math.abs(place(one) - place(point)) >= apart)) kept.push(point);
  }
  return kept.map((point) => draw("text", { class: point.n === shown ? "curve-text curve-now" : "curve-text", x: place(point), y: HEIGHT - 7, "text-anchor": "middle" }, across(point.n)));
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
  const beside = [points[number - 1], points[number + 1]].filter(Boolean);
  const wide = beside.length ? Math.min(...beside.map((one) => Math.abs(scale.x(one.n) - scale.x(point.n)))) : 40;
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

/** The words of one plan: what it may cost, if it is a step of a budget, how many sites, what they bring, whether that is proved. */
export function pointWords({ n_new: n, budget, status }, value) {
  const name = `${budget === null ? "curve_point" : "curve_budget"}${status === "optimal" ? "" : "_open"}`;
  return t(name, { n: whole(n), value, budget: whole(budget ?? 0) });
}
