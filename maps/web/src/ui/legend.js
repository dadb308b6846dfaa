/** The legend: what the colours say, in which unit, from where, as of when, and how many areas are in each class. */

import { bdi, fill, h } from "../dom.js";
import { named, t, whole } from "../i18n.js";
import { badge, day, word } from "./parts.js";
import { icon } from "./icons.js";

export function createLegend(root) {
  let folded = null;
  let last = null;

  function draw(legend, { measure, service, error }) {
    last = [legend, { measure, service, error }];
    folded ??= startsFolded();
    root.setAttribute("aria-label", t("legend"));
    root.classList.toggle("legend-folded", folded);
    const head = h(
      "button",
      { class: "legend-head", type: "button", "aria-expanded": String(!folded), on: { click: toggle } },
      h("span", { class: "legend-title" }, t(`measure_${measure}`), h("span", { class: "quiet" }, t("dot"), word("services", service))),
      icon("down"),
    );
    if (error) return fill(root, head, h("p", { class: "small state-error" }, t("legend_error")));
    if (!legend) return fill(root, head, h("p", { class: "small quiet" }, t("loading")));
    fill(root, head, folded ? strip(legend) : [about(legend), classes(legend), source(legend)]);
  }

  function toggle() {
    folded = !folded;
    draw(...last);
  }
  return { draw };
}

/** On a small window it would hide the country. */
function startsFolded() {
  return matchMedia("(max-width: 1199px)").matches;
}

/** The folded legend still shows its colours, first and last words under them. */
function strip(legend) {
  const first = legend.classes[0];
  const last = legend.classes.at(-1);
  if (!first) return h("p", { class: "small quiet" }, named(legend.no_data, "label"));
  return h(
    "div",
    {},
    h("div", { class: "strip" }, legend.classes.map((item) => h("span", { css: { "background-color": item.colour } }))),
    h("div", { class: "strip-ends small quiet" }, h("span", {}, named(first, "label")), h("span", {}, named(last, "label"))),
  );
}

function about(legend) {
  return h("p", { class: "small quiet" }, t(`level_${legend.level}`), t("dot"), named(legend, "unit"));
}

function classes(legend) {
  const counts = [...legend.classes.map((item) => item.count), legend.no_data.count];
  const most = Math.max(1, ...counts);
  const row = (item, extra) =>
    h(
      "li",
      { class: item.count ? extra : `${extra} none` },
      h("span", { class: "swatch", css: { "background-color": item.colour } }),
      h("span", { class: "class-label" }, named(item, "label")),
      h("span", { class: "class-bar", "aria-hidden": "true" }, h("span", { css: { "inline-size": `${(100 * item.count) / most}%` } })),
      h("span", { class: "class-count", title: t("areas_in_class"), "data-count": item.count }, whole(item.count)),
    );
  const rows = [...legend.classes].reverse().map((item) => row(item, "class"));
  return h("ul", { class: "classes" }, rows, row(legend.no_data, "class no-data"));
}

function source(legend) {
  return h(
    "div",
    { class: "legend-source small quiet" },
    h("p", {}, t("source"), " ", bdi(named(legend, "source")), legend.dated ? [t("dot"), day(legend.dated)] : null),
    legend.provenance ? h("p", { class: "legend-key" }, badge(legend.provenance), legend.provenance === "modelled" ? t("legend_modelled") : null) : null,
  );
}
