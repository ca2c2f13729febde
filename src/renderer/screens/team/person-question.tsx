import { useState } from 'react';
import type { TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { replaceParams } from '../../app/routes.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminAct } from './team-data.ts';

export type Question = 'suspend' | 'remove' | 'factor' | 'owner';

/** Asks before what ends somebody's work, or cannot be taken back alone. */
export function PersonQuestion({
  question,
  person: { id: personId, name: person },
  onClose,
}: {
  readonly question: Question;
  readonly person: TeamPerson;
  readonly onClose: () => void;
}) {
  const act = useAdminAct();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const words = wordsOf(question, person);
  const run = async (): Promise<void> => {
    setBusy(true);
    const done = await (question === 'suspend'
      ? act('members.suspend', { personId, reason: reason.trim() }, words.did)
      : question === 'remove'
        ? act('members.remove', { personId }, words.did)
        : question === 'factor'
          ? act('members.removeSecondFactor', { personId }, words.did)
          : act('members.handOverOrganization', { personId }, words.did));
    setBusy(false);
    if (done === null) return;
    if (question === 'remove') replaceParams({ open: '' });
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title}
      cancelLabel={m.admin_ask_keep()}
      confirmLabel={words.label}
      isDangerous={question !== 'owner'}
      isBusy={isBusy}
      isConfirmDisabled={question === 'suspend' && reason.trim() === ''}
      onConfirm={() => void run()}
    >
      <p>{words.body}</p>
      {question === 'suspend' ? (
        <TextField
          label={m.admin_ask_reason()}
          hint={m.admin_ask_reason_hint()}
          value={reason}
          maxLength={500}
          onChange={setReason}
        />
      ) : null}
    </ConfirmDialog>
  );
}

type Words = { readonly title: string; readonly body: string; readonly label: string; readonly did: string };

function wordsOf(question: Question, person: string): Words {
  switch (question) {
    case 'suspend':
      return {
        title: m.admin_ask_suspend({ person }),
        body: m.admin_ask_suspend_body(),
        label: m.admin_ask_suspend_do({ person }),
        did: m.admin_did_suspend({ person }),
      };
    case 'remove':
      return {
        title: m.admin_ask_remove({ person }),
        body: m.admin_ask_remove_body(),
        label: m.admin_ask_remove_do({ person }),
        did: m.admin_did_remove({ person }),
      };
    case 'factor':
      return {
        title: m.admin_ask_factor({ person }),
        body: m.admin_ask_factor_body(),
        label: m.admin_ask_factor_do(),
        did: m.admin_did_factor({ person }),
      };
    case 'owner':
      return {
        title: m.admin_ask_owner({ person }),
        body: m.admin_ask_owner_body({ person }),
        label: m.admin_ask_owner_do({ person }),
        did: m.admin_did_owner({ person }),
      };
    default:
      return question satisfies never;
  }
}
