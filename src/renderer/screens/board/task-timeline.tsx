import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { wordStatus } from '../../app/boards/board-words.ts';
import { addDays, dateOfDay, daysBetween, dayWords, localDay } from '../../app/boards/days.ts';
import { StatusMark, TypeMark } from '../../app/boards/marks.tsx';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { useDirection, useLocale } from '../../app/locale.ts';
import { classes } from '../../components/class-names.ts';
import { useTokenPx } from '../../components/grid/use-tokens.ts';
import { Code, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { boardKey } from './board-keys.ts';
import type { TaskViewProps } from './task-list.tsx';
import { spanOf, timelineRows, type Bar, type Span } from './timeline-logic.ts';

const DAY_PX = 28;
const NAMES_PX = 280;

/** Tasks along the days; time runs left to right in both languages. Those without days stand below. */
export function TaskTimeline({ cards, openId, onOpen, onAct }: TaskViewProps) {
  const isRtl = useDirection() === 'rtl';
  const today = localDay(useNow(60_000));
  const { bars, undated } = useMemo(() => timelineRows(cards), [cards]);
  const span = useMemo(() => spanOf(bars, today), [bars, today]);
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useTokenPx('--row');
  const [cursor, setCursor] = useState(0);
  const rows: readonly (BoardCard | Bar)[] = useMemo(() => [...bars, ...undated], [bars, undated]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
  });

  // It opens with today a week in from the edge.
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollLeft = Math.max(0, (daysBetween(span.from, today) - 5) * DAY_PX);
  }, [span.from, today]);

  function go(index: number): void {
    const next = Math.min(Math.max(0, index), rows.length - 1);
    setCursor(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true }),
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    const key =
      event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined ? boardKey(event, isRtl) : null;
    const row = rows[cursor];
    if (!key || !row) return;
    const { id } = 'card' in row ? row.card : row;
    event.preventDefault();
    if (key.does === 'go')
      go(
        key.step === 'down'
          ? cursor + 1
          : key.step === 'up'
            ? cursor - 1
            : key.step === 'first'
              ? 0
              : key.step === 'last'
                ? rows.length - 1
                : cursor,
      );
    else if (key.does === 'open') onOpen(id);
    else if (key.does === 'leave') onOpen(null);
    else if (key.does === 'timer' || key.does === 'assign' || key.does === 'priority') onAct(key.does, [id]);
  }

  return (
    <div ref={scroller} dir="ltr" className="h-full overflow-auto border-t border-divider" onKeyDown={onKeyDown}>
      <div style={{ width: NAMES_PX + span.days * DAY_PX }} className="relative">
        <Axis span={span} today={today} />
        <div
          role="list"
          aria-label={m.board_timeline()}
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          <TodayLine span={span} today={today} />
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const bar = 'card' in row ? row : null;
            const card = 'card' in row ? row.card : row;
            return (
              <div
                key={item.key}
                role="listitem"
                className="absolute inset-x-0 top-0 flex border-b border-divider"
                style={{ height: rowPx, transform: `translateY(${item.start}px)` }}
              >
                <button
                  type="button"
                  tabIndex={item.index === cursor ? 0 : -1}
                  data-row={item.index}
                  aria-current={openId === card.id ? 'true' : undefined}
                  onClick={() => {
                    setCursor(item.index);
                    onOpen(card.id);
                  }}
                  className="sticky left-0 z-1 flex h-full shrink-0 items-center gap-2 border-e border-border bg-surface px-4 text-start hover:bg-hover focus-visible:shadow-focus-inset aria-[current]:shadow-[inset_3px_0_var(--accent)]"
                  style={{ width: NAMES_PX }}
                >
                  <StatusMark status={card.status} />
                  <TypeMark type={card.type} />
                  <Code className="whitespace-nowrap">{card.key}</Code>
                  <TaskTitle>{card.title}</TaskTitle>
                  <span className="sr-only">{spokenBar(card, bar)}</span>
                </button>
                {bar ? (
                  <BarMark
                    bar={bar}
                    span={span}
                    today={today}
                    isOpen={openId === card.id}
                    onOpen={() => onOpen(card.id)}
                  />
                ) : (
                  <span className="self-center px-4 text-small text-text-3">{m.board_timeline_undated()}</span>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function spokenBar(card: BoardCard, bar: Bar | null): string {
  const days = bar ? m.board_timeline_days({ from: bar.from, to: bar.to }) : m.board_timeline_undated();
  return `, ${wordStatus(card.status)}, ${days}`;
}

function Axis({ span, today }: { readonly span: Span; readonly today: string }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const days = Array.from({ length: span.days }, (_, index) => addDays(span.from, index));
  return (
    <div
      aria-hidden
      className="sticky top-0 z-2 flex h-11 border-b border-border bg-surface text-caption text-chart-axis"
    >
      <span className="sticky left-0 z-1 shrink-0 border-e border-border bg-surface" style={{ width: NAMES_PX }} />
      {days.map((day) => {
        const date = dateOfDay(day);
        return (
          <span
            key={day}
            className="relative flex shrink-0 flex-col justify-end pb-1 text-center"
            style={{ width: DAY_PX }}
          >
            {date.getDay() === 0 ? (
              <span className="absolute start-1 top-1 font-medium whitespace-nowrap text-text-2">
                {dayWords(day, nowMs, locale)}
              </span>
            ) : null}
            <span
              className={classes(
                day === today && 'font-strong text-accent-text',
                (date.getDay() === 5 || date.getDay() === 6) && 'text-text-3',
              )}
            >
              {date.getDate()}
            </span>
          </span>
        );
      })}
    </div>
  );
}

function TodayLine({ span, today }: { readonly span: Span; readonly today: string }) {
  const left = NAMES_PX + daysBetween(span.from, today) * DAY_PX + DAY_PX / 2;
  return <span aria-hidden className="absolute inset-y-0 w-px bg-accent" style={{ left }} />;
}

function BarMark({
  bar,
  span,
  today,
  isOpen,
  onOpen,
}: {
  readonly bar: Bar;
  readonly span: Span;
  readonly today: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const { card, from, to } = bar;
  const isDone = card.status === 'done';
  const isLate = !isDone && card.due_date !== null && card.due_date < today;
  const left = Math.max(0, daysBetween(span.from, from)) * DAY_PX;
  const width = Math.max(DAY_PX, (daysBetween(from, to) + 1) * DAY_PX) - 4;
  return (
    <span
      aria-hidden
      data-tip={`${card.key} ${card.title}`}
      onClick={onOpen}
      className={classes(
        'absolute top-1/2 flex h-5 -translate-y-1/2 items-center overflow-hidden rounded-r1 border px-1.5 text-caption font-medium whitespace-nowrap',
        isDone
          ? 'border-border-strong bg-active text-text-2'
          : isLate
            ? 'border-warning-line bg-warning-soft text-warning-text'
            : 'border-accent-line bg-accent-soft text-accent-text',
        isOpen && 'shadow-[0_0_0_1px_var(--accent)]',
      )}
      style={{ left: NAMES_PX + left + 2, width }}
    >
      {card.key}
    </span>
  );
}
