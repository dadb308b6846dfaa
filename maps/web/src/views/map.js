/** The first tab: what is coloured, for which service, and which places are drawn. */

import { fill, h } from "../dom.js";
import { named, t, whole } from "../i18n.js";
import { symbolElement } from "../map/symbols.js";
import { palette } from "../palette.js";
import { MEASURES, SERVICES } from "../state.js";
import { how, word } from "../ui/parts.js";

export function drawMapView(root, { store, summary }) {
  const state = store.get();
  fill(
    root,
    figures(summary),
    section("choose_measure", measures(state, store), h("p", { class: "small quiet measure-line" }, t(`about_${state.measure}`)), how(state.measure)),
    section("choose_service", services(state, store)),
    section("choose_layers", layers(state, store, summary), statusKey()),
  );
}

function section(title, ...children) {
  return h("section", {}, h("h2", {}, t(title)), children);
}

function figures(summary) {
  const { counts } = summary;
  const shown = ["provinces_in_programme", "cities", "neighbourhoods", "self_help_groups"];
  const figure = (name) => h("div", { class: "figure" }, h("strong", {}, whole(counts[name])), h("span", {}, t(`count_${name}`)));
  return h("div", { class: "figures" }, shown.map(figure));
}

function measures(state, store) {
  const button = (name) =>
    h("button", { type: "button", role: "radio", "aria-checked": String(state.measure === name), on: { click: () => store.set({ measure: name }) } }, t(`measure_${name}`));
  return h("div", { class: "segments", role: "radiogroup", "aria-label": t("choose_measure") }, MEASURES.map(button));
}

function services(state, store) {
  const choice = (name) => {
    const impossible = name === "overall" && state.measure === "unserved";
    const input = h("input", { type: "radio", name: "service", value: name, checked: state.service === name, disabled: impossible, on: { change: () => store.set({ service: name }) } });
    const symbols = palette.symbols.filter((symbol) => symbol.service === name).map((symbol) => symbolElement(symbol.kind));
    return h(
      "label",
      { class: impossible ? "choice impossible" : "choice", title: impossible ? t("not_overall") : null },
      input,
      h("span", { class: "choice-text" }, word("services", name)),
      h("span", { class: "choice-symbols" }, symbols),
    );
  };
  return h("div", { class: "choices", role: "radiogroup", "aria-label": t("choose_service") }, SERVICES.map(choice));
}

function layers(state, store, summary) {
  const choice = (symbol) => {
    const chosen = state.layers.includes(symbol.collection);
    const toggle = () => {
      const layers = store.get().layers;
      store.set({ layers: chosen ? layers.filter((name) => name !== symbol.collection) : [...layers, symbol.collection] });
    };
    return h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", name: symbol.collection, checked: chosen, on: { change: toggle } }),
      symbolElement(symbol.kind),
      h("span", { class: "choice-text" }, named({ name_fa: symbol.name.fa, name_en: symbol.name.en })),
      h("span", { class: "count" }, whole(summary.counts[symbol.collection])),
    );
  };
  return h("div", { class: "choices" }, palette.symbols.map(choice), h("p", { class: "small quiet" }, t("layers_from_near")));
}

function statusKey() {
  const item = (status) => h("span", { class: "key" }, symbolElement("training_centre", status), word("statuses", status));
  return h("div", { class: "keys small" }, Object.keys(palette.statuses).map(item));
}
