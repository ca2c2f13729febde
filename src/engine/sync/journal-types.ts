import type { EntityName } from '../../shared/domain/entities.ts';
import type { JournalResult } from './journal-rows.ts';
import type { Operation } from './operation.ts';
import type { RunProblem } from './sync-report.ts';

export type RunOutcome = 'succeeded' | 'incomplete' | 'failed' | 'cancelled';

/** What became of one document of a page. */
export type AppliedFacts = {
  readonly recordId: string;
  readonly outcome: 'created' | 'updated' | 'trashed' | 'unchanged';
  readonly newConflicts: number;
};

/** What one page of records did, written in the transactions that store it. */
export interface PageJournal {
  readonly applied: (wooId: number | null, applied: AppliedFacts, durationMs: number) => void;
  /** The record could not be stored and is fetched by itself later. */
  readonly unreadable: (wooId: number | null) => void;
  /** Writes the line of a page's new records, or brings it up to date. Call it last in each transaction. */
  readonly stored: () => void;
}

/** The journal of one run. Its lines are written in the transactions that did what they tell. [JOURNAL1] */
export interface RunJournal {
  readonly page: (entity: EntityName) => PageJournal;
  /** What one document that was read by itself did. */
  readonly read: (entity: EntityName, wooId: number, applied: AppliedFacts) => void;
  /** What became of an operation. The label is read now, so call it before a record is removed. */
  readonly operation: (operation: Operation, result: JournalResult, errorCode?: string | null) => void;
  /** A record that the store no longer has. Call it before the record is removed. */
  readonly removed: (entity: EntityName, recordId: string, wooId: number, result: 'done' | 'conflict') => void;
  /** After a committed step: writes the progress when it is time. Answers whether it did. */
  readonly tick: () => boolean;
  /** The run is over; in the transaction that ends it. */
  readonly finish: (outcome: RunOutcome, problem: RunProblem | null, requests: number) => void;
}
