/** Circles and distances. The circle is on the ellipsoid: Vincenty's direct formula on WGS84, good to a millimetre. */

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIAN = Math.PI / 180;

/** The point at `metres` from a point, in the direction `bearing` (degrees from north, clockwise). */
export function destination(lon, lat, bearing, metres) {
  const alpha = bearing * RADIAN;
  const [sinA, cosA] = [Math.sin(alpha), Math.cos(alpha)];
  const tanU = (1 - F) * Math.tan(lat * RADIAN);
  const cosU = 1 / Math.hypot(1, tanU);
  const sinU = tanU * cosU;
  const sigma1 = Math.atan2(tanU, cosA);
  const sinAlpha = cosU * sinA;
  const cos2Alpha = 1 - sinAlpha ** 2;
  const u2 = (cos2Alpha * (A * A - B * B)) / (B * B);
  const P = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const Q = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));

  let sigma = metres / (B * P);
  let [sinS, cosS, cos2M] = [0, 1, 0];
  for (let step = 0; step < 20; step += 1) {
    [sinS, cosS, cos2M] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)];
    const inner = cosS * (2 * cos2M ** 2 - 1) - (Q / 6) * cos2M * (4 * sinS ** 2 - 3) * (4 * cos2M ** 2 - 3);
    const next = metres / (B * P) + Q * sinS * (cos2M + (Q / 4) * inner);
    if (Math.abs(next - sigma) < 1e-12) break;
    sigma = next;
  }

  const x = sinU * sinS - cosU * cosS * cosA;
  const phi = Math.atan2(sinU * cosS + cosU * sinS * cosA, (1 - F) * Math.hypot(sinAlpha, x));
  const lambda = Math.atan2(sinS * sinA, cosU * cosS - sinU * sinS * cosA);
  const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
  const L = lambda - (1 - C) * F * sinAlpha * (sigma + C * sinS * (cos2M + C * cosS * (2 * cos2M ** 2 - 1)));
  return [lon + L / RADIAN, phi / RADIAN];
}

/** Metres between two points on a sphere: within half a percent, enough to tell which of several is nearest. */
export function distanceBetween(lon1, lat1, lon2, lat2) {
  const half = (degrees) => Math.sin((degrees * RADIAN) / 2) ** 2;
  const across = half(lat2 - lat1) + Math.cos(lat1 * RADIAN) * Math.cos(lat2 * RADIAN) * half(lon2 - lon1);
  return 2 * 6371009 * Math.asin(Math.min(1, Math.sqrt(across)));
}

/** A polygon of `corners` points, all at the same distance from the centre. */
export function circle(lon, lat, metres, corners = 96) {
  const ring = Array.from({ length: corners }, (_, i) => destination(lon, lat, (360 * i) / corners, metres));
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } };
}
