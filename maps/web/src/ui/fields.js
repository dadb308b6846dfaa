/** Fields of a form: a choice from a list, a number in the reader's digits, a yes or no. Each tells what was given. */

import { h } from "../dom.js";
import { language, t, tenth, whole } from "../i18n.js";
import { icon } from "./icons.js";

const DIGITS = "۰۱۲۳۴۵۶۷۸۹";
const ARABIC = "٠١٢٣٤٥٦٧٨٩";
/** What is wrong is told when the click that left the field is over: it moves what lies below. */
const AFTER_CLICK_MS = 250;

/** Have every field of a form tell now what is wrong with it; the first of those has the focus then. True if none is. */
export function checkFields(form) {
  for (const input of form.querySelectorAll("input[aria-describedby]")) input.dispatchEvent(new Event("check"));
  const first = form.querySelector("[aria-invalid=true]");
  first?.closest("details")?.setAttribute("open", "");
  first?.focus();
  return !first;
}

/** A number out of what a person typed, in Persian, Arabic or Latin digits; null for nothing, NaN for nonsense. */
export function toNumber(text) {
  const plain = text.trim().replace(/[۰-۹]/g, (digit) => DIGITS.indexOf(digit)).replace(/[٠-٩]/g, (digit) => ARABIC.indexOf(digit)).replace(/[٬،,\s]/g, "").replace(/[٫/]/g, ".");
  if (plain === "") return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** A number as it stands in a field: the reader's digits, no separators that would be in the way. */
export function toText(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const latin = String(value);
  return language() === "fa" ? latin.replace(/\d/g, (digit) => DIGITS[digit]).replace(".", "٫") : latin;
}

/**
 * A number with its unit. `set` hears of a number within `low` to `high`, or of null where the field is empty and
 * `optional`, any of which may be a function; anything else is told under the field, and `set` hears of NaN. `needed` says why
 * the field may not be empty, `wrong` what is wrong with it from the start. `steps` adds a minus and a plus.
 */
export function numberField({ id, label, unit = null, value, low, high, optional = false, needed = null, wrong: refused = null, hint = null, whole: entire = false, steps = false, set }) {
  const told = h("span", { class: "field-told small state-error", id: `${id}-told`, hidden: !refused }, refused ?? "");
  const now = (given) => (typeof given === "function" ? given() : given);
  const range = () => t("field_range", { low: entire ? whole(now(low)) : tenth(now(low)), high: whole(now(high)) });
  const input = h("input", { type: "text", id, inputmode: entire ? "numeric" : "decimal", autocomplete: "off", dir: "auto", value: toText(value), placeholder: hint, "aria-describedby": `${id}-told`, "aria-invalid": String(Boolean(refused)), on: { input: () => take(), blur: () => setTimeout(() => take(true), AFTER_CLICK_MS), check: () => take(true) } });

  function read() {
    const given = toNumber(input.value);
    if (given === null) return now(optional) ? null : NaN;
    return given >= now(low) && given <= now(high) && (!entire || Number.isInteger(given)) ? given : NaN;
  }

  function take(tell = false) {
    const given = read();
    const wrong = Number.isNaN(given);
    if (!wrong || tell) {
      told.hidden = !wrong;
      told.textContent = wrong ? ((toNumber(input.value) === null && needed) || range()) : "";
      input.setAttribute("aria-invalid", String(wrong));
    }
    set(given);
  }

  function add(by) {
    const given = read();
    input.value = toText(Math.min(high, Math.max(low, (Number.isNaN(given) || given === null ? low - by : given) + by)));
    take(true);
  }

  const knob = (name, by, words) => h("button", { type: "button", class: "knob", "aria-label": words, title: words, on: { click: () => add(by) } }, icon(name));
  return h(
    "div",
    { class: "field" },
    h("label", { class: "small quiet", for: id }, label),
    h("span", { class: "field-box" }, steps ? knob("minus", -1, t("one_less")) : null, input, unit ? h("span", { class: "field-unit small quiet" }, unit) : null, steps ? knob("plus", 1, t("one_more")) : null),
    told,
  );
}

/** One of a list: `options` are pairs of a value and its words. */
export function choiceField({ id, label, value, options, set }) {
  const option = ([key, words]) => h("option", { value: key, selected: key === value }, words);
  return h("div", { class: "field" }, h("label", { class: "small quiet", for: id }, label), h("select", { id, on: { change: (event) => set(event.target.value) } }, options.map(option)));
}

/** Yes or no, with a line of explanation. */
export function checkField({ id = null, label, about = null, value, set }) {
  return h(
    "label",
    { class: "choice check" },
    h("input", { type: "checkbox", id, checked: value, on: { change: (event) => set(event.target.checked) } }),
    h("span", { class: "choice-text" }, label, about ? h("span", { class: "small quiet block" }, about) : null),
  );
}
