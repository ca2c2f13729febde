import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decideWipe, intendWipe, pendingWipe } from '../../src/engine/database/wipe.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openProfile } from '../../src/engine/database/profile.ts';
import { createCli } from '../support/cli-fixture.ts';
import { outboxOf, profileDeps, queueEdits } from '../support/profile-fixture.ts';
import { createShiftedClock, createTeamDesk, inviteTo, joinTeam, valueOf } from './support/team-desk.ts';
import type { TeamDesk } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';
const CANARY = 'CanaryOfAnn';

/** Rows, an unsent change, a backup and a file set aside, each with a word that must not be found later. */
function liveIn(desk: TeamDesk): void {
  const db = desk.engine().db as WritableDb;
  queueEdits(db, `Shop ${CANARY}`, [{ operationId: 'op-1', productId: 'product-1' }]);
  db.prepare(`UPDATE products SET name = ?`).run(`Lamp ${CANARY}`);
  desk.engine().profile.unsentCopy.note(['product-1']);
  for (const folder of ['backups', 'set-aside']) {
    mkdirSync(join(desk.folder, folder), { recursive: true });
    writeFileSync(join(desk.folder, folder, 'mirror-2026-01-01T00-00-00-000Z-daily.db'), CANARY);
  }
  writeFileSync(join(desk.folder, 'mirror.db.4711.partial'), CANARY);
}

const productsOf = (desk: TeamDesk) => desk.call('records.list', { entity: 'products' });
const stateOf = async (desk: TeamDesk) => (await valueOf(desk.call('team.status', {}))).state;

describe('[JOIN4] another person on this computer', () => {
  test('[JOIN4] gets a mirror of their own; nothing of the former one is in any file but sealed, and comes back', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    const ann = await joinTeam(desk, world(), 'ann@a.test', PASSWORD, 'manager');
    liveIn(desk);
    expect(desk.filesWith(CANARY).length).toBeGreaterThan(3);

    const invitation = await inviteTo(world(), 'bob@a.test', 'viewer');
    const { login: bob } = await valueOf(desk.call('team.enrol', { invitation }));
    expect(await valueOf(desk.call('team.setPassword', { login: bob, password: PASSWORD }))).toEqual({
      outcome: 'accepted',
      restarts: true,
    });
    // from here on nothing is shown any more, also before the next engine starts
    expect(desk.wantsRestart()).toBe(true);
    expect(await productsOf(desk)).toEqual({ ok: false, error: { type: 'SignedOut' } });
    await desk.restart();
    desk.engine().start();
    await expect.poll(() => stateOf(desk)).toBe('connected');
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ login: bob, person: { email: 'bob@a.test' } });
    expect(await valueOf(productsOf(desk))).toEqual({ total: 0, rows: [] });
    expect(desk.filesWith(CANARY, 'Product 100')).toEqual([]);
    expect(readdirSync(join(desk.folder, 'sealed'))).toHaveLength(1);
    expect(existsSync(join(desk.folder, 'wipe.pending.json'))).toBe(false);
    const open = await world().value(
      'SELECT count(*)::int FROM auth.user_sessions WHERE db_role = $1 AND revoked_at IS NULL',
      [ann],
    );
    expect(open).toBe(0);

    expect(await valueOf(desk.call('team.signIn', { login: ann, password: PASSWORD }))).toMatchObject({
      restarts: true,
    });
    await desk.restart();
    desk.engine().start();
    await expect.poll(() => stateOf(desk)).toBe('connected');
    await expect
      .poll(() => valueOf(desk.call('unsent.waiting', {})))
      .toMatchObject([{ id: 'op-1', reason: 'store-not-connected', woo_id: 100 }]);
    await expect.poll(() => readdirSync(join(desk.folder, 'sealed'))).toEqual([]);
    expect(readdirSync(join(desk.folder, 'sealed'))).toEqual([]);
    expect(
      desk
        .engine()
        .vault.stored()
        .filter(({ name }) => name.startsWith('team:sealed:')),
    ).toEqual([]);
  });

  test('[JOIN4] keys of shops are put away with their person, and come back', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    const ann = await joinTeam(desk, world(), 'key-ann@a.test', PASSWORD, 'manager');
    await desk.engine().vault.write('store:s1', 'ck and cs of the shop');
    const bob = await joinBeside(desk, 'key-bob@a.test');
    expect(await desk.engine().vault.read('store:s1')).toEqual({ ok: true, value: null });
    await valueOf(desk.call('team.signIn', { login: ann, password: PASSWORD }));
    await desk.restart();
    desk.engine().start();
    await expect.poll(() => desk.engine().vault.read('store:s1')).toEqual({ ok: true, value: 'ck and cs of the shop' });
    expect(bob).not.toBe(ann);
  });

  test('[JOIN4] the same person goes on with the same mirror', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    const login = await joinTeam(desk, world(), 'same@a.test', PASSWORD, 'manager');
    liveIn(desk);
    await valueOf(desk.call('team.signOut', {}));
    expect(await valueOf(desk.call('team.signIn', { login, password: PASSWORD }))).toEqual({
      outcome: 'accepted',
      restarts: false,
    });
    expect((await valueOf(productsOf(desk))).total).toBe(1);
  });

  test('[JOIN4] what was a mirror of one person becomes the team’s with the first sign-in, as it is', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    liveIn(desk);
    await joinTeam(desk, world(), 'solo@a.test', PASSWORD, 'manager');
    expect(desk.wantsRestart()).toBe(false);
    expect((await valueOf(productsOf(desk))).total).toBe(1);
  });
});

