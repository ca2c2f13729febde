import type { Result } from '../../src/shared/result.ts';
import { err, ok } from '../../src/shared/result.ts';
import type {
  ChangePage,
  ChangeUnit,
  LeaseAnswer,
  Push,
  PushAnswer,
  ReadFrom,
  RecordChanges,
  SharedDocument,
  SharedOperation,
  SharedRow,
  ShopFacts,
  ShopsServer,
  UnitAnswer,
} from '../../src/engine/team/shops/shops-server.ts';
import { STALE_LEASE } from '../../src/engine/team/shops/shops-server.ts';
import type { TeamFailure } from '../../src/engine/team/team-server.ts';
import { PARENT_OF } from '../../src/engine/sync/row-writer.ts';

const LEASE_MS = 30_000;

type At<T> = T & { xid: number };
type ModelOperation = At<SharedOperation> & { claimedToken: number | null };
type ModelRow = At<SharedRow> & { readonly recordId: string; readonly isOpen: boolean };
type ModelStore = {
  lease: { token: number; device: string | null; expiresAt: number };
  /** Every token with the device that it was given to. */
  readonly granted: Map<number, string>;
  readonly documents: Map<string, At<SharedDocument> & { token: number }>;
  /** `entity number` → id */
  readonly numbers: Map<string, string>;
  readonly operations: Map<string, ModelOperation>;
  readonly decisions: Map<string, ModelRow>;
  readonly refusals: Map<string, ModelRow>;
  readonly gone: At<{ readonly id: string }>[];
  facts: (ShopFacts & { readonly by: string }) | null;
};

export type ShopsModelOptions = {
  /** Central's clock, milliseconds. */
  readonly now: () => number;
  /** False: everybody is given the lease who asks, and every token counts: nothing may depend on it. [LEASE4] */
  readonly leases?: boolean;
};

export type ShopsModel = {
  /** Central as one device sees it. `line`: false while it cannot be reached. */
  readonly connect: (
    who: { readonly deviceId: string; readonly personId: string },
    line: { readonly up: boolean },
  ) => ShopsServer;
  readonly letLeasesRunOut: () => void;
  readonly operations: (storeId: string) => readonly SharedOperation[];
  readonly documents: (storeId: string) => readonly SharedDocument[];
};

class Stale extends Error {}

/**
 * Central's part in shared shops, in memory: what the functions of migrations/central/0342 to 0346 do, one call after the
 * other. The scenarios of shop-scenarios.ts hold it against the database. Ranks and permissions are not modelled.
 */
