/** A plan by hand: the planner puts sites on the map or names them, and has them compared with the best plan. */

import { ask, cancelled } from "../api.js";
import { bdi, fill, h } from "../dom.js";
import { distanceBetween } from "../geodesy.js";
import { decimal, language, named, t, whole } from "../i18n.js";
import { icon } from "../ui/icons.js";
import { problem, skeleton } from "../ui/parts.js";
import { spentWords } from "./siting_limits.js";

const PIN = /^p(-?\d+\.\d+)_(-?\d+\.\d+)$/;

/** The name of a place of one's own that is no candidate, as it stands in the address. */
const pinAt = (lon, lat) => `p${lon.toFixed(5)}_${lat.toFixed(5)}`;

/** Codes of sites as they stand in the address: the answer's own places go by where they are. */
export function ownCodes(codes, request) {
  const place = (code) => request.pins[Number(code.slice(4)) - 1];
  return codes.map((code) => (/^PIN-\d+$/.test(code) && place(code) ? pinAt(...place(code)) : code));
}

/**
 * `showOwn` draws candidates and the chosen ones on the map; `compare` puts a question. The codes chosen are `own`
 * of the store, and so of the address.
 */
export function createOwnPlan({ store, showOwn, compare }) {
  let root = null;
  let answer = null;
  let words = null;
  let candidates = new Map();
  let loaded = null;
  let undone = [];
  let told = "";

  function draw(body, of, said) {
    [root, answer, words] = [body, of, said];
    if (loaded === of.run_id) return redraw();
    undone = [];
    load();
  }

  async function load() {
    const run = answer.run_id;
    fill(root, heading(), skeleton(5));
    try {
      const { features } = await ask(`siting/${run}/candidates.geojson`, {}, { topic: "siting-candidates" });
      candidates = new Map(features.map(({ properties, geometry }) => [properties.code, { ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] }]));
      loaded = run;
      redraw(true);
    } catch (error) {
      if (!cancelled(error)) fill(root, heading(), problem(error, load));
    }
  }

  /** A candidate by its code, or the place of a pin; undefined for neither. */
  function siteOf(code) {
    const [, lon, lat] = PIN.exec(code) ?? [];
    if (lon === undefined) return candidates.get(code);
    const at = `${decimal(Number(lat))}${language() === "fa" ? "، " : ", "}${decimal(Number(lon))}`;
    return { code, name_fa: t("own_pin", { at }), name_en: t("own_pin", { at }), lon: Number(lon), lat: Number(lat) };
  }

  const mine = () => (store.get().own ?? []).filter(siteOf);

  function redraw(fly = false) {
    const codes = mine();
    showOwn({ candidates: [...candidates.values()], mine: codes.map(siteOf), radius_m: answer.request.model === "mclp" ? answer.radius_m : null }, fly);
    fill(root, heading(), chooser(codes), h("section", {}, codes.length ? list(codes) : h("p", { class: "quiet" }, t("own_empty"))), actions(codes));
  }

  function heading() {
    return h("section", { class: "siting-question" }, h("h2", {}, t("own_title")), h("p", { class: "small quiet" }, words.title, " · ", words.terms), h("p", {}, t("own_about")));
  }

  /** Sites by name, for those who do not use the map. */
  function chooser(codes) {
    const free = [...candidates.values()].filter((site) => !codes.includes(site.code));
    const label = (site) => `${named(site)} (${site.code})`;
    const input = h("input", { id: "own-name", type: "text", list: "own-names", autocomplete: "off", dir: "auto", placeholder: t("own_name"), "aria-label": t("own_name") });
    const add = (event) => {
      event.preventDefault();
      const given = input.value.trim();
      const site = free.find((one) => label(one) === given || one.code === given || named(one) === given);
      if (site) change([...codes, site.code], t("own_added", { name: named(site) }));
      else say(t("own_unknown", { name: given }));
      document.getElementById("own-name")?.focus();
    };
    return h(
      "section",
      {},
      h("form", { class: "own-add", on: { submit: add } }, h("span", { class: "field-box" }, input), h("button", { class: "button", type: "submit" }, t("own_add"))),
      h("datalist", { id: "own-names" }, free.map((site) => h("option", { value: label(site) }))),
      h("p", { class: "small quiet", role: "status", id: "own-told" }, told),
    );
  }

  function list(codes) {
    const row = (code, number) => {
      const site = siteOf(code);
      const off = () => {
        change(codes.filter((one) => one !== code), t("own_removed", { name: named(site) }));
        document.querySelector(".own-sites button, #own-name")?.focus();
      };
      const words = t("own_remove", { name: named(site) });
      return h("li", { class: "own-row" }, h("span", { class: "siting-number full" }, whole(number + 1)), bdi(named(site)), h("button", { type: "button", class: "knob", "aria-label": words, title: words, "data-code": code, on: { click: off } }, icon("close")));
    };
    return h("ol", { class: "rows own-sites" }, codes.map(row));
  }

  function actions(codes) {
    const { request } = answer;
    const spent = spentWords(codes.map(siteOf), request);
    const best = ownCodes(answer.sites.filter((site) => site.role === "new").map((site) => site.code), request);
    const button = (text, click, off = false) => h("button", { class: "button", type: "button", disabled: off, on: { click } }, text);
    const go = async (event) => {
      event.target.disabled = true;
      const counted = request.n_sites === null ? {} : { n_sites: codes.length };
      const beside = { frontier: false, frontier_to: null, frontier_step: null, alternatives: null, phases: [], robustness: null, fair: null, fair_frontier: null };
      const pins = codes.filter((code) => PIN.test(code)).map((code) => [siteOf(code).lon, siteOf(code).lat]);
      try {
        await compare({ ...request, ...beside, ...counted, evaluate: codes.filter((code) => !PIN.test(code)), pins, time_limit_s: Math.min(request.time_limit_s, 120) });
      } catch (error) {
        event.target.disabled = false;
        root.append(problem(error));
      }
    };
    return h(
      "section",
      {},
      h(
        "div",
        { class: "button-row" },
        button(t("own_undo"), undo, !undone.length),
        button(t("own_clear"), () => change([], t("own_cleared")), !codes.length),
        button(t("own_from_best"), () => change(best, t("own_is_best")), !best.length || same(best, codes)),
      ),
      h("p", { class: "small quiet" }, request.n_sites === null ? t("own_count", { n: whole(codes.length) }) : t("own_count_of", { n: whole(codes.length), all: whole(request.n_sites) })),
      spent ? h("p", { class: "small quiet" }, spent) : null,
      h("button", { class: "button button-main", type: "button", disabled: !codes.length, on: { click: go } }, t("own_compare")),
      h("button", { class: "button", type: "button", on: { click: () => store.set({ own: null }) } }, t("own_back")),
    );
  }

  function change(codes, said) {
    undone.push(store.get().own);
    told = said;
    store.set({ own: codes });
    redraw();
  }

  function undo() {
    told = t("own_undone");
    store.set({ own: undone.pop() });
    redraw();
    document.querySelector(".button-row .button")?.focus();
  }

  function say(text) {
    told = text;
    document.getElementById("own-told").textContent = text;
  }

  /** A click on the map puts a site on the candidate within reach, or just there; or takes it away again. */
  function clicked({ lon, lat, reach_m: reach }) {
    if (loaded !== answer?.run_id) return true;
    const codes = mine();
    const site = nearest([...codes.map(siteOf), ...candidates.values()], { lon, lat, reach }) ?? siteOf(pinAt(lon, lat));
    if (codes.includes(site.code)) change(codes.filter((code) => code !== site.code), t("own_removed", { name: named(site) }));
    else change([...codes, site.code], t("own_added", { name: named(site) }));
    return true;
  }

  return { draw, clicked };
}

const same = (one, other) => one.length === other.length && one.every((code) => other.includes(code));

/** The site nearest to a place, at most `reach` metres away; the first of several as near. */
function nearest(sites, { lon, lat, reach }) {
  const away = sites.map((site) => distanceBetween(lon, lat, site.lon, site.lat));
  const least = Math.min(...away);
  return least <= reach ? sites[away.indexOf(least)] : null;
}
