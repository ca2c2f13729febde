import { QueryClient, type Query } from '@tanstack/react-query';
import type { ColleaguePresence } from '../../shared/contract/shared-rows.ts';
import type { SyncStatus } from '../../shared/contract/sync.ts';
import type { TeamStatus } from '../../shared/contract/team.ts';
import type { EngineConnection, EngineClient } from './engine-connection.ts';
import type { MethodName } from './engine-client.tsx';
import { tablesReadBy } from './query-tables.ts';
import { askPicturesAgain } from '../state/pictures.ts';

/** A first sync reports changes many times a second; screens repaint at most this often. */
const REFRESH_INTERVAL_MS = 250;

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The engine is on this computer and says itself when something changed: nothing is guessed by age,
      // by focus or by the network, and a refusal does not become an acceptance by asking again.
      queries: {
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

const STATUS_KEY = ['sync.status', {}];
const TEAM_KEY = ['team.status', {}];
const PRESENCE_KEY = ['shared.presence', {}];
/** They hold nothing of a shop. */
const HARMLESS = /^(?:team|settings|secrets|app)\./;
const TIMER_KEY = ['timer.get', {}];

type Timers = { readonly setTimeout: (run: () => void, ms: number) => unknown };

/**
 * Refetches what a change notice touches. Notices are gathered, and a query that is being read when its table
 * changes is read once more afterwards instead of being cut short: under a constant stream it still gets to answer.
 */
export function createRefresher(queries: QueryClient, timers: Timers = globalThis) {
  let dirty = new Set<string>();
  let late = new Set<Query>();
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    timers.setTimeout(flush, REFRESH_INTERVAL_MS);
  }

  function flush(): void {
    isScheduled = false;
    const [tables, waited] = [dirty, late];
    dirty = new Set();
    late = new Set();
    const due = (query: Query): boolean => waited.has(query) || reads(query, tables);
    for (const query of queries.getQueryCache().findAll({ predicate: due })) {
      if (query.state.fetchStatus === 'fetching') late.add(query);
      else void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
    if (late.size > 0) schedule();
  }

  return {
    changed: (tables: readonly string[]): void => {
      for (const table of tables) dirty.add(table);
      schedule();
    },
  };
}

function reads(query: Query, tables: ReadonlySet<string>): boolean {
  const [method, input] = query.queryKey;
  return (tablesReadBy(method as MethodName, input) ?? []).some((table) => tables.has(table));
}

/** Replaces the status of one store in the list of all. */
export function mergeStatus(known: readonly SyncStatus[], next: SyncStatus): SyncStatus[] {
  const others = known.some((status) => status.storeId === next.storeId);
  return others ? known.map((status) => (status.storeId === next.storeId ? next : status)) : [...known, next];
}

/** Whether `next` says that a store came back that could not be reached. */
export function answersAgain(known: readonly SyncStatus[], next: SyncStatus): boolean {
  const before = known.find(({ storeId }) => storeId === next.storeId)?.state;
  return (before === 'unreachable' || before === 'offline') && next.state !== before;
}

/** Whether data of a shop may be on screen. */
export function isShown(team: TeamStatus): boolean {
  return team.state !== 'signed-out' && team.state !== 'locked';
}

/** Takes over who is signed in; what the former person saw does not stay in memory, and all is read for the next one. */
export function takeTeamStatus(queries: QueryClient, next: TeamStatus): void {
  const before = queries.getQueryData<TeamStatus>(TEAM_KEY);
  queries.setQueryData<TeamStatus>(TEAM_KEY, next);
  void queries.invalidateQueries({ queryKey: ['team.people'] });
  if (!isShown(next)) queries.removeQueries({ predicate: ({ queryKey }) => !HARMLESS.test(String(queryKey[0])) });
  else if (before === undefined || !isShown(before) || before.login !== next.login) void queries.invalidateQueries();
}

/** Binds the engine's events to the queries, for each port anew. Returns how to stop. */
export function followEngine(connection: EngineConnection, queries: QueryClient): () => void {
  const refresher = createRefresher(queries);
  let followed: EngineClient | null = null;
  let stops: readonly (() => void)[] = [];

  function follow(): void {
    const { client } = connection.snapshot();
    if (client === followed || !client) return;
    const isAnother = followed !== null;
    followed = client;
    stops = [
      client.listen('changed', ({ tables }) => refresher.changed(tables)),
      client.listen('presence', (presence) => queries.setQueryData<ColleaguePresence[]>(PRESENCE_KEY, presence)),
      client.listen('teamStatus', (status) => takeTeamStatus(queries, status)),
      client.listen('timer', ({ timer }) => queries.setQueryData(TIMER_KEY, timer)),
      client.listen('alerts', () => refresher.changed(['project_alerts', 'alert_states'])),
      client.listen('syncStatus', (status) => {
        const known = queries.getQueryData<SyncStatus[]>(STATUS_KEY);
        if (known && answersAgain(known, status)) askPicturesAgain();
        if (known) queries.setQueryData<SyncStatus[]>(STATUS_KEY, mergeStatus(known, status));
      }),
    ];
    // What happened while nobody listened is unknown: everything on screen is read again.
    if (isAnother) void queries.invalidateQueries();
  }

  follow();
  const unsubscribe = connection.subscribe(follow);
  return () => {
    unsubscribe();
    for (const stop of stops) stop();
  };
}
