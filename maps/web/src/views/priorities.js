/** The third tab: neighbourhoods in order of priority, or the sums of cities and provinces, and how even access is. */

import { ask, cancelled } from "../api.js";
import { bdi, fill, h } from "../dom.js";
import { language, named, t, tenth, whole } from "../i18n.js";
import { palette } from "../palette.js";
import { ROWS, SERVICES } from "../state.js";
import { badge, bar, empty, how, problem, skeleton, word } from "../ui/parts.js";
import { equitySection } from "./equity.js";
import { drawSums } from "./sums.js";

const PAGE = 25;

export function createPrioritiesView({ store, provinces }) {
  const list = h("div", { class: "results" });

  async function load(offset = 0) {
    const { province, service, rows } = store.get();
    if (offset === 0) fill(list, skeleton(8));
    try {
      if (rows !== "neighbourhood") return drawSums(list, await ask("priorities/aggregates", { by: rows, province }, { topic: "priorities" }), store);
      const answer = await ask("priorities", { province, service, limit: PAGE, offset }, { topic: "priorities" });
      drawList(answer, offset);
    } catch (error) {
      if (!cancelled(error)) fill(list, problem(error, () => load(0)));
    }
  }

  function drawList(answer, offset) {
    if (!answer.total) return fill(list, empty(t("priorities_empty"), t("priorities_empty_step")));
    if (offset === 0) fill(list, head(answer), h("ol", { class: "rows ranking" }));
    list.querySelector(".more")?.remove();
    list.querySelector("ol").append(...answer.items.map((item) => row(item, store)));
    const next = offset + answer.items.length;
    if (next < answer.total && answer.items.length) {
      list.append(h("button", { class: "button more", type: "button", on: { click: () => load(next) } }, t("more_rows", { n: whole(answer.total - next) })));
    }
  }

  function draw(root) {
    fill(root, filters(store, provinces()), equitySection(store), list);
    load();
  }
  return { draw };
}

function filters(store, provinces) {
  const state = store.get();
  const option = (value, text, chosen) => h("option", { value, selected: chosen }, text);
  const sorted = [...provinces].sort((a, b) => named(a).localeCompare(named(b), language()));
  return h(
    "section",
    { class: "filters" },
    h("h2", {}, t(state.rows === "neighbourhood" ? "priorities_title" : `priorities_title_${state.rows}`)),
    h("div", { class: "segments wide", role: "radiogroup", "aria-label": t("rows_of") }, ROWS.map((name) => h("button", { type: "button", role: "radio", "aria-checked": String(state.rows === name), on: { click: () => store.set({ rows: name }) } }, t(`rows_${name}`)))),
    h(
      "label",
      {},
      h("span", { class: "small quiet" }, t("province")),
      h("select", { on: { change: (event) => store.set({ province: event.target.value || null }) } }, option("", t("whole_country"), !state.province), sorted.map((item) => option(item.code, named(item), item.code === state.province))),
    ),
    h(
      "label",
      {},
      h("span", { class: "small quiet" }, t("service")),
      h("select", { on: { change: (event) => store.set({ service: event.target.value, ...(event.target.value === "overall" && state.measure === "unserved" ? { measure: "priority" } : {}) }) } }, SERVICES.map((name) => option(name, word("services", name), name === state.service))),
    ),
  );
}

function head(answer) {
  const modelled = answer.items.some((item) => item.provenance === "modelled");
  return h("div", { class: "list-head" }, h("span", { class: "small quiet" }, t("neighbourhoods_n", { n: whole(answer.total) }), " ", modelled ? badge("modelled") : null), how("priority"));
}

function row(item, store) {
  const open = () => store.set({ selection: { collection: "neighbourhoods", code: item.code }, fly: true });
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row row-rank", "data-code": item.code, on: { click: open } },
      h("span", { class: "rank" }, whole(item.rank)),
      h("span", { class: "row-main" }, bdi(named(item)), h("span", { class: "quiet small block" }, bdi(named(item, "city")), t("dot"), bdi(named(item, "province")), t("dot"), t("n_people", { n: whole(item.population) }))),
      h("span", { class: "score" }, h("strong", {}, tenth(item.priority)), bar(item.priority / 100, palette.ramps.need[3]), between(item)),
    ),
  );
}

/** The ranks that nine of ten draws put it between, as "7–19". */
function between(item) {
  if (!item.rank_low || !item.rank_high) return null;
  const places = { low: whole(item.rank_low), high: whole(item.rank_high) };
  return h("span", { class: "small quiet", title: t("rank_between", places) }, t("ranks_short", places));
}
