import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import type { WritableDb } from '../../database/database.ts';
import { inDurableTransaction, prepared } from '../../database/database.ts';
import type { Clock } from '../../platform/deps.ts';
import type { CentralSession, TeamFailure } from '../team-server.ts';
import { dropTriggers, installTriggers, markEverything } from './marks.ts';
import { addTeamStore, teamStore, teamStores } from './team-stores.ts';
import type { TeamStore } from './team-stores.ts';

export type JoinDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly session: CentralSession;
  readonly normalizeAddress: (url: string) => string;
  /** Keeps a store's unsent changes where no store that goes takes them along. Inside the caller's transaction. */
  readonly setAside: (storeId: string, url: string) => void;
  /** The store's key, under its new id as well. */
  readonly moveKey: (from: string, to: string) => Promise<void>;
  /** Takes a store's rows out a few thousand at a time. */
  readonly emptyStore: (storeId: string) => Promise<void>;
};

export type SharedStore = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly currency: string;
  readonly rank: TeamStore['rank'];
};

/** `uploads`: everything here goes to central. `replaced`: central's store stands in the place of the one here. */
export type Joined = { readonly storeId: string; readonly how: 'uploads' | 'replaced' | 'new' | 'known' };
export type JoinFailure = TeamFailure | { readonly type: 'NotFound'; readonly entity: 'stores'; readonly id: string };

/** The stores of the organization that this person works in. */
export async function listShared(session: CentralSession): Promise<Result<readonly SharedStore[], TeamFailure>> {
  return session.transaction((query) =>
    query<SharedStore>('SELECT id, name, url, currency, my_role AS rank FROM store_basic_info ORDER BY name, id'),
  );
}

type LocalStore = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly currency: string;
  readonly woo_version: string | null;
  readonly wp_timezone: string | null;
};

/**
 * Shares a store of this desktop with the team. One that central does not know is uploaded, from the next run on; one that
 * it knows by its address is replaced by central's, and the unsent changes made here come back on top of it. Broken off
 * anywhere, it is done again and ends the same. [JOIN1]
 */
export async function shareStore(deps: JoinDeps, storeId: string): Promise<Result<Joined, JoinFailure>> {
  const { db, session } = deps;
  const store = prepared<LocalStore>(db, `SELECT * FROM stores WHERE id = ?`).get(storeId);
  if (store === undefined) return err({ type: 'NotFound', entity: 'stores', id: storeId });
  if (teamStore(db, storeId) !== null) {
    await finishReplacing(deps);
    return ok({ storeId, how: 'known' });
  }
  const url = deps.normalizeAddress(store.url);
  const known = await listShared(session);
  if (!known.ok) return known;
  const same = known.value.find((shared) => deps.normalizeAddress(shared.url) === url);
  if (same !== undefined && same.id !== storeId) return replace(deps, store, same);
  if (same !== undefined) return enter(deps, storeId, same.rank);
  const entered = await session.transaction((query) =>
    query<{ store_id: string }>('SELECT store_id FROM share_store($1, $2, $3, $4, $5, $6)', [
      ...[storeId, store.name, url, store.currency, store.woo_version, store.wp_timezone],
    ]),
  );
  if (!entered.ok) return entered;
  const centralId = entered.value[0]?.store_id;
  if (centralId !== undefined && centralId !== storeId) {
    const { name, currency } = store;
    return replace(deps, store, { id: centralId, name, url, currency, rank: 'owner' });
  }
  return enter(deps, storeId, 'owner');
}

/** Everything that is here goes to central, which passes over what it has. */
function enter({ db, clock }: JoinDeps, storeId: string, rank: TeamStore['rank']): Result<Joined, never> {
  inDurableTransaction(db, () => {
    addTeamStore(db, storeId, rank, clock.now());
    installTriggers(db);
    if (rank !== 'viewer') markEverything(db, storeId);
  });
  return ok({ storeId, how: 'uploads' });
}

/**
 * Takes in every store of the team that this person works in: whoever signs in finds them here. One that is here already,
 * under its id or its address, becomes the team's; one that was left here stays away until it is taken by hand. [JOIN1]
 */
