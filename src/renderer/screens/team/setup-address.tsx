import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { Button } from '../../components/button.tsx';
import { Code } from '../../components/texts.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { SetupProblem, type Examined } from './setup-problem.tsx';

/** Asks for the owner's address and looks at the database. Nothing is changed. */
export function SetupAddress({
  url,
  onUrl,
  onExamined,
}: {
  readonly url: string;
  readonly onUrl: (url: string) => void;
  readonly onExamined: (examined: Examined) => void;
}) {
  const call = useEngineCall();
  const [error, setError] = useState<EngineError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const examine = async (): Promise<void> => {
    if (url.trim() === '' || isBusy) return;
    setBusy(true);
    setError(null);
    const answer = await call('central.examine', { url: url.trim() });
    setBusy(false);
    if (answer.ok) onExamined(answer.value);
    else setError(answer.error);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void examine();
      }}
    >
      <h2 className="text-title font-strong">{m.admin_setup_address_title()}</h2>
      <p className="text-text-2">{m.admin_setup_address_body()}</p>
      <TextField
        label={m.admin_setup_url()}
        hint={<Code>{m.admin_setup_url_hint()}</Code>}
        type="password"
        isCode
        autoFocus
        maxLength={4000}
        value={url}
        onChange={(value) => {
          onUrl(value);
          setError(null);
        }}
      />
      {error === null ? null : <SetupProblem error={error} />}
      <Button
        variant="primary"
        type="submit"
        className="self-start"
        isDisabled={url.trim() === ''}
        isBusy={isBusy}
        busyLabel={m.admin_setup_checking()}
      >
        {m.admin_setup_check()}
      </Button>
    </form>
  );
}