describe('[JOIN4] less than before', () => {
  test.each([
    ['a revoked session', 'UPDATE auth.user_sessions SET revoked_at = now() WHERE db_role = $1', 'revoked'],
    ['a closed login', 'SELECT auth.close_device_login($1)', 'device-revoked'],
  ])(
    '[JOIN4] %s wipes the mirror, and what was unsent comes back to the same person',
    async (_name, statement, reason) => {
      const desk = await createTeamDesk({ isStarted: false });
      const login = await joinTeam(desk, world(), `${reason}@a.test`, PASSWORD, 'manager');
      liveIn(desk);
      await world().query(statement, [login]);
      await world().query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
      expect(await valueOf(desk.call('team.retry', {}))).toMatchObject({ state: 'signed-out', signedOut: reason });
      expect(desk.wantsRestart()).toBe(true);
      await desk.restart();
      expect(await valueOf(desk.call('team.status', {}))).toMatchObject({
        state: 'signed-out',
        signedOut: reason,
        login,
        person: null,
      });
      expect(desk.filesWith(CANARY)).toEqual([]);
      await world().query(`ALTER ROLE ${login} LOGIN CONNECTION LIMIT 3`);
      await valueOf(desk.call('team.signIn', { login, password: PASSWORD }));
      expect(await valueOf(desk.call('unsent.waiting', {}))).toMatchObject([{ id: 'op-1' }]);
    },
  );

  test('[JOIN4] a lower role makes the mirror anew, without asking for the password', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    const login = await joinTeam(desk, world(), 'lower@a.test', PASSWORD, 'manager');
    liveIn(desk);
    await world().query(
      `UPDATE auth.user_roles ur SET role_id = r.id FROM auth.roles r, auth.users u
       WHERE u.id = ur.user_id AND u.email = 'lower@a.test' AND r.org_id = $1 AND r.slug = 'viewer'`,
      [world().orgA],
    );
    await valueOf(desk.call('team.retry', {}));
    expect(desk.wantsRestart()).toBe(true);
    await desk.restart();
    desk.engine().start();
    await expect.poll(() => stateOf(desk)).toBe('connected');
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ login, role: { slug: 'viewer' } });
    // what the person had typed stays sealed, because the role does not permit to send it any more
    expect(desk.filesWith(CANARY)).toEqual([]);
    expect(await valueOf(desk.call('unsent.waiting', {}))).toEqual([]);
    expect(readdirSync(join(desk.folder, 'sealed'))).toHaveLength(1);
    expect(await desk.call('records.edit', { entity: 'products', id: 'x', changes: {} })).toEqual({
      ok: false,
      error: { type: 'NotAllowed', permission: 'products:update' },
    });
  });

  test('[JOIN4] a higher role takes nothing away', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    await joinTeam(desk, world(), 'higher@a.test', PASSWORD, 'viewer');
    liveIn(desk);
    await world().query(
      `UPDATE auth.user_roles ur SET role_id = r.id FROM auth.roles r, auth.users u
       WHERE u.id = ur.user_id AND u.email = 'higher@a.test' AND r.org_id = $1 AND r.slug = 'manager'`,
      [world().orgA],
    );
    expect(await valueOf(desk.call('team.retry', {}))).toMatchObject({ state: 'connected', role: { slug: 'manager' } });
    expect(desk.wantsRestart()).toBe(false);
    expect((await valueOf(productsOf(desk))).total).toBe(1);
  });

  test('[JOIN4] where sealing fails nothing is wiped, and nothing is shown either; the next start tries again', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    const login = await joinTeam(desk, world(), 'full@a.test', PASSWORD, 'manager');
    liveIn(desk);
    // a file where the folder of sealed files belongs
    writeFileSync(join(desk.folder, 'sealed'), '');
    await world().query('UPDATE auth.user_sessions SET revoked_at = now() WHERE db_role = $1', [login]);
    expect(await valueOf(desk.call('team.retry', {}))).toMatchObject({ state: 'signed-out', signedOut: 'revoked' });
    expect(desk.wantsRestart()).toBe(false);
    expect(await productsOf(desk)).toEqual({ ok: false, error: { type: 'SignedOut' } });
    expect(outboxOf(desk.engine().db as WritableDb)).toHaveLength(1);
    rmSync(join(desk.folder, 'sealed'));
    await desk.restart();
    desk.engine().start();
    await expect.poll(desk.wantsRestart).toBe(true);
    await desk.restart();
    expect(desk.filesWith(CANARY)).toEqual([]);
    expect(readdirSync(join(desk.folder, 'sealed'))).toHaveLength(1);
  });
});

