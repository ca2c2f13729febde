import type { ReactNode } from 'react';
import type { Burndown, SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { burndownLines } from '../../app/boards/burndown-lines.tsx';
import { dayRange, localDay } from '../../app/boards/days.ts';
import { hoursFigure, minutesWords } from '../../app/boards/hours.ts';
import { Pace } from '../../app/boards/pace.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

/** How the sprint stands: days and hours left, logged today, tasks done, the burndown beside the even line. */
export function SprintStrip({ sprint }: { readonly sprint: SprintSummary }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const today = localDay(nowMs);
  const burndown = useEngineQuery('sprints.burndown', { id: sprint.id }, { enabled: sprint.started_at !== null }).data;
  const logged = useEngineQuery('time.report', { from: today, to: today, by: 'day' }).data;
  const daysLeft = burndown?.daysLeft;
  return (
    <section
      aria-label={m.board_strip()}
      className="flex min-h-[70px] shrink-0 items-center gap-8 overflow-hidden border-y border-border px-4 py-2.5"
    >
      <Figure title={dayRange(sprint.start_date, sprint.end_date, nowMs, locale)}>
        {daysLeft === undefined ? '–' : m.board_strip_days({ count: daysLeft, figure: formatCount(daysLeft) })}
      </Figure>
      <Figure title={m.board_strip_hours()}>
        {hoursFigure(sprint.minutesLeft)} <Of>{hoursFigure(sprint.estimated_minutes)}</Of>
      </Figure>
      <Figure title={m.board_strip_today()}>{logged ? minutesWords(logged.minutes) : '–'}</Figure>
      <Figure title={m.board_strip_done()}>
        {formatCount(sprint.done)} <Of>{formatCount(sprint.tasks)}</Of>
      </Figure>
      <div className="flex-1" />
      {burndown ? (
        <>
          <Pace behindMinutes={burndown.behindMinutes} />
          <MiniBurndown burndown={burndown} />
        </>
      ) : null}
    </section>
  );
}

function Figure({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="shrink-0">
      <p className="text-small text-text-2">{title}</p>
      <p className="text-title font-strong">{children}</p>
    </div>
  );
}

function Of({ children }: { readonly children: string }) {
  return <span className="ms-1 font-regular text-text-2">{m.board_strip_of({ total: children })}</span>;
}

const BOX = { width: 236, height: 48 };

function MiniBurndown({ burndown }: { readonly burndown: Burndown }) {
  const { ideal, left, now } = burndownLines(burndown, BOX);
  const total = hoursFigure(burndown.total_minutes);
  return (
    <div dir="ltr" className="flex shrink-0 gap-2 max-panel:hidden">
      <span aria-hidden className="flex flex-col justify-between text-caption text-chart-axis">
        <span>{m.board_hours({ hours: total })}</span>
        <span className="text-end">0</span>
      </span>
      <svg
        role="img"
        aria-label={m.board_burndown_short({
          total,
          left: hoursFigure(burndown.days.findLast((day) => day.left !== null)?.left ?? burndown.total_minutes),
        })}
        width={BOX.width}
        height={BOX.height}
      >
        <line x1="0" x2={BOX.width} y1="4" y2="4" stroke="var(--chart-grid)" />
        <line x1="0" x2={BOX.width} y1={BOX.height - 4} y2={BOX.height - 4} stroke="var(--chart-grid)" />
        <polyline points={ideal} fill="none" stroke="var(--chart-prev)" strokeWidth="1.5" strokeDasharray="4 4" />
        <polyline points={left} fill="none" stroke="var(--chart-1)" strokeWidth="2" />
        {now ? (
          <circle cx={now.x} cy={now.y} r="3.5" fill="var(--chart-1)" stroke="var(--surface)" strokeWidth="1.5" />
        ) : null}
      </svg>
    </div>
  );
}
