/** The form of a question where to build; it keeps what was filled in, and can take up an earlier question. */

import { fill, h } from "../dom.js";
import { language, named, t, whole } from "../i18n.js";
import { SERVICES } from "../state.js";
import { checkField, checkFields, choiceField, numberField } from "../ui/fields.js";
import { how, problem, word } from "../ui/parts.js";
import { LIMITS, NO_LIMITS, askLimits, knowsRoom, limitFields, takeLimits } from "./siting_limits.js";

const MODELS = ["mclp", "p_median", "p_center", "lscp"];
const CANDIDATES = ["candidate_sites", "neighbourhoods", "grid:1"];
const FINDS_NUMBER = ["lscp", "lscp_backup"];
/** The fields whose value can turn out to be wrong only when the data is read. */
const REFUSED = { budget: "siting-budget", n_sites: "siting-sites", cost_if_unknown: "siting-cost" };
const LONGEST_S = 120;
const FRESH = {
  model: "mclp",
  service: null,
  n_sites: 5,
  radius_km: null,
  province: null,
  candidates: "candidate_sites",
  keep_existing: true,
  frontier: true,
  alternatives: false,
  robust: false,
  fair: null,
  shared: [],
  min_spacing_km: null,
  time_limit_s: 30,
  ...NO_LIMITS,
};
const DRAWS = 20;
const OF_SHARED = ["building_cost", "service_cost", "service_weight"];
const OURS = ["services", "fair", "fair_frontier", "robustness", "model", "service", "n_sites", "radius_m", "provinces", "candidates", "keep_existing", "frontier", "frontier_step", "alternatives", "min_spacing_m", "time_limit_s", ...LIMITS];

