import type { EntityName, ListedEntity } from '../../shared/domain/entities.ts';
import { LISTED_ENTITIES } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { Turns } from '../platform/turns.ts';
import type { RunJournal } from './journal-types.ts';
import type { RunProblem } from './sync-report.ts';
import type { StoreGateway } from './store-gateway.ts';
import type { StoreRow } from './store-rows.ts';
import type { Operation } from './operation.ts';

export type MutableCounts = {
  fetched: number;
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  pushed: number;
  failed: number;
  conflicts: number;
};

/** How far one entity is in the present run, for the status. */
export type EntityRunProgress = {
  processed: number;
  total: number | null;
  state: 'waiting' | 'running' | 'complete' | 'failed';
  startedAt: number;
};

/** A site restored from a backup, or another site behind the address, shows itself by one of these. [EPOCH1] */
export type ReplacementSign =
  | { readonly sign: 'creation-date'; readonly entity: EntityName; readonly wooId: number }
  | { readonly sign: 'clock'; readonly fellByMs: number };

/** Everything that one run of one store works with. */
export type RunContext = {
  readonly db: WritableDb;
  readonly store: StoreRow;
  readonly gateway: StoreGateway;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly turns: Turns;
  readonly signal: AbortSignal;
  readonly runId: string;
  readonly counts: Map<EntityName, MutableCounts>;
  readonly progress: Map<EntityName, EntityRunProgress>;
  /** Null where no team shares the store. */
  readonly team: RunTeam | null;
  /** Null where what is done belongs to no run. */
  readonly journal: RunJournal | null;
  /** Products and variations that orders of this run touched: their stock moved without a date telling so. */
  readonly touched: { readonly products: Set<number>; readonly variations: Set<number> };
  /** Called after each committed step. */
  readonly onStep: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
  /** The first sign, if any, that this is not the site it was. */
  readonly replacement: { sign: ReplacementSign | null };
  /** The shop's clock, last time it was heard. */
  readonly serverClock: { lastServerTime: number | null; heardAt: number };
};

/** The team's part of a run that talks to the shop. All of them throw `RunStopped`. */
export interface RunTeam {
  /** Why the run may not go on; null while it may. Asked before each request to the shop. [LEASE2] */
  readonly mayGoOn: () => RunProblem | null;
  /** Before anything else: what the team wants and knows, and what earlier holders left unanswered. [SHARE4] */
  readonly prepare: (run: RunContext) => Promise<void>;
  /** Which of these may be sent. What central knows is claimed there first. [SHARE3] */
  readonly claim: (run: RunContext, operations: readonly Operation[]) => Promise<ReadonlySet<string>>;
  /** Tells central what was stored and what became of operations; `some`: only when enough has gathered. [SHARE6] */
  readonly publish: (run: RunContext, how: 'some' | 'sent' | 'all') => Promise<void>;
}

/** Thrown to leave a run; what was committed stays, cursors stand where they are. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  readonly problem: RunProblem;
  constructor(problem: RunProblem) {
    super(problem.type);
    this.problem = problem;
  }
}

export function countsOf(run: Pick<RunContext, 'counts'>, entity: EntityName): MutableCounts {
  let counts = run.counts.get(entity);
  if (counts === undefined) {
    counts = { fetched: 0, created: 0, updated: 0, deleted: 0, unchanged: 0, pushed: 0, failed: 0, conflicts: 0 };
    run.counts.set(entity, counts);
  }
  return counts;
}

/** Counts per listed entity; notes and refunds count with their orders. */
export function reportCounts(run: Pick<RunContext, 'counts'>): Record<ListedEntity, MutableCounts> {
  const result = {} as Record<ListedEntity, MutableCounts>;
  for (const entity of LISTED_ENTITIES) result[entity] = { ...countsOf(run, entity) };
  const notes = countsOf(run, 'order_notes');
  result.orders.pushed += notes.pushed;
  result.orders.failed += notes.failed;
  result.orders.conflicts += notes.conflicts;
  return result;
}

/** The shop's clock now, estimated from its last answer; our own clock where it never told. */
export function serverNow(run: Pick<RunContext, 'serverClock' | 'clock'>): number {
  const { lastServerTime, heardAt } = run.serverClock;
  return lastServerTime === null ? run.clock.now() : lastServerTime + (run.clock.monotonic() - heardAt);
}
