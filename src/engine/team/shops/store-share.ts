import type { EntityName } from '../../../shared/domain/entities.ts';
import { inDurableTransaction, prepared } from '../../database/database.ts';
import type { Clock, Logger } from '../../platform/deps.ts';
import type { Operation, OperationPayload } from '../../sync/operation.ts';
import { operationById } from '../../sync/outbox-store.ts';
import type { RunContext, RunTeam } from '../../sync/run-context.ts';
import { countsOf, RunStopped } from '../../sync/run-context.ts';
import type { ShareRole, StoreShare } from '../../sync/store-team.ts';
import type { RunProblem } from '../../sync/sync-report.ts';
import type { TeamFailure } from '../team-server.ts';
import { countMarks, mark, saveVersion, versionOf } from './marks.ts';
import { PART, pushPart } from './push-part.ts';
import { readFeed } from './read-feed.ts';
import { shareStatus } from './share-status.ts';
import type { Held, ShopLease } from './shop-lease.ts';
import { readFacts } from './shop-facts.ts';
import type { ShopFacts, ShopsServer } from './shops-server.ts';
import { STALE_LEASE } from './shops-server.ts';
import { takeBack } from './take-back.ts';
import type { TakeContext } from './take-documents.ts';
import { takeRecords } from './take-page.ts';
import { teamStore, updateTeamStore } from './team-stores.ts';

