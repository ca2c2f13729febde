import { Database } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, type MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { summaryOf } from './central-doctor.tsx';
import { CheckList } from './check-list.tsx';
import { SetupProblem, type Examined } from './setup-problem.tsx';

/** What the database is like, and the tables: made, brought up to date, or there already. */
export function SetupSchema({
  url,
  examined: { status, checks },
  onExamined,
  onBack,
  onReady,
}: {
  readonly url: string;
  readonly examined: Examined;
  readonly onExamined: (examined: Examined) => void;
  readonly onBack: () => void;
  readonly onReady: () => void;
}) {
  const call = useEngineCall();
  const [error, setError] = useState<EngineError | null>(null);
  const [made, setMade] = useState<MethodOutput<'central.migrate'> | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isReady = status.version > 0 && status.pending.length === 0;
  const migrate = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const done = await call('central.migrate', { url, start: status.version === 0 ? 'create' : 'upgrade' });
    const again = await call('central.examine', { url });
    setBusy(false);
    if (again.ok) onExamined(again.value);
    if (done.ok) setMade(done.value);
    else setError(done.error);
  };
  const shown = checks.filter(({ name }) => name !== 'schema');
  const ill = shown.filter(({ isWell }) => !isWell).length;
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h2 className="text-title font-strong">{foundWords(status)}</h2>
        <p className="text-small text-text-2">
          <Code>{status.address}</Code>
        </p>
        {status.counts === null || !isReady ? null : <p className="text-text-2">{countWords(status.counts)}</p>}
      </div>
      {made === null || made.applied.length === 0 ? null : (
        <Note tone="success" role="status">
          {m.admin_setup_made({
            count: made.applied.length,
            figure: formatCount(made.applied.length),
            version: String(made.to),
          })}
        </Note>
      )}
      {error === null ? null : <SetupProblem error={error} />}
      <Section title={m.admin_central_doctor()} count={summaryOf(shown.length, ill)}>
        <CheckList checks={shown} />
      </Section>
      <div className="flex gap-2">
        <Button onPress={onBack} isDisabled={isBusy}>
          {m.admin_setup_back()}
        </Button>
        {isReady ? (
          <Button variant="primary" onPress={onReady}>
            {m.admin_setup_go_on()}
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={Database}
            isBusy={isBusy}
            busyLabel={m.admin_setup_making()}
            onPress={() => void migrate()}
          >
            {status.version === 0
              ? m.admin_setup_make()
              : m.admin_setup_update({ count: status.pending.length, figure: formatCount(status.pending.length) })}
          </Button>
        )}
      </div>
    </div>
  );
}

function foundWords({ version, pending }: Examined['status']): string {
  if (version === 0) return m.admin_setup_found_empty();
  return pending.length === 0
    ? m.admin_setup_found_ready({ version: String(version) })
    : m.admin_setup_found_behind({ count: pending.length, figure: formatCount(pending.length) });
}

function countWords({ organizations, people, stores }: NonNullable<Examined['status']['counts']>): string {
  const figures = (count: number) => ({ count, figure: formatCount(count) });
  return m.admin_setup_found_counts({
    organizations: m.admin_setup_organizations(figures(organizations)),
    people: m.admin_setup_people(figures(people)),
    stores: m.admin_setup_stores(figures(stores)),
  });
}
