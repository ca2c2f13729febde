import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { addDays, daysBetween } from '../../app/boards/days.ts';

export type Bar = { readonly card: BoardCard; readonly from: string; readonly to: string };
export type Span = { readonly from: string; readonly days: number };

/** From its start to its due day; a task with one of them is a bar of one day there. Null: it has neither. */
export function barOf(card: BoardCard): Bar | null {
  const { start_date: start, due_date: due } = card;
  const from = start ?? due;
  const to = due ?? start;
  if (from === null || to === null) return null;
  return from <= to ? { card, from, to } : { card, from: to, to: from };
}

/** Whole weeks around all bars and today, at least four of them, at most a year. */
export function spanOf(bars: readonly Bar[], today: string): Span {
  const from = bars.reduce((first, bar) => (bar.from < first ? bar.from : first), today);
  const to = bars.reduce((last, bar) => (bar.to > last ? bar.to : last), today);
  const start = addDays(from < addDays(today, -180) ? addDays(today, -180) : from, -3);
  const days = Math.min(366, Math.max(28, daysBetween(start, to) + 8));
  return { from: start, days };
}

/** Bars in the order of their beginning, then the tasks without days as the board has them. */
export function timelineRows(cards: readonly BoardCard[]): {
  readonly bars: readonly Bar[];
  readonly undated: readonly BoardCard[];
} {
  const bars = cards.flatMap((card) => barOf(card) ?? []);
  const dated = new Set(bars.map(({ card }) => card.id));
  return {
    bars: bars.toSorted((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to)),
    undated: cards.filter(({ id }) => !dated.has(id)),
  };
}
