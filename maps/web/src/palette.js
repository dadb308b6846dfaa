/** Colours, symbols and names, as `maps/palette.py` wrote them. */

export const palette = await load();

export const symbolOf = Object.fromEntries(palette.symbols.map((symbol) => [symbol.collection, symbol]));
export const symbolOfKind = Object.fromEntries(palette.symbols.map((symbol) => [symbol.kind, symbol]));

/** Collections that supply a service. */
export function collectionsOf(service) {
  return palette.symbols.filter((symbol) => symbol.service === service).map((symbol) => symbol.collection);
}

async function load() {
  const answer = await fetch("/web/palette.json");
  if (!answer.ok) throw new Error(`/web/palette.json answered ${answer.status}`);
  return answer.json();
}
