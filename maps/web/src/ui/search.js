/** Search by name: results as one types, arrow keys and Enter, Esc closes, "/" comes here from anywhere. */

import { ask, cancelled } from "../api.js";
import { bdi, debounce, fill, h } from "../dom.js";
import { named, t } from "../i18n.js";
import { icon } from "./icons.js";

export function createSearch(choose) {
  const input = h("input", {
    type: "search",
    id: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": "results",
    "aria-autocomplete": "list",
    dir: "auto",
  });
  const list = h("ul", { id: "results", role: "listbox", hidden: true });
  const root = h("div", { class: "search" }, icon("search"), input, h("kbd", { "aria-hidden": "true" }, "/"), list);
  let items = [];
  let at = -1;

  const look = debounce(async () => {
    const q = input.value.trim();
    if (!q) return close();
    try {
      items = (await ask("search", { q, limit: 8 }, { topic: "search" })).items;
      draw();
    } catch (error) {
      if (!cancelled(error)) say(error.status ? error.message : t("error_offline"));
    }
  }, 140);

  function draw() {
    at = items.length ? 0 : -1;
    if (!items.length) return say(t("search_nothing"));
    fill(list, items.map((item, i) => option(item, i)));
    open();
    mark();
  }

  function option(item, i) {
    const place = named(item, "province");
    const parts = [t(`collection_${item.collection}`), item.collection === "provinces" ? null : place].filter(Boolean);
    const attributes = { role: "option", id: `result-${i}`, on: { pointerdown: (event) => event.preventDefault(), click: () => take(i) } };
    return h("li", attributes, h("span", { class: "result-name" }, bdi(named(item))), h("span", { class: "quiet small" }, parts.join(t("dot"))));
  }

  function take(i) {
    const item = items[i];
    if (!item) return;
    input.value = named(item);
    close();
    input.blur();
    choose(item);
  }

  function mark() {
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", at >= 0 ? `result-${at}` : "");
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    items = [];
    input.setAttribute("aria-expanded", "false");
  }

  function say(text) {
    fill(list, h("li", { class: "quiet", role: "option", "aria-disabled": "true" }, text));
    open();
  }

  input.addEventListener("input", look);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && items.length) {
      event.preventDefault();
      at = (at + by + items.length) % items.length;
      mark();
    } else if (event.key === "Enter") take(Math.max(at, 0));
    else if (event.key === "Escape") {
      event.stopPropagation();
      input.value = "";
      close();
      input.blur();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    input.focus();
  });

  function label() {
    input.value = "";
    input.placeholder = t("search_hint");
    input.setAttribute("aria-label", t("search_hint"));
  }
  return { root, label };
}
