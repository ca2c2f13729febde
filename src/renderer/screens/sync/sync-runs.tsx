import { Ban, CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { wordProblem } from '../../app/error-words.ts';
import { formatClock, formatCount, formatDay, formatDuration, formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { LinkButton } from '../../components/button.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { Ring } from '../../components/progress.tsx';
import { useNow } from '../../components/texts.tsx';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { outcomeWords, runKindWords, startedByWords } from './run-words.ts';

const SHORT = 8;
const LOOKS: Readonly<Record<Exclude<SyncRun['outcome'], 'running'>, readonly [IconShape, string]>> = {
  succeeded: [CircleCheck, 'text-success'],
  incomplete: [CircleAlert, 'text-warning'],
  failed: [CircleX, 'text-danger'],
  cancelled: [Ban, 'text-text-3'],
};

/** The last runs in words, newest first. */
export function SyncRuns({ storeId }: { readonly storeId: string }) {
  const runs = useEngineQuery('sync.runs', { storeId, limit: 50 });
  const [isAll, setAll] = useState(false);
  const list = runs.data ?? [];
  const shown = isAll ? list : list.slice(0, SHORT);
  return (
    <Section
      title={m.sync_runs()}
      aside={
        list.length > SHORT ? (
          <LinkButton onPress={() => setAll(!isAll)} className="text-small">
            {isAll ? m.sync_runs_fewer() : m.sync_runs_all()}
          </LinkButton>
        ) : undefined
      }
    >
      {runs.isError && <p className="text-small text-danger-text">{m.sync_runs_failed()}</p>}
      {runs.data?.length === 0 && <p className="text-small text-text-2">{m.sync_runs_none()}</p>}
      <ol className="flex flex-col">
        {shown.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ol>
    </Section>
  );
}

function RunLine({ run }: { readonly run: SyncRun }) {
  const locale = useLocale();
  const nowMs = useNow(10_000);
  const isToday = nowMs - Date.parse(run.startedAt) < 20 * 3_600_000;
  const look = run.outcome === 'running' ? null : LOOKS[run.outcome];
  const title = run.outcome === 'running' ? runKindWords(run.kind) : outcomeWords(run.outcome);
  return (
    <li className="flex items-start gap-3 border-t border-divider py-2 first:border-t-0">
      <span className="mt-0.5 flex size-4 items-center justify-center">
        {look ? <Icon of={look[0]} className={look[1]} /> : <Ring share={null} />}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-small text-text-2">{runWords(run)}</p>
      </div>
      <time
        dateTime={run.startedAt}
        data-tip={formatMoment(run.startedAt, locale)}
        className="shrink-0 text-small text-text-3"
      >
        {run.outcome === 'running'
          ? formatDuration((nowMs - Date.parse(run.startedAt)) / 1000)
          : isToday
            ? formatClock(run.startedAt)
            : formatDay(run.startedAt, nowMs, locale)}
      </time>
    </li>
  );
}

/** What a run did and why it ended as it did, in one or two sentences. */
function runWords(run: SyncRun): string {
  const by = startedByWords(run.startedBy);
  if (run.outcome === 'running') return m.sync_run_running({ by });
  const kind = runKindWords(run.kind);
  const changes = run.created + run.updated + run.deleted;
  const parts = [
    ...(changes === 0 ? [] : [m.sync_run_changes({ count: changes, figure: formatCount(changes) })]),
    ...(run.pushed === 0 ? [] : [m.sync_run_sent({ count: run.pushed, figure: formatCount(run.pushed) })]),
    ...(run.failed === 0 ? [] : [m.sync_run_refused({ count: run.failed, figure: formatCount(run.failed) })]),
  ];
  const did =
    parts.length === 0 ? m.sync_run_nothing({ kind, by }) : m.sync_run_did({ kind, by, what: parts.join(', ') });
  const problem = wordProblem(run.problem);
  if (problem) return `${did} ${problem.title}.`;
  return run.outcome === 'cancelled' ? `${did} ${m.sync_run_nothing_lost()}` : did;
}