export async function joinKnown(
  deps: JoinDeps,
  wasLeft: (storeId: string) => boolean,
): Promise<Result<readonly Joined[], JoinFailure>> {
  const { db } = deps;
  const shared = await listShared(deps.session);
  if (!shared.ok) return shared;
  const joined: Joined[] = [];
  for (const one of shared.value) {
    if (teamStore(db, one.id) !== null || wasLeft(one.id)) continue;
    const here = prepared<{ id: string; url: string }>(db, `SELECT id, url FROM stores WHERE status <> 'disconnected'`)
      .all()
      .find(({ id, url }) => id === one.id || deps.normalizeAddress(url) === deps.normalizeAddress(one.url));
    if (here === undefined) joined.push(takeShared(deps, one));
    else {
      const made = await shareStore(deps, here.id);
      if (!made.ok) return made;
      joined.push(made.value);
    }
  }
  return ok(joined);
}

/** Takes in a store that this desktop does not have. */
export function takeShared({ db, clock }: Pick<JoinDeps, 'db' | 'clock'>, shared: SharedStore): Joined {
  if (teamStore(db, shared.id) !== null) return { storeId: shared.id, how: 'known' };
  inDurableTransaction(db, () => {
    insertStore(db, shared, clock.now());
    addTeamStore(db, shared.id, shared.rank, clock.now());
    installTriggers(db);
  });
  return { storeId: shared.id, how: 'new' };
}

function insertStore(db: WritableDb, { id, name, url, currency, rank }: SharedStore, now: number): void {
  const taken = prepared(db, `SELECT 1 FROM stores WHERE name = ?`).get(name) !== undefined;
  prepared(
    db,
    `INSERT INTO stores (id, name, url, currency, mode, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    taken ? `${name} (${id.slice(0, 8)})` : name,
    url,
    currency,
    rank === 'viewer' ? 'watch' : 'push',
    now,
    now,
  );
}

/** The key first, then everything else at once; the rows of the former store go last. */
async function replace(deps: JoinDeps, store: LocalStore, shared: SharedStore): Promise<Result<Joined, JoinFailure>> {
  const { db, clock } = deps;
  await deps.moveKey(store.id, shared.id);
  if (teamStore(db, shared.id) === null) {
    inDurableTransaction(db, () => {
      deps.setAside(store.id, shared.url);
      prepared(db, `UPDATE stores SET name = ?, status = 'disconnected' WHERE id = ?`).run(store.id, store.id);
      insertStore(db, { ...shared, name: store.name }, clock.now());
      prepared(
        db,
        `UPDATE stores SET (mode, cadence, auth_mode, page_size) = (SELECT mode, cadence, auth_mode, page_size FROM stores WHERE id = ?) WHERE id = ?`,
      ).run(store.id, shared.id);
      addTeamStore(db, shared.id, shared.rank, clock.now());
      installTriggers(db);
    });
  }
  await finishReplacing(deps);
  return ok({ storeId: shared.id, how: 'replaced' });
}

/** Stores whose rows were to go when the program ended. */
export async function finishReplacing({ db, emptyStore }: Pick<JoinDeps, 'db' | 'emptyStore'>): Promise<void> {
  const left = prepared<{ id: string }>(
    db,
    `SELECT id FROM stores WHERE status = 'disconnected' AND name = id AND id NOT IN (SELECT store_id FROM team_stores)`,
  ).all();
  for (const { id } of left) {
    await emptyStore(id);
    inDurableTransaction(db, () => prepared(db, `DELETE FROM stores WHERE id = ?`).run(id));
  }
}

/**
 * Ends the sharing on this desktop. With a key of its own the store stays whole here; without one its rows go, and what was
 * not told to the team is kept for the day when it is joined again. [JOIN2]
 */
export async function leaveStore(
  deps: Pick<JoinDeps, 'db' | 'setAside' | 'emptyStore'>,
  storeId: string,
  hasKey: boolean,
): Promise<void> {
  const { db } = deps;
  const store = prepared<{ url: string }>(db, `SELECT url FROM stores WHERE id = ?`).get(storeId);
  if (store === undefined) return;
  inDurableTransaction(db, () => {
    prepared(db, `DELETE FROM team_marks WHERE store_id = ?`).run(storeId);
    prepared(db, `DELETE FROM team_stores WHERE store_id = ?`).run(storeId);
    if (!hasKey) {
      deps.setAside(storeId, store.url);
      prepared(db, `UPDATE stores SET name = id, status = 'disconnected' WHERE id = ?`).run(storeId);
    }
    prepared(db, `DELETE FROM team_rows WHERE store_id = ?`).run(storeId);
    if (teamStores(db).length === 0) dropTriggers(db);
  });
  if (!hasKey) await finishReplacing(deps);
}
