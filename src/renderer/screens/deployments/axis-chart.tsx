import { useLayoutEffect, useRef, useState } from 'react';
import { axisScales, labelRows, niceSteps } from '../../app/boards/axis-logic.ts';
import { wordEnvironment } from '../../app/boards/board-words.ts';
import { wordEffect } from '../../app/boards/effect-words.ts';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { formatClock, formatCount, formatDay, formatMoney } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { classes } from '../../components/class-names.ts';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

type Axis = MethodOutput<'deployments.axis'>;
type Point = Axis['points'][number];
export type AxisSeries = 'refused' | 'orders' | 'sales';

const HEIGHT = 190;
const BOX = { height: HEIGHT, left: 48, bottom: 22, top: 34 };
const LABEL_PX = 64;

const valueOf = (point: Point, series: AxisSeries): number =>
  series === 'sales' ? Number(point.sales) : point[series];

/** Refusals or sales step by step, with each deployment as a dashed line; arrows move the point that is read. */
export function AxisChart({
  axis,
  series,
  stepMs,
  onOpen,
}: {
  readonly axis: Axis;
  readonly series: AxisSeries;
  readonly stepMs: number;
  readonly onOpen: (id: string) => void;
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [at, setAt] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const { points, deployments, currency } = axis;
  const from = Date.parse(points[0]?.at ?? new Date(nowMs).toISOString());
  const to = Date.parse(points.at(-1)?.at ?? new Date(nowMs).toISOString()) + stepMs;
  const steps = niceSteps(Math.max(...points.map((point) => valueOf(point, series)), 0));
  const scale = axisScales({ ...BOX, width }, from, to, steps.at(-1) ?? 1);
  const middle = (point: Point): number => scale.x(Date.parse(point.at) + stepMs / 2);
  const line = points
    .map((point) => `${middle(point).toFixed(1)},${scale.y(valueOf(point, series)).toFixed(1)}`)
    .join(' ');
  const shown = at === null ? null : points[at];
  const format = (value: number): string =>
    series === 'sales' ? formatMoney(value.toFixed(2), currency) : formatCount(value);
  const marks = deployments.toSorted((a, b) => a.at.localeCompare(b.at));
  const rows = labelRows(
    marks.map((mark) => scale.x(Date.parse(mark.at))),
    LABEL_PX,
  );
  const colour = series === 'refused' ? 'var(--danger)' : series === 'orders' ? 'var(--chart-3)' : 'var(--chart-1)';
  const ground = HEIGHT - BOX.bottom;

  function move(step: number): void {
    setAt((before) => Math.min(Math.max(0, (before ?? points.length - 1) + step), points.length - 1));
  }

  return (
    <div ref={frame} dir="ltr" className="relative">
      <div
        role="img"
        tabIndex={0}
        aria-label={m.deployments_chart({ series: wordSeries(series), count: formatCount(deployments.length) })}
        className="rounded-r2"
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          move(event.key === 'ArrowLeft' ? -1 : 1);
        }}
        onBlur={() => setAt(null)}
        onPointerLeave={() => setAt(null)}
        onPointerMove={(event) => {
          const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
          setAt(
            Math.min(
              points.length - 1,
              Math.max(0, Math.floor(((x - BOX.left) / Math.max(1, width - BOX.left)) * points.length)),
            ),
          );
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden className="block text-caption">
          {steps.map((value) => (
            <g key={value}>
              <line x1={BOX.left} x2={width} y1={scale.y(value)} y2={scale.y(value)} stroke="var(--chart-grid)" />
              <text x={BOX.left - 8} y={scale.y(value) + 4} textAnchor="end" fill="var(--chart-axis)">
                {series === 'sales' ? formatCount(Math.round(value)) : formatCount(value)}
              </text>
            </g>
          ))}
          {series === 'refused' ? (
            points.map((point, index) => {
              const x = scale.x(Date.parse(point.at));
              const y = scale.y(point.refused);
              return (
                <rect
                  key={index}
                  x={x + 1}
                  y={y}
                  width={Math.max(1, width / Math.max(1, points.length) - 3)}
                  height={Math.max(0, ground - y)}
                  fill={colour}
                  rx="1"
                />
              );
            })
          ) : (
            <>
              <polygon
                points={`${middle(points[0] ?? { at: '', refused: 0, orders: 0, sales: '0' })},${ground} ${line} ${points.length > 0 ? middle(points.at(-1) as Point) : 0},${ground}`}
                fill={colour}
                opacity="0.07"
              />
              <polyline points={line} fill="none" stroke={colour} strokeWidth="2" />
            </>
          )}
          {marks.map((mark, index) => {
            const x = scale.x(Date.parse(mark.at));
            return (
              <line
                key={mark.id}
                x1={x}
                x2={x}
                y1={(rows[index] ?? 0) * 14 + 6}
                y2={ground}
                stroke={mark.refusals ? 'var(--danger)' : 'var(--text-3)'}
                strokeDasharray="3 3"
              />
            );
          })}
          {shown ? (
            <line x1={middle(shown)} x2={middle(shown)} y1={BOX.top} y2={ground} stroke="var(--border-strong)" />
          ) : null}
          <text x={BOX.left} y={HEIGHT - 6} fill="var(--chart-axis)">
            {formatDay(new Date(from).toISOString(), nowMs, locale)}
          </text>
          <text x={width} y={HEIGHT - 6} textAnchor="end" fill="var(--chart-axis)">
            {formatDay(new Date(to - 1).toISOString(), nowMs, locale)}
          </text>
        </svg>
        {shown ? (
          <div
            className="pointer-events-none absolute top-8 rounded-r2 bg-tooltip px-2 py-1 text-small text-on-tooltip shadow-3"
            style={middle(shown) > width / 2 ? { right: width - middle(shown) + 8 } : { left: middle(shown) + 8 }}
          >
            {formatDay(shown.at, nowMs, locale)} {stepMs < 86_400_000 ? formatClock(shown.at) : ''} ·{' '}
            {format(valueOf(shown, series))}
          </div>
        ) : null}
      </div>
      {marks.map((mark, index) => (
        <button
          key={mark.id}
          type="button"
          onClick={() => onOpen(mark.id)}
          data-tip={wordEffect(mark, mark.version) ?? `${mark.version} ${wordEnvironment(mark.environment)}`}
          aria-label={`${mark.version}, ${wordEnvironment(mark.environment)}${mark.refusals ? `, ${wordEffect(mark, mark.version) ?? ''}` : ''}`}
          className={classes(
            'absolute h-3.5 max-w-16 truncate rounded-r1 px-1 text-caption leading-3.5 font-medium hover:underline',
            mark.refusals ? 'text-danger-text' : 'text-text-2',
          )}
          style={{
            top: (rows[index] ?? 0) * 14,
            ...(scale.x(Date.parse(mark.at)) > width - LABEL_PX
              ? { right: width - scale.x(Date.parse(mark.at)) + 2 }
              : { left: scale.x(Date.parse(mark.at)) + 2 }),
          }}
        >
          {mark.version}
        </button>
      ))}
      <p role="status" className="sr-only">
        {shown ? `${formatDay(shown.at, nowMs, locale)}: ${format(valueOf(shown, series))}` : ''}
      </p>
    </div>
  );
}

export function wordSeries(series: AxisSeries): string {
  return series === 'refused'
    ? m.deployments_series_refused()
    : series === 'orders'
      ? m.deployments_series_orders()
      : m.deployments_series_sales();
}

/** The same figures as a table. */
export function AxisTable({ axis }: { readonly axis: Axis }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const rows = axis.points.filter(({ refused, orders, sales }) => refused > 0 || orders > 0 || Number(sales) > 0);
  return (
    <div className="max-h-60 overflow-auto">
      <table aria-label={m.deployments_table()} className="w-full border-collapse">
        <thead className="sticky top-0 bg-surface text-small text-text-2">
          <tr className="h-row-head">
            <th scope="col" className="px-4 text-start font-medium">
              {m.deployments_when()}
            </th>
            <th scope="col" className="figures px-4 font-medium">
              {m.deployments_series_refused()}
            </th>
            <th scope="col" className="figures px-4 font-medium">
              {m.deployments_series_orders()}
            </th>
            <th scope="col" className="figures px-4 font-medium">
              {m.deployments_series_sales()}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.at} className="h-8 border-t border-divider">
              <th scope="row" className="px-4 text-start font-regular">
                {formatDay(point.at, nowMs, locale)} {formatClock(point.at)}
              </th>
              <td className="figures px-4">{formatCount(point.refused)}</td>
              <td className="figures px-4">{formatCount(point.orders)}</td>
              <td className="figures px-4">{formatMoney(point.sales, axis.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
