import { useState } from 'react';
import { TASK_TYPES } from '../../../shared/domain/boards/words.ts';
import { wordKnown, wordType } from '../../app/boards/board-words.ts';
import { weekdayWords } from '../../app/boards/days.ts';
import { minutesWords } from '../../app/boards/hours.ts';
import type { People } from '../../app/boards/people.ts';
import { useEngineQuery, type MethodInput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { Segmented } from '../../components/choices.tsx';
import { m } from '../../paraglide/messages.js';
import { sheetState } from './sheet-states.tsx';
import { clockMinutes } from './time-logic.ts';

type By = MethodInput<'time.report'>['by'];

/** Where the hours of some weeks went, by person, task, sprint, day or kind; everybody's. */
export function TimeReport({
  from,
  to,
  people,
}: {
  readonly from: string;
  readonly to: string;
  readonly people: People;
}) {
  const locale = useLocale();
  const [by, setBy] = useState<By>('task');
  const answer = useEngineQuery('time.report', { from, to, by }, { keepPrevious: true });
  const state = sheetState(answer, answer.data?.rows.length === 0);
  const { rows, minutes, logs, total } = answer.data ?? { rows: [], minutes: 0, logs: 0, total: 0 };
  const most = Math.max(1, ...rows.map((row) => row.minutes));
  const nameOf = (key: string, label: string): string => {
    if (by === 'person') return people.nameOf(key);
    if (by === 'type') return wordKnown(key, TASK_TYPES, wordType);
    if (by === 'day') return weekdayWords(key, locale);
    return label === '' ? m.board_sprint_none() : label;
  };
  return (
    <div className="flex flex-col">
      <div className="flex items-center gap-4 px-4 py-3">
        <Segmented<By>
          ariaLabel={m.time_report_by()}
          value={by}
          onChange={setBy}
          options={[
            { id: 'task', label: m.time_by_task() },
            { id: 'person', label: m.time_by_person() },
            { id: 'sprint', label: m.time_by_sprint() },
            { id: 'day', label: m.time_by_day() },
            { id: 'type', label: m.time_by_type() },
          ]}
        />
        {answer.data ? (
          <p className="text-text-2">
            {m.time_report_sum({ duration: minutesWords(minutes), count: logs, figure: formatCount(logs) })}
          </p>
        ) : null}
      </div>
      {state ?? (
        <table aria-label={m.time_sheet_report()} className="w-full border-collapse">
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} className="h-row border-b border-divider">
                <th scope="row" className="max-w-96 truncate px-4 text-start font-regular">
                  <bdi>{nameOf(row.key, row.label)}</bdi>
                </th>
                <td className="w-2/5 px-4" aria-hidden>
                  <span
                    className="block h-2 rounded-full bg-chart-1 forced-color-adjust-none"
                    style={{ width: `${Math.max(1, (row.minutes / most) * 100)}%` }}
                  />
                </td>
                <td className="figures w-24 px-4 font-medium">{clockMinutes(row.minutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {total > rows.length ? (
        <p className="px-4 py-2 text-small text-text-3">
          {m.time_report_more({ shown: formatCount(rows.length), total: formatCount(total) })}
        </p>
      ) : null}
    </div>
  );
}
