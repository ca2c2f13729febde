import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { parseCentralAddress } from '../../src/engine/central/central-address.ts';
import type { CentralLineDeps } from '../../src/engine/central/central-line.ts';
import { createCentralSession } from '../../src/engine/central/central-session.ts';
import type { OpenCentralSession } from '../../src/engine/central/central-session.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { createTcpProxy } from '../support/tcp-proxy.ts';
import { provideWorld } from './support/world.ts';
import type { Person } from './support/world.ts';

const world = provideWorld();
const open: OpenCentralSession[] = [];
let told: string[] = [];

afterEach(() => {
  for (const session of open.splice(0)) session.close();
  told = [];
});

type Given = Partial<CentralLineDeps> & { readonly port?: number; readonly token?: string };

function sessionOf(person: Person, { port, ...given }: Given = {}): OpenCentralSession {
  const url = new URL(world().urlAs(person));
  if (port !== undefined) url.port = String(port);
  const address = parseCentralAddress(url.href, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const session = createCentralSession({
    address: address.value,
    token: world().tokenOf(person),
    deviceId: 'device',
    personId: world().id[person],
    organizationId: world().orgA,
    clock: createSystemClock(),
    random: createSeededRandom('session'),
    logger: { log: (level, event, fields) => told.push(`${level} ${event} ${JSON.stringify(fields)}`) },
    ownVersion: '0.1.0',
    schemaVersion: 230,
    ...given,
  });
  open.push(session);
  return session;
}

const serverPort = (): number => Number(new URL(world().url).port);
const whoami = (session: OpenCentralSession) =>
  session.transaction(async (query) => (await query<{ id: string }>('SELECT auth.uid() AS id'))[0]?.id);
/** A row of the person's own that each may write. */
const remember = (session: OpenCentralSession, name: string) =>
  session.transaction((query) =>
    query('UPDATE auth.users_extended SET first_name = $1 WHERE id = auth.uid() RETURNING id', [name]),
  );
const nameOf = (person: Person): Promise<unknown> =>
  world().value('SELECT first_name FROM auth.users_extended WHERE id = $1', [world().id[person]]);

describe('[SESSION1] each transaction names its session', () => {
  test('[SESSION1] and is committed; afterwards the connection belongs to nobody', async () => {
    const session = sessionOf('ownerA');
    expect(await whoami(session)).toEqual({ ok: true, value: world().id.ownerA });
    expect(await remember(session, 'Olga')).toMatchObject({ ok: true, value: [{ id: world().id.ownerA }] });
    expect(await nameOf('ownerA')).toBe('Olga');
    expect(session.serverVersion()).toBeGreaterThanOrEqual(150_000);
  });

  test('[SESSION1] all statements of a repeatable read see one moment', async () => {
    const session = sessionOf('ownerA');
    const counted = await session.transaction(
      async (query) => {
        const count = async () => (await query<{ n: number }>('SELECT count(*)::int AS n FROM orders'))[0]?.n;
        const before = await count();
        await world().query(
          `INSERT INTO orders (store_id, woo_id, status, total_text, customer_name, customer_email)
           VALUES ($1, 1002, 'processing', '1.00', 'Cy', 'cy@x.test')`,
          [world().storeA],
        );
        return [before, await count()];
      },
      { repeatableRead: true },
    );
    expect(counted).toEqual({ ok: true, value: [1, 1] });
  });

  test('[SESSION1] several at once take their turns on one connection', async () => {
    const session = sessionOf('ownerA');
    const names = ['a', 'b', 'c'];
    const done = await Promise.all(names.map((name) => remember(session, name)));
    expect(done.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await nameOf('ownerA')).toBe('c');
    const login = new URL(world().urlAs('ownerA')).username;
    expect(await world().value('SELECT count(*)::int FROM pg_stat_activity WHERE usename = $1', [login])).toBe(1);
  });

  test('[SESSION1] a token of nobody, and one of a colleague on this login, is signed out', async () => {
    expect(await whoami(sessionOf('ownerA', { token: randomUUID() }))).toEqual({
      ok: false,
      error: { type: 'SignedOut' },
    });
    expect(await whoami(sessionOf('viewerA', { token: world().tokenOf('ownerA') }))).toEqual({
      ok: false,
      error: { type: 'SignedOut' },
    });
  });

  test('[SESSION1] a closed login means signing in anew', async () => {
    const login = new URL(world().urlAs('managerA')).username;
    await world().query(`ALTER ROLE ${login} NOLOGIN`);
    const session = sessionOf('managerA');
    expect(await whoami(session)).toEqual({ ok: false, error: { type: 'SignedOut' } });
    expect(session.connectFailure()).toMatchObject({ type: 'CentralLoginClosed' });
    await world().query(`ALTER ROLE ${login} LOGIN`);
  });
});

describe('[SESSION2] what failed leaves nothing and says why', () => {
  test('[SESSION2] an exception of the work rolls back and passes on', async () => {
    const session = sessionOf('ownerA');
    await remember(session, 'Before');
    const work = session.transaction(async (query) => {
      await query(`UPDATE auth.users_extended SET first_name = 'Half' WHERE id = auth.uid()`);
      throw new RangeError('of the caller');
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await nameOf('ownerA')).toBe('Before');
    expect((await whoami(session)).ok).toBe(true);
  });

  test('[SESSION2] an error that the work swallowed is no success', async () => {
    const session = sessionOf('ownerA');
    await remember(session, 'Before');
    const outcome = await session.transaction(async (query) => {
      await query(`UPDATE auth.users_extended SET first_name = 'Half' WHERE id = auth.uid()`);
      await query('SELECT 1 / 0').catch(() => undefined);
    });
    expect(outcome).toEqual({
      ok: false,
      error: { type: 'CentralRejected', code: '22012', detail: 'division by zero' },
    });
    expect(await nameOf('ownerA')).toBe('Before');
  });

  test.each([
    ['DELETE FROM auth.user_sessions', 'CentralForbidden'],
    ['SELECT * FROM public.of_a_later_version', 'CentralMismatch'],
    [`SELECT 'x'::uuid`, 'CentralRejected'],
  ])('[SESSION2] %s: %s', async (statement, type) => {
    expect(await sessionOf('ownerA').transaction((query) => query(statement))).toMatchObject({
      ok: false,
      error: { type },
    });
  });

  test('[SESSION2] a statement that takes too long is given up by the server, and the next one goes on', async () => {
    const session = sessionOf('ownerA', { limits: { statementMs: 100, lockMs: 100, idleMs: 1_000 } });
    const slow = await session.transaction((query) => query('SELECT pg_sleep(30)'));
    expect(slow).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
    await world().query('BEGIN');
    await world().query('SELECT FROM auth.users_extended WHERE id = $1 FOR UPDATE', [world().id.ownerA]);
    expect(await remember(session, 'Locked')).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
    await world().query('ROLLBACK');
    expect((await remember(session, 'Free')).ok).toBe(true);
  });

  test('[SESSION2] a statement after the end of its transaction is refused here', async () => {
    const session = sessionOf('ownerA');
    const kept = await session.transaction(async (query) => query);
    if (!kept.ok) throw new Error(kept.error.type);
    await expect(kept.value('SELECT 1')).rejects.toThrow('The transaction is over.');
  });

  test('[SESSION2] nothing that is told holds the password or the token', async () => {
    const token = randomUUID();
    const session = sessionOf('ownerA', { token });
    await session.transaction((query) => query('SELECT 1'));
    const mine = sessionOf('ownerA');
    const outcome = await mine.transaction((query) => query('SELECT $1::uuid', [world().tokenOf('ownerA')]));
    const everything = JSON.stringify([outcome, told]);
    expect(everything).toContain('invalid input syntax for type uuid');
    for (const secret of [world().tokenOf('ownerA'), token, 'a password of a test'])
      expect(everything).not.toContain(secret);
  });
});

describe('[SESSION3] a network that breaks', () => {
  test('[SESSION3] after the commit was sent: the outcome is unknown, and it was done', async () => {
    const proxy = await createTcpProxy(serverPort());
    const session = sessionOf('ownerA', { port: proxy.port });
    await remember(session, 'Before');
    proxy.cutAfter('COMMIT');
    expect(await remember(session, 'Unheard')).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
    await expect.poll(() => nameOf('ownerA')).toBe('Unheard');
    expect((await remember(session, 'Again')).ok).toBe(true);
  });

  test('[SESSION3] between two transactions: nobody notices', async () => {
    const proxy = await createTcpProxy(serverPort());
    const session = sessionOf('ownerA', { port: proxy.port });
    await whoami(session);
    proxy.cut();
    proxy.mend();
    expect((await whoami(session)).ok).toBe(true);
    expect(proxy.count()).toBe(2);
  });

  test('[SESSION3] a server that hung up unnoticed is told by the first statement, before anything was done', async () => {
    const session = sessionOf('ownerA');
    await whoami(session);
    const login = new URL(world().urlAs('ownerA')).username;
    // waits until the process is gone, so that nothing of the next transaction can have reached it
    await world().query('SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = $1', [login]);
    expect((await whoami(session)).ok).toBe(true);
  });

  test('[SESSION3] a cable that was pulled ends the wait', async () => {
    const proxy = await createTcpProxy(serverPort());
    const session = sessionOf('ownerA', {
      port: proxy.port,
      limits: { statementMs: 100, lockMs: 100, idleMs: 60_000, graceMs: 100 },
    });
    await whoami(session);
    const outcome = await session.transaction(async (query) => {
      proxy.silence();
      await query('SELECT 1');
    });
    expect(outcome).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
    proxy.mend();
    expect((await whoami(session)).ok).toBe(true);
  });

  test('[SESSION3] a server that is away is asked rarer and rarer, a minute apart at most', async () => {
    const proxy = await createTcpProxy(serverPort());
    const clock = createSteppedClock();
    const session = sessionOf('ownerA', { port: proxy.port, clock });
    proxy.cut();
    const waits: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      expect(await whoami(session)).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
      // asked again at once it does not even try
      const before = proxy.count();
      await whoami(session);
      expect(proxy.count()).toBe(before);
      const wait = Number(/"retryInMs":(\d+)/.exec(told.at(-1) ?? '')?.[1]);
      waits.push(wait);
      await clock.advance(wait);
    }
    const longest = waits.map((_, index) => Math.min(60_000, 500 * 2 ** index));
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThan((longest[index] ?? 0) / 2 - 1);
      expect(wait).toBeLessThanOrEqual(longest[index] ?? 0);
    });
    proxy.mend();
    await whoami(session);
    proxy.cut();
    await whoami(session);
    proxy.mend();
    // a person who presses the button does not wait
    session.retryNow();
    expect((await whoami(session)).ok).toBe(true);
  });

  test('[SESSION3] closed in the middle, everything that runs and waits says so', async () => {
    const session = sessionOf('ownerA');
    const running = session.transaction(async (query) => {
      session.close();
      await query('SELECT 1');
    });
    const waiting = whoami(session);
    const closed = { ok: false, error: { type: 'CentralUnavailable', detail: 'closed' } };
    expect(await Promise.all([running, waiting])).toEqual([closed, closed]);
  });
});

