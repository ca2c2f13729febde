import { useState } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { TASK_PRIORITIES, TASK_TYPES } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordType } from '../../app/boards/board-words.ts';
import { readHours } from '../../app/boards/hours.ts';
import { PersonMark, PriorityBars, TypeMark } from '../../app/boards/marks.tsx';
import { nameOfPerson, type People } from '../../app/boards/people.ts';
import { useEngineCall, useEngineQuery, type MethodInput } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Trash2 } from 'lucide-react';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import type { LaneChange } from './board-logic.ts';

const NONE = '-';
type Fields = Omit<MethodInput<'tasks.create'>, 'title' | 'place'>;
type Draft = { readonly title: string; readonly hours: string; readonly fields: Fields };

/** A new task with its first fields, or from a template. Ctrl Enter adds it. */
export function NewTaskDialog({
  begin,
  people,
  sprints,
  onClose,
  onMade,
}: {
  readonly begin: LaneChange;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}) {
  const call = useEngineCall();
  const templates = useEngineQuery('templates.list', {}).data ?? [];
  const [templateId, setTemplateId] = useState(NONE);
  const [draft, setDraft] = useState<Draft>({
    title: '',
    hours: '',
    fields: { type: 'feature', priority: 'medium', ...begin },
  });
  const [error, setError] = useState<{ readonly field: string; readonly words: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const set = (fields: Fields): void => setDraft({ ...draft, fields: { ...draft.fields, ...fields } });

  function take(id: string): void {
    setTemplateId(id);
    const template = templates.find((one) => one.id === id);
    if (!template) return;
    const { title, estimated_minutes, ...fields } = template.fields;
    setDraft({
      title: draft.title || (title ?? ''),
      hours: estimated_minutes ? String(estimated_minutes / 60) : draft.hours,
      fields: { ...draft.fields, ...fields, ...begin },
    });
  }

  async function add(): Promise<void> {
    const minutes = draft.hours.trim() === '' ? null : readHours(draft.hours);
    if (draft.hours.trim() !== '' && minutes === null)
      return setError({ field: 'estimated_minutes', words: m.board_refused_hours() });
    setBusy(true);
    const result = await call('tasks.create', { ...draft.fields, title: draft.title, estimated_minutes: minutes });
    setBusy(false);
    if (result.ok) {
      onMade(result.value.id);
      return onClose();
    }
    if (result.error.type === 'FieldRefused') setError({ field: result.error.field, words: wordRefusal(result.error) });
    else toastError(result.error);
  }

  const template = templates.find((one) => one.id === templateId);
  const errorOf = (field: string): string | null => (error?.field === field ? error.words : null);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.board_new_title()}
      footStart={
        error && !['title', 'estimated_minutes'].includes(error.field) ? (
          <span className="text-small text-danger-text">{error.words}</span>
        ) : null
      }
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button variant="primary" isBusy={isBusy} isDisabled={draft.title.trim() === ''} onPress={() => void add()}>
            {m.board_new_add()}
          </Button>
        </>
      }
    >
      <div
        role="presentation"
        className="flex flex-col gap-3 text-text"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && draft.title.trim() !== '') void add();
        }}
      >
        {templates.length > 0 ? (
          <span className="flex items-end gap-2">
            <Select
              className="flex-1"
              label={m.board_template()}
              value={templateId}
              onChange={take}
              options={[
                { id: NONE, label: m.board_template_none() },
                ...templates.map(({ id, name }) => ({ id, label: name })),
              ]}
            />
            {template ? (
              <IconButton
                label={m.board_template_remove({ name: template.name })}
                icon={Trash2}
                onPress={() =>
                  void call('templates.remove', { id: template.id }).then((result) =>
                    result.ok ? setTemplateId(NONE) : toastError(result.error),
                  )
                }
              />
            ) : null}
          </span>
        ) : null}
        <TextField
          autoFocus
          label={m.board_col_title()}
          value={draft.title}
          onChange={(title) => setDraft({ ...draft, title })}
          maxLength={500}
          error={errorOf('title')}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && !event.ctrlKey && draft.title.trim() !== '')
              void add();
          }}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={m.board_col_type()}
            value={draft.fields.type ?? 'feature'}
            onChange={(type) => set({ type })}
            options={TASK_TYPES.map((id) => ({ id, label: wordType(id), mark: <TypeMark type={id} /> }))}
          />
          <Select
            label={m.board_col_priority()}
            value={draft.fields.priority ?? 'medium'}
            onChange={(priority) => set({ priority })}
            options={TASK_PRIORITIES.toReversed().map((id) => ({
              id,
              label: wordPriority(id),
              mark: <PriorityBars priority={id} />,
            }))}
          />
          <Select
            label={m.board_col_assignee()}
            value={draft.fields.assigned_to ?? NONE}
            onChange={(id) => set({ assigned_to: id === NONE ? null : id })}
            options={[
              { id: NONE, label: m.board_person_nobody() },
              ...people.active.map((person) => ({
                id: person.id,
                label: nameOfPerson(person),
                mark: <PersonMark id={person.id} name={nameOfPerson(person)} isDecorative />,
              })),
            ]}
          />
          <Select
            label={m.board_col_sprint()}
            value={draft.fields.sprint_id ?? NONE}
            onChange={(id) => set({ sprint_id: id === NONE ? null : id })}
            options={[
              { id: NONE, label: m.board_sprint_none() },
              ...sprints
                .filter(({ status }) => status === 'active' || status === 'planned')
                .map(({ id, name }) => ({ id, label: name })),
            ]}
          />
          <TextField
            label={m.board_col_estimate()}
            value={draft.hours}
            onChange={(hours) => setDraft({ ...draft, hours })}
            unit={m.board_hours_unit()}
            placeholder={m.board_estimate_placeholder()}
            error={errorOf('estimated_minutes')}
          />
        </div>
        <TextAreaField
          label={m.board_description()}
          rows={4}
          value={draft.fields.description ?? ''}
          onChange={(description) => set({ description: description === '' ? null : description })}
          hint={m.board_markdown_hint()}
        />
      </div>
    </Dialog>
  );
}
