import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminCall } from './team-data.ts';
import { CopyBox } from './team-parts.tsx';

type Revealed = MethodOutput<'credentials.reveal'>;
/** For so long a key stays on screen. */
const SHOWN_MS = 60_000;

/** Asks first, because looking is logged; then the key for a minute. */
export function RevealDialog({
  store,
  onClose,
}: {
  readonly store: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const call = useAdminCall();
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const reveal = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('credentials.reveal', { storeId: store.id });
    setBusy(false);
    if ('value' in answer) return setRevealed(answer.value);
    const { title, way } = wordError(answer.error);
    setError(`${title}. ${way}`);
  };
  if (revealed !== null) return <RevealedDialog name={store.name} revealed={revealed} onClose={onClose} />;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={m.admin_credentials_ask({ store: store.name })}
      cancelLabel={m.admin_cancel()}
      confirmLabel={m.admin_credentials_do()}
      isBusy={isBusy}
      onConfirm={() => void reveal()}
    >
      <p>{m.admin_credentials_ask_body()}</p>
      {error === null ? null : (
        <Note tone="danger" role="alert">
          {error}
        </Note>
      )}
    </ConfirmDialog>
  );
}

function RevealedDialog({
  name,
  revealed,
  onClose,
}: {
  readonly name: string;
  readonly revealed: Revealed;
  readonly onClose: () => void;
}) {
  const [endsAt] = useState(() => Date.now() + SHOWN_MS);
  const nowMs = useNow(1000);
  const seconds = Math.max(0, Math.ceil((endsAt - nowMs) / 1000));
  useEffect(() => {
    if (seconds === 0) onClose();
  }, [seconds, onClose]);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.admin_credentials_title({ store: name })}
      footStart={
        <span className="text-small text-text-3">{m.admin_credentials_hides({ seconds: String(seconds) })}</span>
      }
      actions={
        <Button autoFocus onPress={onClose}>
          {m.admin_close()}
        </Button>
      }
    >
      <p>{fromWords(revealed.from)}</p>
      {revealed.from === 'nowhere' ? null : (
        <>
          <Labelled label={m.admin_credentials_key()} text={revealed.key} />
          <Labelled label={m.admin_credentials_secret()} text={revealed.secret} />
        </>
      )}
    </Dialog>
  );
}

function Labelled({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-small font-medium text-text-2">{label}</span>
      <CopyBox text={text} label={label} />
    </div>
  );
}

function fromWords(from: Revealed['from']): string {
  switch (from) {
    case 'central':
      return m.admin_credentials_from_central();
    case 'this-computer':
      return m.admin_credentials_from_here();
    case 'nowhere':
      return m.admin_credentials_nowhere();
    default:
      return from satisfies never;
  }
}
