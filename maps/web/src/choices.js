/** What the reader's device asks for: a dark page, less motion, a narrow screen. */

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 719px)");

export const choices = () => ({ dark: dark.matches, still: still.matches, narrow: narrow.matches });

export function onChoice(listener) {
  for (const query of [dark, still, narrow]) query.addEventListener("change", listener);
}
