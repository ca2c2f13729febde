import { weekdayWords, localDay } from '../../app/boards/days.ts';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { navigate } from '../../app/routes.ts';
import { classes } from '../../components/class-names.ts';
import { Code, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { clockMinutes } from './time-logic.ts';
import { sheetState } from './sheet-states.tsx';

/** A row per task, a column per day, sums at both ends. */
export function WeekSheet({
  from,
  to,
  userId,
  onDay,
}: {
  readonly from: string;
  readonly to: string;
  readonly userId: string | null;
  readonly onDay: (day: string) => void;
}) {
  const locale = useLocale();
  const today = localDay(useNow(60_000));
  const answer = useEngineQuery('time.sheet', { from, to, userId }, { keepPrevious: true });
  const state = sheetState(answer, answer.data?.rows.length === 0);
  if (state) return state;
  const { days, rows, total } = answer.data ?? { days: [], rows: [], total: 0 };
  const cell = 'figures w-22 px-3';
  return (
    <table aria-label={m.time_sheet_week()} className="w-full min-w-[860px] border-collapse">
      <thead className="sticky top-0 z-1 bg-surface">
        <tr className="h-row-head text-small font-medium text-text-2 [&>th]:border-b [&>th]:border-border">
          <th scope="col" className="px-4 text-start font-medium">
            {m.time_col_task()}
          </th>
          {days.map(({ day }) => (
            <th
              key={day}
              scope="col"
              className={classes('w-22 px-3 text-right font-medium', day === today && 'text-accent-text')}
            >
              <button type="button" className="rounded-r1 hover:underline" onClick={() => onDay(day)}>
                {weekdayWords(day, locale)}
              </button>
            </th>
          ))}
          <th scope="col" className={classes(cell, 'pe-4 font-medium')}>
            {m.time_col_total()}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.task.id} className="h-row border-b border-divider hover:bg-hover">
            <th scope="row" className="max-w-0 px-4 text-start font-regular">
              <button
                type="button"
                className="flex w-full items-center gap-2 rounded-r1 text-start hover:underline"
                onClick={() => navigate('board', { sprint: 'any', open: row.task.id })}
              >
                <Code className="shrink-0 text-text-2">{row.task.key}</Code>
                <TaskTitle>{row.task.title}</TaskTitle>
              </button>
            </th>
            {row.minutes.map((minutes, index) => (
              <td key={days[index]?.day ?? index} className={classes(cell, minutes === 0 && 'text-text-3')}>
                {minutes === 0 ? '–' : clockMinutes(minutes)}
              </td>
            ))}
            <td className={classes(cell, 'pe-4 font-strong')}>{clockMinutes(row.total)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot className="sticky bottom-0 bg-surface font-strong">
        <tr className="h-row [&>*]:border-t [&>*]:border-border">
          <th scope="row" className="px-4 text-start font-strong">
            {m.time_col_total()}
          </th>
          {days.map(({ day, minutes }) => (
            <td key={day} className={cell}>
              {minutes === 0 ? '–' : clockMinutes(minutes)}
            </td>
          ))}
          <td className={classes(cell, 'pe-4')}>{clockMinutes(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
