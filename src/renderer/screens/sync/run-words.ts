import { wordProblem } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import type { JournalItemRow } from '../../../shared/contract/triage.ts';
import { m } from '../../paraglide/messages.js';

export function runKindWords(kind: SyncRun['kind']): string {
  switch (kind) {
    case 'first':
      return m.sync_kind_first();
    case 'incremental':
      return m.sync_kind_incremental();
    case 'census':
      return m.sync_kind_census();
    case 'full':
      return m.sync_kind_full();
  }
}

export function outcomeWords(outcome: SyncRun['outcome']): string {
  switch (outcome) {
    case 'running':
      return m.sync_outcome_running();
    case 'succeeded':
      return m.sync_outcome_succeeded();
    case 'incomplete':
      return m.sync_outcome_incomplete();
    case 'failed':
      return m.sync_outcome_failed();
    case 'cancelled':
      return m.sync_outcome_cancelled();
  }
}

export function startedByWords(startedBy: SyncRun['startedBy']): string {
  switch (startedBy) {
    case 'person':
      return m.sync_by_person();
    case 'schedule':
      return m.sync_by_schedule();
    case 'startup':
      return m.sync_by_startup();
    case 'command-line':
      return m.sync_by_command_line();
  }
}

/** What a run did and why it ended as it did, in one or two sentences. */
export function runWords(run: SyncRun): string {
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

/** What an end means for the person: whether something is to be done. */
export function outcomeMeans(outcome: SyncRun['outcome']): string {
  switch (outcome) {
    case 'running':
      return m.sync_means_running();
    case 'succeeded':
      return m.sync_means_succeeded();
    case 'incomplete':
      return m.sync_means_incomplete();
    case 'failed':
      return m.sync_means_failed();
    case 'cancelled':
      return m.sync_means_cancelled();
  }
}

export function itemResultWords(result: JournalItemRow['result']): string {
  switch (result) {
    case 'done':
      return m.sync_item_done();
    case 'refused':
      return m.sync_item_refused();
    case 'conflict':
      return m.sync_item_conflict();
    case 'unknown':
      return m.sync_item_unknown();
    case 'unreadable':
      return m.sync_item_unreadable();
  }
}

/** What was done to one record, and to which side. */
export function itemWords({ direction, action }: Pick<JournalItemRow, 'direction' | 'action'>): string {
  const isPush = direction === 'push';
  switch (action) {
    case 'create':
      return isPush ? m.sync_item_created_there() : m.sync_item_created_here();
    case 'update':
      return isPush ? m.sync_item_updated_there() : m.sync_item_updated_here();
    case 'delete':
      return isPush ? m.sync_item_deleted_there() : m.sync_item_deleted_here();
    case 'sync':
      return m.sync_item_read();
  }
}

/** Which way something went that did not arrive: what it would have done was not done. */
export function directionWords(direction: JournalItemRow['direction']): string {
  return direction === 'push' ? m.sync_item_to_store() : m.sync_item_from_store();
}
