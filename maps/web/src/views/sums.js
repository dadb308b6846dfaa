/** Cities or provinces with the sums of their neighbourhoods, the greatest need first. */

import { bdi, fill, h } from "../dom.js";
import { named, percent, t, tenth, whole } from "../i18n.js";
import { palette } from "../palette.js";
import { badge, bar, empty, how } from "../ui/parts.js";

/** Draw the areas of an answer in the order of mean priority, with the total above them. */
export function drawSums(list, answer, store) {
  const { service } = store.get();
  const held = answer.items.filter((item) => item.neighbourhoods > 0);
  if (!held.length) return fill(list, empty(t("priorities_empty"), t("priorities_empty_step")));
  const of = (item) => (service === "overall" ? null : item.services.find((one) => one.service === service));
  const priority = (item) => of(item)?.priority ?? item.priority ?? 0;
  held.sort((a, b) => priority(b) - priority(a));
  const rows = held.map((item, number) => row(item, of(item), priority(item), number + 1, answer.by, store));
  return fill(list, head(answer, of(answer.total), held.length), h("ol", { class: "rows ranking" }, rows));
}

function head(answer, sums, count) {
  const { total } = answer;
  return h(
    "div",
    { class: "list-head" },
    h("span", { class: "small quiet" }, t(`areas_${answer.by}`, { n: whole(count) }), t("dot"), total_of(total, sums, answer.top_k), " ", badge(total.provenance)),
    how("sums"),
  );
}

function total_of(item, sums, topK) {
  if (!sums) return t("in_top_of", { n: whole(item.in_top_k), k: whole(topK) });
  return t("unserved_of", { n: whole(sums.unserved), all: whole(sums.demand) });
}

function row(item, sums, priority, number, by, store) {
  const collection = by === "city" ? "cities" : "provinces";
  const open = () => store.set({ selection: { collection, code: item.code }, fly: true });
  const second = sums
    ? [t("unserved_n", { n: whole(sums.unserved) }), t("dot"), t("met_short", { share: percent(sums.share_met) })]
    : [t("neighbourhoods_n", { n: whole(item.neighbourhoods) }), t("dot"), t("n_people", { n: whole(item.population) })];
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row row-rank", "data-code": item.code, on: { click: open } },
      h("span", { class: "rank" }, whole(number)),
      h("span", { class: "row-main" }, bdi(named(item)), h("span", { class: "quiet small block" }, second)),
      h("span", { class: "score" }, h("strong", {}, tenth(priority)), bar(priority / 100, palette.ramps.need[3])),
    ),
  );
}
