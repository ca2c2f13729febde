import { Trash2 } from 'lucide-react';
import type { WorkLog } from '../../../shared/contract/boards-time.ts';
import { DayField } from '../../app/boards/day-field.tsx';
import { readHours } from '../../app/boards/hours.ts';
import { InlineField } from '../../app/boards/inline-field.tsx';
import { TaskPicker } from '../../app/boards/task-picker.tsx';
import { useEngineCall, useEngineQuery, type MethodInput } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { IconButton } from '../../components/button.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { sheetState } from './sheet-states.tsx';
import { clockMinutes } from './time-logic.ts';

/** Every log of one day; one's own are corrected where they stand. */
export function DaySheet({ day, userId }: { readonly day: string; readonly userId: string | null }) {
  const answer = useEngineQuery('time.list', { from: day, to: day, userId }, { keepPrevious: true });
  const logs = answer.data ?? [];
  const state = sheetState(answer, logs.length === 0);
  if (state) return state;
  return (
    <div className="flex flex-col">
      <ul aria-label={m.time_sheet_day()} className="flex flex-col">
        {logs.map((log) => (
          <LogRow key={log.id} log={log} />
        ))}
      </ul>
      <p className="flex h-row items-center justify-end gap-4 px-4 font-strong">
        {m.time_col_total()}
        <span className="figures">{clockMinutes(logs.reduce((sum, { minutes }) => sum + minutes, 0))}</span>
      </p>
    </div>
  );
}

function LogRow({ log }: { readonly log: WorkLog }) {
  const call = useEngineCall();

  async function edit(changes: MethodInput<'time.edit'>['changes']): Promise<string | null> {
    const result = await call('time.edit', { id: log.id, changes });
    if (result.ok) return null;
    if (result.error.type === 'FieldRefused') return wordRefusal(result.error);
    toastError(result.error);
    return '';
  }

  async function remove(): Promise<void> {
    const result = await call('time.remove', { ids: [log.id] });
    if (!result.ok) return toastError(result.error);
    const restore = (): void =>
      void call('time.restore', { ids: [log.id] }).then((back) => !back.ok && toastError(back.error));
    showToast({ text: m.time_removed(), action: { label: m.common_undo(), onPress: restore } });
  }

  if (!log.isMine) {
    return (
      <li className="flex min-h-row items-center gap-3 border-b border-divider px-4">
        <button
          type="button"
          className="flex w-80 items-center gap-2 rounded-r1 text-start hover:underline"
          onClick={() => navigate('board', { sprint: 'any', open: log.task.id })}
        >
          <Code className="shrink-0 text-text-2">{log.task.key}</Code>
          <TaskTitle>{log.task.title}</TaskTitle>
        </button>
        <bdi className="flex-1">{log.description ?? '–'}</bdi>
        <span className="figures">{clockMinutes(log.minutes)}</span>
      </li>
    );
  }
  return (
    <li className="quiet-fields grid grid-cols-[minmax(180px,1.2fr)_minmax(160px,1.4fr)_150px_84px_28px] items-start gap-2 border-b border-divider px-4 py-1.5">
      <TaskPicker
        label={m.time_col_task()}
        isLabelHidden
        chosen={log.task}
        onChoose={(task) => void edit({ taskId: task.id })}
      />
      <InlineField
        label={m.time_col_what()}
        value={log.description ?? ''}
        placeholder={m.time_what_placeholder()}
        onSave={(text) => edit({ description: text === '' ? null : text })}
      />
      <DayField
        label={m.time_col_day()}
        value={log.work_date}
        onSave={async (work_date) => (work_date === null ? m.board_refused_day() : edit({ work_date }))}
      />
      <InlineField
        label={m.time_col_duration()}
        value={clockMinutes(log.minutes)}
        onSave={async (typed) => {
          const minutes = readHours(typed);
          return minutes === null ? m.board_refused_hours() : edit({ minutes });
        }}
      />
      <IconButton
        size="small"
        label={m.time_remove({ key: log.task.key })}
        icon={Trash2}
        onPress={() => void remove()}
      />
    </li>
  );
}
