export type ShapeName =
  | 'mug'
  | 'bowl'
  | 'vase'
  | 'plate'
  | 'carafe'
  | 'jar'
  | 'teapot'
  | 'cup'
  | 'planter'
  | 'platter'
  | 'candle'
  | 'tile'
  | 'dome';

/** What stands at a point of the unit square: 0 ground, 1 body, 2 shade, 3 light. */
export type Tone = 0 | 1 | 2 | 3;
export type Shape = (x: number, y: number) => Tone;

type Profile = readonly (readonly [y: number, halfWidth: number])[];

/** Half the width of a turned body at a height, rounded between the given points. */
function halfWidthAt(profile: Profile, y: number): number {
  const first = profile[0];
  const last = profile[profile.length - 1];
  if (first === undefined || last === undefined || y < first[0] || y > last[0]) return -1;
  for (let at = 1; at < profile.length; at += 1) {
    const low = profile[at - 1];
    const high = profile[at];
    if (low === undefined || high === undefined || y > high[0]) continue;
    const part = (y - low[0]) / (high[0] - low[0] || 1);
    const eased = part * part * (3 - 2 * part);
    return low[1] + (high[1] - low[1]) * eased;
  }
  return last[1];
}

/** A turned body: its profile, a shaded rim, and light on the left. */
function turned(profile: Profile, rimUntil: number, centre = 0.5): Shape {
  return (x, y) => {
    const half = halfWidthAt(profile, y);
    if (half < 0 || Math.abs(x - centre) > half) return 0;
    if (y < rimUntil) return 2;
    return x < centre - half * 0.45 && x > centre - half * 0.72 ? 3 : 1;
  };
}

function ellipse(x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean {
  return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
}

function ring(cx: number, cy: number, rx: number, ry: number, thickness: number): Shape {
  return (x, y) => (ellipse(x, y, cx, cy, rx, ry) && !ellipse(x, y, cx, cy, rx - thickness, ry - thickness) ? 2 : 0);
}

/** The first shape that covers the point wins. */
function stacked(...shapes: readonly Shape[]): Shape {
  return (x, y) => {
    for (const shape of shapes) {
      const tone = shape(x, y);
      if (tone !== 0) return tone;
    }
    return 0;
  };
}

const disc =
  (cx: number, cy: number, rx: number, ry: number, tone: Tone): Shape =>
  (x, y) =>
    ellipse(x, y, cx, cy, rx, ry) ? tone : 0;
const box =
  (left: number, top: number, right: number, bottom: number, tone: Tone): Shape =>
  (x, y) =>
    x >= left && x <= right && y >= top && y <= bottom ? tone : 0;

const spout: Shape = (x, y) => {
  const along = (0.34 - x) / 0.18;
  if (along < 0 || along > 1) return 0;
  const middle = 0.62 - along * 0.2;
  return Math.abs(y - middle) < 0.055 - along * 0.025 ? 1 : 0;
};

const tilePattern: Shape = (x, y) => {
  if (x < 0.24 || x > 0.76 || y < 0.24 || y > 0.76) return 0;
  const [u, v] = [(x - 0.24) / 0.52, (y - 0.24) / 0.52];
  if (u < 0.06 || u > 0.94 || v < 0.06 || v > 0.94) return 2;
  return (Math.floor(u * 4) + Math.floor(v * 4)) % 2 === 0 ? 1 : 3;
};

export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  mug: stacked(
    turned(
      [
        [0.3, 0.2],
        [0.34, 0.2],
        [0.68, 0.19],
        [0.74, 0.15],
      ],
      0.335,
      0.46,
    ),
    ring(0.69, 0.5, 0.12, 0.13, 0.045),
  ),
  cup: stacked(
    turned(
      [
        [0.36, 0.2],
        [0.4, 0.2],
        [0.6, 0.16],
        [0.68, 0.09],
      ],
      0.395,
      0.47,
    ),
    ring(0.69, 0.48, 0.09, 0.09, 0.035),
    disc(0.48, 0.72, 0.28, 0.035, 2),
  ),
  bowl: turned(
    [
      [0.4, 0.3],
      [0.44, 0.3],
      [0.58, 0.24],
      [0.66, 0.13],
      [0.7, 0.12],
    ],
    0.44,
  ),
  vase: turned(
    [
      [0.2, 0.09],
      [0.24, 0.08],
      [0.36, 0.06],
      [0.58, 0.2],
      [0.72, 0.19],
      [0.8, 0.12],
    ],
    0.24,
  ),
  plate: stacked(disc(0.5, 0.5, 0.17, 0.17, 3), disc(0.5, 0.5, 0.21, 0.21, 1), disc(0.5, 0.5, 0.31, 0.31, 2)),
  platter: stacked(disc(0.5, 0.5, 0.25, 0.12, 3), disc(0.5, 0.5, 0.3, 0.16, 1), disc(0.5, 0.5, 0.34, 0.19, 2)),
  carafe: stacked(
    turned(
      [
        [0.2, 0.1],
        [0.26, 0.08],
        [0.4, 0.07],
        [0.56, 0.17],
        [0.74, 0.18],
        [0.8, 0.13],
      ],
      0.25,
      0.48,
    ),
    ring(0.65, 0.46, 0.09, 0.15, 0.035),
  ),
  jar: stacked(
    disc(0.5, 0.24, 0.035, 0.035, 2),
    turned(
      [
        [0.26, 0.15],
        [0.33, 0.17],
      ],
      0.33,
    ),
    turned(
      [
        [0.35, 0.17],
        [0.42, 0.21],
        [0.68, 0.21],
        [0.77, 0.15],
      ],
      0.35,
    ),
  ),
  teapot: stacked(
    disc(0.5, 0.31, 0.035, 0.035, 2),
    turned(
      [
        [0.34, 0.06],
        [0.39, 0.12],
      ],
      0.39,
    ),
    turned(
      [
        [0.4, 0.14],
        [0.5, 0.21],
        [0.62, 0.22],
        [0.72, 0.13],
      ],
      0.4,
    ),
    spout,
    ring(0.74, 0.53, 0.11, 0.12, 0.04),
  ),
  planter: turned(
    [
      [0.32, 0.24],
      [0.4, 0.24],
      [0.41, 0.21],
      [0.74, 0.15],
    ],
    0.4,
  ),
  candle: stacked(
    box(0.475, 0.2, 0.525, 0.46, 3),
    turned(
      [
        [0.44, 0.1],
        [0.5, 0.08],
        [0.64, 0.05],
        [0.72, 0.17],
        [0.75, 0.17],
      ],
      0.47,
    ),
  ),
  tile: tilePattern,
  dome: stacked(
    disc(0.5, 0.3, 0.03, 0.03, 2),
    (x, y) => (y <= 0.64 && ellipse(x, y, 0.5, 0.64, 0.25, 0.31) ? (x < 0.4 && x > 0.33 ? 3 : 1) : 0),
    box(0.2, 0.65, 0.8, 0.69, 2),
  ),
};
