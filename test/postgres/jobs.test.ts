import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';
import type { Person } from './support/world.ts';

const world = provideWorld();

/** Jobs of these tests, which write down each run of theirs; the real ones wait. */
beforeAll(async () => {
  await world().query(`
    CREATE TABLE core.ran (job text, by uuid);
    GRANT INSERT ON core.ran TO app_definer;
    CREATE FUNCTION core.note_run(job text) RETURNS integer LANGUAGE sql SECURITY INVOKER
      AS 'INSERT INTO core.ran VALUES (job, auth.uid()) RETURNING 1';
    UPDATE maintenance_jobs SET next_run_at = 'infinity'`);
});

beforeEach(async () => {
  await world().query(
    `DELETE FROM core.ran; DELETE FROM rate_limit_buckets; DELETE FROM maintenance_jobs WHERE name LIKE 'test_%'`,
  );
});

const addJobs = (...names: readonly string[]): Promise<unknown> =>
  world().query(
    `INSERT INTO maintenance_jobs (name, statement, every, next_run_at)
     SELECT name, format('core.note_run(%L)', name), '1 hour', now() - (10 - place) * interval '1 second' FROM unnest($1::text[]) WITH ORDINALITY n (name, place)`,
    [names],
  );
const ran = async (): Promise<readonly unknown[]> =>
  (await world().query('SELECT job FROM core.ran ORDER BY job')).map(({ job }) => job);

