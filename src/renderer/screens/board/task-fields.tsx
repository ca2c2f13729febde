import type { ReactNode } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import type { TaskChanges, TaskDetail } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordStatus, wordType } from '../../app/boards/board-words.ts';
import { hoursFigure, readHours } from '../../app/boards/hours.ts';
import { DayField } from '../../app/boards/day-field.tsx';
import { InlineField } from '../../app/boards/inline-field.tsx';
import { PersonMark, PriorityBars, StatusMark, TypeMark } from '../../app/boards/marks.tsx';
import { nameOfPerson, type People } from '../../app/boards/people.ts';
import { WordsField } from '../../app/boards/words-field.tsx';
import { Select } from '../../components/select.tsx';
import { m } from '../../paraglide/messages.js';

type Save = (changes: TaskChanges) => Promise<string | null>;
const NONE = '-';

/** What a task is, who does it and by when; each field saves itself. */
export function TaskFields({
  task,
  people,
  sprints,
  onSave,
}: {
  readonly task: TaskDetail;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
  readonly onSave: Save;
}) {
  const save = (changes: TaskChanges): void => void onSave(changes);
  const open = sprints.filter(({ id, status }) => id === task.sprint_id || status === 'planned' || status === 'active');
  return (
    <div className="quiet-fields grid grid-cols-[92px_1fr] items-center gap-x-3 gap-y-0.5">
      <Row label={m.board_col_status()}>
        <Select
          size="small"
          ariaLabel={m.board_col_status()}
          value={task.status}
          onChange={(status) => save({ status })}
          options={TASK_STATUSES.map((id) => ({ id, label: wordStatus(id), mark: <StatusMark status={id} /> }))}
        />
      </Row>
      <Row label={m.board_col_type()}>
        <Select
          size="small"
          ariaLabel={m.board_col_type()}
          value={task.type}
          onChange={(type) => save({ type })}
          options={TASK_TYPES.map((id) => ({ id, label: wordType(id), mark: <TypeMark type={id} /> }))}
        />
      </Row>
      <Row label={m.board_col_priority()}>
        <Select
          size="small"
          ariaLabel={m.board_col_priority()}
          value={task.priority}
          onChange={(priority) => save({ priority })}
          options={TASK_PRIORITIES.toReversed().map((id) => ({
            id,
            label: wordPriority(id),
            mark: <PriorityBars priority={id} />,
          }))}
        />
      </Row>
      <Row label={m.board_col_assignee()}>
        <Select
          size="small"
          ariaLabel={m.board_col_assignee()}
          value={task.assigned_to ?? NONE}
          onChange={(id) => save({ assigned_to: id === NONE ? null : id })}
          options={[
            ...people.active.map((person) => ({
              id: person.id,
              label: nameOfPerson(person),
              mark: <PersonMark id={person.id} name={nameOfPerson(person)} isDecorative />,
            })),
            { id: NONE, label: m.board_person_nobody(), mark: <PersonMark id={null} name="" isDecorative /> },
          ]}
        />
      </Row>
      <Row label={m.board_col_sprint()}>
        <Select
          size="small"
          ariaLabel={m.board_col_sprint()}
          value={task.sprint_id ?? NONE}
          onChange={(id) => save({ sprint_id: id === NONE ? null : id })}
          options={[...open.map(({ id, name }) => ({ id, label: name })), { id: NONE, label: m.board_sprint_none() }]}
        />
      </Row>
      <Row label={m.board_col_estimate()}>
        <InlineField
          label={m.board_col_estimate()}
          value={task.estimated_minutes === null ? '' : hoursFigure(task.estimated_minutes)}
          placeholder={m.board_estimate_placeholder()}
          unit={m.board_hours_unit()}
          onSave={async (typed) => {
            if (typed.trim() === '') return onSave({ estimated_minutes: null });
            const minutes = readHours(typed);
            return minutes === null ? m.board_refused_hours() : onSave({ estimated_minutes: minutes });
          }}
        />
      </Row>
      <Row label={m.board_field_start()}>
        <DayField
          label={m.board_field_start()}
          value={task.start_date}
          onSave={(start_date) => onSave({ start_date })}
        />
      </Row>
      <Row label={m.board_col_due()}>
        <DayField label={m.board_col_due()} value={task.due_date} onSave={(due_date) => onSave({ due_date })} />
      </Row>
      <Row label={m.board_field_tags()}>
        <WordsField label={m.board_field_tags()} values={task.tags} onSave={(tags) => onSave({ tags })} />
      </Row>
      <Row label={m.board_field_files()}>
        <WordsField
          label={m.board_field_files()}
          values={task.related_files}
          isCode
          onSave={(related_files) => onSave({ related_files })}
        />
      </Row>
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="self-start pt-1 text-small font-medium text-text-2">{label}</span>
      <div className="min-w-0">{children}</div>
    </>
  );
}
