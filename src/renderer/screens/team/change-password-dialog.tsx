import { useState } from 'react';
import { SHORTEST_PASSWORD } from '../../../shared/contract/team.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { isComplete, NewPasswordFields, NO_PASSWORD } from './new-password.tsx';

const FORM = 'change-password';

/** A new password for whoever is signed in. */
export function ChangePasswordDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return isOpen ? <Ask onClose={onClose} /> : null;
}

type Errors = { readonly current: string | null; readonly next: string | null };
const NONE: Errors = { current: null, next: null };

function Ask({ onClose }: { readonly onClose: () => void }) {
  const call = useEngineCall();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState(NO_PASSWORD);
  const [errors, setErrors] = useState(NONE);
  const [isBusy, setBusy] = useState(false);
  const isReady = current !== '' && isComplete(next);
  const change = async (): Promise<void> => {
    setBusy(true);
    const done = await call('team.changePassword', { current, next: next.typed });
    setBusy(false);
    if (!done.ok)
      return setErrors({ current: null, next: Object.values(wordError(done.error)).slice(0, 2).join('. ') });
    switch (done.value.outcome) {
      case 'accepted':
        showToast({ text: m.team_password_changed() });
        return onClose();
      case 'used-before':
        return setErrors({ current: null, next: m.team_password_used() });
      default:
        return setErrors({ current: m.team_password_wrong(), next: null });
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={!isBusy}
      title={m.team_change_password()}
      actions={
        <>
          <Button onPress={onClose} isDisabled={isBusy}>
            {m.common_cancel()}
          </Button>
          <Button type="submit" form={FORM} variant="primary" isDisabled={!isReady} isBusy={isBusy}>
            {m.team_change_password()}
          </Button>
        </>
      }
    >
      <p>{m.team_change_password_body()}</p>
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) void change();
        }}
      >
        <TextField
          label={m.team_current_password()}
          type="password"
          autoFocus
          value={current}
          maxLength={1000}
          error={errors.current}
          onChange={(typed) => {
            setCurrent(typed);
            setErrors(NONE);
          }}
        />
        <NewPasswordFields
          value={next}
          error={errors.next ?? (isTooShort(next) ? m.team_password_short({ count: SHORTEST_PASSWORD }) : null)}
          onChange={(typed) => {
            setNext(typed);
            setErrors(NONE);
          }}
        />
      </form>
    </Dialog>
  );
}

/** Told once the second field is begun: until then the person still types. */
function isTooShort({ typed, repeated }: { readonly typed: string; readonly repeated: string }): boolean {
  return repeated !== '' && [...typed].length < SHORTEST_PASSWORD;
}
