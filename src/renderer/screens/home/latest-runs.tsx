import { Ban, CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Ring } from '../../components/progress.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { outcomeWords, runKindWords } from '../sync/run-words.ts';
import { HomeList, HomeRow } from './home-list.tsx';
import { foldRuns, type RunGroup } from './run-groups.ts';

const ROOM = { short: 5, tall: 8 };
const RUNS_TO_LOOK_AT = 100;

const LOOKS: Readonly<Record<Exclude<SyncRun['outcome'], 'running'>, readonly [IconShape, string]>> = {
  succeeded: [CircleCheck, 'text-success'],
  incomplete: [CircleAlert, 'text-warning'],
  failed: [CircleX, 'text-danger'],
  cancelled: [Ban, 'text-text-3'],
};

/** What the sync did lately. Checks that ended alike and moved nothing, one after another, are one line. */
export function LatestRuns({ storeId }: { readonly storeId: string | null }) {
  const answer = useEngineQuery('sync.runs', { storeId, limit: RUNS_TO_LOOK_AT });
  return (
    <HomeList
      title={m.home_runs()}
      answer={answer}
      empty={m.home_runs_none()}
      room={ROOM}
      onAll={() => navigate('sync', storeId === null ? {} : { store: storeId })}
      rowsOf={(runs) => foldRuns(runs).map((group) => <RunLine key={group.run.id} group={group} />)}
    />
  );
}

function RunLine({ group: { run, checks } }: { readonly group: RunGroup }) {
  const look = run.outcome === 'running' ? null : LOOKS[run.outcome];
  return (
    <HomeRow onPress={() => navigate('sync', { store: run.storeId })}>
      {look ? (
        <span
          role="img"
          aria-label={outcomeWords(run.outcome)}
          data-tip={outcomeWords(run.outcome)}
          className={look[1]}
        >
          <Icon of={look[0]} size={14} />
        </span>
      ) : (
        <Ring share={null} />
      )}
      <span className="min-w-0 flex-1">{checks > 0 ? wordChecks(run.outcome, checks) : wordRun(run)}</span>
      <RelativeTime iso={run.startedAt} isShort className="shrink-0 text-small text-text-3" />
    </HomeRow>
  );
}

function wordChecks(outcome: SyncRun['outcome'], count: number): string {
  const input = { count, figure: formatCount(count) };
  switch (outcome) {
    case 'succeeded':
      return m.home_runs_quiet(input);
    case 'incomplete':
      return m.home_runs_incomplete(input);
    case 'failed':
      return m.home_runs_failed(input);
    case 'cancelled':
      return m.home_runs_cancelled(input);
    case 'running':
      return outcomeWords(outcome);
    default:
      return outcome satisfies never;
  }
}

function wordRun(run: SyncRun): string {
  const changes = run.created + run.updated + run.deleted;
  const parts = [
    runKindWords(run.kind),
    ...(changes === 0 ? [] : [m.sync_run_changes({ count: changes, figure: formatCount(changes) })]),
    ...(run.pushed === 0 ? [] : [m.sync_run_sent({ count: run.pushed, figure: formatCount(run.pushed) })]),
    ...(run.failed === 0 ? [] : [m.sync_run_refused({ count: run.failed, figure: formatCount(run.failed) })]),
  ];
  return parts.join(', ');
}
