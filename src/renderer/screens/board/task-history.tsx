import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import type { TaskChange } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../../shared/domain/boards/words.ts';
import { wordKnown, wordPriority, wordStatus, wordType } from '../../app/boards/board-words.ts';
import { dayWords } from '../../app/boards/days.ts';
import { hoursFigure } from '../../app/boards/hours.ts';
import type { People } from '../../app/boards/people.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { useLocale } from '../../app/locale.ts';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { taskFieldWords } from './task-field-words.ts';

/** What was changed, field by field, the newest first. */
export function TaskHistory({
  id,
  people,
  sprints,
}: {
  readonly id: string;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
}) {
  const answer = useEngineQuery('tasks.history', { id });
  if (answer.error && !answer.data)
    return (
      <p role="alert" className="px-4 py-3 text-danger-text">
        {wordError(engineErrorOf(answer.error)).title}
      </p>
    );
  if (!answer.data) return <SkeletonRows rows={4} figures={1} />;
  return (
    <ul className="flex flex-col px-4 pt-2">
      {answer.data.map((change) => (
        <li key={change.id} className="flex items-baseline gap-2 border-b border-divider py-1.5 last:border-0">
          <span className="min-w-0 flex-1">
            <bdi className="font-medium">{people.nameOf(change.user_id)}</bdi>{' '}
            <Words change={change} people={people} sprints={sprints} />
          </span>
          <RelativeTime iso={change.created_at} isShort className="shrink-0 text-small text-text-3" />
        </li>
      ))}
    </ul>
  );
}

function Words({
  change,
  people,
  sprints,
}: {
  readonly change: TaskChange;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const { field, old_value, new_value } = change;
  if (field === 'created') return <>{m.board_history_created()}</>;
  if (field === 'deleted') return <>{new_value ? m.board_history_removed() : m.board_history_restored()}</>;
  if (field === 'comment') return <>{m.board_history_comment()}</>;
  if (field === 'description') return <>{m.board_history_description()}</>;
  const value = (raw: unknown): string =>
    valueWords(field, raw, { people, sprints, day: (day) => dayWords(day, nowMs, locale) });
  return (
    <span className="text-text-2">
      {taskFieldWords(field)} <bdi>{value(old_value)}</bdi> <span aria-hidden>{locale === 'he' ? '←' : '→'}</span>{' '}
      <span className="sr-only">{m.board_history_to()}</span>
      <bdi className="text-text">{value(new_value)}</bdi>
    </span>
  );
}

function valueWords(
  field: string,
  raw: unknown,
  {
    people,
    sprints,
    day,
  }: { readonly people: People; readonly sprints: readonly SprintSummary[]; readonly day: (day: string) => string },
): string {
  if (raw === null || raw === undefined || raw === '') return '–';
  if (Array.isArray(raw)) return raw.length === 0 ? '–' : raw.join(', ');
  const text = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : JSON.stringify(raw);
  if (field === 'status') return wordKnown(text, TASK_STATUSES, wordStatus);
  if (field === 'type') return wordKnown(text, TASK_TYPES, wordType);
  if (field === 'priority') return wordKnown(text, TASK_PRIORITIES, wordPriority);
  if (field === 'assigned_to') return people.nameOf(text);
  if (field === 'sprint_id') return sprints.find(({ id }) => id === text)?.name ?? text;
  if (field === 'estimated_minutes') return m.board_hours({ hours: hoursFigure(Number(text)) });
  return field.endsWith('_date') ? day(text) : text;
}
