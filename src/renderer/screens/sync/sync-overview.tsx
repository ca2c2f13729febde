import { Info, ListChecks, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { wordProblem } from '../../app/error-words.ts';
import { formatClock, formatCount, formatDuration } from '../../app/formats.ts';
import { navigate, replaceParams } from '../../app/routes.ts';
import { wordAsOf } from '../../app/store-team-words.ts';
import { faceOf } from '../../app/sync-face.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Note } from '../../components/note.tsx';
import { ProgressBar, Ring } from '../../components/progress.tsx';
import { SyncChip, wordChip } from '../../components/sync-chip.tsx';
import { RelativeTime, useNow } from '../../components/texts.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { SyncStatus } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { PreviewDialog } from './preview-dialog.tsx';
import { SyncLoad } from './sync-load.tsx';
import { SyncRuns } from './sync-runs.tsx';
import { startedByWords, runKindWords } from './run-words.ts';
import { SyncTable } from './sync-table.tsx';
import { SyncTeam } from './sync-team.tsx';
import { WatchOnly } from './watch-only.tsx';

export function SyncOverview({ store, status }: { readonly store: Store; readonly status: SyncStatus }) {
  return (
    <div className="@container flex min-h-0 flex-1 flex-col overflow-auto">
      <div className="flex min-h-full flex-1 flex-col @min-[860px]:flex-row">
        <div className="flex min-w-0 flex-1 flex-col gap-4 p-6">
          {status.recovered && (
            <Note tone="info" icon={RotateCcw}>
              {m.sync_recovered()}
            </Note>
          )}
          <Problem status={status} />
          {status.run ? (
            <RunHeadline status={status} run={status.run} />
          ) : (
            <RestHeadline store={store} status={status} />
          )}
          {status.mode === 'watch' && <WatchOnly store={store} waiting={status.counters.waiting} />}
          <SyncTable entities={status.entities} isPaused={status.state === 'paused'} />
          <Counters counters={status.counters} isRunning={status.run !== null} />
        </div>
        <aside
          aria-label={m.sync_side()}
          className="flex shrink-0 flex-col gap-4 border-t border-border p-4 @min-[860px]:w-91 @min-[860px]:border-s @min-[860px]:border-t-0"
        >
          {status.team && <SyncTeam store={store} team={status.team} waiting={status.counters.waiting} />}
          <SyncLoad store={store} cadence={status.cadence} />
          <SyncRuns storeId={store.id} />
        </aside>
      </div>
    </div>
  );
}

function Problem({ status }: { readonly status: SyncStatus }) {
  const words = wordProblem(status.problem);
  if (!words) return null;
  return (
    <Note tone={status.state === 'offline' ? 'offline' : 'warning'}>
      <span className="font-strong">{words.title}.</span> {words.way}
    </Note>
  );
}

function RunHeadline({ status, run }: { readonly status: SyncStatus; readonly run: NonNullable<SyncStatus['run']> }) {
  const runs = useEngineQuery('sync.runs', { storeId: status.storeId, limit: 50 }).data;
  const startedBy = runs?.find(({ id }) => id === run.id)?.startedBy ?? null;
  const share = run.total ? Math.min(1, run.processed / run.total) : null;
  const processed = formatCount(run.processed);
  const line =
    run.total === null
      ? m.sync_run_so_far({ kind: runKindWords(run.kind), done: processed })
      : m.sync_run_of({ kind: runKindWords(run.kind), done: processed, total: formatCount(run.total) });
  const facts = [
    ...(run.itemsPerMinute === null ? [] : [m.sync_rate({ count: formatCount(Math.round(run.itemsPerMinute)) })]),
    m.sync_requests({ count: run.requests, figure: formatCount(run.requests) }),
  ];
  const hasProducts = status.entities.some(({ entity, state }) => entity === 'products' && state === 'complete');
  return (
    <section aria-label={m.sync_progress()} className="flex flex-col gap-2">
      <p className="flex items-center gap-2 font-medium text-accent-text">
        <Ring share={share} />
        <span role="status">{line}</span>
      </p>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
        <h2 className="flex-1 text-figure font-strong whitespace-nowrap">
          {run.etaSeconds === null ? m.sync_counting() : m.sync_left({ duration: formatDuration(run.etaSeconds) })}
        </h2>
        <p className="text-end text-small text-text-2">
          {m.sync_started({ time: formatClock(run.startedAt) })} {startedBy === null ? null : startedByWords(startedBy)}
          <br />
          {facts.join(', ')}
        </p>
      </div>
      <ProgressBar label={line} value={run.processed} total={run.total} isWhole />
      {run.kind === 'first' && (
        <Note tone="neutral" icon={Info}>
          {hasProducts ? m.sync_first_products_here() : m.sync_first_goes_on()}
        </Note>
      )}
    </section>
  );
}

function RestHeadline({ store, status }: { readonly store: Store; readonly status: SyncStatus }) {
  const [isPreviewing, setPreviewing] = useState(false);
  const face = faceOf(status, true);
  return (
    <section aria-label={m.sync_progress()} className="flex flex-wrap items-end gap-x-4 gap-y-1">
      <div className="min-w-0 flex-1">
        <SyncChip face={face} className="sr-only" />
        <h2 className={classes('text-figure font-strong', face.face === 'up-to-date' && 'text-success-text')}>
          {wordChip(face)}
        </h2>
      </div>
      <p className="text-end text-small text-text-2">
        {status.team?.role === 'follower' ? (
          <>
            {wordAsOf(status.team)}{' '}
            {status.team.read === null ? null : <RelativeTime iso={status.team.read.at} isFresh />}
          </>
        ) : status.lastCheckAt === null ? (
          m.sync_never_checked()
        ) : (
          <>
            {m.sync_last_check()} <RelativeTime iso={status.lastCheckAt} isFresh />
          </>
        )}
        <br />
        {status.nextCheckAt !== null && status.state !== 'paused' && <NextCheck iso={status.nextCheckAt} />}
      </p>
      <Button icon={ListChecks} onPress={() => setPreviewing(true)}>
        {m.sync_preview()}
      </Button>
      <PreviewDialog
        store={store}
        isWatched={status.mode === 'watch'}
        isOpen={isPreviewing}
        onClose={() => setPreviewing(false)}
      />
    </section>
  );
}

function NextCheck({ iso }: { readonly iso: string }) {
  const nowMs = useNow(1000);
  const seconds = Math.max(0, Math.round((Date.parse(iso) - nowMs) / 1000));
  return <>{seconds < 5 ? m.sync_next_check_soon() : m.sync_next_check({ duration: formatDuration(seconds) })}</>;
}

/** Three counters, never merged; a zero is said in grey, never in green. */
function Counters({ counters, isRunning }: { readonly counters: SyncStatus['counters']; readonly isRunning: boolean }) {
  const cells = [
    {
      tab: 'pending',
      count: counters.waiting,
      words: m.sync_counter_waiting({ count: counters.waiting }),
      detail: counters.waiting === 0 ? m.sync_counter_waiting_none() : m.sync_counter_waiting_some(),
      ink: 'text-mine-text',
    },
    {
      tab: '',
      count: counters.notUpToDate,
      words: m.sync_counter_behind(),
      detail:
        counters.notUpToDate === 0
          ? m.sync_counter_behind_none()
          : isRunning
            ? m.sync_counter_behind_falls()
            : m.sync_counter_behind_some(),
      // While a run works on it, it is progress and no warning.
      ink: isRunning ? 'text-text' : 'text-warning-text',
    },
    {
      tab: 'conflicts',
      count: counters.decisions,
      words: m.sync_counter_decisions({ count: counters.decisions }),
      detail: counters.decisions === 0 ? m.sync_counter_decisions_none() : m.sync_counter_decisions_some(),
      ink: 'text-conflict-text',
    },
    ...(counters.refused === 0
      ? []
      : [
          {
            tab: 'triage',
            count: counters.refused,
            words: m.sync_counter_refused(),
            detail: m.sync_counter_refused_some(),
            ink: 'text-danger-text',
          },
        ]),
  ];
  return (
    <ul
      aria-label={m.sync_counters()}
      className="grid auto-cols-fr grid-flow-col divide-x divide-border rounded-r3 border border-border"
    >
      {cells.map((cell) => (
        <li key={cell.words} className="min-w-0 px-4 py-2.5">
          <p className={classes('flex flex-wrap items-baseline gap-x-2', cell.count > 0 ? cell.ink : 'text-text-2')}>
            <span className="text-page font-strong">{formatCount(cell.count)}</span>
            <span className="font-medium">{cell.words}</span>
          </p>
          {cell.tab !== '' && cell.count > 0 ? (
            <button
              type="button"
              onClick={() => (cell.tab === 'triage' ? navigate('triage') : replaceParams({ tab: cell.tab }))}
              className="rounded-r1 text-start text-small font-medium text-accent-text hover:underline"
            >
              {cell.detail}
            </button>
          ) : (
            <p className="text-small text-text-2">{cell.detail}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
