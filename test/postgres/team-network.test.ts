import { readFileSync, existsSync } from 'node:fs';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createCentralTeamServer } from '../../src/engine/central/central-team-server.ts';
import type { TeamIdentity } from '../../src/engine/team/connect-team.ts';
import type { TeamServer } from '../../src/engine/team/team-server.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { createTcpProxy } from '../support/tcp-proxy.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import { openDesktop } from '../support/team-bench.ts';
import { createTeamDesktop } from '../support/team-desktop.ts';
import type { DesktopGiven, TeamDesktop } from '../support/build-team-desktop.ts';
import { createSqlBench, openSession, prepareCards } from './support/sql-bench.ts';
import { enterDevice } from './support/team-world.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
beforeAll(() => prepareCards(world()));

type Networked = {
  readonly desktop: TeamDesktop;
  readonly proxy: TcpProxy;
  /** A further session of the same device, past the proxy. */
  readonly otherServer: () => TeamServer;
  readonly identity: TeamIdentity;
};

/** A desktop whose way to central can be cut. */
async function openNetworked(given: Partial<DesktopGiven> = {}): Promise<Networked> {
  const device = await enterDevice(world(), 'ownerA');
  const proxy = await createTcpProxy(Number(new URL(world().url).port));
  const server = createCentralTeamServer(openSession(world(), device, proxy.port));
  const identity = { organizationId: world().orgA, personId: world().id.ownerA, deviceId: device.id };
  const desktop = await createTeamDesktop({ name: device.id, server, identity, ...given });
  return { desktop, proxy, identity, otherServer: () => createCentralTeamServer(openSession(world(), device)) };
}

const pushesOf = async ({ deviceId }: TeamIdentity) =>
  await world().query('SELECT sequence, line_id, answer FROM device_pushes WHERE device_id = $1 ORDER BY 1', [
    deviceId,
  ]);

/** Central hangs up on a client whose connection was cut when it notices; until then the row may be locked. */
async function syncUntilThrough(desktop: TeamDesktop): Promise<void> {
  await vi.waitFor(() => desktop.sync(), { timeout: 20_000, interval: 100 });
}

describe('[TEAM3] a network that breaks', () => {
  test.each([
    ['after the commit, before its answer', ['push_changes', 'COMMIT']],
    ['within the push', ['push_changes']],
    ['before anything was asked', ['team_state']],
    ['while the feed is read', ['team_changes']],
  ])('[TEAM3] %s: every line is taken once and nothing is lost', async (_, words) => {
    const bench = await createSqlBench(world());
    const { desktop, proxy, identity } = await openNetworked();
    await desktop.sync();
    const ids = ['a', 'b', 'c'].map((title) => desktop.insert('cards', { title }));
    await bench.insert('cards', { title: 'Elsewhere' });
    proxy.cutAfter(...words);
    expect(await desktop.trySync()).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
    desktop.update('cards', ids[0] ?? '', { title: 'Edited while the outcome was unknown' });
    await syncUntilThrough(desktop);
    const rows = await bench.rows('cards');
    expect(rows).toHaveLength(4);
    expect(rows).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: ids[0], title: 'Edited while the outcome was unknown' })]),
    );
    const taken = await pushesOf(identity);
    expect(new Set(taken.map(({ line_id }) => line_id)).size).toBe(taken.length);
    expect(desktop.rows('cards')).toHaveLength(4);
    expect([...desktop.decisions(), ...desktop.refusals()]).toEqual([]);
    expect(await desktop.sync()).toMatchObject({ pushed: { sent: 0 } });
  });

  test('[TEAM3] a slow network changes nothing but the time it takes', async () => {
    const bench = await createSqlBench(world());
    const { desktop, proxy } = await openNetworked();
    proxy.delay(30);
    const id = desktop.insert('cards', { title: 'Slow' });
    await desktop.sync();
    proxy.delay(0);
    expect(await bench.rows('cards')).toMatchObject([{ id, title: 'Slow' }]);
  });
});

