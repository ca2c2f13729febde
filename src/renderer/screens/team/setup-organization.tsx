import { useState } from 'react';
import { useEngineCall, type MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { SetupProblem } from './setup-problem.tsx';

/** An organization with its first administrator. */
export function SetupOrganization({
  url,
  organizations,
  onBack,
  onMade,
}: {
  readonly url: string;
  /** Names of those that are there already. */
  readonly organizations: readonly string[];
  readonly onBack: () => void;
  readonly onMade: (made: MethodOutput<'central.firstOrganization'>) => void;
}) {
  const call = useEngineCall();
  const [organization, setOrganization] = useState('');
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [reach, setReach] = useState('');
  const [error, setError] = useState<EngineError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isComplete = organization.trim() !== '' && email.trim() !== '';
  const submit = async (): Promise<void> => {
    if (!isComplete || isBusy) return;
    setBusy(true);
    setError(null);
    const answer = await call('central.firstOrganization', { url, organization, email, name, reach });
    setBusy(false);
    if (answer.ok) onMade(answer.value);
    else setError(answer.error);
  };
  const hasOthers = organizations.length > 0;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div>
        <h2 className="text-title font-strong">{hasOthers ? m.admin_setup_org_more() : m.admin_setup_org_title()}</h2>
        {hasOthers ? (
          <p className="text-small text-text-2">{m.admin_setup_org_there({ names: organizations.join(', ') })}</p>
        ) : null}
      </div>
      <TextField
        label={m.admin_setup_org_name()}
        autoFocus
        maxLength={255}
        value={organization}
        onChange={setOrganization}
      />
      <TextField
        label={m.admin_setup_org_email()}
        type="email"
        isCode
        maxLength={320}
        value={email}
        onChange={setEmail}
      />
      <TextField label={m.admin_setup_org_person()} maxLength={100} value={name} onChange={setName} />
      <TextField
        label={m.admin_setup_org_reach()}
        hint={m.admin_setup_org_reach_hint()}
        isCode
        maxLength={300}
        value={reach}
        onChange={setReach}
      />
      {error === null ? null : <SetupProblem error={error} />}
      <div className="flex gap-2">
        <Button onPress={onBack} isDisabled={isBusy}>
          {m.admin_setup_back()}
        </Button>
        <Button
          variant="primary"
          type="submit"
          isDisabled={!isComplete}
          isBusy={isBusy}
          busyLabel={m.admin_invite_busy()}
        >
          {m.admin_setup_org_do()}
        </Button>
      </div>
    </form>
  );
}
