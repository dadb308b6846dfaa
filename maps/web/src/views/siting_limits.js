/** What new sites may cost, and how many people each has room for: fields of the form, and fields of the question. */

import { h } from "../dom.js";
import { t, whole } from "../i18n.js";
import { choiceField, numberField } from "../ui/fields.js";

const MOST_MONEY = 1e9;
const MOST_PEOPLE = 1e7;
const MOST_STEPS = 100;
const SHARINGS = ["split", "neighbourhoods"];
const WITHOUT_ROOM = ["lscp_backup", "p_dispersion"];

/** Nothing is limited. `sharing` says how people go to several sites: split, or all of a point or neighbourhood to one. */
export const NO_LIMITS = { budget: null, site_cost: null, money_step: null, capacity: null, sharing: "split" };

/** Fields of the question that stand in the form. */
export const LIMITS = ["budget", "cost_if_unknown", "capacity", "split", "demand_at"];

/** The form's fields out of an earlier question. */
export function takeLimits({ budget, cost_if_unknown: cost, building_cost: building, capacity, split, demand_at: at }) {
  return { budget, site_cost: cost ?? building, capacity, sharing: capacity === null || split ? "split" : at };
}

/** Whether a model can know how many people a site has room for. */
export const knowsRoom = (model) => !WITHOUT_ROOM.includes(model);

/** The question's fields out of the form; `others` are those that the form has no field for. */
export function askLimits(form, { room, others }) {
  const capacity = room ? form.capacity : null;
  const whole = capacity !== null && form.sharing !== "split";
  const given = form.budget !== null;
  return {
    budget: form.budget,
    cost_if_unknown: given ? form.site_cost : null,
    capacity,
    split: !whole,
    demand_at: whole ? form.sharing : (others.demand_at ?? "points"),
    ...("building_cost" in others ? { building_cost: given && others.building_cost !== null ? form.site_cost : null, service_cost: given ? others.service_cost : null } : {}),
  };
}

/** The fields as elements; `put` keeps what is given, `room` says whether capacities can be asked for, `stepped` whether a curve. */
export function limitFields({ form, put, room, told, counted, stepped }) {
  const million = t("siting_million_rials");
  const least = () => Math.max(1, Math.ceil((form.budget || 0) / MOST_STEPS));
  return [
    h(
      "div",
      { class: "field-row" },
      numberField({ id: "siting-budget", label: t("siting_budget"), unit: million, value: form.budget, low: 1, high: MOST_MONEY, optional: true, hint: t("siting_no_limit"), wrong: told.budget, set: put("budget") }),
      numberField({ id: "siting-cost", label: t("siting_cost"), unit: million, value: form.site_cost, low: 1, high: MOST_MONEY, optional: () => form.budget === null, needed: t("siting_cost_needed"), wrong: told.cost_if_unknown, set: put("site_cost") }),
    ),
    h("p", { class: "small quiet" }, t(counted ? "siting_budget_about" : "siting_cost_about")),
    stepped ? numberField({ id: "siting-step", label: t("siting_step"), unit: million, value: form.money_step, low: least, high: () => form.budget || MOST_MONEY, optional: true, hint: t("siting_step_usual"), set: put("money_step") }) : null,
    room ? capacity({ form, put, told }) : null,
  ];
}

function capacity({ form, put, told }) {
  const known = SHARINGS.includes(form.sharing) ? SHARINGS : [...SHARINGS, form.sharing];
  return [
    numberField({ id: "siting-capacity", label: t("siting_capacity"), unit: t("people"), value: form.capacity, low: 1, high: MOST_PEOPLE, optional: true, hint: t("siting_no_limit"), wrong: told.capacity, set: put("capacity") }),
    choiceField({ id: "siting-sharing", label: t("siting_sharing"), value: form.sharing, options: known.map((name) => [name, t(`siting_sharing_${name}`)]), set: put("sharing") }),
  ];
}

/** What some sites cost of the budget, in a sentence; null where a question has no budget. */
export function spentWords(sites, { budget, cost_if_unknown: unknown }) {
  if (budget === null) return null;
  const spent = sites.reduce((sum, site) => sum + (site.budget_million_rials ?? unknown ?? 0), 0);
  return t("siting_spent", { spent: whole(spent), budget: whole(budget) });
}
