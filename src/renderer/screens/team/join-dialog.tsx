import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { useUnlocked } from '../../app/use-unlocked.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { SignInForm } from './sign-in-form.tsx';

const FORM = 'join-team';

type Enrolled = { readonly login: string; readonly email: string; readonly organization: string };

/** From an invitation to a session: the text, then the password. */
export function JoinDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return isOpen ? <Join onClose={onClose} /> : null;
}

function Join({ onClose }: { readonly onClose: () => void }) {
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  if (!enrolled) return <AskInvitation onClose={onClose} onEnrolled={setEnrolled} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.team_sign_in_to({ organization: enrolled.organization })}
      actions={<Button onPress={onClose}>{m.common_close()}</Button>}
    >
      <SignInForm key={enrolled.login} login={enrolled.login} email={enrolled.email} onSignedIn={onClose} />
    </Dialog>
  );
}

function AskInvitation({
  onClose,
  onEnrolled,
}: {
  readonly onClose: () => void;
  readonly onEnrolled: (enrolled: Enrolled) => void;
}) {
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const [invitation, setInvitation] = useState('');
  const [deviceName, setDeviceName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isReady = invitation.trim() !== '' && !isBusy;
  const join = async (): Promise<void> => {
    setBusy(true);
    const secrets = await call('secrets.status', {});
    // an invitation works once: whether its login can be kept is settled before it is used
    const isLocked = secrets.ok && secrets.value.locked !== null;
    const opened = isLocked ? await unlocked(() => call('team.people', {})) : null;
    const done = opened && !opened.ok ? opened : await unlocked(() => call('team.enrol', { invitation, deviceName }));
    setBusy(false);
    if (done.ok && 'login' in done.value) return onEnrolled(done.value);
    if (!done.ok) setError(wordFailure(done.error));
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={!isBusy}
      title={m.team_join_title()}
      actions={
        <>
          <Button onPress={onClose} isDisabled={isBusy}>
            {m.common_cancel()}
          </Button>
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            isDisabled={!isReady}
            isBusy={isBusy}
            busyLabel={m.team_joining()}
          >
            {m.team_join_go()}
          </Button>
        </>
      }
    >
      <p>{m.team_join_body()}</p>
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void join();
        }}
      >
        <TextAreaField
          label={m.team_invitation()}
          rows={4}
          value={invitation}
          placeholder="backroom-invite:"
          error={error}
          onChange={(typed) => {
            setInvitation(typed);
            setError(null);
          }}
        />
        <TextField
          label={m.team_device_name()}
          value={deviceName}
          maxLength={100}
          hint={m.team_device_name_hint()}
          onChange={setDeviceName}
        />
      </form>
    </Dialog>
  );
}

function wordFailure(error: Parameters<typeof wordError>[0]): string {
  const { title, way } = wordError(error);
  return error.type === 'InvitationRefused' || error.type === 'InvitationEnded' ? way : `${title}. ${way}`;
}
