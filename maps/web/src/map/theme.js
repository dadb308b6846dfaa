/** The map's own greys and blues, by day and by night. Data colours are the palette's, never these. */

const LIGHT = {
  land: "#ecebe6",
  country: "#faf9f6",
  sea: "#cfdfea",
  shore: "#9db7c9",
  border: "#a3a8b0",
  provinceLine: "#ffffff",
  provinceEdge: "#5f6670",
  outside: "#e2e4e7",
  label: "#2a2f37",
  quiet: "#7b828c",
  water: "#4f7f9f",
  halo: "rgba(255, 255, 255, 0.92)",
  line: "#4a515b",
  accent: "#1f5fbf",
  city: "#2a2f37",
  cityEdge: "#ffffff",
  ramp: 0.9,
};

const DARK = {
  land: "#1e2329",
  country: "#2a3038",
  sea: "#121a23",
  shore: "#3b4d5d",
  border: "#59616c",
  provinceLine: "#171b21",
  provinceEdge: "#aeb5bf",
  outside: "#343a43",
  label: "#f2f4f7",
  quiet: "#99a1ac",
  water: "#6f9dbd",
  halo: "rgba(18, 22, 28, 0.88)",
  line: "#0f1216",
  accent: "#8ab4ff",
  city: "#f2f4f7",
  cityEdge: "#171b21",
  ramp: 0.92,
};

export const theme = (dark) => (dark ? DARK : LIGHT);
