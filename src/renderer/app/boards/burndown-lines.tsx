import type { Burndown } from '../../../shared/contract/boards-sprints.ts';

type Box = { readonly width: number; readonly height: number };
type Lines = {
  /** Points of the even line, of what is left, and where today is. */
  readonly ideal: string;
  readonly left: string;
  readonly now: { readonly x: number; readonly y: number } | null;
};

/** Time runs left to right in both languages; the upper edge is the most that was ever left. */
export function burndownLines(burndown: Burndown, { width, height }: Box, pad = 4): Lines {
  const { days, total_minutes: total } = burndown;
  const most = Math.max(total, 1, ...days.flatMap(({ left }) => left ?? []));
  const x = (index: number): number => pad + (index / Math.max(1, days.length)) * (width - 2 * pad);
  const y = (minutes: number): number => pad + (1 - minutes / most) * (height - 2 * pad);
  const point = (index: number, minutes: number): string => `${x(index).toFixed(1)},${y(minutes).toFixed(1)}`;
  // The first point is the beginning of the first day, when nothing was done.
  const start = days.find(({ left }) => left !== null)?.left ?? total;
  const left = days.flatMap((one, index) => (one.left === null ? [] : [{ index: index + 1, minutes: one.left }]));
  const last = left.at(-1);
  return {
    ideal: [point(0, total), ...days.map(({ ideal }, index) => point(index + 1, ideal))].join(' '),
    left: [point(0, Math.max(total, start)), ...left.map(({ index, minutes }) => point(index, minutes))].join(' '),
    now: last ? { x: x(last.index), y: y(last.minutes) } : null,
  };
}
