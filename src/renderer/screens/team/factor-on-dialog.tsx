import { useEffect, useState } from 'react';
import { useEngineCall, type MethodOutput } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Block } from '../../components/skeleton.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { BackupCodesDialog } from './backup-codes.tsx';
import { QrCode } from './qr-code.tsx';
import { useAdminCall } from './team-data.ts';
import { CopyBox } from './team-parts.tsx';

/** The key as picture and text, a code made with it, and the password; then the backup codes. */
export function FactorOnDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useAdminCall();
  const { made, unmade } = useNewSecret();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <BackupCodesDialog codes={codes} onClose={onClose} />;
  const isComplete = made !== null && password !== '' && code.replaceAll(/\s/g, '').length >= 6;
  const submit = async (): Promise<void> => {
    if (!isComplete || isBusy) return;
    setBusy(true);
    setError(null);
    const answer = await call('security.turnOnFactor', { password, secret: made.secret, code });
    setBusy(false);
    if ('value' in answer) return setCodes(answer.value.codes);
    const { title, way } = wordError(answer.error);
    setError(`${title}. ${way}`);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.admin_factor_on_title()}
      className="w-140"
      actions={
        <>
          <Button onPress={onClose}>{m.admin_cancel()}</Button>
          <Button
            variant="primary"
            type="submit"
            form="factor-form"
            isDisabled={!isComplete}
            isBusy={isBusy}
            busyLabel={m.admin_factor_busy()}
          >
            {m.admin_factor_do_on()}
          </Button>
        </>
      }
    >
      <form
        id="factor-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="flex gap-5">
          {made === null ? <Block className="size-44" /> : <QrCode text={made.uri} label={m.admin_factor_picture()} />}
          <div className="flex min-w-0 flex-1 flex-col gap-3">
            <p>{m.admin_factor_scan()}</p>
            {made === null ? null : <CopyBox text={inFours(made.secret)} label={m.admin_factor_key()} isLong />}
          </div>
        </div>
        <TextField
          label={m.admin_factor_code()}
          hint={m.admin_factor_code_hint()}
          isCode
          isMono
          autoFocus
          className="w-60"
          maxLength={12}
          value={code}
          onChange={setCode}
        />
        <TextField
          label={m.admin_factor_password()}
          type="password"
          isCode
          className="w-60"
          value={password}
          onChange={setPassword}
        />
        {error === null && unmade === null ? null : (
          <Note tone="danger" role="alert">
            {error ?? unmade}
          </Note>
        )}
      </form>
    </Dialog>
  );
}

/** One key for as long as the dialog is open: another one would not fit what the telephone has scanned. */
function useNewSecret() {
  const call = useEngineCall();
  const [made, setMade] = useState<MethodOutput<'security.newSecret'> | null>(null);
  const [unmade, setUnmade] = useState<string | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    void call('security.newSecret', {}, asking.signal).then((result) => {
      if (asking.signal.aborted) return;
      if (result.ok) setMade(result.value);
      else setUnmade(wordError(result.error).title);
    });
    return () => asking.abort();
  }, [call]);
  return { made, unmade };
}

function inFours(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
