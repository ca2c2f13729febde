import type { EntityName } from '../../shared/domain/entities.ts';
import { inTransaction } from '../database/database.ts';
import { labelRecord } from '../queries/record-label.ts';
import type { JournalAction, JournalItem, ProgressRow, ProgressStatus } from './journal-rows.ts';
import {
  dropProgress,
  growItem,
  insertActivity,
  insertItem,
  insertTaxonomy,
  noteQuietRun,
  saveProgress,
} from './journal-rows.ts';
import type { RunJournalDeps, Spent } from './journal-summary.ts';
import { beginning, completion, isQuiet, rowOf, statusOf } from './journal-summary.ts';
import type { AppliedFacts, PageJournal, RunJournal } from './journal-types.ts';
import type { Operation } from './operation.ts';

/** Progress is written down at most this often while a run goes on. */
const PROGRESS_EVERY_MS = 1_000;

/** Writes a line and answers its number. */
type WriteItem = (item: JournalItem) => number | bigint;

export function createRunJournal(deps: RunJournalDeps): RunJournal {
  const { db, clock, storeId, runId } = deps;
  const began = clock.monotonic();
  /** Time goes to the entity whose step ended it. */
  const spent = new Map<EntityName, Spent>();
  const unreadable = new Map<EntityName, number>();
  let mark = began;
  let writtenAt = began;

  const spend = (entity: EntityName): void => {
    const now = clock.monotonic();
    const known = spent.get(entity) ?? { ms: 0, startedAt: clock.now() };
    known.ms += now - mark;
    spent.set(entity, known);
    mark = now;
  };
  const write: WriteItem = (item) => insertItem(db, storeId, runId, item, clock.now());

  const rows = (status: ProgressStatus, completedAt: number | null): readonly ProgressRow[] => {
    const found = [...new Set([...deps.progress.keys(), ...deps.counts.keys()])].flatMap((entity) => {
      const row = rowOf(deps, entity, spent.get(entity), unreadable.get(entity) ?? 0, status, completedAt);
      return row === null ? [] : [row];
    });
    const sum = (part: (row: ProgressRow) => number): number => found.reduce((total, row) => total + part(row), 0);
    const whole: ProgressRow = {
      entity: 'all',
      total: sum((row) => Math.max(row.total, row.processed + row.failed)),
      processed: sum((row) => row.processed),
      failed: sum((row) => row.failed),
      status,
      elapsedMs: clock.monotonic() - began,
      startedAt: deps.startedAt,
      completedAt,
    };
    return [whole, ...found];
  };
  const writeProgress = (status: ProgressStatus, completedAt: number | null): void => {
    for (const row of rows(status, completedAt)) saveProgress(db, storeId, runId, row, clock.now());
  };

  return {
    page: (entity) => pageJournal(deps, entity, write, () => spend(entity), unreadable),
    read: (entity, wooId, applied) => {
      spend(entity);
      writeApplied(deps, entity, wooId, applied, null, write);
    },
    operation: (operation, result, errorCode = null) => {
      spend(operation.entity);
      const { label, wooId } = labelRecord(db, operation.entity, operation.recordId);
      write({
        entity: operation.entity,
        recordId: operation.recordId,
        wooId,
        label,
        direction: 'push',
        action: actionOf(operation),
        result,
        durationMs: operation.claimedAt === null ? null : clock.now() - operation.claimedAt,
        errorCode,
      });
    },
    removed: (entity, recordId, wooId, result) => {
      spend(entity);
      const { label } = labelRecord(db, entity, recordId, wooId);
      write({ entity, recordId, wooId, label, direction: 'pull', action: 'delete', result, durationMs: null });
    },
    tick: () => {
      const now = clock.monotonic();
      if (now - writtenAt < PROGRESS_EVERY_MS) return false;
      writtenAt = now;
      inTransaction(db, () => writeProgress('in_progress', null));
      return true;
    },
    finish: (outcome, problem, requests) => {
      const now = clock.now();
      const ended = { outcome, problem, requests, durationMs: clock.monotonic() - began, at: now };
      if (isQuiet(deps, ended)) {
        dropProgress(db, runId);
        noteQuietRun(db, completion(deps, ended, 'quiet'));
        return;
      }
      const failed = [...deps.counts.values()].some((counts) => counts.failed > 0);
      writeProgress(statusOf(outcome, failed), now);
      insertActivity(db, beginning(deps));
      insertActivity(db, completion(deps, ended, 'run'));
      const isWhole = deps.kind === 'first' || deps.kind === 'full';
      for (const [entity, counts] of deps.counts) {
        insertTaxonomy(db, storeId, runId, { entity, isWhole, counts, durationMs: spent.get(entity)?.ms ?? 0 }, now);
      }
    },
  };
}

/**
 * Records that are new in a first reading are counted, and the page is one line: 25,000 lines of "created" tell nobody
 * anything and would cost what storing the records costs. [JOURNAL2]
 */
function pageJournal(
  deps: RunJournalDeps,
  entity: EntityName,
  write: WriteItem,
  spend: () => void,
  unreadable: Map<EntityName, number>,
): PageJournal {
  const began = deps.clock.monotonic();
  let created = 0;
  let line: number | bigint | null = null;
  return {
    applied: (wooId, applied, durationMs) => {
      if (applied.outcome === 'created' && deps.kind === 'first') created += 1;
      else writeApplied(deps, entity, wooId, applied, durationMs, write);
    },
    unreadable: (wooId) => {
      unreadable.set(entity, (unreadable.get(entity) ?? 0) + 1);
      const label = wooId === null ? null : `#${wooId}`;
      write({
        entity,
        recordId: null,
        wooId,
        label,
        direction: 'pull',
        action: 'sync',
        result: 'unreadable',
        durationMs: null,
      });
    },
    stored: () => {
      spend();
      if (created === 0) return;
      const durationMs = deps.clock.monotonic() - began;
      if (line !== null) {
        growItem(deps.db, line, created, durationMs);
        return;
      }
      line = write({
        entity,
        recordId: null,
        wooId: null,
        label: null,
        direction: 'pull',
        action: 'create',
        result: 'done',
        count: created,
        durationMs,
      });
    },
  };
}

function writeApplied(
  deps: RunJournalDeps,
  entity: EntityName,
  wooId: number | null,
  { recordId, outcome, newConflicts }: AppliedFacts,
  durationMs: number | null,
  write: WriteItem,
): void {
  if (outcome === 'unchanged' && newConflicts === 0) return;
  const { label } = labelRecord(deps.db, entity, recordId, wooId);
  const line = { entity, recordId, wooId, label, direction: 'pull' as const, durationMs };
  if (outcome !== 'unchanged') write({ ...line, action: ACTION_OF_OUTCOME[outcome], result: 'done' });
  if (newConflicts > 0) write({ ...line, action: 'update', result: 'conflict' });
}

const ACTION_OF_OUTCOME = { created: 'create', updated: 'update', trashed: 'delete' } as const;

function actionOf(operation: Operation): JournalAction {
  switch (operation.kind) {
    case 'create':
    case 'note':
      return 'create';
    case 'trash':
    case 'delete':
      return 'delete';
    default:
      return 'update';
  }
}
