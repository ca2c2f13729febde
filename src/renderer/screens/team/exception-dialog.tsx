import { useState } from 'react';
import { wordError } from '../../app/error-words.ts';
import { wordAction, wordPermission, wordResource } from '../../app/permission-words.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { DateField } from '../../components/date-field.tsx';
import { endOfDay, isPastDay, startOfDay } from './exception-days.ts';
import { useAdminCall, useAdminQuery } from './team-data.ts';

type Effect = 'deny' | 'grant';
const ACTIONS = ['create', 'read', 'update', 'delete', 'manage', 'execute'];

/** A grant or a denial for one person, with its reason and its days. */
export function ExceptionDialog({
  personId: given,
  onClose,
}: {
  /** Absent: to be chosen here. */
  readonly personId?: string;
  readonly onClose: () => void;
}) {
  const people = useAdminQuery('members.list', {}).data?.people ?? [];
  const permissions = useAdminQuery('access.roles', {}).data?.permissions ?? [];
  const [chosenId, setChosenId] = useState<string | null>(given ?? null);
  const [effect, setEffect] = useState<Effect>('deny');
  const [resource, setResource] = useState('products');
  const [action, setAction] = useState('update');
  const [reason, setReason] = useState('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const { error, isBusy, save } = useSave(onClose);
  const person = people.find(({ id }) => id === chosenId);
  const permission = `${resource}:${action}`;
  const resources = [...new Set(permissions.map((each) => each.resource))];
  const words = wordPermission(permission);
  const isPast = isPastDay(until);
  const isComplete = person !== undefined && reason.trim() !== '' && !isPast;
  const submit = (): void => {
    if (!isComplete || isBusy) return;
    const said = { person: person.name, permission: words };
    void save(
      {
        personId: person.id,
        permission,
        isGranted: effect === 'grant',
        reason: reason.trim(),
        from: startOfDay(from),
        until: endOfDay(until),
      },
      effect === 'grant' ? m.admin_exception_did_grant(said) : m.admin_exception_did_deny(said),
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={given && person ? m.admin_exception_title_of({ person: person.name }) : m.admin_exception_title()}
      actions={
        <>
          <Button onPress={onClose}>{m.admin_cancel()}</Button>
          <Button variant="primary" isDisabled={!isComplete} isBusy={isBusy} onPress={submit}>
            {effect === 'deny'
              ? m.admin_exception_do_deny({ permission: words })
              : m.admin_exception_do_grant({ permission: words })}
          </Button>
        </>
      }
    >
      {given === undefined ? (
        <Select
          label={m.admin_exception_person()}
          value={chosenId}
          onChange={setChosenId}
          options={people.filter(({ isMe }) => !isMe).map(({ id, name }) => ({ id, label: name }))}
        />
      ) : null}
      <Segmented<Effect>
        ariaLabel={m.admin_exception_what()}
        isWide
        value={effect}
        onChange={setEffect}
        options={[
          { id: 'deny', label: m.admin_exception_deny() },
          { id: 'grant', label: m.admin_exception_grant() },
        ]}
      />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={m.admin_exception_resource()}
          value={resource}
          onChange={setResource}
          options={resources.map((id) => ({ id, label: wordResource(id) }))}
        />
        <Select
          label={m.admin_exception_action()}
          value={action}
          onChange={setAction}
          hint={action === 'manage' && effect === 'deny' ? m.admin_exception_manage_hint() : undefined}
          options={ACTIONS.map((id) => ({ id, label: wordAction(id) }))}
        />
      </div>
      <TextField
        label={m.admin_ask_reason()}
        hint={m.admin_ask_reason_hint()}
        value={reason}
        maxLength={500}
        onChange={setReason}
      />
      <div className="grid grid-cols-2 gap-3">
        <DateField
          ariaLabel={m.admin_exception_from_day()}
          edge={m.admin_exception_from_day()}
          value={from}
          onChange={setFrom}
          changedFrom={null}
          error={null}
        />
        <DateField
          ariaLabel={m.admin_exception_until_day()}
          edge={m.admin_exception_until_day()}
          value={until}
          onChange={setUntil}
          changedFrom={null}
          error={isPast ? m.admin_exception_day_past() : null}
        />
      </div>
      <p className="text-small text-text-3">{m.admin_exception_until_hint()}</p>
      {error ? (
        <Note tone="danger" role="alert">
          {error}
        </Note>
      ) : null}
    </Dialog>
  );
}

type Wanted = {
  readonly personId: string;
  readonly permission: string;
  readonly isGranted: boolean;
  readonly reason: string;
  readonly from: string | null;
  readonly until: string | null;
};

function useSave(onClose: () => void) {
  const call = useAdminCall();
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (wanted: Wanted, words: string): Promise<void> => {
    setBusy(true);
    const answer = await call('access.setException', wanted);
    setBusy(false);
    if ('error' in answer) {
      const { title, way } = wordError(answer.error);
      return setError(`${title}. ${way}`);
    }
    showToast({ text: words });
    onClose();
  };
  return { error, isBusy, save };
}
