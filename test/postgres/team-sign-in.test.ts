import { describe, expect, test } from 'vitest';
import { createShiftedClock, createTeamDesk, inviteTo, joinTeam, valueOf } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';
const HOUR_MS = 3_600_000;

describe('[JOIN5] an invitation makes a login of this computer', () => {
  test('[JOIN5] the first password signs in, and the status says who is where with which rights', async () => {
    const desk = await createTeamDesk();
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ state: 'solo', person: null, login: null });
    const invitation = await inviteTo(world(), 'nina@a.test', 'manager');
    const enrolled = await valueOf(desk.call('team.enrol', { invitation, deviceName: '' }));
    expect(enrolled).toMatchObject({ email: 'nina@a.test', needsPassword: true });
    // enrolled is not signed in: the data of this computer are still its own
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ state: 'solo' });
    const { login } = enrolled;
    expect(await desk.call('team.setPassword', { login, password: 'short' })).toMatchObject({
      ok: false,
      error: { type: 'PasswordRefused', reason: 'too-short' },
    });
    expect(await valueOf(desk.call('team.setPassword', { login, password: PASSWORD }))).toEqual({
      outcome: 'accepted',
      restarts: false,
    });
    const status = await valueOf(desk.call('team.status', {}));
    expect(status).toMatchObject({
      state: 'connected',
      signedOut: null,
      login,
      person: { email: 'nina@a.test' },
      organization: { id: world().orgA },
      role: { slug: 'manager', level: 60 },
      storeRoles: {},
      problem: null,
      isDemo: false,
    });
    expect(status.permissions).toContain('products:update');
    expect(status.permissions).not.toContain('users:create');
    expect(status.address).toMatch(/^127\.0\.0\.1:\d+\/t_/);
    expect(Date.parse(status.sessionExpiresAt ?? '')).toBeGreaterThan(Date.now() + 11 * HOUR_MS);
    expect(await valueOf(desk.call('team.people', {}))).toEqual([
      { login, email: 'nina@a.test', name: 'nina', organization: expect.any(String), isPresent: true },
    ]);
    expect(await valueOf(desk.call('team.needsPassword', { login }))).toEqual({ needsPassword: false });
    expect(await valueOf(desk.call('team.setPassword', { login, password: PASSWORD }))).toEqual({ outcome: 'refused' });
  });

  test('[JOIN5] a text that is none, and one that was used, are told apart and change nothing', async () => {
    const desk = await createTeamDesk();
    const invitation = await inviteTo(world(), 'used@a.test');
    await valueOf(desk.call('team.enrol', { invitation }));
    expect(await desk.call('team.enrol', { invitation })).toEqual({
      ok: false,
      error: { type: 'InvitationEnded', reason: 'code' },
    });
    expect(await desk.call('team.enrol', { invitation: 'hello' })).toEqual({
      ok: false,
      error: { type: 'InvitationRefused', reason: 'not-one' },
    });
    expect(await valueOf(desk.call('team.people', {}))).toHaveLength(1);
  });

  test('[JOIN5] no file of the profile holds the password, the token or the login’s password in the clear', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'seal@a.test', PASSWORD);
    const secrets = await Promise.all(
      [`team:session:${login}`, `team:login:${login}`].map((name) => desk.engine().vault.read(name)),
    );
    const texts = secrets.flatMap((read) => (read.ok && read.value !== null ? [read.value] : []));
    expect(texts).toHaveLength(2);
    const { password } = JSON.parse(texts[1] ?? '{}') as { password: string };
    expect(desk.filesWith(PASSWORD, texts[0] ?? '', password)).toEqual([]);
    for (const secret of [PASSWORD, texts[0] ?? '', password]) expect(desk.log()).not.toContain(secret);
  });
});

