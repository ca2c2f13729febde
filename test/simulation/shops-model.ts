import { PARENT_OF } from '../../src/engine/sync/row-writer.ts';
import { PARENTS_FIRST } from '../../src/engine/team/shops/postgres-shops.ts';
import type {
  ChangePage,
  LeaseAnswer,
  Push,
  PushAnswer,
  ReadFrom,
  RecordChanges,
  SharedDocument,
  ShopFacts,
  ShopsServer,
} from '../../src/engine/team/shops/shops-server.ts';
import { STALE_LEASE } from '../../src/engine/team/shops/shops-server.ts';
import type { TeamFailure } from '../../src/engine/team/team-server.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { Result } from '../../src/shared/result.ts';
import { err, ok } from '../../src/shared/result.ts';
import { createBucket } from './shops-model-bucket.ts';
import { takeUnit } from './shops-model-changes.ts';
import type { ModelDocument, ModelOperation, ModelShopRow, ShopTables, ShopWrite } from './shops-model-changes.ts';

/**
 * Central's part in shared shops, in memory: leases with a token, documents, operations that are claimed, decisions and
 * refusals, a feed by transaction. It says what the functions of migrations/central/0342 to 0346 say; the scenarios of
 * test/support/shop-scenarios.ts run against both. One store.
 */
export type ShopsModel = {
  readonly enter: (person: ShopsPerson, deviceId: string) => ShopsServer;
  /** The same for a device of which nothing else counts. `line`: false while central cannot be reached. */
  readonly connect: (
    who: { readonly deviceId: string; readonly personId: string },
    line: { readonly up: boolean },
  ) => ShopsServer;
  readonly lease: () => Lease;
  readonly operations: () => readonly ModelOperation[];
  readonly documents: () => readonly ModelDocument[];
  readonly decisions: () => readonly ModelShopRow[];
  /** A transaction that has begun and is not committed: nobody reads what began after it. Goes on with `resume`. */
  readonly reserve: () => number;
  /** The next writing call is that transaction. */
  readonly resume: (xid: number) => void;
  /** It ends without having written. */
  readonly abandon: (xid: number) => void;
  /** The lease of whoever holds it runs out now. */
  readonly letLeasesRunOut: () => void;
};

export type ShopsPerson = {
  readonly id: string;
  readonly name: string;
  /** By name, as `products:update`. */
  readonly may: (permission: string) => boolean;
};
export type Lease = {
  readonly token: number;
  readonly deviceId: string | null;
  readonly person: ShopsPerson | null;
  readonly expiresAt: number;
};
export type ShopsModelDeps = {
  /** Central's clock, epoch milliseconds. */
  readonly now: () => number;
  /** False: whoever asks is granted, a renewal always succeeds, and every token that was ever given counts. [LEASE4] */
  readonly leases?: boolean;
  /** Something was written with this token. */
  readonly onTakenOver?: () => void;
  readonly onFenced?: (token: number, newest: number, deviceId: string) => void;
};

const LEASE_MS = 30_000;

class StaleLease extends Error {}

