import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatClock, formatCount, formatDay, formatDuration } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { useNow } from '../../components/texts.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { RunPane } from './run-pane.tsx';
import { foldQuiet, secondsOf, type RunFold } from './run-logic.ts';
import { RunMark } from './run-mark.tsx';
import { outcomeWords, runKindWords, runWords } from './run-words.ts';
import { ListState } from './tab-states.tsx';

const STEP_RUNS = 100;
const MOST_RUNS = 500;

/** All runs that are kept, latest first, and one of them in full. Quiet ones in a row fold into a line. */
export function RunsTab({ store }: { readonly store: Store }) {
  const [limit, setLimit] = useState(STEP_RUNS);
  const runs = useEngineQuery('sync.runs', { storeId: store.id, limit }, { keepPrevious: true });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const list = runs.data ?? [];
  const folds = foldQuiet(list);
  const open = list.find(({ id }) => id === chosenId) ?? firstOf(folds);
  return (
    <ListState
      query={runs}
      isEmpty={list.length === 0}
      failed={m.sync_runs_failed()}
      empty={{ title: m.sync_runs_none(), body: m.sync_runs_none_way() }}
    >
      <div className="flex min-h-0 flex-1">
        <nav aria-label={m.sync_runs()} className="w-78 shrink-0 overflow-auto border-e border-border wide:w-92">
          {folds.map((fold) =>
            fold.kind === 'run' ? (
              <RunRow
                key={fold.run.id}
                run={fold.run}
                isOpen={fold.run.id === open?.id}
                onOpen={() => setChosenId(fold.run.id)}
              />
            ) : (
              <QuietRuns key={fold.id} fold={fold} openId={open?.id ?? null} onOpen={setChosenId} />
            ),
          )}
          {list.length >= limit && limit < MOST_RUNS && (
            <div className="px-4 py-3">
              <Button size="small" onPress={() => setLimit(Math.min(MOST_RUNS, limit + STEP_RUNS))}>
                {m.sync_runs_older()}
              </Button>
            </div>
          )}
        </nav>
        {open && <RunPane key={open.id} run={open} />}
      </div>
    </ListState>
  );
}

/** The latest run that has something to tell; where all are quiet, the latest. */
function firstOf(folds: readonly RunFold[]): SyncRun | null {
  const told = folds.find((fold) => fold.kind === 'run');
  if (told?.kind === 'run') return told.run;
  const [first] = folds;
  return first?.kind === 'quiet' ? (first.runs[0] ?? null) : null;
}

/** A clock time for today, then the day: short enough to stand at the end of a line. */
export function useShortTime(): (iso: string) => string {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  return (iso) => {
    const isToday = new Date(iso).toDateString() === new Date(nowMs).toDateString();
    return isToday ? formatClock(iso) : `${formatDay(iso, nowMs, locale)}, ${formatClock(iso)}`;
  };
}

function RunRow({
  run,
  isOpen,
  onOpen,
  isInner = false,
}: {
  readonly run: SyncRun;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  /** Stands below the line of its fold. */
  readonly isInner?: boolean;
}) {
  const nowMs = useNow(run.outcome === 'running' ? 1000 : 60_000);
  const shortTime = useShortTime();
  return (
    <button
      type="button"
      aria-current={isOpen}
      onClick={onOpen}
      className={classes(
        'flex w-full items-start gap-3 border-b border-divider py-2 pe-4 text-start hover:bg-hover focus-visible:shadow-focus-inset',
        isInner ? 'ps-11' : 'ps-4',
        isOpen && 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]',
      )}
    >
      <RunMark outcome={run.outcome} />
      <span className="min-w-0 flex-1">
        <span className="flex gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">
            {run.outcome === 'running' ? runKindWords(run.kind) : outcomeWords(run.outcome)}
          </span>
          <time dateTime={run.startedAt} className="shrink-0 text-small text-text-3">
            {run.outcome === 'running' ? formatDuration(secondsOf(run, nowMs)) : shortTime(run.startedAt)}
          </time>
        </span>
        <span className="block text-small text-text-2">{runWords(run)}</span>
      </span>
    </button>
  );
}

function QuietRuns({
  fold: { runs },
  openId,
  onOpen,
}: {
  readonly fold: Extract<RunFold, { kind: 'quiet' }>;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
}) {
  const [isUnfolded, setUnfolded] = useState(false);
  const shortTime = useShortTime();
  const latest = runs[0];
  const oldest = runs.at(-1);
  return (
    <>
      <button
        type="button"
        aria-expanded={isUnfolded}
        onClick={() => setUnfolded(!isUnfolded)}
        className="flex w-full items-center gap-3 border-b border-divider px-4 py-2 text-start text-small text-text-2 hover:bg-hover focus-visible:shadow-focus-inset"
      >
        <Icon of={isUnfolded ? ChevronDown : ChevronRight} flips={!isUnfolded} className="text-text-3" />
        <span className="min-w-0 flex-1">
          {m.sync_runs_quiet({ count: runs.length, figure: formatCount(runs.length) })}
        </span>
        {latest && oldest && (
          <span className="shrink-0 text-text-3">
            <bdi>{shortTime(oldest.startedAt)}</bdi> – <bdi>{shortTime(latest.startedAt)}</bdi>
          </span>
        )}
      </button>
      {isUnfolded &&
        runs.map((run) => (
          <RunRow key={run.id} run={run} isOpen={run.id === openId} onOpen={() => onOpen(run.id)} isInner />
        ))}
    </>
  );
}
