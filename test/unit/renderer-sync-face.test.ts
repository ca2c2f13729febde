import { describe, expect, test } from 'vitest';
import { faceOf, faceOfAll, mostUrgent, sumCounters } from '../../src/renderer/app/sync-face.ts';
import type { SyncStatus } from '../../src/shared/contract/sync.ts';

const NOTHING = { waiting: 0, notUpToDate: 0, decisions: 0, refused: 0 };

function statusOf(changes: Partial<SyncStatus> = {}): SyncStatus {
  return {
    storeId: 'one',
    state: 'idle',
    problem: null,
    mode: 'push',
    cadence: 'balanced',
    firstSyncComplete: true,
    recovered: false,
    run: null,
    counters: NOTHING,
    lastCheckAt: null,
    nextCheckAt: null,
    entities: [],
    team: null,
    ...changes,
  };
}

function runOf(processed: number, total: number | null): NonNullable<SyncStatus['run']> {
  return {
    id: 'run',
    kind: 'first',
    startedAt: '2026-11-20T12:00:00Z',
    processed,
    failed: 0,
    total,
    elapsedSeconds: 1,
    itemsPerMinute: null,
    etaSeconds: null,
    requests: 1,
  };
}

describe('the face of one store', () => {
  test('is green only when both sides were counted and nothing waits', () => {
    expect(faceOf(statusOf()).face).toBe('up-to-date');
    expect(faceOf(statusOf({ firstSyncComplete: false })).face).toBe('not-counted');
    const counters: readonly (keyof SyncStatus['counters'])[] = ['waiting', 'notUpToDate', 'decisions', 'refused'];
    for (const counter of counters) {
      expect(faceOf(statusOf({ counters: { ...NOTHING, [counter]: 1 } })).face).not.toBe('up-to-date');
    }
  });

  test('counts the changes that wait', () => {
    expect(faceOf(statusOf({ state: 'waiting', counters: { ...NOTHING, waiting: 3 } }))).toEqual({
      face: 'waiting',
      count: 3,
    });
  });

  test('is paused, offline or unreachable before anything else', () => {
    const counters = { ...NOTHING, waiting: 3, decisions: 1 };
    expect(faceOf(statusOf({ state: 'paused', counters })).face).toBe('paused');
    expect(faceOf(statusOf({ state: 'offline', counters })).face).toBe('offline');
    expect(faceOf(statusOf({ state: 'unreachable', counters })).face).toBe('unreachable');
  });

  test('does not call a store unreachable when its key is refused, locked or missing', () => {
    for (const type of ['StoreUnauthorized', 'StoreForbidden', 'SecretsLocked', 'StoreNotConnected']) {
      expect(faceOf(statusOf({ state: 'unreachable', problem: { type } })).face).toBe('needs-you');
    }
    const silent = { type: 'StoreUnreachable', cause: 'timeout', detail: '' };
    expect(faceOf(statusOf({ state: 'unreachable', problem: silent })).face).toBe('unreachable');
  });

  test('says n of m only when m is known', () => {
    expect(faceOf(statusOf({ state: 'syncing', run: runOf(5, 20) }))).toEqual({ face: 'syncing', done: 5, total: 20 });
    expect(faceOf(statusOf({ state: 'syncing', run: runOf(5, null) })).face).toBe('checking');
  });

  test('puts decisions first in lists and leaves them to the counter in the status bar', () => {
    const status = statusOf({ state: 'waiting', counters: { ...NOTHING, waiting: 2, decisions: 1 } });
    expect(faceOf(status, true).face).toBe('needs-you');
    expect(faceOf(status).face).toBe('waiting');
  });
});

describe('the face of several stores', () => {
  test('is that of the most urgent one', () => {
    const calm = statusOf({ storeId: 'calm' });
    const silent = statusOf({ storeId: 'silent', state: 'unreachable' });
    expect(mostUrgent([calm, silent])?.storeId).toBe('silent');
    expect(faceOfAll([calm, silent])?.face).toBe('unreachable');
  });

  test('adds up what is counted', () => {
    const a = statusOf({ storeId: 'a', state: 'waiting', counters: { ...NOTHING, waiting: 2, refused: 1 } });
    const b = statusOf({ storeId: 'b', state: 'waiting', counters: { ...NOTHING, waiting: 3, decisions: 4 } });
    expect(faceOfAll([a, b])).toEqual({ face: 'waiting', count: 5 });
    expect(sumCounters([a, b])).toEqual({ waiting: 5, notUpToDate: 0, decisions: 4, refused: 1 });
    const first = statusOf({ storeId: 'c', state: 'syncing', run: runOf(10, 100) });
    const second = statusOf({ storeId: 'd', state: 'syncing', run: runOf(1, 50) });
    expect(faceOfAll([first, second])).toEqual({ face: 'syncing', done: 11, total: 150 });
  });

  test('is none without a store', () => {
    expect(faceOfAll([])).toBeNull();
  });
});

describe('[INBOX2] a shop that a team shares', () => {
  const SHARED: NonNullable<SyncStatus['team']> = {
    role: 'follower',
    holder: { name: 'Olivia' },
    reachable: true,
    waiting: 0,
    lastPushAt: null,
    lastPullAt: null,
    read: { at: '2026-11-20T12:00:00Z', by: 'Olivia' },
    aloneSince: null,
  };

  test('[INBOX2] a follower is up to date only as of somebody’s reading', () => {
    expect(faceOf(statusOf({ team: SHARED }))).toEqual({ face: 'up-to-date' });
    expect(faceOf(statusOf({ team: { ...SHARED, read: null } }))).toEqual({ face: 'not-counted' });
  });

  test('[INBOX2] without the team’s database nothing is green, unless a person chose to work alone', () => {
    const away = { ...SHARED, reachable: false };
    expect(faceOf(statusOf({ team: away }))).toEqual({ face: 'team-away' });
    expect(faceOf(statusOf({ team: { ...away, role: 'holder' } }))).toEqual({ face: 'team-away' });
    expect(faceOf(statusOf({ team: { ...away, role: 'alone' } }))).toEqual({ face: 'up-to-date' });
    expect(faceOf(statusOf({ state: 'paused', team: away }))).toEqual({ face: 'paused' });
    expect(faceOf(statusOf({ state: 'offline', team: away }))).toEqual({ face: 'offline' });
  });
});