describe('[TEAM2] processes that die, and several at once', () => {
  test('[TEAM2] killed between writing the line down and sending it, the next process sends it under its number', async () => {
    const bench = await createSqlBench(world());
    const device = await enterDevice(world(), 'ownerA');
    const server = createCentralTeamServer(openSession(world(), device));
    const identity = { organizationId: world().orgA, personId: world().id.ownerA, deviceId: device.id };
    const dying: TeamServer = { ...server, push: () => Promise.reject(new Error('killed')) };
    const desktop = await createTeamDesktop({ name: 'dying', server: dying, identity });
    const id = desktop.insert('cards', { title: 'Persisted' });
    await expect(desktop.trySync()).rejects.toThrow('killed');
    const line = desktop.db.prepare('SELECT id, sequence, state FROM team_outbox').get();
    expect(line).toMatchObject({ sequence: 1, state: 'waiting' });
    expect(await desktop.secondProcess(server).run()).toMatchObject({ ok: true });
    expect(await pushesOf(identity)).toMatchObject([{ sequence: '1', line_id: (line as { id: string }).id }]);
    expect(await bench.rows('cards')).toMatchObject([{ id }]);
  });

  test('[TEAM2] one process at a time speaks for a mirror', async () => {
    await createSqlBench(world());
    const { desktop, otherServer } = await openNetworked();
    desktop.insert('cards', { title: 'Once' });
    const reports = await Promise.all([desktop.trySync(), desktop.secondProcess(otherServer()).run()]);
    expect(reports.map((report) => (report.ok ? report.value.pushed.sent : report.error.type)).sort()).toEqual([
      1,
      'Elsewhere',
    ]);
  });

  test('[TEAM2] without that lock no line goes out under two numbers, and each is taken once', async () => {
    const bench = await createSqlBench(world());
    const { desktop, otherServer, identity } = await openNetworked({ withoutLocks: true });
    await desktop.sync();
    const second = desktop.secondProcess(otherServer());
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 10; n += 1) desktop.insert('cards', { title: `${round}.${n}` });
      for (const { id } of desktop.rows('cards').slice(0, 5))
        desktop.update('cards', String(id), { body: `in ${round}` });
      const reports = await Promise.all([desktop.trySync(), second.run()]);
      expect(reports.map(({ ok }) => ok)).toEqual([true, true]);
    }
    await desktop.sync();
    const taken = await pushesOf(identity);
    expect(new Set(taken.map(({ line_id }) => line_id)).size).toBe(taken.length);
    expect(await bench.rows('cards')).toHaveLength(40);
    expect((await bench.rows('cards')).filter(({ body }) => body === 'in 3')).toHaveLength(5);
    expect([...desktop.decisions(), ...desktop.refusals()]).toEqual([]);
  });

  test('[TEAM3] a mirror that came back from a copy counts on behind its own earlier numbers', async () => {
    const bench = await createSqlBench(world());
    const { desktop, identity } = await openNetworked();
    for (const title of ['a', 'b', 'c']) {
      desktop.insert('cards', { title });
      await desktop.sync();
    }
    desktop.db.exec('UPDATE team_state SET next_sequence = 2');
    desktop.insert('cards', { title: 'd' });
    await desktop.sync();
    // and when the line was made before anybody asked central
    desktop.insert('cards', { title: 'e' });
    desktop.db.exec(`INSERT INTO team_outbox (id, sequence, table_name, key, kind, fields, created_at)
      SELECT '0190a000-0000-7000-8000-000000000001', 3, 'cards', id, 'insert', '{"title":"e"}', 1 FROM cards WHERE title = 'e'`);
    await desktop.sync();
    expect((await bench.rows('cards')).map(({ title }) => title).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await pushesOf(identity)).map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 4, 5]);
    expect([...desktop.decisions(), ...desktop.refusals()]).toEqual([]);
  });
});

