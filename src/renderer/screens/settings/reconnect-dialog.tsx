import { useState } from 'react';
import type { Store } from '../../../shared/contract/stores.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { useUnlocked } from '../../app/use-unlocked.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { wordAdvice } from '../first-run/advice-words.ts';
import { wordProbe } from '../first-run/probe-words.ts';
import { errorsOfCall, errorsOfProbes, type FieldErrors } from '../first-run/store-form.ts';
import { isReport } from '../first-run/use-connection-check.ts';

type Problem = { readonly fields: FieldErrors; readonly whole: string | null };
const NO_PROBLEM: Problem = { fields: {}, whole: null };

/** Gives a store another key; it is kept only when the check accepts it. Changes that wait are not touched. */
export function ReconnectDialog({
  store,
  isOpen,
  onClose,
}: {
  readonly store: Store;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const [key, setKey] = useState({ consumerKey: '', consumerSecret: '' });
  const [problem, setProblem] = useState(NO_PROBLEM);
  const [isBusy, setBusy] = useState(false);
  const isFilled = key.consumerKey.trim() !== '' && key.consumerSecret.trim() !== '';
  const change = (changes: Partial<typeof key>): void => {
    setKey({ ...key, ...changes });
    setProblem(NO_PROBLEM);
  };
  const close = (): void => {
    setKey({ consumerKey: '', consumerSecret: '' });
    setProblem(NO_PROBLEM);
    onClose();
  };
  const reconnect = async (): Promise<void> => {
    setBusy(true);
    setProblem(NO_PROBLEM);
    const result = await unlocked(() => call('stores.reconnect', { id: store.id, ...key }));
    setBusy(false);
    if (!result.ok) return setProblem(problemOf(result.error));
    close();
    showToast({ text: m.settings_key_kept({ name: store.name }) });
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      isDismissable={!isBusy}
      title={m.settings_key_question({ name: store.name })}
      actions={
        <>
          <Button onPress={close} isDisabled={isBusy}>
            {m.common_cancel()}
          </Button>
          <Button
            variant="primary"
            isDisabled={!isFilled}
            isBusy={isBusy}
            busyLabel={m.first_check_running()}
            onPress={() => void reconnect()}
          >
            {m.settings_key_check()}
          </Button>
        </>
      }
    >
      <p>{m.settings_key_body()}</p>
      <TextField
        label={m.first_key()}
        value={key.consumerKey}
        onChange={(consumerKey) => change({ consumerKey })}
        isCode
        isMono
        autoFocus
        placeholder="ck_"
        error={problem.fields.consumerKey ?? null}
      />
      <TextField
        label={m.first_secret()}
        value={key.consumerSecret}
        onChange={(consumerSecret) => change({ consumerSecret })}
        type="password"
        isCode
        isMono
        placeholder="cs_"
        hint={m.first_secret_hint()}
        error={problem.fields.consumerSecret ?? null}
      />
      {problem.whole ? (
        <Note tone="danger" role="alert">
          {problem.whole}
        </Note>
      ) : null}
    </Dialog>
  );
}

/** What the check found wrong: under the key where it is about the key, else the failed step and its advice. */
function problemOf(error: EngineError): Problem {
  if (error.type !== 'StoreRefusedCheck' || !isReport(error.report)) return errorsOfCall(error);
  const { probes } = error.report;
  const fields = errorsOfProbes(probes);
  if (fields.consumerKey ?? fields.consumerSecret) return { fields, whole: null };
  const failed = probes.find(({ outcome }) => outcome === 'failed');
  const advice = failed?.advice ? wordAdvice(failed.advice) : m.errors_store_refused_check_way();
  return { fields: {}, whole: failed ? `${wordProbe(failed.name, 'failed')}. ${advice}` : advice };
}
