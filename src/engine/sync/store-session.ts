import type { EntityName } from '../../shared/domain/entities.ts';
import { LISTED_ENTITIES, TABLE_OF } from '../../shared/domain/entities.ts';
import type { RunContext } from './run-context.ts';
import type { RunKind, RunProblem } from './sync-report.ts';
import { countOnDevice } from './store-rows.ts';
import type { ReadableDb } from '../database/database.ts';

/** Entities that the status shows. */
export const SHOWN_ENTITIES: readonly EntityName[] = [...LISTED_ENTITIES, 'shipping_classes'];

/** A run in progress. */
export type ActiveRun = {
  readonly kind: RunKind;
  readonly scope: 'all' | 'push';
  readonly startedAt: number;
  readonly startedMonotonic: number;
  readonly abort: AbortController;
  readonly finished: Promise<unknown>;
  context: RunContext | null;
  /** Rows on this computer when the run began. */
  countsBefore: ReadonlyMap<EntityName, number>;
};

/** What one process remembers of one store between runs. */
export type StoreSession = {
  active: ActiveRun | null;
  problem: RunProblem | null;
  /** Runs in a row that the store as a whole did not let succeed. */
  failures: number;
  recovered: boolean;
  lastCheckAt: number | null;
  /** Wall clock of the next scheduled run, for the status. */
  nextCheckAt: number | null;
  counts: ReadonlyMap<EntityName, number> | null;
  /** Ends the present wait of the schedule. */
  wake: (() => void) | null;
  lastStatusAt: number;
};

export function createSession(): StoreSession {
  return {
    active: null,
    problem: null,
    failures: 0,
    recovered: false,
    lastCheckAt: null,
    nextCheckAt: null,
    counts: null,
    wake: null,
    lastStatusAt: Number.NEGATIVE_INFINITY,
  };
}

export function countAll(db: ReadableDb, storeId: string): ReadonlyMap<EntityName, number> {
  return new Map(SHOWN_ENTITIES.map((entity) => [entity, countOnDevice(db, storeId, entity)]));
}

/** Tables whose rows a run may have changed. */
export const ALL_TABLES: readonly string[] = Object.values(TABLE_OF);
