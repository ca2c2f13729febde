import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { AdoptedStoreView } from '../../../shared/contract/rescue-file.ts';
import { m } from '../../paraglide/messages.js';
import { adoptedWords, waitWords } from './unsent-words.ts';

const MIN_LENGTH = 8;

export function SaveDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useEngineCall();
  const [warning, setWarning] = useState<string | null>(null);
  async function save(path: string, passphrase: string): Promise<EngineError | null> {
    const saved = await call('unsent.export', { path, passphrase });
    if (!saved.ok) return saved.error;
    const { written, changes, noted } = saved.value;
    if (!written) showToast({ text: m.settings_unsent_nothing() });
    else showToast({ text: m.settings_unsent_saved({ count: changes, figure: formatCount(changes) }) });
    if (written && !noted) setWarning(m.settings_unsent_not_noted());
    else onClose();
    return null;
  }
  if (warning !== null) {
    return (
      <Answered title={m.settings_unsent_save()} onClose={onClose}>
        <Note tone="warning" role="alert">
          {warning}
        </Note>
      </Answered>
    );
  }
  return (
    <FileDialog
      title={m.settings_unsent_save()}
      doLabel={m.settings_unsent_save_do()}
      minLength={MIN_LENGTH}
      passphraseHint={m.settings_unsent_passphrase_hint()}
      onClose={onClose}
      onSubmit={save}
    />
  );
}

export function AdoptDialog({ onClose }: { readonly onClose: () => void }) {
  const call = useEngineCall();
  const queries = useQueryClient();
  const [stores, setStores] = useState<readonly AdoptedStoreView[] | null>(null);
  async function adopt(path: string, passphrase: string): Promise<EngineError | null> {
    const adopted = await call('unsent.adopt', { path, passphrase });
    if (!adopted.ok) return adopted.error;
    setStores(adopted.value.stores);
    void queries.invalidateQueries({ queryKey: ['unsent.waiting'] });
    return null;
  }
  if (stores !== null) {
    return (
      <Answered title={m.settings_unsent_adopt()} onClose={onClose}>
        {stores.map((store) => (
          <div key={store.url}>
            <p>{adoptedWords(store)}</p>
            <ul className="list-disc ps-5">
              {store.waiting.map(({ reason, changes }) => (
                <li key={reason}>
                  {formatCount(changes)}: {waitWords(reason)}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </Answered>
    );
  }
  return (
    <FileDialog
      title={m.settings_unsent_adopt()}
      doLabel={m.settings_unsent_adopt_do()}
      minLength={1}
      onClose={onClose}
      onSubmit={adopt}
    />
  );
}

function Answered({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <Button autoFocus onPress={onClose}>
          {m.common_close()}
        </Button>
      }
    >
      {children}
    </Dialog>
  );
}

/** Asks for a file and its passphrase; what is wrong with them is said in place, and both stay as typed. */
function FileDialog({
  title,
  doLabel,
  minLength,
  passphraseHint,
  onClose,
  onSubmit,
}: {
  readonly title: string;
  readonly doLabel: string;
  readonly minLength: number;
  readonly passphraseHint?: string;
  readonly onClose: () => void;
  readonly onSubmit: (path: string, passphrase: string) => Promise<EngineError | null>;
}) {
  const [path, setPath] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<EngineError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isComplete = path.trim() !== '' && passphrase.length >= minLength;
  async function submit(): Promise<void> {
    if (!isComplete || isBusy) return;
    setBusy(true);
    setError(null);
    const failed = await onSubmit(path.trim(), passphrase);
    setBusy(false);
    setError(failed);
  }
  const words = error === null ? null : wordError(error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={!isBusy}
      title={title}
      actions={
        <>
          <Button onPress={onClose} isDisabled={isBusy}>
            {m.common_cancel()}
          </Button>
          <Button variant="primary" isBusy={isBusy} isDisabled={!isComplete} onPress={() => void submit()}>
            {doLabel}
          </Button>
        </>
      }
    >
      <TextField
        label={m.settings_unsent_path()}
        hint={m.settings_unsent_path_hint()}
        value={path}
        onChange={setPath}
        isCode
        isMono
        autoFocus
      />
      <TextField
        label={m.settings_unsent_passphrase()}
        {...(passphraseHint === undefined ? {} : { hint: passphraseHint })}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void submit();
        }}
      />
      {words && (
        <Note tone="danger" role="alert">
          {words.title}. {words.way}
          {words.detail !== undefined && <Code className="block break-all">{words.detail}</Code>}
        </Note>
      )}
    </Dialog>
  );
}
