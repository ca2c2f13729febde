import type { SharedShop } from '../shared/contract/team-shops.ts';
import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';
import type { WritableDb } from './database/database.ts';
import type { ShopHandlers } from './handlers/team-shop-handlers.ts';
import { createTeamShopHandlers } from './handlers/team-shop-handlers.ts';
import type { Clock, Logger } from './platform/deps.ts';
import { noteShared } from './rescue-file/insert-change.ts';
import { placeAdopted } from './rescue-file/place-adopted.ts';
import { setAsideStore } from './rescue-file/set-aside-store.ts';
import type { CredentialsBook } from './stores/credentials.ts';
import { emptyStore } from './stores/empty-store.ts';
import type { SyncEngine } from './sync/sync-report.ts';
import type { JoinDeps, Joined } from './team/shops/join-store.ts';
import { finishReplacing, joinKnown, leaveStore, listShared, shareStore, takeShared } from './team/shops/join-store.ts';
import { createPostgresShops } from './team/shops/postgres-shops.ts';
import type { ShopsServer } from './team/shops/shops-server.ts';
import { createStoreTeam } from './team/shops/store-team.ts';
import type { ShopsTeam } from './team/shops/store-team.ts';
import { leftStores, noteLeft, teamStore, teamStores } from './team/shops/team-stores.ts';
import type { CentralSession } from './team/team-server.ts';
import type { Team } from './team/team.ts';

export type EngineShopsDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: CredentialsBook;
  readonly normalizeAddress: (url: string) => Result<string, unknown>;
  /** The team and the sync are made after this: asked for when they are needed. */
  readonly team: () => Pick<Team, 'session' | 'may'>;
  readonly sync: () => Pick<SyncEngine, 'runNow' | 'noticeChange' | 'cancel'>;
  readonly onChanged: (storeId: string) => void;
  readonly onDefect: (error: unknown) => void;
};

export type EngineShops = {
  readonly team: ShopsTeam;
  readonly handlers: ShopHandlers;
  /** Follows central: on its hints, and every 30 seconds. [TEAM12] */
  readonly start: (signal: AbortSignal) => void;
  /** Somebody signed in or out. */
  readonly followTeam: () => void;
  /** Gives the leases up. [LEASE6] */
  readonly stop: () => Promise<void>;
};

const FOLLOW_EVERY_MS = 30_000;
/** Closing waits no longer than this for central: a lease that is not given up runs out by itself. */
const RELEASE_WITHIN_MS = 2_000;