describe('[SESSION4] versions', () => {
  test('[SESSION4] central asks for a later program, or is older than this one', async () => {
    expect(await whoami(sessionOf('ownerA', { ownVersion: '0.0.9' }))).toEqual({
      ok: false,
      error: { type: 'CentralMismatch', detail: 'central asks for version 0.1.0 or later, this is 0.0.9' },
    });
    expect(await whoami(sessionOf('ownerA', { schemaVersion: 9_999_999 }))).toMatchObject({
      ok: false,
      error: { type: 'CentralMismatch', detail: expect.stringContaining('this program needs 9999999') },
    });
  });
});

describe('[TEAM12] listening', () => {
  const notify = (): Promise<unknown> => world().query('NOTIFY team_test');
  const listenerCount = () =>
    world().value(
      `SELECT count(*)::int FROM pg_stat_activity WHERE usename = $1 AND application_name = 'backroom-listen'`,
      [new URL(world().urlAs('ownerA')).username],
    );

  test('[TEAM12] a hint comes at each notification, over one connection, until nobody listens any more', async () => {
    const session = sessionOf('ownerA');
    const [first, second] = [new AbortController(), new AbortController()];
    const hints = { first: 0, second: 0, other: 0 };
    session.listen('team_test', () => (hints.first += 1), first.signal);
    session.listen('team_test', () => (hints.second += 1), second.signal);
    session.listen('team_other', () => (hints.other += 1), second.signal);
    await expect.poll(() => hints).toEqual({ first: 1, second: 1, other: 1 });
    await notify();
    await expect.poll(() => hints).toEqual({ first: 2, second: 2, other: 1 });
    expect(await listenerCount()).toBe(1);
    first.abort();
    await notify();
    await expect.poll(() => hints).toEqual({ first: 2, second: 3, other: 1 });
    second.abort();
    await expect.poll(listenerCount).toBe(0);
  });

  test('[TEAM12] a break mends by itself, and one hint stands for all that were missed', async () => {
    const proxy = await createTcpProxy(serverPort());
    const clock = createSteppedClock();
    const session = sessionOf('ownerA', { port: proxy.port, clock });
    const stop = new AbortController();
    let hints = 0;
    session.listen('team_test', () => (hints += 1), stop.signal);
    await expect.poll(() => hints).toBe(1);
    proxy.cut();
    await expect.poll(() => told.join()).toContain('central.deaf');
    await notify();
    proxy.mend();
    await clock.advance(60_000);
    await expect.poll(() => hints).toBe(2);
    await notify();
    await expect.poll(() => hints).toBe(3);
    stop.abort();
  });

  test('[TEAM12] a channel is a name and nothing else', () => {
    const session = sessionOf('ownerA');
    const forged = () => session.listen('x; DROP TABLE orders', () => undefined, new AbortController().signal);
    expect(forged).toThrow('Not a channel');
  });
});
