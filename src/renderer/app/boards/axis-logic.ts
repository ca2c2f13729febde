export type AxisBox = {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly top: number;
};

/** A round number at or above the highest value, and the steps up to it: three or four of them. */
export function niceSteps(highest: number): readonly number[] {
  if (highest <= 0) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [0.25, 0.5, 1, 2.5].map((part) => part * power).find((size) => highest / size <= 4) ?? power * 5;
  const whole = Math.max(1, step);
  const count = Math.ceil(highest / whole);
  return Array.from({ length: count + 1 }, (_, index) => index * whole);
}

/** Places on the drawing: `x` of an instant, `y` of a value. */
export function axisScales(box: AxisBox, from: number, to: number, highest: number) {
  const width = box.width - box.left;
  const height = box.height - box.top - box.bottom;
  return {
    x: (ms: number): number => box.left + ((ms - from) / Math.max(1, to - from)) * width,
    y: (value: number): number => box.top + (1 - value / Math.max(1, highest)) * height,
  };
}

/** Labels of marks that stand too close to each other go to rows below one another. */
export function labelRows(positions: readonly number[], widthPx: number): readonly number[] {
  const ends: number[] = [];
  return positions.map((x) => {
    const row = ends.findIndex((end) => end <= x);
    const at = row < 0 ? ends.length : row;
    ends[at] = x + widthPx;
    return at;
  });
}
