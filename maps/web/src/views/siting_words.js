/** A question where to build in words: its title, and what it asks for in one line. */

import { date, distance, language, named, t, whole } from "../i18n.js";
import { word } from "../ui/parts.js";

/** Service and aim of a question. */
export function questionTitle({ service, services, model }) {
  const aim = t(`siting_model_${model}`);
  const named = (services?.length ? services : [service]).filter(Boolean).map((name) => word("services", name));
  return named.length ? `${named.join(" + ")}: ${aim}` : aim;
}

/** Area, number of sites, reach and requirements of a question; `areas` are the provinces with their names. */
export function questionTerms(request, areas) {
  const province = (code) => named(areas.find((area) => area.code === code) ?? { code });
  const places = [...request.provinces.map(province), ...request.cities];
  const terms = [
    places.length ? places.join(language() === "fa" ? "، " : ", ") : t("whole_country"),
    request.n_sites === null ? null : t("siting_new_count", { n: whole(request.n_sites) }),
    request.radius_m === null ? null : t("siting_within", { way: distance(request.radius_m) }),
    request.budget === null ? null : t("siting_budget_of", { n: whole(request.budget) }),
    request.budget === null || request.cost_if_unknown === null ? null : t("siting_cost_of", { n: whole(request.cost_if_unknown) }),
    request.capacity === null ? null : t("siting_capacity_of", { n: whole(request.capacity) }),
    request.capacity === null || request.split ? null : t(`siting_whole_${request.demand_at}`),
    request.min_spacing_m === null ? null : t("siting_apart", { way: distance(request.min_spacing_m) }),
    request.fair ? t(`siting_fair_${request.fair}`) : null,
    request.keep_existing ? null : t("siting_from_nothing"),
    request.forbidden.length ? t("siting_forbidden_count", { n: whole(request.forbidden.length) }) : null,
  ];
  return terms.filter((term) => term !== null).join(" · ");
}

/** When it was answered, in the reader's calendar. */
export const askedOn = (text) => date(text).text;