export function createShopsModel(deps: ShopsModelDeps): ShopsModel {
  const { now, leases = true } = deps;
  const tables: ShopTables = {
    documents: new Map(),
    operations: new Map(),
    decisions: new Map(),
    refusals: new Map(),
  };
  let tombstones: readonly { readonly id: string; readonly xid: number }[] = [];
  let facts: (ShopFacts & { readonly by: string }) | null = null;
  let lease: Lease = { token: 0, deviceId: null, person: null, expiresAt: Number.NEGATIVE_INFINITY };
  let nextXid = 1000;
  let nextVersion = 1;
  let nextPosition = 1;
  let resumed: number | null = null;
  const running = new Set<number>();
  const granted = new Map<number, string>();
  const bucket = createBucket(now);

  const settled = (): number => Math.min(nextXid, ...running);
  const reserve = (): number => {
    const xid = nextXid;
    nextXid += 1;
    running.add(xid);
    return xid;
  };

  /** One transaction, whole or not at all where `work` throws before it writes. */
  function transact<T>(work: (write: ShopWrite) => T): Result<T, TeamFailure> {
    const xid = resumed ?? reserve();
    resumed = null;
    const write: ShopWrite = {
      xid,
      version: () => nextVersion++,
      position: () => nextPosition++,
    };
    try {
      return ok(work(write));
    } catch (error) {
      if (error instanceof StaleLease)
        return err({
          type: 'CentralRejected',
          code: STALE_LEASE,
          detail: 'the lease of this store is another one’s now',
        });
      throw error;
    } finally {
      running.delete(xid);
    }
  }

  const checkFence = (token: number, deviceId: string): void => {
    const isValid = leases ? lease.token === token && lease.deviceId === deviceId : granted.get(token) === deviceId;
    if (!isValid) throw new StaleLease();
    if (leases) deps.onFenced?.(token, lease.token, deviceId);
  };

  function take(person: ShopsPerson, deviceId: string): LeaseAnswer {
    if (leases && lease.deviceId !== deviceId && lease.expiresAt > now())
      return {
        outcome: 'held',
        holder: { deviceId: lease.deviceId, personName: lease.person?.name ?? '', untilMs: lease.expiresAt },
      };
    if (!bucket.take(deviceId)) return { outcome: 'slow_down' };
    lease = { token: lease.token + 1, deviceId, person, expiresAt: now() + LEASE_MS };
    granted.set(lease.token, deviceId);
    return { outcome: 'granted', token: lease.token };
  }

  function renew(token: number, deviceId: string): boolean {
    if (!leases) return true;
    if (lease.token !== token || lease.deviceId !== deviceId || lease.expiresAt <= now()) return false;
    lease = { ...lease, expiresAt: now() + LEASE_MS };
    return true;
  }

  function release(token: number, deviceId: string): boolean {
    if (lease.token !== token || lease.deviceId !== deviceId) return false;
    lease = { ...lease, deviceId: null, person: null, expiresAt: now() };
    return true;
  }

  function pushDocuments(
    write: ShopWrite,
    token: number,
    entity: EntityName,
    given: readonly SharedDocument[],
  ): Pick<PushAnswer, 'mapped' | 'withoutParent'> {
    const above = PARENT_OF[entity]?.entity;
    // found by number once for all of a part: a large shop has tens of thousands
    const numbered = (of: EntityName | undefined): ReadonlyMap<number, ModelDocument> =>
      new Map([...tables.documents.values()].filter((one) => one.entity === of).map((one) => [one.wooId, one]));
    const [known, parents] = [numbered(entity), numbered(above)];
    for (const one of given) {
      const same = known.get(one.wooId);
      const parent = one.parentWooId === null ? undefined : parents.get(one.parentWooId);
      if (same?.hash === one.hash || (above !== undefined && parent === undefined)) continue;
      const id = same?.id ?? one.id;
      const there = tables.documents.get(id);
      if (there !== undefined && there.entity !== entity) continue;
      tables.documents.set(id, { ...one, id, parentId: parent?.id ?? null, parentWooId: null, token, xid: write.xid });
      write.version();
    }
    const mapped: PushAnswer['mapped'][number][] = [];
    const withoutParent: string[] = [];
    const stored = numbered(entity);
    for (const { id, wooId } of given) {
      const there = stored.get(wooId);
      if (there === undefined) withoutParent.push(id);
      else if (there.id !== id) mapped.push({ entity, from: id, to: there.id });
    }
    return { mapped, withoutParent };
  }

  function remove(write: ShopWrite, ids: readonly string[]): void {
    for (const { id, parentId } of [...tables.documents.values()]) {
      if (!ids.includes(id) && (parentId === null || !ids.includes(parentId))) continue;
      tables.documents.delete(id);
      tombstones = [...tombstones, { id, xid: write.xid }];
    }
  }

  function push(
    write: ShopWrite,
    person: ShopsPerson,
    deviceId: string,
    token: number | null,
    given: Push,
  ): PushAnswer {
    const hasWork = given.documents.length + given.removals.length + given.units.length > 0 || given.facts !== null;
    if (token !== null && hasWork) checkFence(token, deviceId);
    const units = given.units.map((unit) => takeUnit(tables, write, { person, deviceId, token, leases }, unit));
    if (token === null) return { units, mapped: [], withoutParent: [] };
    const left = new Set(given.units.filter((_, at) => units[at]?.outcome !== 'taken').map(({ recordId }) => recordId));
    const mapped: PushAnswer['mapped'][number][] = [];
    const withoutParent: string[] = [];
    for (const entity of PARENTS_FIRST) {
      const documents = given.documents.filter((one) => one.entity === entity && !left.has(one.id));
      if (documents.length === 0) continue;
      const said = pushDocuments(write, token, entity, documents);
      mapped.push(...said.mapped);
      withoutParent.push(...said.withoutParent);
    }
    remove(write, given.removals);
    if (given.facts !== null) facts = { ...given.facts, readMs: now(), by: person.name };
    return { units, mapped, withoutParent };
  }

  function claim(
    write: ShopWrite,
    token: number,
    deviceId: string,
    wanted: readonly { readonly id: string; readonly version: number }[],
    serverMs: number | null,
  ): readonly { readonly id: string; readonly version: number }[] {
    checkFence(token, deviceId);
    const all = [...tables.operations.values()];
    const granted = wanted.flatMap(({ id, version }) => {
      const one = tables.operations.get(id);
      if (one === undefined) return [];
      const isFree = one.version === version && one.state === 'queued';
      if (!isFree && !(one.state === 'sending' && one.claimedToken === token)) return [];
      const isBehind = all.some(
        (other) =>
          other.recordId === one.recordId &&
          other.position < one.position &&
          ['queued', 'sending', 'unknown'].includes(other.state),
      );
      return isBehind ? [] : [one];
    });
    return granted.map((one) => {
      const version = write.version();
      tables.operations.set(one.id, {
        ...{ ...one, state: 'sending', claimedToken: token, version, xid: write.xid },
        claimedServerMs: serverMs ?? one.claimedServerMs,
      });
      return { id: one.id, version };
    });
  }

  function takeOver(write: ShopWrite, token: number, deviceId: string): readonly string[] {
    checkFence(token, deviceId);
    const orphans = [...tables.operations.values()].filter(
      ({ state, claimedToken }) => state === 'sending' && claimedToken !== null && claimedToken < token,
    );
    if (orphans.length > 0) deps.onTakenOver?.();
    for (const one of orphans)
      tables.operations.set(one.id, {
        ...{ ...one, state: 'unknown', attempts: Math.max(one.attempts, 1) },
        ...{ version: write.version(), xid: write.xid },
      });
    return orphans.map(({ id }) => id);
  }

  const changesOf = (isWanted: {
    readonly document: (one: ModelDocument) => boolean;
    readonly operation: (one: ModelOperation) => boolean;
    readonly decision: (one: ModelShopRow) => boolean;
    readonly refusal: (one: ModelShopRow) => boolean;
  }): RecordChanges => {
    const shown = ({ id, version, mirrored }: ModelShopRow) => ({ id, version, row: JSON.parse(mirrored) as never });
    const byVersion = (left: ModelShopRow, right: ModelShopRow): number => left.version - right.version;
    return {
      documents: [...tables.documents.values()]
        .filter(isWanted.document)
        .map(({ token: _token, xid: _xid, ...one }) => one),
      operations: [...tables.operations.values()]
        .filter(isWanted.operation)
        .toSorted((left, right) => left.position - right.position)
        .map(({ claimedToken: _token, xid: _xid, ...one }) => one),
      decisions: [...tables.decisions.values()].filter(isWanted.decision).toSorted(byVersion).map(shown),
      refusals: [...tables.refusals.values()].filter(isWanted.refusal).toSorted(byVersion).map(shown),
    };
  };

  /** A transaction is never cut. [SHARE6] */
  function endOfPage({ floor, exceptToken, records }: ReadFrom): { readonly end: number; readonly hasMore: boolean } {
    const from = Number(floor);
    const horizon = settled();
    const isInRange = (xid: number): boolean => xid >= from && xid < horizon;
    const places = [
      [...tables.documents.values()].filter(({ xid, token }) => isInRange(xid) && token !== exceptToken),
      [...tables.operations.values()].filter(({ xid }) => isInRange(xid)),
    ].flatMap((rows) => rows.map(({ xid }) => xid).toSorted((a, b) => a - b)[records] ?? []);
    if (places.length === 0) return { end: horizon, hasMore: false };
    const reached = Math.min(...places);
    return { end: reached + (reached === from ? 1 : 0), hasMore: true };
  }

  function read(from: ReadFrom): ChangePage {
    const { end, hasMore } = endOfPage(from);
    const isInRange = ({ xid }: { readonly xid: number }): boolean => xid >= Number(from.floor) && xid < end;
    const isHeld = lease.expiresAt > now();
    return {
      ...changesOf({
        document: (one) => isInRange(one) && one.token !== from.exceptToken,
        ...{ operation: isInRange, decision: isInRange, refusal: isInRange },
      }),
      removals: tombstones.filter((one) => isInRange(one) && !tables.documents.has(one.id)).map(({ id }) => id),
      maskedOrders: [],
      facts,
      holder: isHeld
        ? {
            ...{ deviceId: lease.deviceId, personName: lease.person?.name ?? '' },
            ...{ untilMs: lease.expiresAt, token: lease.token },
          }
        : null,
      nextFloor: String(end),
      hasMore,
    };
  }

  const answered = <T>(value: T): Promise<Result<T, never>> => Promise.resolve(ok(value));
  const enter: ShopsModel['enter'] = (person, deviceId) => ({
    deviceId,
    personId: person.id,
    take: () => answered(take(person, deviceId)),
    renew: (_, token) => answered(renew(token, deviceId)),
    release: (_, token) => answered(release(token, deviceId)),
    takeOverClaims: async (_, token) => transact((write) => takeOver(write, token, deviceId)),
    claim: async (_, token, operations, serverMs) =>
      transact((write) => claim(write, token, deviceId, operations, serverMs)),
    push: async (_, token, given) => transact((write) => push(write, person, deviceId, token, structuredClone(given))),
    read: (_, from) => answered(read(from)),
    readRecords: (_, ids) =>
      answered(
        changesOf({
          document: ({ id }) => ids.includes(id),
          operation: ({ recordId }) => ids.includes(recordId),
          decision: ({ recordId }) => recordId !== null && ids.includes(recordId),
          refusal: ({ recordId }) => recordId !== null && ids.includes(recordId),
        }),
      ),
  });
  return {
    enter,
    connect: ({ deviceId, personId }, line) =>
      whileUp(enter({ id: personId, name: personId, may: () => true }, deviceId), line),
    lease: () => lease,
    operations: () => [...tables.operations.values()],
    documents: () => [...tables.documents.values()],
    decisions: () => [...tables.decisions.values()],
    reserve,
    resume: (xid) => {
      resumed = xid;
    },
    abandon: (xid) => void running.delete(xid),
    letLeasesRunOut: () => {
      lease = { ...lease, expiresAt: now() };
    },
  };
}

/** A way to central that can be cut. */
function whileUp(server: ShopsServer, line: { readonly up: boolean }): ShopsServer {
  const away = (): Promise<Result<never, TeamFailure>> =>
    Promise.resolve(err({ type: 'CentralUnavailable', detail: 'the line is cut' }));
  return {
    ...server,
    take: (...given) => (line.up ? server.take(...given) : away()),
    renew: (...given) => (line.up ? server.renew(...given) : away()),
    release: (...given) => (line.up ? server.release(...given) : away()),
    takeOverClaims: (...given) => (line.up ? server.takeOverClaims(...given) : away()),
    claim: (...given) => (line.up ? server.claim(...given) : away()),
    push: (...given) => (line.up ? server.push(...given) : away()),
    read: (...given) => (line.up ? server.read(...given) : away()),
    readRecords: (...given) => (line.up ? server.readRecords(...given) : away()),
  };
}
