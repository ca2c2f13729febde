import { useState } from 'react';
import type { InvitationMade } from '../../../shared/contract/team-admin-people.ts';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminCall, useAdminQuery, useTeamStatus } from './team-data.ts';
import { CopyBox } from './team-parts.tsx';
import { wordRole } from './team-words.ts';
import { useDates } from './use-dates.ts';

/** Who is invited and as what; then the line to pass on, which is shown this once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useAdminCall();
  const myLevel = useTeamStatus()?.role?.level ?? 0;
  const roles = (useAdminQuery('access.roles', {}).data?.roles ?? []).filter(({ level }) => level <= myLevel);
  const [email, setEmail] = useState('');
  const [roleSlug, setRole] = useState('viewer');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<InvitationMade | null>(null);
  if (made !== null) {
    return <InvitationDialog title={m.admin_invite_done({ email: made.email })} made={made} onClose={onClose} />;
  }
  const submit = async (): Promise<void> => {
    if (isBusy || email.trim() === '') return;
    setBusy(true);
    const answer = await call('members.invite', { email: email.trim(), roleSlug });
    setBusy(false);
    if ('value' in answer) return setMade(answer.value);
    const { title, way } = wordError(answer.error);
    setError(`${title}. ${way}`);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.admin_invite_title()}
      actions={
        <>
          <Button onPress={onClose}>{m.admin_cancel()}</Button>
          <Button
            variant="primary"
            type="submit"
            form="invite-form"
            isDisabled={email.trim() === ''}
            isBusy={isBusy}
            busyLabel={m.admin_invite_busy()}
          >
            {m.admin_invite_do()}
          </Button>
        </>
      }
    >
      <form
        id="invite-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={m.admin_invite_email()}
          hint={m.admin_invite_email_hint()}
          type="email"
          isCode
          autoFocus
          value={email}
          error={error}
          maxLength={320}
          onChange={(value) => {
            setEmail(value);
            setError(null);
          }}
        />
        <Select
          label={m.admin_invite_role()}
          hint={m.admin_invite_role_hint()}
          value={roleSlug}
          onChange={setRole}
          options={roles.map((role) => ({ id: role.slug, label: wordRole(role) }))}
        />
      </form>
    </Dialog>
  );
}

/** The line of an invitation: shown this once, because central keeps no more than a hash of its code. */
export function InvitationDialog({
  title,
  made,
  onClose,
}: {
  readonly title: string;
  readonly made: InvitationMade;
  readonly onClose: () => void;
}) {
  const { moment } = useDates();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      isDismissable={false}
      className="w-140"
      actions={
        <Button autoFocus onPress={onClose}>
          {m.admin_done_close()}
        </Button>
      }
    >
      <p>{m.admin_invite_done_body({ when: moment(made.expiresAt) })}</p>
      <CopyBox text={made.text} label={m.admin_invite_text()} copyLabel={m.admin_invite_copy()} isLong />
      {made.isHereOnly ? <Note tone="warning">{m.admin_invite_here_only()}</Note> : null}
    </Dialog>
  );
}
