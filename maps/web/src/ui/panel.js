/** The panel: tabs, the view or the card in it, folded away, or a sheet of three heights on a narrow screen. */

import { fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { TABS } from "../state.js";
import { icon } from "./icons.js";

const HEIGHTS = ["low", "half", "high"];

export function createPanel(root, store) {
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const body = h("div", { class: "panel-body", id: "view", role: "tabpanel", tabindex: "-1" });
  const handle = h("button", { class: "handle", type: "button" }, h("span"));
  const fold = h("button", { class: "fold", type: "button" }, icon("forward"));
  fill(root, handle, tabs, body, fold);
  root.dataset.height = "half";

  handle.addEventListener("click", () => raise(root, 1));
  dragHandle(handle, root);
  fold.addEventListener("click", () => {
    document.body.classList.toggle("folded");
    label();
  });

  function label() {
    const folded = document.body.classList.contains("folded");
    fold.setAttribute("aria-label", t(folded ? "panel_show" : "panel_hide"));
    fold.setAttribute("aria-expanded", String(!folded));
    handle.setAttribute("aria-label", t("panel_height"));
    tabs.setAttribute("aria-label", t("views"));
    fill(tabs, TABS.map((name) => tab(name, store)));
  }

  function unfold() {
    document.body.classList.remove("folded");
    if (root.dataset.height === "low") root.dataset.height = "half";
    label();
  }

  store.listen((state, old) => {
    if (state.tab !== old.tab || state.selection !== old.selection) unfold();
  });
  return { body, label, unfold };
}

function tab(name, store) {
  const chosen = store.get().tab === name;
  const choose = () => store.set({ tab: name, selection: null });
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      "aria-selected": String(chosen),
      "aria-controls": "view",
      tabindex: chosen ? "0" : "-1",
      on: { click: choose, keydown: (event) => step(event, store) },
    },
    icon(name),
    h("span", {}, t(`tab_${name}`)),
  );
}

/** Arrow keys go from tab to tab, the reading way. */
function step(event, store) {
  const forward = document.body.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.body.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const by = { [forward]: 1, [back]: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const next = TABS[(TABS.indexOf(store.get().tab) + by + TABS.length) % TABS.length];
  store.set({ tab: next, selection: null });
  document.getElementById(`tab-${next}`)?.focus();
}

function raise(root, by) {
  const at = HEIGHTS.indexOf(root.dataset.height);
  root.dataset.height = HEIGHTS[(at + by + HEIGHTS.length) % HEIGHTS.length];
}

/** Drag the sheet up or down by its handle; let go, and it takes the nearest height. */
function dragHandle(handle, root) {
  let from = null;
  handle.addEventListener("pointerdown", (event) => {
    from = event.clientY;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointerup", (event) => {
    const moved = from === null ? 0 : from - event.clientY;
    from = null;
    if (Math.abs(moved) < 24) return;
    const at = HEIGHTS.indexOf(root.dataset.height);
    const steps = Math.abs(moved) > 260 ? 2 : 1;
    root.dataset.height = HEIGHTS[Math.max(0, Math.min(2, at + Math.sign(moved) * steps))];
    handle.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
  });
}