export function createShopsModel({ now, leases = true }: ShopsModelOptions): ShopsModel {
  const stores = new Map<string, ModelStore>();
  let xid = 0;
  let version = 0;
  let position = 0;

  const storeOf = (storeId: string): ModelStore => {
    const known = stores.get(storeId);
    if (known !== undefined) return known;
    const made: ModelStore = {
      ...{ lease: { token: 0, device: null, expiresAt: 0 }, granted: new Map(), facts: null, gone: [] },
      ...{ documents: new Map(), numbers: new Map(), operations: new Map(), decisions: new Map(), refusals: new Map() },
    };
    stores.set(storeId, made);
    return made;
  };

  const mayWrite = (store: ModelStore, deviceId: string, token: number): boolean =>
    leases ? store.lease.token === token && store.lease.device === deviceId : store.granted.get(token) === deviceId;

  const take = (store: ModelStore, deviceId: string): LeaseAnswer => {
    const { lease } = store;
    if (leases && lease.device !== null && lease.device !== deviceId && lease.expiresAt > now()) {
      const holder = { deviceId: lease.device, personName: lease.device, untilMs: lease.expiresAt };
      return { outcome: 'held', holder };
    }
    store.lease = { token: lease.token + 1, device: deviceId, expiresAt: now() + LEASE_MS };
    store.granted.set(store.lease.token, deviceId);
    return { outcome: 'granted', token: store.lease.token };
  };

  const putOperation = (
    store: ModelStore,
    unit: ChangeUnit,
    given: ChangeUnit['operations'][number],
    token: number | null,
    who: { readonly deviceId: string; readonly personId: string },
  ): number => {
    const known = store.operations.get(given.id);
    if (known === undefined) {
      if (given.base !== 0) throw new Stale();
      position += 1;
      version += 1;
      const { base: _base, sequence: _sequence, ...content } = given;
      store.operations.set(given.id, {
        ...content,
        ...{ recordId: unit.recordId, parentId: unit.parentId, entity: unit.entity, deviceId: who.deviceId },
        ...{ authorId: given.authorId ?? who.personId, authorName: given.authorId ?? who.personId },
        ...{ position, version, xid, claimedToken: null },
      });
      return version;
    }
    const isSame = known.payload === given.payload && known.state === given.state && known.outcome === given.outcome;
    if (isSame && known.recordId === unit.recordId) return known.version;
    const isClaimed = known.state === 'sending' && (token === null || (leases && known.claimedToken !== token));
    if (known.version !== given.base || known.state === 'ended' || isClaimed) throw new Stale();
    version += 1;
    store.operations.set(given.id, {
      ...known,
      ...{ recordId: unit.recordId, payload: given.payload, state: given.state, outcome: given.outcome },
      ...{ attempts: given.attempts, lastError: given.lastError, version, xid },
      claimedServerMs: given.claimedServerMs ?? known.claimedServerMs,
    });
    return version;
  };

  const putRow = (
    rows: Map<string, ModelRow>,
    recordId: string,
    { id, base, row }: ChangeUnit['decisions'][number],
    isOpen: boolean,
    isOne: boolean,
  ): number => {
    const known = rows.get(id);
    if (known !== undefined && JSON.stringify(known.row) === JSON.stringify(row)) return known.version;
    if ((known?.version ?? 0) !== base || (isOne && known !== undefined && !known.isOpen && !isOpen)) throw new Stale();
    const another =
      isOne &&
      isOpen &&
      [...rows.values()].some((other) => other.id !== id && other.recordId === recordId && other.isOpen);
    if (another) throw new Stale();
    version += 1;
    rows.set(id, { id, row, version, xid, recordId, isOpen });
    return version;
  };

  const pushUnit = (
    store: ModelStore,
    unit: ChangeUnit,
    token: number | null,
    who: { readonly deviceId: string; readonly personId: string },
  ): UnitAnswer => {
    const before = {
      operations: new Map(store.operations),
      decisions: new Map(store.decisions),
      refusals: new Map(store.refusals),
    };
    try {
      const brings = unit.operations.some(({ id, base }) => base === 0 && !store.operations.has(id));
      const isUnseen = (other: ModelOperation): boolean =>
        other.recordId === unit.recordId && other.state !== 'ended' && !unit.seen.includes(other.id);
      if (brings && [...store.operations.values()].some(isUnseen)) throw new Stale();
      const versions: Record<string, number> = {};
      for (const operation of unit.operations)
        versions[operation.id] = putOperation(store, unit, operation, token, who);
      for (const row of unit.decisions)
        versions[row.id] = putRow(store.decisions, unit.recordId, row, row.row['status'] === 'open', true);
      for (const row of unit.refusals)
        versions[row.id] = putRow(store.refusals, unit.recordId, row, row.row['resolved'] === 0, false);
      return { outcome: 'taken', versions };
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      for (const name of ['operations', 'decisions', 'refusals'] as const) {
        store[name].clear();
        for (const [id, row] of before[name]) (store[name] as Map<string, unknown>).set(id, row);
      }
      return { outcome: 'stale' };
    }
  };

  const push = (
    store: ModelStore,
    token: number | null,
    { documents, removals, units, facts }: Push,
    who: { readonly deviceId: string; readonly personId: string },
  ): PushAnswer => {
    const answers = units.map((unit) => pushUnit(store, unit, token, who));
    const left = new Set(units.filter((_, at) => answers[at]?.outcome !== 'taken').map(({ recordId }) => recordId));
    const mapped: PushAnswer['mapped'][number][] = [];
    const withoutParent: string[] = [];
    if (token === null) return { units: answers, mapped, withoutParent };
    const numbered = (entity: string, wooId: number | null): SharedDocument | undefined =>
      store.documents.get(store.numbers.get(`${entity} ${wooId}`) ?? '');
    const hangs = ({ entity }: SharedDocument): number => (PARENT_OF[entity] === undefined ? 0 : 1);
    for (const document of documents.toSorted((one, other) => hangs(one) - hangs(other))) {
      if (left.has(document.id)) continue;
      const above = PARENT_OF[document.entity];
      const parent = above === undefined ? undefined : numbered(above.entity, document.parentWooId);
      if (above !== undefined && parent === undefined) {
        withoutParent.push(document.id);
        continue;
      }
      const known = numbered(document.entity, document.wooId);
      if (known !== undefined && known.id !== document.id)
        mapped.push({ entity: document.entity, from: document.id, to: known.id });
      if (known?.hash === document.hash) continue;
      const id = known?.id ?? document.id;
      store.documents.set(id, { ...document, id, parentId: parent?.id ?? null, token, xid });
      store.numbers.set(`${document.entity} ${document.wooId}`, id);
    }
    for (const id of removals) {
      for (const one of [...store.documents.values()]) {
        if (one.id !== id && one.parentId !== id) continue;
        store.documents.delete(one.id);
        store.numbers.delete(`${one.entity} ${one.wooId}`);
        store.gone.push({ id: one.id, xid });
      }
    }
    if (facts !== null) store.facts = { ...facts, by: who.personId };
    return { units: answers, mapped, withoutParent };
  };

  const changesOf = (
    store: ModelStore,
    isIn: (one: { readonly xid: number }, recordId: string) => boolean,
    exceptToken: number | null,
  ): RecordChanges => ({
    documents: [...store.documents.values()].filter((one) => isIn(one, one.id) && one.token !== exceptToken),
    operations: [...store.operations.values()]
      .filter((one) => isIn(one, one.recordId))
      .toSorted((one, other) => one.position - other.position),
    decisions: [...store.decisions.values()].filter((one) => isIn(one, one.recordId)),
    refusals: [...store.refusals.values()].filter((one) => isIn(one, one.recordId)),
  });

  const read = (store: ModelStore, { floor, exceptToken, records }: ReadFrom): ChangePage => {
    const all = [...store.documents.values()].filter((one) => one.xid >= Number(floor) && one.token !== exceptToken);
    const places = all.map((one) => one.xid).toSorted((one, other) => one - other);
    const reached = places[records];
    const hasMore = reached !== undefined;
    const end = hasMore ? Math.max(reached, Number(floor) + 1) : xid + 1;
    const isIn = (one: { readonly xid: number }): boolean => one.xid >= Number(floor) && one.xid < end;
    const lives = store.lease.device !== null && store.lease.expiresAt > now();
    return {
      ...changesOf(store, isIn, exceptToken),
      ...{
        removals: store.gone.filter(isIn).map(({ id }) => id),
        maskedOrders: [],
        facts: hasMore ? null : store.facts,
      },
      holder: lives
        ? {
            ...{ deviceId: store.lease.device, personName: store.lease.device ?? '' },
            ...{ untilMs: store.lease.expiresAt, token: store.lease.token },
          }
        : null,
      ...{ nextFloor: String(end), hasMore },
    };
  };

  const connect: ShopsModel['connect'] = (who, line) => {
    const ask = async <T>(
      storeId: string,
      fence: number | null,
      work: (store: ModelStore) => T,
    ): Promise<Result<T, TeamFailure>> => {
      await Promise.resolve();
      if (!line.up) return err({ type: 'CentralUnavailable', detail: 'the line is cut' });
      const store = storeOf(storeId);
      if (fence !== null && !mayWrite(store, who.deviceId, fence))
        return err({ type: 'CentralRejected', code: STALE_LEASE, detail: 'the lease is another one’s' });
      xid += 1;
      return ok(structuredClone(work(store)));
    };
    const holds = ({ lease }: ModelStore, token: number): boolean =>
      lease.token === token && lease.device === who.deviceId;
    return {
      ...who,
      take: (storeId) => ask(storeId, null, (store) => take(store, who.deviceId)),
      renew: (storeId, token) =>
        ask(storeId, null, (store) => {
          if (!leases) return true;
          if (!holds(store, token) || store.lease.expiresAt <= now()) return false;
          store.lease.expiresAt = now() + LEASE_MS;
          return true;
        }),
      release: (storeId, token) =>
        ask(storeId, null, (store) => {
          if (!holds(store, token)) return false;
          store.lease.device = null;
          return true;
        }),
      takeOverClaims: (storeId, token) =>
        ask(storeId, token, (store) => {
          const orphans = [...store.operations.values()].filter(
            (one) => one.state === 'sending' && (one.claimedToken ?? 0) < token,
          );
          for (const one of orphans) {
            version += 1;
            store.operations.set(one.id, {
              ...one,
              state: 'unknown',
              attempts: Math.max(1, one.attempts),
              version,
              xid,
            });
          }
          return orphans.map(({ id }) => id);
        }),
      claim: (storeId, token, operations, serverMs) =>
        ask(storeId, token, (store) =>
          operations.flatMap(({ id, version: known }) => {
            const one = store.operations.get(id);
            const isMine = one?.state === 'sending' && one.claimedToken === token;
            if (one === undefined || !(isMine || (one.state === 'queued' && one.version === known))) return [];
            const isBehind = [...store.operations.values()].some(
              (other) =>
                other.recordId === one.recordId &&
                other.position < one.position &&
                ['queued', 'sending', 'unknown'].includes(other.state),
            );
            if (isBehind) return [];
            version += 1;
            const claimedServerMs = serverMs ?? one.claimedServerMs;
            store.operations.set(id, { ...one, state: 'sending', claimedToken: token, claimedServerMs, version, xid });
            return [{ id, version }];
          }),
        ),
      push: (storeId, token, given) => ask(storeId, token, (store) => push(store, token, structuredClone(given), who)),
      read: (storeId, from) => ask(storeId, null, (store) => read(store, from)),
      readRecords: (storeId, ids) =>
        ask(storeId, null, (store) => changesOf(store, (_, recordId) => ids.includes(recordId), null)),
    };
  };

  return {
    connect,
    letLeasesRunOut: () => {
      for (const store of stores.values()) store.lease.expiresAt = 0;
    },
    operations: (storeId) => [...storeOf(storeId).operations.values()],
    documents: (storeId) => [...storeOf(storeId).documents.values()],
  };
}
