/** Words, numbers and dates in the reader's language. */

let lang = "fa";
let words = {};
let formats = {};

const LOCALE = { fa: "fa-IR", en: "en-GB" };

export async function useLanguage(next) {
  const answer = await fetch(`/web/locale/${next}.json`);
  if (!answer.ok) throw new Error(`/web/locale/${next}.json answered ${answer.status}`);
  words = await answer.json();
  lang = next;
  formats = {
    whole: new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: 0 }),
    tenth: new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: 1 }),
    decimals: new Intl.NumberFormat(LOCALE[lang], { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: new Intl.NumberFormat(LOCALE[lang], { style: "percent", maximumFractionDigits: 0 }),
    permille: new Intl.NumberFormat(LOCALE[lang], { style: "percent", maximumFractionDigits: 1 }),
    degrees: new Intl.NumberFormat(LOCALE[lang], { minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    date: new Intl.DateTimeFormat(lang === "fa" ? "fa-IR-u-ca-persian" : "en-GB", { dateStyle: "long" }),
    other: new Intl.DateTimeFormat(lang === "fa" ? "en-GB" : "fa-IR-u-ca-persian", { dateStyle: "long" }),
    time: new Intl.DateTimeFormat(LOCALE[lang], { timeStyle: "short" }),
  };
  document.documentElement.lang = lang;
  document.body.dir = lang === "fa" ? "rtl" : "ltr";
  document.title = t("title");
}

export const language = () => lang;

/** A word by its key, with `{places}` filled in. An unknown key shows itself, so that it is seen. */
export function t(key, places = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, place) => String(places[place] ?? whole));
}

export const known = (key) => key in words;
export const whole = (value) => (missing(value) ? t("none") : formats.whole.format(value));
export const tenth = (value) => (missing(value) ? t("none") : formats.tenth.format(value));
export const decimals = (value) => (missing(value) ? t("none") : formats.decimals.format(value));
/** A place in degrees: a metre is five decimals. */
export const decimal = (value) => formats.degrees.format(value);

/** Sums in another order differ by so much. */
const ROUNDING = 1e-9;

/** A share; what is nearly all is not called all. */
export function percent(value) {
  if (missing(value)) return t("none");
  if (value < 1 - ROUNDING && value >= 0.995) return formats.permille.format(Math.floor(value * 1000) / 1000);
  return formats.percent.format(value);
}

/** Metres below one kilometre, else kilometres. */
export function distance(metres) {
  if (missing(metres)) return t("unreachable");
  if (metres < 995) return t("metres", { n: whole(Math.round(metres / 10) * 10) });
  return t("kilometres", { n: metres < 99500 ? tenth(metres / 1000) : whole(metres / 1000) });
}

/** The name in the reader's language, of anything with `name_fa` and `name_en` (or another stem). */
export function named(thing, stem = "name") {
  return thing[`${stem}_${lang}`] || thing[`${stem}_${lang === "fa" ? "en" : "fa"}`] || thing.code || "";
}

/** A date in the reader's calendar, and the other calendar's for the hover. */
export function date(text) {
  const day = new Date(text);
  if (Number.isNaN(day.getTime())) return { text: text ?? "", title: "" };
  return { text: formats.date.format(day), title: formats.other.format(day) };
}

export function time(text) {
  return formats.time.format(new Date(text));
}

function missing(value) {
  return value === null || value === undefined || Number.isNaN(value);
}