export type ShareDeps = {
  readonly storeId: string;
  readonly db: RunContext['db'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null while nobody is signed in or central cannot be reached. */
  readonly server: () => ShopsServer | null;
  readonly lease: ShopLease;
  /** Whether this desktop has a key of its own for the shop. [LEASE1] */
  readonly hasKey: () => Promise<boolean>;
  readonly mayRunSync: () => boolean;
  /** Places changes that were set aside when the store was joined, now that the store is here. [JOIN1] */
  readonly placeAside: (run: RunContext, moment: 'start' | 'end') => void;
  /** Remembers that another desktop may send this too: it is looked for before each sending. [SHARE4] */
  readonly noteShared: (operation: Operation, payload: OperationPayload, serverTime: number) => void;
};

/** The shop's clock surely before anything in it: searches then begin at the beginning. */
const BEFORE_ALL_MS = 86_400_000;
/** What was asked again and again and stays stale waits for the next run. */
const TRIES = 4;

/** One shared shop on this desktop: who runs it, and what goes to and comes from central. */
export function createStoreShare(deps: ShareDeps): StoreShare {
  const { storeId, db, clock, lease } = deps;

  const begin = async (): Promise<ShareRole> => {
    const store = teamStore(db, storeId);
    if ((store?.alone_since ?? null) !== null) return { kind: 'holder', team: aloneTeam(deps) };
    const server = deps.server();
    if (server === null) return { kind: 'stopped', problem: { type: 'CentralUnavailable', detail: '' } };
    const mayHold = store?.rank !== 'viewer' && deps.mayRunSync() && (await deps.hasKey());
    const follower: ShareRole = { kind: 'follower', follow: (run) => follow(deps, server, run) };
    if (!mayHold) return follower;
    const held = lease.held();
    if (held !== null) return { kind: 'holder', team: holderTeam(deps, server, held) };
    const taken = await lease.take();
    if (!taken.ok) {
      return taken.error.type === 'CentralForbidden'
        ? follower
        : { kind: 'stopped', problem: problemOf(storeId, taken.error) };
    }
    if (taken.value === null || 'holder' in taken.value) return follower;
    const { token } = taken.value;
    inDurableTransaction(db, () => updateTeamStore(db, storeId, { token }));
    return { kind: 'holder', team: holderTeam(deps, server, taken.value) };
  };

  return {
    begin,
    mayAsk: () => lease.held() !== null || (teamStore(db, storeId)?.alone_since ?? null) !== null,
    status: () =>
      shareStatus({ db, storeId, now: clock.now(), isHolder: lease.held() !== null, server: deps.server() }),
  };
}

export function problemOf(storeId: string, failure: TeamFailure): RunProblem {
  switch (failure.type) {
    case 'CentralUnavailable':
      return { type: 'CentralUnavailable', detail: failure.detail };
    case 'CentralRejected':
      if (failure.code === STALE_LEASE) return { type: 'LeaseLost', storeId };
      return { type: 'CentralRefused', detail: `${failure.code} ${failure.detail}` };
    case 'SignedOut':
      return { type: 'CentralRefused', detail: 'signed out' };
    default:
      return { type: 'CentralRefused', detail: failure.detail };
  }
}

function takeContextOf(run: RunContext): TakeContext {
  return { db: run.db, storeId: run.store.id, newId: run.newId, now: run.clock.now(), runId: run.runId };
}

function stopWith(deps: ShareDeps, failure: TeamFailure): never {
  const problem = problemOf(deps.storeId, failure);
  if (problem.type === 'LeaseLost') deps.lease.drop();
  throw new RunStopped(problem);
}

async function pull(deps: ShareDeps, server: ShopsServer, run: RunContext, exceptToken: number | null): Promise<void> {
  const read = await readFeed(takeContextOf(run), {
    server,
    exceptToken,
    next: run.turns.next,
    signal: run.signal,
    onPage: (page, entities) => {
      page.documents.forEach(({ outcome }, at) => count(run, entities[at] ?? 'products', outcome));
      if (page.records.length + page.removed.length > 0)
        run.onStep({ tables: page.tables, ids: [...page.records, ...page.removed] });
    },
  });
  if (!read.ok) stopWith(deps, read.error);
}

function count(run: RunContext, entity: EntityName, outcome: 'created' | 'updated' | 'unchanged'): void {
  const counts = countsOf(run, entity);
  counts.fetched += 1;
  counts[outcome] += 1;
}

/** Pushes parts until nothing is left, or nothing moves any more. */
async function push(
  deps: ShareDeps,
  server: ShopsServer,
  run: RunContext,
  token: number | null,
  facts: ShopFacts | null = null,
): Promise<void> {
  let stuck = 0;
  for (let first = true; ; first = false) {
    const part = await pushPart(takeContextOf(run), server, token, first ? facts : null);
    if (!part.ok) stopWith(deps, part.error);
    if (part.value.records.length > 0) run.onStep({ tables: ['outbox', 'sync_conflict'], ids: part.value.records });
    stuck = part.value.progress && part.value.stale === 0 ? 0 : stuck + 1;
    if (!part.value.progress || stuck >= TRIES || run.signal.aborted) return;
    await run.turns.next();
  }
}

async function follow(deps: ShareDeps, server: ShopsServer, run: RunContext): Promise<void> {
  const back = await takeBack(takeContextOf(run), server);
  if (!back.ok) stopWith(deps, back.error);
  await push(deps, server, run, null);
  await pull(deps, server, run, null);
  deps.placeAside(run, 'end');
  await push(deps, server, run, null);
}

function holderTeam(deps: ShareDeps, server: ShopsServer, held: Held): RunTeam {
  const { db, storeId } = deps;
  const { token } = held;
  const publish = async (run: RunContext, facts: ShopFacts | null): Promise<void> => {
    await deps.lease.renew();
    await push(deps, server, run, token, facts);
  };
  return {
    mayGoOn: () => (held.isOver() ? { type: 'LeaseLost', storeId } : null),
    prepare: async (run) => {
      const orphans = await server.takeOverClaims(storeId, token);
      if (!orphans.ok) stopWith(deps, orphans.error);
      await pull(deps, server, run, token);
      await makeUnknown(deps, server, run, orphans.value);
      await push(deps, server, run, token);
    },
    claim: (run, operations) => claim(deps, server, run, token, operations),
    publish: async (run, how) => {
      if (how === 'all') return publish(run, readFacts(db, run));
      if (how === 'some' && countMarks(db, storeId) < PART) return deps.lease.renew();
      try {
        await publish(run, null);
      } catch (error) {
        // what was stored here is told later; how long the work may go on without central, the lease decides
        if (!(error instanceof RunStopped) || error.problem.type !== 'CentralUnavailable') throw error;
      }
    },
  };
}

/**
 * What is to be sent must be at central first, in its place among the team's operations, and then be claimed there. What
 * cannot be claimed stays as it is for the next round. [SHARE2, SHARE3]
 */
async function claim(
  deps: ShareDeps,
  server: ShopsServer,
  run: RunContext,
  token: number,
  operations: readonly Operation[],
): Promise<ReadonlySet<string>> {
  const { db, storeId } = deps;
  await deps.lease.renew();
  await push(deps, server, run, token);
  const wanted = operations.flatMap(({ id }) => {
    const now = operationById(db, id);
    const version = versionOf(db, id) ?? 0;
    return now?.state === 'queued' && version > 0 ? [{ id, version }] : [];
  });
  if (wanted.length === 0) return new Set();
  const claimed = await server.claim(storeId, token, wanted, run.serverClock.lastServerTime);
  if (!claimed.ok) stopWith(deps, claimed.error);
  inDurableTransaction(db, () => {
    for (const { id, version } of claimed.value) {
      saveVersion(db, { rowId: id, storeId, version });
      // however this ends, central is told: also that it was not sent after all
      mark(db, storeId, 'operation', id);
    }
  });
  if (claimed.value.length < wanted.length) await pull(deps, server, run, token);
  return new Set(claimed.value.map(({ id }) => id));
}

/** Claims of earlier holders, this desktop's own included: looked up, and looked for again before each sending. [SHARE4] */
async function makeUnknown(
  deps: ShareDeps,
  server: ShopsServer,
  run: RunContext,
  ids: readonly string[],
): Promise<void> {
  const { db, storeId } = deps;
  const records = new Set<string>();
  for (const id of ids) {
    const operation = operationById(db, id);
    if (operation !== null) records.add(operation.recordId);
  }
  if (records.size > 0) {
    const found = await server.readRecords(storeId, [...records]);
    if (!found.ok) stopWith(deps, found.error);
    takeRecords(takeContextOf(run), found.value);
  }
  inDurableTransaction(db, () => {
    for (const id of ids) {
      const operation = operationById(db, id);
      if (operation?.state !== 'unknown') continue;
      deps.noteShared(operation, operation.payload, operation.claimedServerTime ?? BEFORE_ALL_MS);
    }
    return null;
  });
}

/** Without central: the shop is read, and of the changes only those are sent that central never can have heard of. [LEASE5] */
function aloneTeam({ db }: ShareDeps): RunTeam {
  return {
    mayGoOn: () => null,
    prepare: async () => undefined,
    claim: async (_run, operations) =>
      new Set(
        operations
          .filter(({ id }) => prepared(db, `SELECT 1 FROM team_rows WHERE change_id = ?`).get(id) === undefined)
          .map(({ id }) => id),
      ),
    publish: async () => undefined,
  };
}
