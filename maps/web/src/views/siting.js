/** The fourth tab: a question where to build, its search as it goes, and the plan with its proof and reasons. */

import { ask, cancelled, send } from "../api.js";
import { bdi, fill, h } from "../dom.js";
import { language, named, t, whole } from "../i18n.js";
import { SERVICES } from "../state.js";
import { badge, empty, how, problem, skeleton, word } from "../ui/parts.js";
import { checkField, choiceField, numberField } from "../ui/fields.js";
import { drawAnswer } from "./siting_answer.js";

const MODELS = ["mclp", "p_median", "p_center", "lscp"];
const CANDIDATES = ["candidate_sites", "neighbourhoods", "grid:1"];
const EVERY_MS = 400;

/** `showPlan` draws a plan on the map, or clears it with null. */
export function createSitingView({ store, provinces, showPlan }) {
  const body = h("div", { class: "results siting", "aria-live": "polite" });
  const form = { model: "mclp", service: null, n_sites: 5, radius_km: null, province: null, candidates: "candidate_sites", frontier: true, alternatives: false, min_spacing_km: null };
  let shown = null;

  function draw(root) {
    const { run, service } = store.get();
    form.service ??= service === "overall" ? "training" : service;
    fill(root, body);
    if (run === null) drawForm();
    else if (shown?.name === run) answered(shown.state);
    else follow(run);
  }

  function drawForm() {
    shown = null;
    showPlan(null);
    const runs = h("section", {}, h("h3", {}, t("siting_runs")), skeleton(3));
    fill(body, questions(), runs);
    earlier(runs);
  }

  function questions() {
    const areas = [["", t("whole_country")], ...provinces().map((area) => [area.code, named(area)]).sort((a, b) => a[1].localeCompare(b[1], language()))];
    const counted = form.model !== "lscp";
    const put = (name) => (value) => (form[name] = value);
    const told = h("div", {});
    const go = (event) => {
      event.preventDefault();
      if (Object.values(form).some(Number.isNaN)) return;
      start(question(), told);
    };
    return h(
      "form",
      { class: "siting-form", on: { submit: go } },
      h("h2", {}, t("siting_title")),
      choiceField({ id: "siting-service", label: t("service"), value: form.service, options: SERVICES.filter((name) => name !== "overall").map((name) => [name, word("services", name)]), set: put("service") }),
      choiceField({ id: "siting-model", label: t("siting_aim"), value: form.model, options: MODELS.map((name) => [name, t(`siting_model_${name}`)]), set: (value) => { form.model = value; drawForm(); } }),
      choiceField({ id: "siting-area", label: t("siting_area"), value: form.province ?? "", options: areas, set: (value) => (form.province = value || null) }),
      h(
        "div",
        { class: "field-row" },
        counted ? numberField({ id: "siting-sites", label: t("siting_new"), value: form.n_sites, low: 1, high: 100, whole: true, steps: true, set: put("n_sites") }) : null,
        numberField({ id: "siting-radius", label: t("radius"), unit: t("siting_km"), value: form.radius_km, low: 0.1, high: 100, optional: true, hint: t("siting_profile"), set: put("radius_km") }),
      ),
      choiceField({ id: "siting-candidates", label: t("siting_candidates"), value: form.candidates, options: CANDIDATES.map((name) => [name, t(`siting_from_${name.replace(/:.*/, "")}`)]), set: put("candidates") }),
      counted ? checkField({ label: t("siting_curve"), about: t("siting_curve_about"), value: form.frontier, set: put("frontier") }) : null,
      checkField({ label: t("siting_others"), about: t("siting_others_about"), value: form.alternatives, set: put("alternatives") }),
      h("details", {}, h("summary", { class: "unfold" }, t("siting_more")), numberField({ id: "siting-spacing", label: t("siting_spacing"), unit: t("siting_km"), value: form.min_spacing_km, low: 0.1, high: 100, optional: true, set: put("min_spacing_km") })),
      told,
      h("button", { class: "button button-main", type: "submit" }, t("siting_start")),
      how("siting"),
    );
  }

  function question() {
    const metres = (km) => (km === null ? null : Math.round(km * 1000));
    const counted = form.model !== "lscp";
    return {
      model: form.model,
      service: form.service,
      n_sites: counted ? form.n_sites : null,
      radius_m: metres(form.radius_km),
      provinces: form.province ? [form.province] : [],
      candidates: form.candidates,
      min_spacing_m: metres(form.min_spacing_km),
      frontier: counted && form.frontier,
      alternatives: form.alternatives ? 0.02 : null,
    };
  }

  async function start(asked, told) {
    try {
      const state = await send("POST", "siting", asked);
      store.set({ run: state.id, step: null });
    } catch (error) {
      fill(told, problem(error));
    }
  }

  async function follow(name) {
    if (!body.querySelector(".siting-progress")) fill(body, skeleton(6));
    try {
      const state = await ask(`siting/${name}`, {}, { topic: "siting" });
      if (store.get().run !== name || store.get().tab !== "sites") return;
      if (state.state === "queued" || state.state === "running") {
        drawProgress(state);
        setTimeout(() => store.get().run === name && store.get().tab === "sites" && follow(name), EVERY_MS);
        return;
      }
      // A kept answer has a number that outlives the service: that is the address to keep.
      const kept = state.answer ? String(state.answer.run_id) : name;
      shown = { name: kept, state };
      if (kept === name) answered(state);
      else store.set({ run: kept });
    } catch (error) {
      if (!cancelled(error)) fill(body, back(), problem(error, () => follow(name)));
    }
  }

  function drawProgress(state) {
    const { progress } = state;
    const stop = () => send("DELETE", `siting/${state.id}`);
    const gap = progress?.gap ?? null;
    fill(
      body,
      h(
        "section",
        { class: "siting-progress", role: "status" },
        h("h2", {}, t(state.state === "queued" ? "siting_waits" : "siting_searches")),
        h("progress", { max: 1, value: gap === null ? null : Math.max(0, 1 - gap) }),
        h("p", { class: "quiet" }, gap === null ? t("siting_no_plan_yet") : t("siting_gap_now", { gap: share(gap) })),
        h("p", { class: "quiet small" }, t("seconds", { n: whole(state.seconds) })),
        h("button", { class: "button", type: "button", on: { click: stop } }, t("siting_stop")),
      ),
    );
  }

  function answered(state) {
    if (!state.answer) {
      const error = state.error ?? { title: t("siting_stopped"), title_fa: t("siting_stopped"), detail: "" };
      fill(body, back(), problem({ status: 1, message: language() === "fa" ? error.title_fa : error.title, detail: error.detail }));
      return;
    }
    const again = (change) => {
      const { created_at: _, ...asked } = state.answer.request;
      start({ ...asked, time_limit_s: Math.min(asked.time_limit_s, 120), ...change }, body.appendChild(h("div", {})));
    };
    fill(body, back(), drawAnswer(state.answer, { store, showPlan, again }));
  }

  function back() {
    return h("section", {}, h("button", { class: "button", type: "button", on: { click: () => store.set({ run: null, step: null }) } }, t("siting_again")));
  }

  async function earlier(root) {
    try {
      const { items } = await ask("siting", { limit: 8 }, { topic: "siting" });
      const list = items.length ? h("ul", { class: "rows" }, items.map((item) => row(item))) : empty(t("siting_none"), t("siting_none_step"));
      fill(root, h("h3", {}, t("siting_runs")), list);
    } catch (error) {
      if (!cancelled(error)) fill(root, problem(error, () => earlier(root)));
    }
  }

  function row(item) {
    const title = `${item.service ? word("services", item.service) : ""} – ${t(`siting_model_${item.model}`)}`;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "row row-tall", on: { click: () => store.set({ run: String(item.run_id), step: null }) } },
        h("span", { class: "row-main" }, bdi(title), h("span", { class: "quiet small block" }, t(`siting_status_${item.status}`), " ", badge(item.provenance))),
        h("span", { class: "number" }, t("siting_count", { n: whole(item.n_new) })),
      ),
    );
  }

  /** The provinces have come: a form that was drawn before them gets its list. */
  function placesKnown() {
    if (body.querySelector("#siting-area")?.options.length === 1) drawForm();
  }

  return { draw, placesKnown };
}

const share = (gap) => new Intl.NumberFormat(language() === "fa" ? "fa-IR" : "en-GB", { style: "percent", maximumFractionDigits: 1 }).format(gap);
