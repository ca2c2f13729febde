import { describe, expect, test } from 'vitest';
import { changeAddress, turnOffSecondFactor, turnOnSecondFactor } from '../../src/engine/central/central-account.ts';
import type { Run } from '../../src/engine/central/central-account.ts';
import { makeBackupCodes, makeSecret, totpCode } from '../../src/engine/central/second-factor.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { createTeamJobs } from '../../src/engine/team/team-jobs.ts';
import type { JobRun } from '../../src/engine/team/team-jobs.ts';
import type { CentralSession } from '../../src/engine/team/team-server.ts';
import { ok } from '../../src/shared/result.ts';
import { createTeamDesk, joinTeam, valueOf } from './support/team-desk.ts';
import type { TeamDesk } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const random = createSystemRandom();
const PASSWORD = 'a long enough one';
const STEP_MS = 30_000;

function sessionOf(desk: TeamDesk): CentralSession {
  const session = desk.engine().team.session();
  if (session === null) throw new Error('Nobody is signed in');
  return session;
}

describe('[FACTOR2] the second factor in the app’s engine', () => {
  test('[FACTOR2] [FACTOR4] on, signing in with it, changing the password with it, on a trusted device without it', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'fred@a.test', PASSWORD);
    const run: Run = (work) => sessionOf(desk).transaction(work);
    const { hex: secret } = makeSecret(random, { organization: 'A', email: 'fred@a.test' });
    const backupCodes = makeBackupCodes(random);
    const given = { email: 'fred@a.test', password: PASSWORD, secret, backupCodes };
    const code = totpCode(secret, Date.now() - STEP_MS);
    expect(await turnOnSecondFactor(run, { ...given, code })).toEqual(ok('accepted'));
    await valueOf(desk.call('team.signOut', {}));
    expect(await valueOf(desk.call('team.signIn', { login, password: PASSWORD }))).toEqual({
      outcome: 'second-factor',
    });
    expect((await desk.call('stores.list', {})).ok).toBe(false);
    const enter = (word: string, trustDevice = false): Promise<unknown> =>
      valueOf(desk.call('team.secondFactor', { code: word, trustDevice }));
    expect(await enter('000000')).toEqual({ outcome: 'refused' });
    expect(await enter(String(backupCodes[0]?.written), true)).toMatchObject({ outcome: 'accepted' });
    expect((await desk.call('stores.list', {})).ok).toBe(true);
    const change = { current: PASSWORD, next: 'another long one' };
    expect(await valueOf(desk.call('team.changePassword', change))).toEqual({ outcome: 'accepted' });
    await valueOf(desk.call('team.signOut', {}));
    expect(await valueOf(desk.call('team.signIn', { login, password: 'another long one' }))).toMatchObject({
      outcome: 'accepted',
    });
    const off = { email: 'fred@a.test', password: 'another long one', code: String(backupCodes[1]?.written) };
    expect(await turnOffSecondFactor(run, off)).toEqual(ok('accepted'));
    expect(await changeAddress(run, { ...off, next: 'owner@b.test' })).toEqual(ok('taken'));
  });
});

describe('[JOBS1] a desktop that is signed in', () => {
  test('[JOBS1] does what is due, two desktops together each job once, and nothing when nobody is signed in', async () => {
    const { query } = world();
    const [one, two] = [await createTeamDesk(), await createTeamDesk()];
    await joinTeam(one, world(), 'gina@a.test', PASSWORD);
    await joinTeam(two, world(), 'hugo@a.test', PASSWORD);
    await query(`UPDATE maintenance_jobs SET next_run_at = now()`);
    const names = (await query('SELECT name FROM maintenance_jobs ORDER BY 1')).map(({ name }) => name);
    const jobsOf = (session: () => CentralSession | null): Promise<readonly JobRun[]> =>
      createTeamJobs({ session, clock: createSystemClock(), logger: { log: () => undefined } }).runOnce();
    expect(await jobsOf(() => null)).toEqual([]);
    const done = await Promise.all([one, two].map((desk) => jobsOf(() => sessionOf(desk))));
    const all = done.flat();
    expect(all.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    expect(all.map(({ job }) => job).toSorted()).toEqual(names);
    expect(await jobsOf(() => sessionOf(one))).toEqual([]);
  });
});