describe('[JOBS1] what is due is done by whichever desktop is there', () => {
  test('[JOBS1] two connections at once do each job once, and neither waits for the other', async () => {
    const { connectAs, tokenOf } = world();
    await addJobs('test_one', 'test_two', 'test_three');
    const [here, there] = [await connectAs('ownerA'), await connectAs('viewerA')];
    for (const [client, person] of [
      [here, 'ownerA'],
      [there, 'viewerA'],
    ] as const) {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '1s'`);
      await client.query(`SELECT set_config('app.session_token', $1, true)`, [tokenOf(person)]);
    }
    const first = await here.query('SELECT job, outcome FROM run_due_jobs(1)');
    const second = await there.query('SELECT job, outcome FROM run_due_jobs(10)');
    expect(first.rows).toEqual([{ job: 'test_one', outcome: 'done' }]);
    expect(second.rows).toEqual([
      { job: 'test_two', outcome: 'done' },
      { job: 'test_three', outcome: 'done' },
    ]);
    await Promise.all([here.query('COMMIT'), there.query('COMMIT')]);
    const again = await world().as('ownerA', async ({ query }) => query('SELECT * FROM run_due_jobs(10)'), true);
    expect(again).toEqual([]);
    expect(await ran()).toEqual(['test_one', 'test_three', 'test_two']);
  });

  test('[JOBS1] many connections at the same moment do each job once', async () => {
    await addJobs('test_one', 'test_two', 'test_three', 'test_four');
    const people: readonly Person[] = ['ownerA', 'managerA', 'viewerA', 'ownerB'];
    await Promise.all(
      people.map((person) => world().as(person, async ({ query }) => query('SELECT * FROM run_due_jobs(4)'), true)),
    );
    expect(await ran()).toEqual(['test_four', 'test_one', 'test_three', 'test_two']);
  });

  test('[JOBS1] what is rolled back was not done and is due as before', async () => {
    await addJobs('test_one');
    await world().as('ownerA', async ({ query }) =>
      expect(await query('SELECT job FROM run_due_jobs()')).toHaveLength(1),
    );
    expect(await ran()).toEqual([]);
    await world().as('viewerA', async ({ query }) => query('SELECT job FROM run_due_jobs()'), true);
    expect(await ran()).toEqual(['test_one']);
  });

  test('[JOBS1] the caller gets no rights: not to the functions, not to the list, and what a job does is nobody’s doing', async () => {
    const { as, query, id } = world();
    await addJobs('test_one');
    await as('viewerA', async (ask) => {
      for (const statement of [
        'SELECT keep_house()',
        'SELECT chain_audit_logs()',
        'SELECT * FROM maintenance_jobs',
        `SELECT core.note_run('x')`,
      ])
        expect(await ask.refusal(statement)).toContain('42501');
      expect(await ask.query('SELECT * FROM list_jobs()')).toEqual([]);
    });
    await as(
      'viewerA',
      async (ask) => {
        await ask.query('SELECT * FROM run_due_jobs()');
        expect(await ask.value('SELECT auth.uid()')).toBe(id.viewerA);
      },
      true,
    );
    expect(await query('SELECT by FROM core.ran')).toEqual([{ by: null }]);
    await as(null, async (ask) => expect(await ask.refusal('SELECT * FROM run_due_jobs()')).toContain('sign in first'));
    expect(await refusalOf((await world().connectAs('ownerB')).query('SELECT * FROM run_due_jobs()'))).toContain(
      '42501',
    );
  });

  test('[JOBS1] a job that fails stops no other, says its code, and is tried again later', async () => {
    const { as, query, row } = world();
    await addJobs('test_bad', 'test_good');
    await query(`UPDATE maintenance_jobs SET statement = '1 / 0' WHERE name = 'test_bad'`);
    const run = (): Promise<unknown> =>
      as('ownerA', async (ask) => ask.query('SELECT job, outcome FROM run_due_jobs(5)'), true);
    expect(await run()).toEqual([
      { job: 'test_bad', outcome: 'failed' },
      { job: 'test_good', outcome: 'done' },
    ]);
    expect(await run()).toEqual([]);
    await query(`UPDATE maintenance_jobs SET next_run_at = now() WHERE name = 'test_bad'`);
    await run();
    expect(
      await row(
        `SELECT failures, last_error_code, next_run_at - last_run_at = interval '2 minutes' AS waits FROM maintenance_jobs WHERE name = 'test_bad'`,
      ),
    ).toEqual({ failures: 2, last_error_code: '22012', waits: true });
    await as('ownerA', async (ask) => {
      const [listed] = await ask.query(`SELECT * FROM list_jobs() WHERE job = 'test_bad'`);
      expect(listed).toMatchObject({ failures: 2, last_error_code: '22012' });
      expect(JSON.stringify(listed)).not.toContain('division');
    });
    await query(`UPDATE maintenance_jobs SET statement = '1', next_run_at = now() WHERE name = 'test_bad'`);
    await run();
    expect(await row(`SELECT failures, last_result FROM maintenance_jobs WHERE name = 'test_bad'`)).toEqual({
      failures: 0,
      last_result: 1,
    });
  });

  test('[JOBS1] a job that takes longer than the caller may wait has failed, and is not begun again by the next', async () => {
    const { as, query, row } = world();
    await addJobs('test_slow');
    await query(`UPDATE maintenance_jobs SET statement = 'pg_sleep(30)' WHERE name = 'test_slow'`);
    await as(
      'ownerA',
      async (ask) => {
        await ask.query(`SET LOCAL statement_timeout = '200ms'`);
        expect(await ask.query('SELECT job, outcome FROM run_due_jobs()')).toEqual([
          { job: 'test_slow', outcome: 'failed' },
        ]);
      },
      true,
    );
    expect(
      await row(`SELECT last_error_code, next_run_at > now() AS waits FROM maintenance_jobs WHERE name = 'test_slow'`),
    ).toEqual({ last_error_code: '57014', waits: true });
  });

  test('[JOBS1] who asks too often gets nothing for a while; where nothing is due, asking costs nothing', async () => {
    const { as, value, query } = world();
    const ask = (): Promise<readonly unknown[]> =>
      as('viewerA', async (asked) => asked.query('SELECT * FROM run_due_jobs()'), true);
    for (let count = 0; count < 15; count += 1) await ask();
    expect(await value('SELECT count(*)::int FROM rate_limit_buckets')).toBe(0);
    await addJobs('test_one');
    let answered = 0;
    for (let count = 0; count < 12; count += 1) {
      await query(`UPDATE maintenance_jobs SET next_run_at = now() WHERE name = 'test_one'`);
      answered += (await ask()).length;
    }
    expect(answered).toBe(10);
    // others are not held up by it
    await as('ownerA', async (asked) => expect(await asked.query('SELECT * FROM run_due_jobs()')).toHaveLength(1));
  });
});

describe('[JOBS2] the house’s own jobs', () => {
  test('[JOBS2] all of them run for a viewer’s desktop, and what they do is done', async () => {
    const { as, query, value, orgA } = world();
    await query(`UPDATE maintenance_jobs SET next_run_at = now() WHERE name NOT LIKE 'test_%'`);
    await query(
      `INSERT INTO audit_logs (organization_id, action_type, resource_type) VALUES ($1, 'unlinked', 'test')`,
      [orgA],
    );
    const done = await as('viewerA', async (ask) => ask.query('SELECT job, outcome FROM run_due_jobs(20)'), true);
    expect(done.map(({ outcome }) => outcome)).toEqual(done.map(() => 'done'));
    expect(done.map(({ job }) => job).toSorted()).toEqual([
      'chain_audit_logs',
      'end_idle_transactions',
      'end_revoked_connections',
      'finish_account_deletions',
      'keep_house',
      'purge_previews',
      'purge_rate_limits',
      'purge_sessions',
      'verify_audit_chains',
    ]);
    expect(await value(`SELECT chain_seq IS NOT NULL FROM audit_logs WHERE action_type = 'unlinked'`)).toBe(true);
    await as('ownerA', async (ask) =>
      expect(await ask.query('SELECT job FROM list_jobs() WHERE failures > 0')).toEqual([]),
    );
  });
});
