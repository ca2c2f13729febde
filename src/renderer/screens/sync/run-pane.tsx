import type { ReactNode } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { wordProblem } from '../../app/error-words.ts';
import { formatCount, formatDuration, formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Note } from '../../components/note.tsx';
import { useNow } from '../../components/texts.tsx';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import { isEntityName } from '../../../shared/domain/entities.ts';
import { m } from '../../paraglide/messages.js';
import { deedsOf, secondsOf, type EntityDeed } from './run-logic.ts';
import { RunItems } from './run-items.tsx';
import { RunMark } from './run-mark.tsx';
import { outcomeMeans, outcomeWords, runKindWords, startedByWords } from './run-words.ts';

/** How far back the journal is read to find a run's own line. */
const JOURNAL_ROWS = 1000;

/** One run in full: how it ended and what that means, its cost, what it did to each kind of records, and each record. */
export function RunPane({ run }: { readonly run: SyncRun }) {
  const locale = useLocale();
  const nowMs = useNow(1000);
  const problem = wordProblem(run.problem);
  const seconds = secondsOf(run, nowMs);
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-4 overflow-auto px-6 py-4">
      <header className="flex items-start gap-3">
        <RunMark outcome={run.outcome} />
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-strong">{outcomeWords(run.outcome)}</h2>
          <p className="text-text-2">{outcomeMeans(run.outcome)}</p>
        </div>
      </header>
      {problem && (
        <Note tone={run.outcome === 'failed' ? 'danger' : 'warning'}>
          <span className="font-strong">{problem.title}.</span> {problem.way}
          {problem.detail && (
            <p className="text-text-2">
              <bdi dir="ltr" className="selectable">
                {problem.detail}
              </bdi>
            </p>
          )}
        </Note>
      )}
      <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        <Fact label={m.sync_run_what()}>{`${runKindWords(run.kind)}, ${startedByWords(run.startedBy)}`}</Fact>
        <Fact label={m.sync_run_began()}>{formatMoment(run.startedAt, locale)}</Fact>
        <Fact label={m.sync_run_took()}>{seconds < 1 ? m.sync_run_under_second() : formatDuration(seconds)}</Fact>
        <Fact label={m.sync_run_cost()}>
          {m.sync_requests({ count: run.requests, figure: formatCount(run.requests) })}
        </Fact>
      </dl>
      <Deeds run={run} />
      <RunItems runId={run.id} />
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text-2">{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Counts per kind of records, from the journal; where it no longer reaches, those of the run as a whole. */
function Deeds({ run }: { readonly run: SyncRun }) {
  const journal = useEngineQuery('journal.activity', {
    storeId: run.storeId,
    action: 'sync_complete',
    hideQuiet: true,
    limit: JOURNAL_ROWS,
  });
  const own = journal.data?.rows.find(({ runId }) => runId === run.id);
  const deeds = deedsOf(own?.entities ?? {});
  const whole: EntityDeed = {
    entity: '',
    fetched: run.fetched,
    changed: run.created + run.updated,
    removed: run.deleted,
    sent: run.pushed,
    refused: run.failed,
  };
  if (deeds.length === 0 && isNothing(whole)) return null;
  const heads = [
    m.sync_run_head_read(),
    m.sync_run_head_changed(),
    m.sync_run_head_removed(),
    m.sync_run_head_sent(),
    m.sync_run_head_refused(),
  ];
  return (
    <table className="w-full max-w-160 border-collapse">
      <caption className="sr-only">{m.sync_run_did_what()}</caption>
      <thead>
        <tr className="border-b border-border text-small text-text-2">
          <th scope="col" className="h-row-head text-start font-medium">
            {m.sync_what()}
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="figures px-2 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {deeds.map((deed) => (
          <DeedRow key={deed.entity} deed={deed} />
        ))}
        {deeds.length !== 1 && <DeedRow deed={whole} isWhole />}
      </tbody>
    </table>
  );
}

function isNothing({ fetched, changed, removed, sent, refused }: EntityDeed): boolean {
  return fetched + changed + removed + sent + refused === 0;
}

function DeedRow({ deed, isWhole = false }: { readonly deed: EntityDeed; readonly isWhole?: boolean }) {
  const words = isEntityName(deed.entity) ? wordEntity(deed.entity) : deed.entity;
  const figures = [deed.fetched, deed.changed, deed.removed, deed.sent, deed.refused];
  return (
    <tr className={isWhole ? 'font-medium' : 'border-b border-divider'}>
      <th scope="row" className="h-8 text-start font-medium">
        {isWhole ? m.sync_run_total() : words}
      </th>
      {figures.map((figure, at) => (
        <td key={at} className={figure === 0 ? 'figures px-2 text-text-3' : 'figures px-2'}>
          {figure === 0 ? '–' : formatCount(figure)}
        </td>
      ))}
    </tr>
  );
}
