import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createCli } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';
import { inviteTo } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';

function createComputer() {
  const { folder, remove } = temporaryProfile();
  afterAll(remove);
  return { folder, cli: createCli(folder, { BACKROOM_TEAM_PASSWORD: PASSWORD }) };
}

describe('[JOIN5] the command line joins, signs in and out', () => {
  test('[JOIN5] join sets the first password, status tells who, and the profile shows nothing after signing out', async () => {
    const { folder, cli } = createComputer();
    expect((await cli('team', 'status', '--json')).json()).toMatchObject({ state: 'solo' });
    const invitation = await inviteTo(world(), 'cli@a.test', 'manager');
    const joined = await cli('team', 'join', invitation, '--device-name', 'Server', '--json');
    expect(joined.json()).toMatchObject({ outcome: 'accepted', restarts: false });
    const { login } = joined.json() as { login: string };
    afterAll(() => world().query(`DROP ROLE IF EXISTS ${login}`));
    expect((await cli('team', 'status', '--json')).json()).toMatchObject({
      state: 'connected',
      person: { email: 'cli@a.test' },
      device: { name: 'Server' },
      role: { slug: 'manager' },
    });
    expect((await cli('team', 'status')).stdout).toContain('person        cli <cli@a.test>');
    expect((await cli('store', 'list')).exitCode).toBe(0);

    expect((await cli('team', 'sign-out')).stdout).toBe('Signed out.\n');
    const refused = await cli('store', 'list');
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      'Nobody is signed in to the team. Sign in first: backroom team sign-in\n',
    ]);

    const wrong = join(folder, 'wrong.txt');
    writeFileSync(wrong, 'wrong\n');
    expect((await cli('team', 'sign-in', '--password-file', wrong)).stderr).toBe('The password is not right.\n');
    expect((await cli('team', 'sign-in', 'nobody@a.test')).stderr).toContain(
      'This person has no login on this computer.',
    );
    expect((await cli('team', 'sign-in')).stdout).toBe('Signed in.\n');
    expect((await cli('store', 'list')).exitCode).toBe(0);
  });

  test('[JOIN5] what is wrong with an invitation or a password is said in a sentence', async () => {
    const { cli } = createComputer();
    expect((await cli('team', 'join', 'hello')).stderr).toContain('This is no whole invitation.');
    const { folder } = createComputer();
    expect((await createCli(folder)('team', 'join', 'hello')).stderr).toContain('A password is needed');
    expect((await cli('team', 'sign-out')).exitCode).toBe(0);
  });

  test('[TEAM15] a role that may not is told the permission', async () => {
    const { cli } = createComputer();
    const joined = await cli('team', 'join', await inviteTo(world(), 'cli-viewer@a.test', 'viewer'), '--json');
    const { login } = joined.json() as { login: string };
    afterAll(() => world().query(`DROP ROLE IF EXISTS ${login}`));
    const added = await cli(
      'store',
      'add',
      '--name',
      'x',
      '--url',
      'https://x.test',
      '--key',
      'ck_1',
      '--secret',
      'cs_1',
    );
    expect(added.stderr).toContain('Your role in the team does not permit that (stores:create)');
  });
});
