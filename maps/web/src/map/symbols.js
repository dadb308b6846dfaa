/** Facility symbols, drawn at run time: the shape is the kind, the fill the status, a dashed edge is modelled. */

import { palette, symbolOfKind } from "../palette.js";
import { theme } from "./theme.js";

const SIZE = 26;
const REACH = 7;

/** The name of an image: `kind|status|provenance`. */
export function imageName(kind, status, provenance) {
  return `${kind}|${status ?? "operating"}|${provenance ?? "modelled"}`;
}

/** Draw the image of a name, twice as fine as it is shown; null if the name is none of ours. */
export function drawImage(name) {
  if (name === "hatch") return hatch();
  const [kind, status, provenance] = name.split("|");
  if (kind === "plan") return planRing(status === "chosen", provenance === "dark");
  const symbol = symbolOfKind[kind];
  if (!symbol) return null;
  const context = sheet(SIZE);
  drawSymbol(context, symbol, palette.status_fill[status] ?? "full", provenance === "modelled");
  return context.getImageData(0, 0, SIZE * 2, SIZE * 2);
}

/** The same symbol as an element for the panel and the legend. */
export function symbolElement(kind, status = "operating", provenance = "official") {
  const context = sheet(SIZE);
  const element = context.canvas;
  drawSymbol(context, symbolOfKind[kind], palette.status_fill[status] ?? "full", provenance === "modelled");
  element.className = "symbol";
  element.setAttribute("aria-hidden", "true");
  return element;
}

function sheet(size) {
  const canvas = document.createElement("canvas");
  canvas.width = size * 2;
  canvas.height = size * 2;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.scale(2, 2);
  context.translate(size / 2, size / 2);
  context.lineJoin = "round";
  return context;
}

function drawSymbol(context, symbol, fill, dashed) {
  const outline = OUTLINES[symbol.shape];
  const shape = outline(REACH);
  halo(context, dashed ? outline(REACH * 1.5) : shape, dashed);
  context.fillStyle = "#ffffff";
  context.fill(shape, "evenodd");
  context.fillStyle = symbol.colour;
  if (fill === "full") context.fill(shape, "evenodd");
  if (fill === "half") fillHalf(context, shape);
  context.lineWidth = fill === "full" ? 1.2 : 1.8;
  context.strokeStyle = symbol.colour;
  context.stroke(shape);
  if (fill === "struck") strike(context, symbol.colour);
  if (dashed) dashEdge(context, outline(REACH * 1.5), symbol.colour);
}

/** White around the symbol, so that it stands on any ground. */
function halo(context, shape, wide) {
  context.lineWidth = wide ? 1.6 : 4;
  context.strokeStyle = context.fillStyle = "#ffffff";
  context.stroke(shape);
  if (wide) context.fill(shape);
}

/** What is modelled has a dashed line around it. */
function dashEdge(context, shape, colour) {
  context.setLineDash([2.2, 1.7]);
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.stroke(shape);
  context.setLineDash([]);
}

function fillHalf(context, shape) {
  context.save();
  context.beginPath();
  context.rect(-REACH * 2, 0, REACH * 4, REACH * 2);
  context.clip();
  context.fill(shape, "evenodd");
  context.restore();
}

function strike(context, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(-REACH, REACH);
  context.lineTo(REACH, -REACH);
  context.stroke();
}

function polygon(points) {
  const path = new Path2D();
  points.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
  return path;
}

function ring(...radii) {
  const path = new Path2D();
  for (const radius of radii) {
    path.moveTo(radius, 0);
    path.arc(0, 0, radius, 0, Math.PI * 2);
  }
  return path;
}

function star(reach) {
  const corner = (i) => {
    const radius = i % 2 ? reach * 0.48 : reach * 1.1;
    return [radius * Math.sin((i * Math.PI) / 5), -radius * Math.cos((i * Math.PI) / 5)];
  };
  return polygon(Array.from({ length: 10 }, (_, i) => corner(i)));
}

const OUTLINES = {
  square: (r) => polygon([[-r * 0.82, -r * 0.82], [r * 0.82, -r * 0.82], [r * 0.82, r * 0.82], [-r * 0.82, r * 0.82]]),
  triangle: (r) => polygon([[0, -r], [r * 1.02, r * 0.8], [-r * 1.02, r * 0.8]]),
  diamond: (r) => polygon([[0, -r * 1.1], [r * 1.1, 0], [0, r * 1.1], [-r * 1.1, 0]]),
  house: (r) => polygon([[0, -r * 1.05], [r, -r * 0.15], [r * 0.72, -r * 0.15], [r * 0.72, r * 0.9], [-r * 0.72, r * 0.9], [-r * 0.72, -r * 0.15], [-r, -r * 0.15]]),
  cross: (r) => {
    const [a, b] = [r * 0.36, r * 0.98];
    return polygon([[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]);
  },
  circle: (r) => ring(r * 0.85),
  double_ring: (r) => ring(r * 1.1, r * 0.72, r * 0.4),
  star,
  flag: (r) => polygon([[-r * 0.7, -r], [r * 0.9, -r * 0.45], [-r * 0.35, r * 0.1], [-r * 0.35, r], [-r * 0.7, r]]),
};

/** The ring that a new site's number stands in: hollow as all that is proposed, full while it is chosen. */
function planRing(chosen, dark) {
  const { accent, cityEdge: paper } = theme(dark);
  const size = 25; // no wider than what is drawn: sites near each other keep their numbers
  const context = sheet(size);
  const disc = ring(10.5);
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.stroke(disc);
  context.fillStyle = chosen ? accent : paper;
  context.fill(disc);
  context.lineWidth = 2.2;
  context.strokeStyle = accent;
  context.stroke(disc);
  return context.getImageData(0, 0, size * 2, size * 2);
}

/** Diagonal lines that lie over what is modelled. */
function hatch() {
  const size = 8;
  const canvas = document.createElement("canvas");
  canvas.width = size * 2;
  canvas.height = size * 2;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.strokeStyle = "rgba(20, 24, 32, 0.30)";
  context.lineWidth = 1.6;
  for (const shift of [-size * 2, 0, size * 2]) {
    context.beginPath();
    context.moveTo(shift - 2, size * 2 + 2);
    context.lineTo(shift + size * 2 + 2, -2);
    context.stroke();
  }
  return context.getImageData(0, 0, size * 2, size * 2);
}
