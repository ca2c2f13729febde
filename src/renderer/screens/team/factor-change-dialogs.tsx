import { useState, type ReactNode } from 'react';
import { wordError } from '../../app/error-words.ts';
import type { EngineError } from '../../app/engine-errors.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { BackupCodesDialog } from './backup-codes.tsx';
import { useAdminCall } from './team-data.ts';

export function FactorOffDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useAdminCall();
  const [password, setPassword] = useState('');
  const submit = async (code: string): Promise<EngineError | null> => {
    const answer = await call('security.turnOffFactor', { password, code });
    if ('error' in answer) return answer.error;
    showToast({ text: m.admin_factor_is_off() });
    onClose();
    return null;
  };
  return (
    <CodeDialog
      title={m.admin_factor_off_title()}
      body={m.admin_factor_off_body()}
      label={m.admin_factor_turn_off()}
      isDangerous
      isReady={password !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={m.admin_factor_password()}
        type="password"
        isCode
        autoFocus
        value={password}
        onChange={setPassword}
      />
    </CodeDialog>
  );
}

export function NewCodesDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useAdminCall();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <BackupCodesDialog codes={codes} onClose={onClose} />;
  const submit = async (code: string): Promise<EngineError | null> => {
    const answer = await call('security.newBackupCodes', { code });
    if ('error' in answer) return answer.error;
    setCodes(answer.value.codes);
    return null;
  };
  return (
    <CodeDialog
      title={m.admin_factor_new_title()}
      body={m.admin_factor_new_body()}
      label={m.admin_factor_new_do()}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

/** Asks for a code; what is wrong with it is said in place. */
function CodeDialog({
  title,
  body,
  label,
  isDangerous = false,
  isReady = true,
  children,
  onSubmit,
  onClose,
}: {
  readonly title: string;
  readonly body: string;
  readonly label: string;
  readonly isDangerous?: boolean;
  readonly isReady?: boolean;
  readonly children?: ReactNode;
  readonly onSubmit: (code: string) => Promise<EngineError | null>;
  readonly onClose: () => void;
}) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<EngineError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isComplete = isReady && code.trim().length >= 6;
  const submit = async (): Promise<void> => {
    if (!isComplete || isBusy) return;
    setBusy(true);
    const failed = await onSubmit(code.trim());
    setBusy(false);
    setError(failed);
  };
  const words = error === null ? null : wordError(error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{m.admin_cancel()}</Button>
          <Button
            variant={isDangerous ? 'danger' : 'primary'}
            type="submit"
            form="code-form"
            isDisabled={!isComplete}
            isBusy={isBusy}
            busyLabel={m.admin_factor_busy()}
          >
            {label}
          </Button>
        </>
      }
    >
      <p>{body}</p>
      <form
        id="code-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <TextField
          label={m.admin_factor_any_code()}
          isCode
          isMono
          maxLength={40}
          value={code}
          onChange={(value) => {
            setCode(value);
            setError(null);
          }}
        />
        {words ? (
          <Note tone="danger" role="alert">
            {words.title}. {words.way}
          </Note>
        ) : null}
      </form>
    </Dialog>
  );
}
