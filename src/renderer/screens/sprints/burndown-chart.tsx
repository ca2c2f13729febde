import { useLayoutEffect, useRef, useState } from 'react';
import type { Burndown } from '../../../shared/contract/boards-sprints.ts';
import { axisScales, niceSteps } from '../../app/boards/axis-logic.ts';
import { dateOfDay, dayWords } from '../../app/boards/days.ts';
import { hoursFigure } from '../../app/boards/hours.ts';
import { Pace } from '../../app/boards/pace.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { Section } from '../../components/page.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

const BOX = { height: 200, left: 44, bottom: 24, top: 10 };
const DAY_MS = 86_400_000;

/** What was left at the end of each day beside the even line; the arrows move the day that is read. */
export function BurndownChart({ id }: { readonly id: string }) {
  const burndown = useEngineQuery('sprints.burndown', { id }).data;
  return (
    <Section title={m.sprints_burndown()} aside={burndown ? <Pace behindMinutes={burndown.behindMinutes} /> : null}>
      {burndown ? <Chart burndown={burndown} /> : <div className="h-50" />}
      <p className="flex gap-5 text-small text-text-2">
        <span className="flex items-center gap-2">
          <span aria-hidden className="h-0.5 w-5 bg-chart-1" />
          {m.sprints_left()}
        </span>
        <span className="flex items-center gap-2">
          <span aria-hidden className="w-5 border-t-2 border-dashed border-chart-prev" />
          {m.sprints_even()}
        </span>
      </p>
    </Section>
  );
}

function Chart({ burndown }: { readonly burndown: Burndown }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  const [at, setAt] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const { days, total_minutes: total } = burndown;
  const first = dateOfDay(days[0]?.day ?? '2000-01-01').getTime();
  const steps = niceSteps(Math.max(total, ...days.map(({ left }) => left ?? 0)) / 60);
  const scale = axisScales(
    { ...BOX, width },
    first - DAY_MS,
    first + (days.length - 1) * DAY_MS,
    (steps.at(-1) ?? 1) * 60,
  );
  const x = (index: number): number => scale.x(first + index * DAY_MS);
  const known = days.flatMap(({ left }, index) => (left === null ? [] : [{ index, left }]));
  const points = (values: readonly (readonly [number, number])[]): string =>
    values.map(([index, minutes]) => `${x(index).toFixed(1)},${scale.y(minutes).toFixed(1)}`).join(' ');
  const shown = at === null ? undefined : days[at];
  const labelled = days.filter((_, index) => index % Math.max(1, Math.ceil(days.length / 8)) === 0);
  return (
    <div ref={frame} dir="ltr" className="relative">
      <div
        role="img"
        tabIndex={0}
        aria-label={m.board_burndown_short({
          total: hoursFigure(total),
          left: hoursFigure(known.at(-1)?.left ?? total),
        })}
        className="rounded-r2"
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          setAt(
            Math.min(days.length - 1, Math.max(0, (at ?? known.length - 1) + (event.key === 'ArrowLeft' ? -1 : 1))),
          );
        }}
        onBlur={() => setAt(null)}
        onPointerLeave={() => setAt(null)}
        onPointerMove={(event) => {
          const position = event.clientX - event.currentTarget.getBoundingClientRect().left;
          setAt(
            Math.min(
              days.length - 1,
              Math.max(0, Math.round(((position - BOX.left) / (width - BOX.left)) * days.length) - 1),
            ),
          );
        }}
      >
        <svg aria-hidden width={width} height={BOX.height} className="block text-caption">
          {steps.map((hours) => (
            <g key={hours}>
              <line
                x1={BOX.left}
                x2={width}
                y1={scale.y(hours * 60)}
                y2={scale.y(hours * 60)}
                stroke="var(--chart-grid)"
              />
              <text x={BOX.left - 8} y={scale.y(hours * 60) + 4} textAnchor="end" fill="var(--chart-axis)">
                {hours}
              </text>
            </g>
          ))}
          {labelled.map(({ day }) => (
            <text
              key={day}
              x={Math.min(width - 4, scale.x(dateOfDay(day).getTime()))}
              y={BOX.height - 6}
              textAnchor="middle"
              fill="var(--chart-axis)"
            >
              {dayWords(day, nowMs, locale)}
            </text>
          ))}
          <polyline
            points={points([[-1, total], ...days.map(({ ideal }, index) => [index, ideal] as const)])}
            fill="none"
            stroke="var(--chart-prev)"
            strokeWidth="1.5"
            strokeDasharray="4 4"
          />
          {/* The first point is the beginning of the sprint, when all was left. */}
          <polyline
            points={points([
              [-1, Math.max(total, known[0]?.left ?? 0)],
              ...known.map(({ index, left }) => [index, left] as const),
            ])}
            fill="none"
            stroke="var(--chart-1)"
            strokeWidth="2"
          />
          {at === null ? null : (
            <line x1={x(at)} x2={x(at)} y1={BOX.top} y2={BOX.height - BOX.bottom} stroke="var(--border-strong)" />
          )}
        </svg>
      </div>
      {shown && at !== null ? (
        <div
          role="status"
          className="pointer-events-none absolute top-1 rounded-r2 bg-tooltip px-2 py-1 text-small text-on-tooltip shadow-3"
          style={x(at) > width / 2 ? { right: width - x(at) + 8 } : { left: x(at) + 8 }}
        >
          {dayWords(shown.day, nowMs, locale)} ·{' '}
          {shown.left === null ? m.sprints_to_come() : m.board_hours({ hours: hoursFigure(shown.left) })}
        </div>
      ) : null}
    </div>
  );
}
