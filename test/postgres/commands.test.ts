import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { examineCentral } from '../../src/engine/central/central-doctor.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { connect, createTestDatabase, MIGRATIONS } from './support/test-database.ts';
import { knownMigrations, migrateCentral } from '../../src/engine/central/central-migrations.ts';

const newest = knownMigrations(MIGRATIONS).at(-1)?.version ?? 0;

type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(args, {
    env,
    platform: process.platform,
    home: import.meta.dirname,
    resolvePath: (path) => path,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}
const document = ({ stdout }: Ran): unknown => JSON.parse(stdout);

describe('[CENTRAL24] the central commands', () => {
  test('[CENTRAL24] an empty database: status, init, status, init again', async () => {
    const { url, name } = await createTestDatabase('empty');
    const env = { BACKROOM_CENTRAL_URL: url };
    const before = await run(['central', 'status', '--json'], env);
    expect(document(before)).toMatchObject({ version: 0, known: newest, counts: null });
    const made = await run(['central', 'init'], env);
    expect(made).toEqual({
      exitCode: 0,
      stdout: `The central database is at version ${newest} now (${knownMigrations(MIGRATIONS).length} migrations since nothing).\n`,
      stderr: '',
    });
    const after = await run(['central', 'status'], env);
    expect(after.stdout).toMatch(
      new RegExp(
        `^postgres@127\\.0\\.0\\.1:\\d+/${name}: version ${newest} of ${newest}\n0 organizations, 0 people, 0 stores, 1[5-9]\\d tables\n$`,
      ),
    );
    const again = await run(['central', 'init', '--json'], env);
    expect(document(again)).toMatchObject({ from: newest, to: newest, applied: [] });
  });

  test('[CENTRAL24] an older one: what is pending, and migrate does it', async () => {
    const { url } = await createTestDatabase('empty');
    await migrateCentral(await connect(url), MIGRATIONS, { ownVersion: '0.1.0', start: 'create', target: 150 });
    const pending = knownMigrations(MIGRATIONS).filter(({ version }) => version > 150);
    const status = await run(['central', 'status', '--url', url, '--json']);
    expect(document(status)).toMatchObject({ version: 150, pending: pending.map(({ name }) => name), counts: null });
    const migrated = await run(['central', 'migrate', '--url', url, '--json']);
    expect(document(migrated)).toMatchObject({ from: 150, to: newest });
    expect(migrated.exitCode).toBe(0);
  });

  test('[CENTRAL24] doctor: all is well, and what is not comes with what to do', async () => {
    const { url, name, query } = await createTestDatabase();
    const well = await run(['central', 'doctor', '--url', url, '--json']);
    expect(document(well)).toMatchObject({ ok: true });
    expect(well.exitCode).toBe(0);
    await query(`ALTER DATABASE ${name} SET log_parameter_max_length = -1`);
    await query('ALTER TABLE orders NO FORCE ROW LEVEL SECURITY');
    await query('ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC');
    await query('GRANT CREATE ON SCHEMA public TO PUBLIC');
    const ill = await run(['central', 'doctor', '--url', url, '--json']);
    expect(ill.exitCode).toBe(1);
    const { checks } = document(ill) as { checks: { name: string; isWell: boolean; advice: string | null }[] };
    const attention = checks.filter(({ isWell }) => !isWell);
    expect(attention.map((check) => check.name)).toEqual([
      'parameters-in-logs',
      'public-schema',
      'row-level-security',
      'default-privileges',
    ]);
    expect(attention.every(({ advice }) => advice !== null && advice.length > 20)).toBe(true);
    const words = await run(['central', 'doctor', '--url', url]);
    expect(words.stdout).toContain('attention  row-level-security: not forced on orders');
  });

  test('[CENTRAL24] doctor notices a clock that is off, in both directions', async () => {
    const connection = await connect((await createTestDatabase()).url);
    const clockAt = async (offMs: number): Promise<unknown> => {
      const clock = { ...createSystemClock(), now: () => Date.now() + offMs };
      const checks = await examineCentral(connection, MIGRATIONS, clock);
      return checks.find(({ name }) => name === 'clock');
    };
    expect(await clockAt(0)).toEqual({ name: 'clock', isWell: true, found: 'less than a second apart' });
    expect(await clockAt(-3_600_000)).toMatchObject({
      isWell: false,
      found: expect.stringMatching(/^3600\.\d s ahead$/) as unknown,
    });
    expect(await clockAt(60_000)).toMatchObject({
      isWell: false,
      found: expect.stringMatching(/ s behind$/) as unknown,
    });
  });

  test('[CENTRAL24] doctor looks at an empty database too', async () => {
    const { url } = await createTestDatabase('empty');
    const looked = await run(['central', 'doctor', '--url', url]);
    expect(looked.exitCode).toBe(1);
    expect(looked.stdout).toContain('schema: nothing yet');
  });

  test('[CENTRAL24] a failure is a sentence, a tag and exit code 1', async () => {
    const { url, query } = await createTestDatabase('empty');
    await query('CREATE TABLE theirs (id integer)');
    const refused = await run(['central', 'init', '--url', url, '--json']);
    expect(refused.exitCode).toBe(1);
    expect(document(refused)).toMatchObject({ error: { type: 'CentralNotEmpty', tables: ['public.theirs'] } });
    expect(refused.stderr).toContain('Nothing was changed');
    expect((await run(['central', 'migrate', '--url', url])).stderr).toContain('backroom central init');
  });

  test('[CENTRAL24] wrong usage is exit code 2, no address exit code 1', async () => {
    expect((await run(['central'])).exitCode).toBe(2);
    expect((await run(['central', 'burn'])).exitCode).toBe(2);
    const none = await run(['central', 'status']);
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain('BACKROOM_CENTRAL_URL');
  });

  test('[CENTRAL24] the password is in no answer, whatever happens', async () => {
    const { url } = await createTestDatabase();
    const password = new URL(url).password;
    const answers: Ran[] = [];
    for (const command of ['status', 'doctor', 'migrate', 'init']) {
      for (const json of [[], ['--json']]) {
        answers.push(await run(['central', command, '--url', url, ...json], { BACKROOM_LOG: 'debug' }));
        answers.push(await run(['central', command, '--url', url.replace('postgres:', 'nobody:'), ...json]));
        answers.push(await run(['central', command, '--url', url.replace(/:\d+\//, ':1/'), ...json]));
        answers.push(await run(['central', command, '--url', `${url}_not_there`, ...json]));
      }
    }
    expect(answers.filter(({ exitCode }) => exitCode === 0)).toHaveLength(8);
    expect(answers.filter(({ stdout, stderr }) => `${stdout}${stderr}`.includes(password))).toEqual([]);
  });
});
