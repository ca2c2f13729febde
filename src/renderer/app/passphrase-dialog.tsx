import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { m } from '../paraglide/messages.js';
import { usePassphraseQuestion, type PassphraseQuestion } from '../state/passphrase.ts';
import { putAnswer, useEngineCall } from './engine-client.tsx';
import { wordError } from './error-words.ts';

const MIN_LENGTH = 8;

/** Asks for the passphrase that guards the stores' keys where this computer has no keyring. */
export function PassphraseDialog() {
  const { question } = usePassphraseQuestion();
  return question ? <Ask key={question.kind} question={question} /> : null;
}

function Ask({ question }: { readonly question: PassphraseQuestion }) {
  const call = useEngineCall();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [repeated, setRepeated] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isNew = question.kind === 'choose';
  const isComplete = isNew ? typed.length >= MIN_LENGTH && repeated === typed : typed !== '';
  const use = async (): Promise<void> => {
    setBusy(true);
    const result = await call('secrets.usePassphrase', { passphrase: typed });
    setBusy(false);
    if (!result.ok) {
      const { title, way } = wordError(result.error);
      return setError(`${title}. ${way}`);
    }
    putAnswer(queries, 'secrets.status', {}, result.value);
    question.answer(true);
  };
  return (
    <Dialog
      isOpen
      onClose={() => question.answer(false)}
      isDismissable={!isBusy}
      title={isNew ? m.shell_passphrase_choose() : m.shell_passphrase_enter()}
      actions={
        <>
          <Button onPress={() => question.answer(false)} isDisabled={isBusy}>
            {m.common_cancel()}
          </Button>
          <Button
            type="submit"
            form="passphrase"
            variant="primary"
            isDisabled={!isComplete}
            isBusy={isBusy}
            busyLabel={m.shell_passphrase_opening()}
          >
            {isNew ? m.shell_passphrase_use() : m.shell_passphrase_unlock()}
          </Button>
        </>
      }
    >
      <p>{isNew ? m.shell_passphrase_choose_body() : m.shell_passphrase_enter_body()}</p>
      <form
        id="passphrase"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !isBusy) void use();
        }}
      >
        <TextField
          label={m.shell_passphrase()}
          type="password"
          value={typed}
          maxLength={1000}
          autoFocus
          onChange={(value) => {
            setTyped(value);
            setError(null);
          }}
          error={error}
          {...(isNew ? { hint: m.shell_passphrase_hint() } : {})}
        />
        {isNew ? (
          <TextField
            label={m.shell_passphrase_repeat()}
            type="password"
            value={repeated}
            maxLength={1000}
            onChange={setRepeated}
            error={repeated !== '' && !typed.startsWith(repeated) ? m.shell_passphrase_differs() : null}
          />
        ) : null}
      </form>
    </Dialog>
  );
}
