import { useState } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { addDays, dateOfDay, dayOfInstant, localDay } from '../../app/boards/days.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button } from '../../components/button.tsx';
import { DateField } from '../../components/date-field.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';

export type SprintAsked =
  | { readonly what: 'new' }
  | { readonly what: 'edit' | 'complete' | 'cancel' | 'remove'; readonly sprint: SprintSummary };
type Props = { readonly asked: SprintAsked; readonly onClose: () => void; readonly onMade: (id: string) => void };

export function SprintDialogs({ asked, onClose, onMade }: Props) {
  if (asked.what === 'new') return <SprintForm sprint={null} onClose={onClose} onMade={onMade} />;
  if (asked.what === 'edit') return <SprintForm sprint={asked.sprint} onClose={onClose} onMade={onMade} />;
  if (asked.what === 'complete') return null;
  return <EndDialog what={asked.what} sprint={asked.sprint} onClose={onClose} />;
}

/** A sprint begins with its first day and ends with its last one, at the computer. */
function startOf(day: string): string {
  const date = dateOfDay(day);
  date.setHours(0, 0, 0, 0);
  return date.toISOString();
}
function endOf(day: string): string {
  const date = dateOfDay(day);
  date.setHours(23, 59, 59, 0);
  return date.toISOString();
}

const TWO_WEEKS_DAYS = 11;

function SprintForm({
  sprint,
  onClose,
  onMade,
}: {
  readonly sprint: SprintSummary | null;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}) {
  const call = useEngineCall();
  const [today] = useState(() => localDay(Date.now()));
  const [name, setName] = useState(sprint?.name ?? '');
  const [description, setDescription] = useState(sprint?.description ?? '');
  const [from, setFrom] = useState(sprint ? dayOfInstant(sprint.start_date) : today);
  const [to, setTo] = useState(sprint ? dayOfInstant(sprint.end_date) : addDays(today, TWO_WEEKS_DAYS));
  const [error, setError] = useState<{ readonly field: string; readonly words: string } | null>(null);

  async function save(): Promise<void> {
    const fields = {
      name,
      description: description.trim() === '' ? null : description,
      start_date: startOf(from),
      end_date: endOf(to),
    };
    const result = sprint
      ? await call('sprints.edit', { id: sprint.id, changes: fields })
      : await call('sprints.create', fields);
    if (result.ok) {
      if ('id' in result.value) onMade(result.value.id);
      return onClose();
    }
    if (result.error.type === 'FieldRefused') setError({ field: result.error.field, words: wordRefusal(result.error) });
    else toastError(result.error);
  }

  const errorOf = (field: string): string | null => (error?.field === field ? error.words : null);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={sprint ? m.sprints_edit() : m.sprints_new()}
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button
            variant="primary"
            isDisabled={name.trim() === '' || from === '' || to === ''}
            onPress={() => void save()}
          >
            {sprint ? m.sprints_save() : m.sprints_new_add()}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-text">
        <TextField
          autoFocus
          label={m.board_view_name()}
          value={name}
          onChange={setName}
          maxLength={500}
          error={errorOf('name')}
        />
        <TextAreaField label={m.sprints_goal()} rows={2} value={description} onChange={setDescription} />
        <div className="grid grid-cols-2 gap-3">
          <DateField
            ariaLabel={m.sprints_from()}
            edge={m.sprints_from()}
            value={from}
            onChange={setFrom}
            error={errorOf('start_date')}
          />
          <DateField
            ariaLabel={m.sprints_to()}
            edge={m.sprints_to()}
            value={to}
            onChange={setTo}
            error={errorOf('end_date')}
          />
        </div>
      </div>
    </Dialog>
  );
}

function EndDialog({
  what,
  sprint,
  onClose,
}: {
  readonly what: 'cancel' | 'remove';
  readonly sprint: SprintSummary;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const { name } = sprint;
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onClose={onClose}
      title={what === 'cancel' ? m.sprints_cancel_title({ name }) : m.sprints_remove_title({ name })}
      confirmLabel={what === 'cancel' ? m.sprints_cancel() : m.sprints_remove()}
      cancelLabel={m.sprints_keep()}
      onConfirm={() =>
        void call(what === 'cancel' ? 'sprints.cancel' : 'sprints.remove', { id: sprint.id }).then((result) => {
          if (!result.ok) return toastError(result.error);
          onClose();
        })
      }
    >
      {m.sprints_end_more()}
    </ConfirmDialog>
  );
}
