/** The page's own line icons. */

import { svg } from "../dom.js";

const PATHS = {
  map: ["M9 4 3.5 6.2v13.6L9 17.6l6 2.4 5.5-2.2V4.2L15 6.4z", "M9 4v13.6", "M15 6.4V20"],
  coverage: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z"],
  priorities: ["M4 6h16", "M4 12h11", "M4 18h6"],
  sites: ["M12 21s6.5-5.6 6.5-10.6a6.5 6.5 0 1 0-13 0C5.5 15.4 12 21 12 21z", "M12 7.6v5.6", "M9.2 10.4h5.6"],
  data: ["M4.5 6.5c0-1.7 3.4-3 7.5-3s7.5 1.3 7.5 3-3.4 3-7.5 3-7.5-1.3-7.5-3z", "M4.5 6.5v11c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3v-11", "M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3"],
  search: ["M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6z", "m20 20-4.3-4.3"],
  close: ["m6 6 12 12", "M18 6 6 18"],
  plus: ["M12 5v14", "M5 12h14"],
  minus: ["M5 12h14"],
  home: ["M4 11.5 12 5l8 6.5", "M6.5 10v9.5h11V10"],
  forward: ["m9 5 7 7-7 7"],
  down: ["m5 9 7 7 7-7"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5.5", "M12 7.6v.200"],
  check: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "m8 12.2 2.8 2.8 5.2-5.8"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5.2l3.4 2"],
  warn: ["M12 4 2.8 19.5h18.4z", "M12 10v4.5", "M12 16.9v.2"],
  pin: ["M12 21.5s7-6.1 7-11.5a7 7 0 1 0-14 0c0 5.4 7 11.5 7 11.5z", "M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"],
};

/** An icon by its name; `forward` is mirrored by the style sheet where the reading way is leftward. */
export function icon(name) {
  return svg(PATHS[name], { class: `icon icon-${name}` });
}
