/** A rank with the ranks it lies between: a strip from the first to the last, grown the reading way. */

import { h } from "../dom.js";
import { t, whole } from "../i18n.js";

/** Draw `low` to `high` of `all` ranks as a band with a tick at `rank`; null where no draws were made. */
export function interval({ low, rank, high, all }) {
  if (!low || !high || !all) return null;
  const place = (value) => (all > 1 ? ((value - 1) / (all - 1)) * 100 : 0);
  const width = Math.max(place(high) - place(low), 1);
  const words = t("rank_between", { low: whole(low), high: whole(high) });
  const strip = h(
    "span",
    { class: "interval", role: "img", "aria-label": words, title: words },
    h("span", { class: "interval-band", css: { "inset-inline-start": `${Math.min(place(low), 99)}%`, "inline-size": `${width}%` } }),
    rank ? h("span", { class: "interval-rank", css: { "inset-inline-start": `${place(rank)}%` } }) : null,
  );
  return [strip, h("span", { class: "interval-ends small quiet", "aria-hidden": "true" }, h("span", {}, whole(1)), h("span", {}, whole(all)))];
}