/** Shops that a team shares, put together from their areas. */
export function createEngineShops(deps: EngineShopsDeps): EngineShops {
  const { db, clock, credentials } = deps;
  const servers = new WeakMap<CentralSession, ShopsServer>();
  const server = (): ShopsServer | null => {
    const session = deps.team().session();
    if (session === null) return null;
    const known = servers.get(session) ?? createPostgresShops(session);
    servers.set(session, known);
    return known;
  };
  const hasKey = async (storeId: string): Promise<boolean> => (await credentials.read(storeId)).ok;
  const team = createStoreTeam({
    ...{ db, clock, logger: deps.logger, server, hasKey, renewsByItself: true },
    mayRunSync: () => deps.team().may('sync:execute'),
    placeAside: placeAdopted,
    noteShared: ({ id, kind }, payload, time) => noteShared({ db, now: clock.now() }, id, kind, payload, time),
  });
  const join = (session: CentralSession): JoinDeps => ({
    ...{ db, clock, session },
    normalizeAddress: (url) => {
      const address = deps.normalizeAddress(url);
      return address.ok ? address.value : url;
    },
    setAside: (storeId, url) => setAsideStore(db, storeId, url, clock.now()),
    moveKey: async (from, to) => {
      const key = await credentials.read(from);
      if (key.ok && from !== to) await credentials.keep(to, key.value);
    },
    emptyStore: (storeId) => emptyStore(db, storeId),
  });

  const follow = (storeId: string): void => {
    // the holder looks for what colleagues want; the others take over what it saw
    if (team.shareOf(storeId)?.mayAsk() === true) deps.sync().noticeChange(storeId);
    else deps.sync().runNow(storeId, { kind: 'incremental', startedBy: 'schedule' }).catch(deps.onDefect);
  };
  const followAll = (): void => {
    if (deps.team().session() === null) return;
    for (const { store_id } of teamStores(db)) follow(store_id);
  };
  const listenTo = (session: CentralSession, signal: AbortSignal): void => {
    session.listen(`team_${session.organizationId.replaceAll('-', '')}`, followAll, signal);
  };
  let wake = (): void => undefined;
  const joinAll = async (session: CentralSession): Promise<void> => {
    const joined = await joinKnown(join(session), (storeId) => leftStores(db).includes(storeId));
    if (joined.ok) for (const one of joined.value) told(ok(one));
    else deps.logger.log('warn', 'team.stores-not-joined', { why: joined.error.type });
  };
  const keepFollowing = async (signal: AbortSignal): Promise<void> => {
    let heard: CentralSession | null = null;
    while (!signal.aborted) {
      const session = deps.team().session();
      if (session !== null && session !== heard) listenTo(session, signal);
      heard = session;
      if (session !== null) await joinAll(session);
      followAll();
      if (deps.team().session() === heard) await rest(signal);
    }
  };
  /** Until it is time, or somebody signed in or out. */
  const rest = async (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    const over = new AbortController();
    wake = () => over.abort();
    signal.addEventListener('abort', wake, { once: true });
    await clock.sleep(FOLLOW_EVERY_MS, over.signal).catch(() => undefined);
    signal.removeEventListener('abort', wake);
    wake = () => undefined;
  };

  return {
    team,
    handlers: createTeamShopHandlers({
      withSession: async (work) => {
        const session = deps.team().session();
        return session === null ? err({ type: 'SignedOut' }) : work(join(session));
      },
      list: async (found) => {
        const shared = await listShared(found.session);
        if (!shared.ok) return shared;
        return ok(shared.value.map((shop): SharedShop => ({ ...shop, isHere: teamStore(db, shop.id) !== null })));
      },
      share: async (found, storeId) => {
        noteLeft(db, storeId, false);
        return told(await shareStore(found, storeId));
      },
      take: async (found, storeId) => {
        const shared = await listShared(found.session);
        if (!shared.ok) return shared;
        const shop = shared.value.find(({ id }) => id === storeId);
        noteLeft(db, storeId, false);
        return shop === undefined
          ? err({ type: 'NotFound', entity: 'stores', id: storeId })
          : told(ok(takeShared(found, shop)));
      },
      leave: async (found, storeId) => {
        deps.sync().cancel(storeId);
        await team.release(storeId);
        noteLeft(db, storeId, true);
        await leaveStore(found, storeId, await hasKey(storeId));
        deps.onChanged(storeId);
      },
      workAlone: (storeId, alone) => {
        if (teamStore(db, storeId) === null) return false;
        team.workAlone(storeId, alone);
        deps.sync().noticeChange(storeId);
        return true;
      },
    }),
    start: (signal) => {
      finishReplacing({ db, emptyStore: (storeId) => emptyStore(db, storeId) }).catch(deps.onDefect);
      keepFollowing(signal).catch((error: unknown) => {
        if (!signal.aborted) deps.onDefect(error);
      });
    },
    followTeam: () => wake(),
    stop: () => Promise.race([team.releaseAll(), clock.sleep(RELEASE_WITHIN_MS)]),
  };

  function told<E>(joined: Result<Joined, E>): Result<Joined, E> {
    if (joined.ok) {
      deps.onChanged(joined.value.storeId);
      deps.sync().noticeChange(joined.value.storeId);
      follow(joined.value.storeId);
    }
    return joined;
  }
}
