import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCli, rowsOf } from '../support/cli-fixture.ts';
import type { Cli } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let profile: ReturnType<typeof temporaryProfile>;
let cli: Cli;
beforeEach(() => {
  profile = temporaryProfile();
  cli = createCli(profile.folder);
});
afterEach(() => profile.remove());

test('[BOARD4] tasks are added, listed and moved, from one command to the next', async () => {
  const added = await cli('--json', 'board', 'add', 'Wrong', 'VAT', '--type', 'bug', '--estimate', '1h30', '--tag', 'tax', '--due', '2030-01-02'); // prettier-ignore
  expect(added.json()).toMatchObject({ key: 'BR-1', title: 'Wrong VAT', status: 'todo' });
  await cli('board', 'add', 'Second', '--status', 'in-progress');
  expect((await cli('board', 'add', 'Third')).stdout).toBe('BR-3 was added to todo.\n');
  expect((await cli('board', 'move', 'br-1', 'done')).stdout).toBe('BR-1 is in done.\n');
  await cli('--json', 'board', 'move', '3', 'in_progress', '--top');
  const listed = await cli('--json', 'board', 'list');
  expect(rowsOf(listed).map((row) => [row['key'], row['status']])).toEqual([
    ['BR-3', 'in_progress'],
    ['BR-2', 'in_progress'],
    ['BR-1', 'done'],
  ]);
  expect(rowsOf(await cli('--json', 'board', 'list', '--status', 'done'))[0]).toMatchObject({ due_date: '2030-01-02', tags: ['tax'], estimated_minutes: 90 }); // prettier-ignore
  expect((await cli('board', 'list', '--search', 'vat')).stdout).toContain('0/1.5');
  expect(rowsOf(await cli('--json', 'board', 'list', '--mine'))).toEqual([]);
  expect(rowsOf(await cli('--json', 'board', 'list', '--sprint', 'backlog'))).toHaveLength(3);
});

test('[LOG4] a line of work is logged as a hook would type it, in one word or many', async () => {
  await cli('board', 'add', 'Variations', '--estimate', '2h');
  expect((await cli('log', '1h30 BR-1 fixed variations')).stdout).toMatch(
    /^1\.5 h on \d{4}-\d\d-\d\d for BR-1 Variations\.\n$/,
  );
  expect((await cli('--json', 'log', '15m', 'yesterday', 'more')).json()).toMatchObject({ minutes: 15, description: 'more', task: { key: 'BR-1' } }); // prettier-ignore
  await cli('board', 'add', 'Other');
  expect((await cli('--json', 'log', '5m', 'x', '--task', 'BR-2')).json()).toMatchObject({ task: { key: 'BR-2' } });
  expect(rowsOf(await cli('--json', 'board', 'list'))[0]).toMatchObject({ actual_minutes: 105 });
});

test('bugs and deployments are noted by a job: keys, commit and log, each with its outcome', async () => {
  await cli('board', 'add', 'Ship');
  const bug = await cli('--json', 'bug', 'add', 'No', 'checkout', '--severity', 'blocker', '--file', 'cart.php', '--introduced-by', 'BR-1'); // prettier-ignore
  expect(bug.json()).toMatchObject({ key: 'BUG-1' });
  expect((await cli('bug', 'add', 'Typo', '--accept')).stdout).toBe('BUG-2 is open.\n');
  const deployed = await cli('--json', 'deploy', 'add', '1.4.2', '--env', 'production', '--commit', 'abc123', '--task', 'BR-1'); // prettier-ignore
  expect(deployed.json()).toMatchObject({ version: '1.4.2', environment: 'production', status: 'success' });
  const failedOne = await cli(
    'deploy',
    'add',
    '1.4.3',
    '--env',
    'staging',
    '--status',
    'failed',
    '--error-log',
    'boom',
  );
  expect(failedOne.stdout).toBe('1.4.3 on staging is noted as failed.\n');
  expect(rowsOf(await cli('--json', 'board', 'list'))[0]).toMatchObject({ environment: 'production' });
});

test('what is not understood says which word, changes nothing, and its exit code tells misuse from failure', async () => {
  const misuse = async (...args: readonly string[]): Promise<string> => {
    const answer = await cli(...args);
    expect([answer.exitCode, answer.stdout]).toEqual([2, '']);
    return answer.stderr;
  };
  expect(await misuse('board', 'add', 'T', '--status', 'later')).toContain('Unknown status later. There are: todo');
  expect(await misuse('board', 'add', 'T', '--estimate', '3')).toContain('Not a duration: 3.');
  expect(await misuse('board', 'add', 'T', '--sprint', 'S1')).toContain('There is no sprint named S1. Known: none.');
  expect(await misuse('board', 'list', '--sprint', 'current')).toContain('No sprint is active.');
  expect(await misuse('board', 'add')).toContain('TITLE… is missing.');
  expect(await misuse('deploy', 'add', '1.0')).toContain('--env is missing');
  expect(await misuse('deploy', 'add', '1.0', '--env', 'staging', '--store', 'Main')).toContain('no store named Main');
  expect(await misuse('bug', 'add', 'B', '--severity', 'bad')).toContain('Unknown severity bad.');
  const refused = async (...args: readonly string[]): Promise<string> => {
    const answer = await cli('--json', ...args);
    expect(answer.exitCode).toBe(1);
    return String((answer.json()['error'] as { message: string }).message);
  };
  expect(await refused('board', 'move', 'BR-9', 'done')).toContain('There is no record BR-9');
  expect(await refused('log', '1h', 'x')).toContain('names no task');
  expect(await refused('log', 'fixed', 'it')).toContain('says no duration');
  expect(await refused('log', '1h75', 'x')).toContain('1h75');
  expect(await refused('board', 'add', 'T', '--due', '2026-02-30')).toContain('is no day that exists: 2026-02-30');
  expect(await refused('deploy', 'add', '1.0', '--env', 'staging', '--task', 'BR-1')).toContain(
    'BR-1, which is not here',
  );
  expect(rowsOf(await cli('--json', 'board', 'list'))).toEqual([]);
});
