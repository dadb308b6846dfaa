/** How evenly one service's access is spread over those in need, in the country or a province. */

import { ask, cancelled } from "../api.js";
import { fill, h } from "../dom.js";
import { decimals, language, percent, t } from "../i18n.js";
import { badge, fact, how, problem, skeleton } from "../ui/parts.js";

const SHOWN = ["gini", "concentration", "palma", "theil_between", "fgt0", "worst_tenth"];
const SHARES = ["fgt0", "worst_tenth"];

/** A folded section that asks when it is opened; nothing for all services together, whose people overlap. */
export function equitySection(store) {
  const { service, province } = store.get();
  if (service === "overall") return null;
  const body = h("div", { class: "equity" });
  const load = async () => {
    fill(body, skeleton(4));
    try {
      const answer = await ask("equity", { service, province }, { topic: "equity" });
      fill(body, figures(answer.rows.find((row) => row.code === (province ?? "IR")) ?? answer.rows[0]));
    } catch (error) {
      if (!cancelled(error)) fill(body, problem(error, load));
    }
  };
  const opened = (event) => event.target.open && !body.childElementCount && load();
  return h("section", {}, h("details", { on: { toggle: opened } }, h("summary", { class: "unfold" }, t("equity_title")), body));
}

function figures(row) {
  const reasons = [...new Set(row.undefined.map((one) => one[`reason_${language()}`]))];
  return [
    h("dl", { class: "facts" }, SHOWN.map((name) => fact(t(`equity_${name}`), value(row, name)))),
    reasons.map((reason) => h("p", { class: "small quiet" }, reason)),
    h("p", { class: "small quiet" }, badge(row.provenance), " ", t("equity_modelled", { share: percent(row.modelled_share) })),
    how("equity"),
  ];
}

function value(row, name) {
  const held = row.indices[name];
  if (name === "theil_between") return row.indices.theil > 0 && held !== null ? percent(held / row.indices.theil) : t("none");
  return SHARES.includes(name) ? percent(held) : h("bdi", { dir: "ltr" }, decimals(held));
}