describe('[JOIN6] signing in and out', () => {
  test('[JOIN6] signed out nothing is shown or changed, and the same person goes on where it was', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'olaf@a.test', PASSWORD);
    expect((await desk.call('stores.list', {})).ok).toBe(true);
    expect(await valueOf(desk.call('team.signOut', {}))).toEqual({ toldCentral: true });
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({
      state: 'signed-out',
      signedOut: 'by-person',
      login,
    });
    for (const asked of [
      desk.call('stores.list', {}),
      desk.call('records.list', { entity: 'orders' }),
      desk.call('records.edit', { entity: 'products', id: 'x', changes: {} }),
      desk.call('unsent.waiting', {}),
    ])
      expect(await asked).toEqual({ ok: false, error: { type: 'SignedOut' } });
    expect((await desk.call('settings.get', {})).ok).toBe(true);
    const open = await world().value(
      `SELECT count(*)::int FROM auth.user_sessions WHERE db_role = $1 AND revoked_at IS NULL`,
      [login],
    );
    expect(open).toBe(0);
    expect(await valueOf(desk.call('team.signIn', { login, password: PASSWORD }))).toEqual({
      outcome: 'accepted',
      restarts: false,
    });
    expect((await desk.call('stores.list', {})).ok).toBe(true);
  });

  test('[JOIN6] a session goes on after a restart, without a password', async () => {
    const desk = await createTeamDesk();
    await joinTeam(desk, world(), 'rita@a.test', PASSWORD);
    await desk.restart();
    expect((await desk.call('stores.list', {})).ok).toBe(true);
    await expect.poll(async () => (await valueOf(desk.call('team.status', {}))).state).toBe('connected');
  });

  test('[JOIN6] five wrong passwords lock, with the time it ends on this computer’s clock', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'lock@a.test', PASSWORD);
    await valueOf(desk.call('team.signOut', {}));
    for (let count = 1; count <= 4; count += 1)
      expect(await valueOf(desk.call('team.signIn', { login, password: 'wrong' }))).toEqual({ outcome: 'refused' });
    const fifth = await valueOf(desk.call('team.signIn', { login, password: 'wrong' }));
    if (fifth.outcome !== 'locked') throw new Error(fifth.outcome);
    const inMs = Date.parse(fifth.retryAt) - Date.now();
    expect(inMs).toBeGreaterThan(13 * 60_000);
    expect(inMs).toBeLessThanOrEqual(15 * 60_000);
    // right or wrong makes no difference now
    expect(await valueOf(desk.call('team.signIn', { login, password: PASSWORD }))).toMatchObject({ outcome: 'locked' });
  });

  test('[JOIN6] a new password ends the sessions elsewhere; the old and the used one are refused', async () => {
    const [desk, other] = [await createTeamDesk(), await createTeamDesk()];
    await joinTeam(desk, world(), 'pia@a.test', PASSWORD);
    await joinTeam(other, world(), 'pia@a.test', PASSWORD);
    const change = (current: string, next: string) => desk.call('team.changePassword', { current, next });
    expect(await valueOf(change('wrong wrong', 'another long one'))).toEqual({ outcome: 'refused' });
    expect(await valueOf(change(PASSWORD, PASSWORD))).toEqual({ outcome: 'used-before' });
    expect(await valueOf(change(PASSWORD, 'another long one'))).toEqual({ outcome: 'accepted' });
    expect((await valueOf(desk.call('team.retry', {}))).state).toBe('connected');
    expect(await valueOf(other.call('team.retry', {}))).toMatchObject({ state: 'signed-out', signedOut: 'revoked' });
  });

  test('[JOIN6] leaving the team ends the device at central, and the computer is one person’s again', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'quit@a.test', PASSWORD);
    expect(await valueOf(desk.call('team.disconnect', {}))).toEqual({ toldCentral: true });
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({ state: 'solo', login: null, permissions: [] });
    expect((await desk.call('stores.list', {})).ok).toBe(true);
    expect(await world().value('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [login])).toBe(false);
    expect(desk.engine().vault.stored()).toEqual([]);
  });

  test('[JOIN6] without contact signing out works all the same', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'away@a.test', PASSWORD);
    await world().query(`ALTER ROLE ${login} CONNECTION LIMIT 0`);
    await world().query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
    expect(await valueOf(desk.call('team.signOut', {}))).toEqual({ toldCentral: false });
    expect((await valueOf(desk.call('team.status', {}))).state).toBe('signed-out');
  });
});

describe('[JOIN3] without contact', () => {
  test('[JOIN3] data are shown for 72 hours, then contact is asked for, and a clock that is set back gains nothing', async () => {
    const clock = createShiftedClock();
    const desk = await createTeamDesk({ clock });
    const login = await joinTeam(desk, world(), 'trip@a.test', PASSWORD);
    await world().query(`UPDATE auth.user_sessions SET expires_at = now() + interval '30 days' WHERE db_role = $1`, [
      login,
    ]);
    await valueOf(desk.call('team.retry', {}));
    await world().query(`ALTER ROLE ${login} CONNECTION LIMIT 0`);
    await world().query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
    await valueOf(desk.call('team.retry', {}));
    expect(await valueOf(desk.call('team.status', {}))).toMatchObject({
      state: 'offline',
      problem: { type: 'CentralUnavailable' },
      role: { slug: 'viewer' },
    });
    clock.shift(71 * HOUR_MS);
    await valueOf(desk.call('team.retry', {}));
    expect((await desk.call('stores.list', {})).ok).toBe(true);
    clock.shift(2 * HOUR_MS);
    expect((await valueOf(desk.call('team.status', {}))).state).toBe('locked');
    expect(await desk.call('stores.list', {})).toEqual({ ok: false, error: { type: 'SignedOut' } });
    await valueOf(desk.call('team.retry', {}));
    clock.shift(-60 * HOUR_MS);
    expect((await valueOf(desk.call('team.status', {}))).state).toBe('locked');
    await world().query(`ALTER ROLE ${login} CONNECTION LIMIT 3`);
    expect((await valueOf(desk.call('team.retry', {}))).state).toBe('connected');
    expect((await desk.call('stores.list', {})).ok).toBe(true);
  });

  test('[JOIN3] a session that ran out asks for the password and keeps the mirror', async () => {
    const clock = createShiftedClock();
    const desk = await createTeamDesk({ clock });
    const login = await joinTeam(desk, world(), 'late@a.test', PASSWORD);
    await world().query(
      `UPDATE auth.user_sessions SET created_at = now() - interval '12 hours', expires_at = now() - interval '1 second' WHERE db_role = $1`,
      [login],
    );
    clock.shift(13 * HOUR_MS);
    expect(await valueOf(desk.call('team.retry', {}))).toMatchObject({ state: 'signed-out', signedOut: 'expired' });
    expect(desk.wantsRestart()).toBe(false);
  });
});
