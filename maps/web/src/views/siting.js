/** The fourth tab: a question where to build, its search as it goes, and the plan with its proof and reasons. */

import { ask, cancelled, send } from "../api.js";
import { bdi, fill, h } from "../dom.js";
import { language, named, t, tenth, whole } from "../i18n.js";
import { badge, empty, problem, skeleton } from "../ui/parts.js";
import { createOwnPlan, ownCodes } from "./own_plan.js";
import { drawAnswer } from "./siting_answer.js";
import { createSitingForm } from "./siting_form.js";
import { askedOn, questionTerms, questionTitle } from "./siting_words.js";

const EVERY_MS = 400;
const LONGEST_S = 120;

/** `showPlan` draws a plan on the map, or clears it with null; `showOwn` sites to choose from, and those chosen. */
export function createSitingView({ store, provinces, showPlan, showOwn }) {
  const body = h("div", { class: "results siting", "aria-live": "polite" });
  const form = createSitingForm({ provinces, ask: startFromForm });
  const own = createOwnPlan({ store, showOwn, compare: start });
  let shown = null;
  let ofForm = null;
  let pickRow = () => {};

  function draw(root) {
    const { run, own: mine } = store.get();
    fill(root, body);
    showOwn(null);
    if (run === null) drawForm();
    else if (shown?.name !== run) follow(run);
    else if (mine !== null && shown.state.answer) drawOwn();
    else answered(shown.state);
  }

  function drawForm(focus = null) {
    shown = null;
    showPlan(null);
    const runs = h("section", {}, h("h3", {}, t("siting_runs")), skeleton(3));
    fill(body, form.draw(store.get().service, drawForm), runs);
    if (focus) document.getElementById(focus)?.focus();
    earlier(runs);
  }

  function drawOwn() {
    const { answer } = shown.state;
    showPlan(null);
    own.draw(body, answer, { title: questionTitle(answer.request), terms: questionTerms(answer.request, provinces()) });
  }

  async function start(asked) {
    const state = await send("POST", "siting", asked);
    store.set({ run: state.id, step: null, own: null });
    return state.id;
  }

  async function startFromForm(asked) {
    ofForm = await start(asked);
  }

  async function follow(name) {
    if (!body.querySelector(".siting-progress")) fill(body, skeleton(6));
    const still = () => store.get().run === name && store.get().tab === "sites";
    try {
      const state = await ask(`siting/${name}`, {}, { topic: "siting" });
      if (!still()) return;
      if (state.state === "queued" || state.state === "running") {
        drawProgress(state);
        setTimeout(() => still() && follow(name), EVERY_MS);
        return;
      }
      // A kept answer has a number that outlives the service: that is the address to keep.
      const kept = state.answer ? String(state.answer.run_id) : name;
      shown = { name: kept, state };
      if (kept !== name) store.set({ run: kept });
      else if (store.get().own !== null && state.answer) drawOwn();
      else answered(state);
    } catch (error) {
      if (!cancelled(error)) fill(body, head(null), problem(error, () => follow(name)));
    }
  }

  /** Drawn in place, so that the button keeps the focus while the figures move. */
  function drawProgress(state) {
    const box = body.querySelector(".siting-progress") ?? progressBox(state);
    if (!box.isConnected) fill(body, box);
    const { progress, stage } = state;
    const gap = progress?.gap ?? null;
    const queued = state.state === "queued";
    const bar = box.querySelector("progress");
    if (gap === null) bar.removeAttribute("value");
    else bar.value = Math.max(0, 1 - gap);
    box.querySelector("h2").textContent = t(queued ? "siting_waits" : "siting_searches");
    const part = stage === null ? t("siting_reads") : named(stage);
    fill(
      box.querySelector(".siting-now"),
      h("p", {}, queued ? t("siting_ahead", { n: whole(state.ahead) }) : part),
      queued ? null : h("p", { class: "quiet" }, gap === null ? t("siting_no_plan_yet") : gap > 0 ? t("siting_gap_now", { gap: share(gap) }) : t("siting_proved_now")),
      h("p", { class: "quiet small" }, t("seconds", { n: whole(state.seconds) })),
    );
  }

  function progressBox(state) {
    const stop = (event) => {
      event.target.disabled = true;
      event.target.textContent = t("siting_stopping");
      send("DELETE", `siting/${state.id}`).catch(() => follow(state.id));
    };
    return h(
      "section",
      { class: "siting-progress" },
      h("h2", {}),
      h("progress", { max: 1, "aria-label": t("siting_searches") }),
      h("div", { class: "siting-now", role: "status" }),
      h("button", { class: "button", type: "button", on: { click: stop } }, t("siting_stop")),
    );
  }

  function answered(state) {
    if (!state.answer) {
      const error = state.error ?? { title: t("siting_stopped"), title_fa: t("siting_stopped"), detail: "" };
      const field = state.id === ofForm ? form.refuse(error.detail) : null;
      if (field) return drawForm(field);
      showPlan(null);
      fill(body, head(null), problem({ status: 1, message: language() === "fa" ? error.title_fa : error.title, detail: error.detail }));
      return;
    }
    const told = h("div", {});
    const again = (change) => {
      const { request } = state.answer;
      start({ ...request, time_limit_s: Math.min(request.time_limit_s, LONGEST_S), ...change }).catch((error) => fill(told, problem(error)));
    };
    const { sections, pick } = drawAnswer(state.answer, { showPlan, showOwn, again });
    pickRow = pick;
    fill(body, head(state.answer), told, sections);
  }

  /** What was asked, and the ways on from here. */
  function head(answer) {
    const change = () => {
      if (answer) form.take(answer.request);
      store.set({ run: null, step: null, own: null });
    };
    const fresh = () => {
      form.forget();
      store.set({ run: null, step: null, own: null });
    };
    const button = (words, click) => h("button", { class: "button", type: "button", on: { click } }, words);
    const byHand = answer !== null && !answer.request.services.length;
    const tryOwn = () => {
      const codes = answer.hand_made?.sites ?? answer.sites.filter((site) => site.role === "new").map((site) => site.code);
      store.set({ own: ownCodes(codes, answer.request) });
    };
    return h(
      "section",
      { class: "siting-question" },
      answer ? [h("h2", {}, questionTitle(answer.request)), h("p", { class: "small quiet" }, questionTerms(answer.request, provinces()))] : null,
      h("div", { class: "button-row" }, button(t("siting_again"), fresh), answer || ofForm === store.get().run ? button(t("siting_change"), change) : null, byHand ? button(t(answer.hand_made ? "own_change" : "own_try"), tryOwn) : null),
    );
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
    const gap = item.status === "feasible" && item.gap !== null ? ` (${tenth(item.gap * 100)}${t("percent_sign")})` : "";
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "row row-tall", on: { click: () => store.set({ run: String(item.run_id), step: null }) } },
        h(
          "span",
          { class: "row-main" },
          bdi(questionTitle(item.request)),
          h("span", { class: "quiet small block" }, questionTerms(item.request, provinces())),
          h("span", { class: "quiet small block" }, `${askedOn(item.created_at)} · ${t(`siting_status_${item.status}`)}${gap}`, " ", badge(item.provenance)),
        ),
      ),
    );
  }

  /** The provinces have come: what was drawn before them gets their names. */
  function placesKnown() {
    if (body.querySelector("#siting-area")) {
      if (body.querySelector("#siting-area").options.length === 1) drawForm();
    } else if (shown?.state.answer && store.get().own === null) {
      body.querySelector(".siting-question")?.replaceWith(head(shown.state.answer));
    }
  }

  /** A click on the map: true if it was for this tab. */
  function clicked(target, at) {
    if (store.get().own !== null) return own.clicked(at);
    if (target?.collection !== "plan") return false;
    pickRow(target.feature.properties.code);
    return true;
  }

  return { draw, placesKnown, clicked };
}

const share = (gap) => new Intl.NumberFormat(language() === "fa" ? "fa-IR" : "en-GB", { style: "percent", maximumFractionDigits: 1 }).format(gap);
