import { CircleAlert, Play, Plus, Square, Timer } from 'lucide-react';
import type { ReadEntry, WorkLog } from '../../../shared/contract/boards-time.ts';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall, useEngineQuery } from '../engine-client.tsx';
import { engineErrorOf } from '../engine-errors.ts';
import { wordRefusal } from '../field-words.ts';
import { useLocale } from '../locale.ts';
import type { PaletteGroup, PaletteResult } from '../palette-types.ts';
import { navigate, useRoute } from '../routes.ts';
import { toastError } from '../sync-actions.ts';
import { wordStatus } from './board-words.ts';
import { addDays, localDay, weekdayWords } from './days.ts';
import { minutesWords } from './hours.ts';
import { StatusMark } from './marks.tsx';
import { useTimer, useToggleTimer } from './timer.ts';

/** A line of work begins like a duration or a day, or names one; anything else is only searched for. */
const MAYBE_WORK = /\d|שעה|שעתיים|חצי|דקות/;
/** Reasons that only say that the text is no line of work. */
const NO_WORK = new Set(['no-duration', 'required']);

/** What a typed line such as `1h30 yesterday fixed variations` means, read as it is typed; Enter writes it down. */
export function useEntryResults(search: string): PaletteGroup {
  const call = useEngineCall();
  const { screen, params } = useRoute();
  const locale = useLocale();
  const taskId = screen === 'board' ? (params['open'] ?? null) : null;
  const isAsked = MAYBE_WORK.test(search);
  const reading = useEngineQuery('time.read', { text: search, taskId }, { enabled: isAsked, keepPrevious: true });
  const title = m.time_palette();
  if (!isAsked) return { title, results: [], isRereading: false };
  if (reading.error) {
    const error = engineErrorOf(reading.error);
    const isWork = error.type === 'FieldRefused' && !NO_WORK.has(error.reason);
    const results: PaletteResult[] = isWork
      ? [{ id: 'entry', label: wordRefusal(error), icon: CircleAlert, isNote: true, run: () => undefined }]
      : [];
    return { title, results, isRereading: false };
  }
  const entry = reading.data;
  if (!entry) return { title, results: [], isRereading: reading.isFetching };

  async function enter(): Promise<void> {
    const result = await call('time.enter', { text: search, taskId });
    if (!result.ok) return toastError(result.error);
    const log = result.value;
    showToast({
      text: loggedWords(log),
      action: {
        label: m.common_undo(),
        onPress: () => void call('time.remove', { ids: [log.id] }).then((back) => !back.ok && toastError(back.error)),
      },
    });
  }

  const [label, detail] = entryWords(entry, locale);
  return {
    title,
    isRereading: reading.isPlaceholderData,
    results: [
      {
        id: 'entry',
        label,
        icon: entry.task ? Timer : CircleAlert,
        detail,
        isNote: entry.task === null,
        run: () => void enter(),
      },
    ],
  };
}

export function loggedWords({ minutes, task }: Pick<WorkLog, 'minutes' | 'task'>): string {
  return m.time_logged({ duration: minutesWords(minutes), key: task.key });
}

/** “today”, “yesterday, Thu 19 Nov”, `Mon 16 Nov`. */
export function dayName(day: string, locale: ReturnType<typeof useLocale>): string {
  const today = localDay(Date.now());
  if (day === today) return m.time_today();
  return day === addDays(today, -1) ? m.time_yesterday({ day: weekdayWords(day, locale) }) : weekdayWords(day, locale);
}

function entryWords(entry: ReadEntry, locale: ReturnType<typeof useLocale>): readonly [string, React.ReactNode] {
  const parts = [minutesWords(entry.minutes), dayName(entry.work_date, locale)];
  const about = entry.task === null ? '' : entry.description === '' ? entry.task.title : entry.description;
  const what = entry.task === null ? m.time_palette_no_task() : `${entry.task.key} ${about}`;
  return [m.time_palette_log({ duration: parts[0] ?? '', day: parts[1] ?? '' }), <bdi key="what">{what}</bdi>];
}

/** Tasks by key or words of the title. */
export function useTaskResults(search: string): PaletteGroup {
  const found = useEngineQuery('tasks.find', { search, limit: 5 }, { enabled: search !== '', keepPrevious: true });
  const results =
    search === ''
      ? []
      : (found.data ?? []).map((task): PaletteResult => ({
          id: `task ${task.id}`,
          label: task.title,
          picture: (
            <span className="mx-1 flex">
              <StatusMark status={task.status} />
            </span>
          ),
          detail: <Code>{task.key}</Code>,
          end: wordStatus(task.status),
          run: () => navigate('board', { sprint: 'any', open: task.id }),
        }));
  return { title: m.board_list(), results, isRereading: found.isPlaceholderData };
}

/** What can be done with the boards from anywhere. */
export function useBoardCommands(): readonly PaletteResult[] {
  const timer = useTimer();
  const toggle = useToggleTimer();
  const { screen, params } = useRoute();
  const openId = screen === 'board' ? params['open'] : undefined;
  return [
    { id: 'new task', label: m.board_new(), icon: Plus, run: () => navigate('board', { new: '1' }) },
    { id: 'new bug', label: m.bugs_report(), icon: Plus, run: () => navigate('bugs', { new: '1' }) },
    { id: 'go alerts', label: m.alerts_title(), icon: CircleAlert, run: () => navigate('alerts') },
    ...(timer ? [{ id: 'stop timer', label: m.time_stop(), icon: Square, run: () => void toggle(timer.task.id) }] : []),
    ...(openId && timer?.task.id !== openId
      ? [{ id: 'start timer', label: m.time_start(), icon: Play, run: () => void toggle(openId) }]
      : []),
  ];
}