describe('[TEAM12] hints and the clock', () => {
  /** Keeps it going until the end of the test. */
  function start(desktop: TeamDesktop): void {
    const stop = new AbortController();
    const ended = desktop.replication.start(stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await ended;
    });
  }

  test('[TEAM12] a hint brings a change at once, long before the 30 seconds are over', async () => {
    const bench = await createSqlBench(world());
    const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
    await one.sync();
    start(two);
    // it listens behind its first cycle
    await vi.waitFor(() => expect(two.changed).toEqual([]));
    await vi.waitFor(
      async () =>
        expect(
          await world().value(
            `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'backroom-listen' AND query LIKE 'LISTEN%'`,
          ),
        ).toBeGreaterThan(0),
      { timeout: 10_000 },
    );
    const id = one.insert('cards', { title: 'Hinted' });
    await one.sync();
    await vi.waitFor(() => expect(two.row('cards', id)).toMatchObject({ title: 'Hinted' }), { timeout: 10_000 });
  });

  test('[TEAM12] without hints it comes with the next reading, after 30 seconds', async () => {
    const bench = await createSqlBench(world());
    const { server, identity } = await bench.enter('ownerA');
    const clock = createSteppedClock();
    const deaf: TeamServer = { ...server, listen: () => undefined };
    const two = await createTeamDesktop({ name: 'deaf', server: deaf, identity, clock });
    start(two);
    const ended = async (cycles: number) =>
      await vi.waitFor(() => expect(two.reports).toHaveLength(cycles), { timeout: 10_000 });
    await ended(1);
    const id = await bench.insert('cards', { title: 'Unhinted' });
    await clock.advance(29_000);
    expect([two.reports.length, two.rows('cards')]).toEqual([1, []]);
    await clock.advance(2_000);
    await ended(2);
    expect(two.row('cards', id)).toMatchObject({ title: 'Unhinted' });
  });

  test('[TEAM12] central away: it is asked less and less often, and the work goes on', async () => {
    const clock = createSteppedClock();
    const { identity, server } = await (await createSqlBench(world())).enter('ownerA');
    const asked: number[] = [];
    const away: TeamServer = {
      ...server,
      state: () => {
        asked.push(clock.monotonic());
        return Promise.resolve({ ok: false, error: { type: 'CentralUnavailable', detail: 'away' } });
      },
    };
    const desktop = await createTeamDesktop({ name: 'away', server: away, identity, clock });
    start(desktop);
    desktop.insert('cards', { title: 'Offline' });
    for (let minute = 0; minute < 600; minute += 1) await clock.advance(1_000);
    const pauses = asked.slice(1).map((at, place) => at - (asked[place] ?? 0));
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(30_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
  });
});

describe('[TEAM13] rights that end', () => {
  test('[TEAM13] what may not be seen any more is in no byte of the file', async () => {
    const bench = await createSqlBench(world());
    const one = await openDesktop(bench);
    const two = await openDesktop(bench, 'managerA');
    const secret = 'Canary of a card 4711';
    const ids = Array.from({ length: 50 }, (_, n) =>
      one.insert('cards', { title: `${secret} ${n}`, body: secret.repeat(40) }),
    );
    await one.sync();
    await two.sync();
    // earlier versions lie behind the rows
    for (const id of ids) one.update('cards', id, { body: `${secret} again` });
    await one.sync();
    await two.sync();
    // something waits for a decision, and something is unsent
    one.update('cards', ids[1] ?? '', { body: `${secret} newest` });
    two.update('cards', ids[1] ?? '', { body: 'in own words' });
    await one.sync();
    await two.sync();
    expect(two.decisions()).toHaveLength(1);
    two.update('cards', ids[0] ?? '', { points: 7, body: 'own, too' });
    const holds = () =>
      ['', '-wal', '-shm'].some(
        (end) => existsSync(two.path + end) && readFileSync(two.path + end).includes('Canary of a card'),
      );
    expect(holds()).toBe(true);
    await bench.setMayRead('managerA', false);
    await two.sync();
    await bench.setMayRead('managerA', true);
    expect(two.wiped()).toBe(1);
    expect(holds()).toBe(false);
    // the person's own values are kept
    const own = two
      .decisions()
      .map(({ kind, key, fields }) => [kind, key, Object.values(fields).map(({ mine }) => mine)]);
    expect(own).toEqual(
      expect.arrayContaining([
        ['deleted', ids[0], expect.arrayContaining([7, 'own, too'])],
        ['deleted', ids[1], ['in own words']],
      ]),
    );
  });
});

describe('[PRESENCE1] who has what open', () => {
  test('[PRESENCE1] goes through the same server', async () => {
    const bench = await createSqlBench(world());
    const [one, two] = [await bench.enter('ownerA'), await bench.enter('managerA')];
    const record = {
      resource: 'tasks',
      recordId: '0190a000-0000-7000-8000-000000000001',
      storeId: null,
      isEditing: true,
    };
    expect(await one.server.tellPresence([record])).toMatchObject({ ok: true });
    expect(await two.server.presence()).toMatchObject({
      ok: true,
      value: [{ ...record, personId: world().id.ownerA }],
    });
    await one.server.tellPresence([]);
    expect(await two.server.presence()).toEqual({ ok: true, value: [] });
  });
});