/** `ask` puts the question and gives a promise; `provinces` are the areas to choose from, by name. */
export function createSitingForm({ provinces, ask }) {
  let form = { ...FRESH };
  let others = {};
  let opened = false;
  let told = {};

  /** Fill the form with an earlier question; what the form has no field for is asked again as it was. */
  function take(request) {
    const km = (metres) => (metres === null ? null : metres / 1000);
    form = {
      ...FRESH,
      ...Object.fromEntries(["model", "candidates", "keep_existing"].map((name) => [name, request[name]])),
      ...takeLimits(request),
      n_sites: request.n_sites ?? (request.budget === null ? FRESH.n_sites : null),
      radius_km: km(request.radius_m),
      province: request.provinces[0] ?? null,
      service: request.services?.[0] ?? request.service,
      shared: (request.services ?? []).slice(1),
      fair: request.fair ?? null,
      robust: Boolean(request.robustness),
      frontier: request.frontier || Boolean(request.fair_frontier),
      money_step: request.frontier_step ?? null,
      alternatives: request.alternatives !== null,
      min_spacing_km: km(request.min_spacing_m),
      time_limit_s: Math.min(request.time_limit_s, LONGEST_S),
    };
    others = without(request, [...OURS, "evaluate", "pins"]);
    if (request.provinces.length > 1) others.provinces = request.provinces;
    if (form.sharing === "split") others.demand_at = request.demand_at;
    if (request.n_sites === null) delete others.frontier_to;
    opened ||= request.budget !== null || request.capacity !== null;
  }

  /** Mark the field that a refusal of the service names, and give its id; null if it names none of the form's. */
  function refuse(detail) {
    const name = /^(\w+) must be /.exec(detail)?.[1];
    if (!(name in REFUSED)) return null;
    told = { [name]: t(`siting_refused_${name}`) };
    opened ||= name !== "n_sites";
    return REFUSED[name];
  }

  function forget() {
    form = { ...FRESH, service: form.service };
    others = {};
    told = {};
  }

  /** The form as an element; `service` is what the map shows, unless one was chosen; `redraw` draws it anew. */
  function draw(service, redraw) {
    form.service ??= service === "overall" ? "training" : service;
    const trouble = h("div", {});
    const submit = async (event) => {
      event.preventDefault();
      if (!checkFields(event.target)) return;
      told = {};
      try {
        await ask(question());
      } catch (error) {
        fill(trouble, problem(error));
      }
    };
    return h("form", { class: "siting-form", on: { submit } }, h("h2", {}, t("siting_title")), fields(redraw), trouble, h("button", { class: "button button-main", type: "submit" }, t("siting_start")), how("siting"));
  }

  const put = (name) => (value) => (form[name] = value);
  const counted = () => !FINDS_NUMBER.includes(form.model);
  const byMoney = () => form.budget !== null && form.model !== "p_dispersion";
  const several = () => form.model === "mclp" && form.shared.some((name) => name !== form.service);
  const hasRoom = () => knowsRoom(form.model) && !several();
  const fair = () => (form.model === "mclp" && !several() ? form.fair : null);
  const stepped = () => counted() && !several() && !fair();

  function fields(redraw) {
    const models = MODELS.includes(form.model) ? MODELS : [...MODELS, form.model];
    return [
      choiceField({ id: "siting-service", label: t("service"), value: form.service, options: SERVICES.filter((name) => name !== "overall").map((name) => [name, word("services", name)]), set: (value) => { form.service = value; redraw("siting-service"); } }),
      choiceField({ id: "siting-model", label: t("siting_aim"), value: form.model, options: models.map((name) => [name, t(`siting_model_${name}`)]), set: (value) => { form.model = value; redraw("siting-model"); } }),
      choiceField({ id: "siting-area", label: t("siting_area"), value: form.province ?? "", options: areas(), set: (value) => { form.province = value || null; delete others.provinces; } }),
      h(
        "div",
        { class: "field-row" },
        counted() ? numberField({ id: "siting-sites", label: t("siting_new"), value: form.n_sites, low: 1, high: 100, whole: true, steps: true, optional: byMoney, needed: t("siting_new_needed"), wrong: told.n_sites, set: put("n_sites") }) : null,
        numberField({ id: "siting-radius", label: t("radius"), unit: t("siting_km"), value: form.radius_km, low: 0.1, high: 100, optional: true, hint: t("siting_profile"), set: put("radius_km") }),
      ),
      choiceField({ id: "siting-candidates", label: t("siting_candidates"), value: form.candidates, options: sources(), set: put("candidates") }),
      counted() && !several() ? checkField({ label: t(fair() ? "siting_fair_curve" : "siting_curve"), about: t(fair() ? "siting_fair_curve_about" : "siting_curve_about"), value: form.frontier, set: put("frontier") }) : null,
      several() || fair() ? null : checkField({ label: t("siting_others"), about: t("siting_others_about"), value: form.alternatives, set: put("alternatives") }),
      several() || fair() ? null : checkField({ label: t("siting_robust"), about: t("siting_robust_about", { n: whole(DRAWS) }), value: form.robust, set: put("robust") }),
      h("details", { open: opened, on: { toggle: (event) => (opened = event.target.open) } }, h("summary", { class: "unfold" }, t("siting_more")), h("div", { class: "siting-more" }, more(redraw))),
    ];
  }

  function more(redraw) {
    const share = (name) => (yes) => {
      form.shared = yes ? [...form.shared, name] : form.shared.filter((one) => one !== name);
      redraw(`siting-share-${name}`);
    };
    const free = SERVICES.filter((name) => name !== "overall" && name !== form.service);
    const alone = form.model !== "mclp";
    return [
      limitFields({ form, put, room: hasRoom(), told, counted: counted(), stepped: stepped() }),
      alone || several() ? null : choiceField({ id: "siting-fair", label: t("siting_fair"), value: form.fair ?? "", options: [["", t("siting_fair_none")], ["province", t("siting_fair_province")], ["city", t("siting_fair_city")]], set: (value) => { form.fair = value || null; redraw("siting-fair"); } }),
      alone ? null : h("fieldset", { class: "field" }, h("legend", { class: "small quiet" }, t("siting_share")), free.map((name) => checkField({ id: `siting-share-${name}`, label: word("services", name), value: form.shared.includes(name), set: share(name) }))),
      checkField({ label: t("siting_keep"), about: t("siting_keep_about"), value: form.keep_existing, set: put("keep_existing") }),
      h(
        "div",
        { class: "field-row" },
        several() ? null : numberField({ id: "siting-spacing", label: t("siting_spacing"), unit: t("siting_km"), value: form.min_spacing_km, low: 0.1, high: 100, optional: true, set: put("min_spacing_km") }),
        numberField({ id: "siting-time", label: t("siting_time"), unit: t("siting_seconds"), value: form.time_limit_s, low: 1, high: LONGEST_S, whole: true, set: put("time_limit_s") }),
      ),
    ];
  }

  function areas() {
    const known = provinces().map((area) => [area.code, named(area)]);
    return [["", t("whole_country")], ...known.sort((a, b) => a[1].localeCompare(b[1], language()))];
  }

  function sources() {
    const known = CANDIDATES.includes(form.candidates) ? CANDIDATES : [...CANDIDATES, form.candidates];
    return known.map((name) => [name, CANDIDATES.includes(name) ? t(`siting_from_${name.replace(/:.*/, "")}`) : name]);
  }

  function question() {
    const metres = (km) => (km === null ? null : Math.round(km * 1000));
    const [shared, equal] = [several(), fair()];
    const limits = askLimits(form, { room: hasRoom(), others });
    const n_sites = counted() ? form.n_sites : null;
    const curved = stepped() && form.frontier;
    const money_step = curved && form.budget !== null ? form.money_step : null;
    const kept = without(others, [...(shared ? [] : OF_SHARED), ...(money_step === null ? [] : ["frontier_to"])]);
    return {
      ...kept,
      ...(shared ? limits : without(limits, OF_SHARED)),
      model: form.model,
      service: shared ? null : form.service,
      services: shared ? [form.service, ...form.shared.filter((name) => name !== form.service)] : [],
      n_sites,
      radius_m: metres(form.radius_km),
      provinces: others.provinces ?? (form.province ? [form.province] : []),
      candidates: form.candidates,
      keep_existing: form.keep_existing,
      min_spacing_m: shared ? null : metres(form.min_spacing_km),
      frontier: curved,
      frontier_step: money_step,
      fair: equal,
      fair_frontier: equal && form.frontier ? equal : null,
      alternatives: !shared && !equal && form.alternatives ? 0.02 : null,
      robustness: !shared && !equal && form.robust ? DRAWS : null,
      time_limit_s: form.time_limit_s,
    };
  }

  return { draw, take, forget, refuse };
}

const without = (fields, names) => Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