describe('[JOIN4] a wipe that was decided happens', () => {
  test('[JOIN4] after a crash at any point the next opening does all of it', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    liveIn(desk);
    const { paths } = desk.engine().profile;
    decideWipe(paths, { reason: 'revoked', next: null });
    // died while the new mirror was told whose it is
    await desk.stop();
    const died = openProfile(
      profileDeps(desk.folder, {
        afterWipe: () => {
          throw new Error('power cut');
        },
      }),
    );
    await expect(died).rejects.toThrow('power cut');
    expect(pendingWipe(paths)).not.toBeNull();
    await desk.restart();
    expect(pendingWipe(paths)).toBeNull();
    expect(desk.filesWith(CANARY)).toEqual([]);
  });

  test('[JOIN4] decided by the command line, the open app queues nothing more, and ends for the person who came', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    await joinTeam(desk, world(), 'here@a.test', PASSWORD, 'manager');
    liveIn(desk);
    const cli = createCli(desk.folder, { BACKROOM_TEAM_PASSWORD: PASSWORD });
    const joined = await cli('team', 'join', await inviteTo(world(), 'there@a.test', 'viewer'), '--json');
    const { login } = joined.json() as { login: string };
    afterAll(() => world().query(`DROP ROLE IF EXISTS ${login}`));
    expect(joined.json()).toMatchObject({ outcome: 'accepted', restarts: true });
    expect(await desk.call('records.edit', { entity: 'products', id: 'product-1', changes: { name: 'late' } })).toEqual(
      {
        ok: false,
        error: { type: 'SignedOut' },
      },
    );
    await valueOf(desk.call('team.retry', {}));
    expect(desk.wantsRestart()).toBe(true);
    await desk.restart();
    desk.engine().start();
    await expect.poll(() => stateOf(desk)).toBe('connected');
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ login, person: { email: 'there@a.test' } });
    expect(desk.filesWith(CANARY)).toEqual([]);
  });

  test('[JOIN4] while one process seals nobody queues anything; one that died at it is in the way for two minutes only', async () => {
    const clock = createShiftedClock();
    const desk = await createTeamDesk({ clock, isStarted: false });
    await joinTeam(desk, world(), 'seals@a.test', PASSWORD, 'manager');
    intendWipe(desk.engine().profile.paths);
    expect(await productsOf(desk)).toEqual({ ok: false, error: { type: 'SignedOut' } });
    clock.shift(121_000);
    expect((await productsOf(desk)).ok).toBe(true);
  });

  test('[JOIN4] while another process has the old mirror open, nobody opens it', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    decideWipe(desk.engine().profile.paths, { reason: 'revoked', next: null });
    expect(await openProfile(profileDeps(desk.folder))).toMatchObject({ ok: false, error: { type: 'DatabaseBusy' } });
  });
});

/** Somebody else joins on the same computer, whose mirror is then theirs. */
async function joinBeside(desk: TeamDesk, email: string): Promise<string> {
  const login = await joinTeam(desk, world(), email, PASSWORD);
  await desk.restart();
  desk.engine().start();
  return login;
}
