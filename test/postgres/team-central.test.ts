import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from './support/enrolment.ts';
import { asDevice, enterDevice, pushRaw } from './support/team-world.ts';
import type { Ask, TeamDevice } from './support/team-world.ts';
import type { Row } from './support/test-database.ts';
import { provideWorld } from './support/world.ts';

const TABLES = ['sprints', 'tasks', 'task_comments', 'products'];
const world = provideWorld();
let owner: TeamDevice;
let second: TeamDevice;
let viewer: TeamDevice;
let stranger: TeamDevice;

beforeAll(async () => {
  owner = await enterDevice(world(), 'ownerA');
  second = await enterDevice(world(), 'ownerA', 'Second');
  viewer = await enterDevice(world(), 'viewerA');
  stranger = await enterDevice(world(), 'ownerB');
});

const sequences = new Map<string, number>();
function next(device: TeamDevice): number {
  const sequence = (sequences.get(device.id) ?? 0) + 1;
  sequences.set(device.id, sequence);
  return sequence;
}

async function makeTask(
  device: TeamDevice,
  title: string,
  key = randomUUID(),
): Promise<{ key: string; version: number }> {
  const [answer] = await pushRaw(device, { sequence: next(device), key, fields: { title } });
  expect(answer).toMatchObject({ outcome: 'applied' });
  return { key, version: Number(answer?.['row_version']) };
}

const stateOf = async (device: TeamDevice): Promise<Row> =>
  await device.run(({ row }) => row('SELECT * FROM team_state($1)', [TABLES]));

async function feed(ask: Ask, from: readonly [unknown, unknown], upto: unknown, rows = 500): Promise<readonly Row[]> {
  return await ask.query('SELECT * FROM team_changes($1, $2, $3, $4, $5)', [...from, upto, TABLES, rows]);
}

describe('[TEAM3] a line is taken once per device and sequence', () => {
  test('[TEAM3] sent again it is answered as before and changes nothing', async () => {
    const line = { sequence: next(owner), id: randomUUID(), key: randomUUID(), fields: { title: 'Once' } };
    const [first] = await pushRaw(owner, line);
    const [again] = await pushRaw(owner, line);
    expect(first).toMatchObject({ outcome: 'applied', current: { title: 'Once' } });
    expect(again).toEqual(first);
    expect(await world().value('SELECT count(*)::int FROM tasks WHERE id = $1', [line.key])).toBe(1);
  });

  test('[TEAM3] another desktop’s number is another line', async () => {
    const sequence = next(owner);
    const id = randomUUID();
    await pushRaw(owner, { sequence, id, key: randomUUID(), fields: { title: 'Mine' } });
    const [theirs] = await pushRaw(second, { sequence, id, key: randomUUID(), fields: { title: 'Theirs' } });
    sequences.set(second.id, Math.max(sequence, sequences.get(second.id) ?? 0));
    expect(theirs).toMatchObject({ outcome: 'applied', current: { title: 'Theirs' } });
  });

  test('[TEAM3] a number that another line of this desktop has is refused, and the next free one is told', async () => {
    const taken = next(owner);
    await pushRaw(owner, { sequence: taken, key: randomUUID(), fields: { title: 'First' } });
    const key = randomUUID();
    const [answer] = await pushRaw(owner, { sequence: taken, key, fields: { title: 'From a restored copy' } });
    expect(answer).toMatchObject({ outcome: 'sequence_taken', current: null });
    expect(Number((await stateOf(owner))['last_sequence'])).toBe(taken);
    expect(await world().query('SELECT 1 FROM tasks WHERE id = $1', [key])).toEqual([]);
  });

  test('[TEAM3] two processes that send one line at the same moment are one line', async () => {
    const lines = JSON.stringify([
      {
        sequence: next(owner),
        id: randomUUID(),
        table: 'tasks',
        kind: 'insert',
        key: randomUUID(),
        fields: { title: 'Both' },
      },
    ]);
    const connections = [await owner.open(), await owner.open()];
    const [one, two] = await Promise.all(
      connections.map((client) =>
        asDevice(client, owner.token, ({ row }) => row('SELECT * FROM push_changes($1)', [lines])),
      ),
    );
    for (const client of connections) await client.end();
    expect(one).toMatchObject({ outcome: 'applied' });
    expect(two).toEqual(one);
  });

  test('[TEAM3] a push that is rolled back took nothing', async () => {
    const sequence = next(owner);
    const line = {
      sequence,
      id: randomUUID(),
      table: 'tasks',
      kind: 'insert',
      key: randomUUID(),
      fields: { title: 'Cut' },
    };
    await expect(
      owner.run(async ({ query }) => {
        await query('SELECT * FROM push_changes($1)', [JSON.stringify([line])]);
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(await pushRaw(owner, line)).toMatchObject([{ outcome: 'applied' }]);
  });
});

describe('[TEAM4] a line counts on its version only', () => {
  test('[TEAM4] a stale one is answered with the row as it is', async () => {
    const { key, version } = await makeTask(owner, 'Was');
    const change = { key, kind: 'update', version };
    const [won] = await pushRaw(second, { ...change, sequence: next(second), fields: { title: 'First' } });
    const [lost] = await pushRaw(owner, { ...change, sequence: next(owner), fields: { priority: 'high' } });
    expect(won).toMatchObject({ outcome: 'applied' });
    expect(lost).toMatchObject({ outcome: 'stale', current: { title: 'First', priority: 'medium' } });
    expect(lost?.['current_version']).toBe(won?.['row_version']);
  });

  test('[TEAM4] an insert of a row that is there is stale', async () => {
    const { key } = await makeTask(owner, 'There');
    const [again] = await pushRaw(second, { sequence: next(second), key, fields: { title: 'Again' } });
    expect(again).toMatchObject({ outcome: 'stale', current: { title: 'There' } });
  });

  test('[TEAM4] numbers keep their digits on the way', async () => {
    const [answer] = await pushRaw(owner, {
      sequence: next(owner),
      key: '987654321',
      table: 'opportunities',
      fields: { name: 'Exact', amount: '12345678901234567890.10' },
    });
    expect(answer).toMatchObject({ current: { amount: '12345678901234567890.10' } });
  });
});

describe('[TEAM6] a refusal stops its own line', () => {
  test('[TEAM6] it names field and reason, and the others are applied', async () => {
    const keys = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const answers = await pushRaw(
      owner,
      { sequence: next(owner), key: keys[0] ?? '', fields: { title: 'Good' } },
      { sequence: next(owner), key: keys[1] ?? '', fields: { title: 'Bad', status: 'sideways' } },
      {
        sequence: next(owner),
        key: keys[2] ?? '',
        table: 'task_comments',
        fields: { task_id: randomUUID(), user_id: world().id.ownerA, comment: 'no' },
      },
      { sequence: next(owner), key: keys[3] ?? '', fields: { title: 'Also good' } },
    );
    expect(answers.map(({ outcome, sqlstate, field }) => [outcome, sqlstate, field])).toEqual([
      ['applied', null, null],
      ['refused', '23514', 'status'],
      ['refused', '23503', 'task_id'],
      ['applied', null, null],
    ]);
    expect(await world().value('SELECT count(*)::int FROM tasks WHERE id = ANY ($1)', [keys])).toBe(2);
  });

  test('[TEAM6] a column that does not exist, a forged organization and a version of one’s own are refused', async () => {
    const { key, version } = await makeTask(owner, 'Kept');
    const attempts = [
      { fields: { no_such_column: 1 } },
      { fields: { title: 'x', organization_id: world().orgB } },
      { fields: { row_version: 1 } },
      { fields: { id: randomUUID() } },
      { fields: { 'title" = 1; DROP TABLE tasks; --': 1 } },
    ];
    for (const attempt of attempts) {
      const [answer] = await pushRaw(owner, { sequence: next(owner), key, kind: 'update', version, ...attempt });
      expect(answer).toMatchObject({ outcome: 'refused', field: Object.keys(attempt.fields).at(-1), current: null });
      expect(['42703', '428C9']).toContain(answer?.['sqlstate']);
    }
    expect(await world().value('SELECT title FROM tasks WHERE id = $1', [key])).toBe('Kept');
  });

  test('[TEAM6] whose an inserted row is follows from who sends it', async () => {
    const { key } = await makeTask(stranger, 'Of B');
    expect(await world().value('SELECT organization_id FROM tasks WHERE id = $1', [key])).toBe(world().orgB);
  });

  test('[TEAM6] a row of another tenant and one that never was get the same answer', async () => {
    const { key, version } = await makeTask(stranger, 'Of B');
    for (const kind of ['update', 'delete']) {
      const [hidden] = await pushRaw(owner, { sequence: next(owner), key, kind, version, fields: { title: 'Taken' } });
      const [missing] = await pushRaw(owner, {
        sequence: next(owner),
        key: randomUUID(),
        kind,
        version,
        fields: { title: 'Taken' },
      });
      expect({ ...hidden, sequence: null }).toEqual({ ...missing, sequence: null });
      // nobody deletes tasks for good
      expect(hidden).toMatchObject({ outcome: kind === 'update' ? 'stale' : 'refused', current: null });
    }
    expect(await world().value('SELECT title FROM tasks WHERE id = $1', [key])).toBe('Of B');
  });

  test('[TEAM6] who may only read is refused, whether the row would be new or is there', async () => {
    const { key, version } = await makeTask(owner, 'Read only');
    const answers = await pushRaw(
      viewer,
      { sequence: next(viewer), key: randomUUID(), fields: { title: 'New' } },
      { sequence: next(viewer), key, kind: 'update', version, fields: { title: 'Changed' } },
      { sequence: next(viewer), key, kind: 'delete', version },
    );
    expect(answers.map(({ outcome, sqlstate }) => [outcome, sqlstate])).toEqual([
      ['refused', '42501'],
      ['refused', '42501'],
      ['refused', '42501'],
    ]);
  });

  test('[TEAM6] tables that nobody shares are unknown, and closed ones are no more open this way', async () => {
    const tables = ['no_such_table', 'device_pushes', 'auth.users', 'pg_authid', 'tasks; DROP TABLE tasks'];
    const lines = tables.map((table) => ({ sequence: next(owner), key: randomUUID(), table, fields: {} }));
    const answers = await pushRaw(owner, ...lines);
    expect(answers.map(({ outcome }) => outcome)).toEqual(tables.map(() => 'unknown_table'));
    const [denied] = await pushRaw(owner, {
      sequence: next(owner),
      table: 'auth.user_roles',
      key: randomUUID(),
      fields: { user_id: owner.id },
    });
    expect(denied).toMatchObject({ outcome: 'refused', sqlstate: '42501' });
  });

  test('[TEAM7] a line of 10 MB is refused by itself, and a push of more than 500 lines as a whole', async () => {
    const answers = await pushRaw(
      owner,
      { sequence: next(owner), key: randomUUID(), fields: { title: 'x'.repeat(10 * 1024 * 1024) } },
      { sequence: next(owner), key: randomUUID(), fields: { title: 'Small' } },
    );
    expect(answers.map(({ outcome, sqlstate }) => [outcome, sqlstate])).toEqual([
      ['refused', '54000'],
      ['applied', null],
    ]);
    const many = Array.from({ length: 501 }, () => ({
      sequence: next(owner),
      key: randomUUID(),
      fields: { title: 'One' },
    }));
    expect(await refusalOf(pushRaw(owner, ...many))).toContain('54000');
  });

  test('[TEAM6] what lies with the moment and not with the line ends the push, and the line can come again', async () => {
    const { key, version } = await makeTask(owner, 'Locked');
    const line = { sequence: next(owner), id: randomUUID(), key, kind: 'update', version, fields: { title: 'Later' } };
    await world().query('BEGIN');
    await world().query('SELECT 1 FROM tasks WHERE id = $1 FOR UPDATE', [key]);
    const waiting = owner.run(async ({ query }) => {
      await query(`SET LOCAL lock_timeout = '50ms'`);
      return await query('SELECT * FROM push_changes($1)', [JSON.stringify([{ ...line, table: 'tasks' }])]);
    });
    expect(await refusalOf(waiting)).toContain('55P03');
    await world().query('ROLLBACK');
    expect(await pushRaw(owner, line)).toMatchObject([{ outcome: 'applied' }]);
  });

  test('[TEAM6] without a session, or on the login of no device, nothing is taken or told', async () => {
    const client = await owner.open();
    for (const statement of [
      `SELECT * FROM push_changes('[]')`,
      `SELECT * FROM team_state('{}')`,
      `SELECT * FROM team_rows('tasks', NULL)`,
    ])
      expect(await refusalOf(client.query(statement))).toContain('28000');
    const asked = world().as('ownerA', ({ query }) => query(`SELECT * FROM push_changes('[]')`));
    expect(await refusalOf(asked)).toContain('28000');
    await world().query('UPDATE auth.devices SET revoked_at = now() WHERE id = $1', [second.id]);
    expect(await refusalOf(stateOf(second))).toContain('28000');
    await world().query('UPDATE auth.devices SET revoked_at = NULL WHERE id = $1', [second.id]);
  });
});

describe('[TEAM8] the feed', () => {
  test('[TEAM8] a transaction that commits late is not skipped', async () => {
    const before = await stateOf(owner);
    const late = await second.open();
    await late.query('BEGIN');
    await late.query(`SELECT set_config('app.session_token', $1, true)`, [second.token]);
    const [lateKey, soonKey] = [randomUUID(), randomUUID()];
    await late.query('INSERT INTO tasks (id, title, organization_id) VALUES ($1, $2, $3)', [
      lateKey,
      'Late',
      world().orgA,
    ]);
    await makeTask(owner, 'Soon', soonKey);
    const middle = await stateOf(owner);
    const early = await owner.run((ask) => feed(ask, [before['settled'], 0], middle['newest']));
    expect(early.map(({ key }) => key)).not.toContain(soonKey);
    expect(Number(middle['newest'])).toBeGreaterThan(Number(middle['settled']));
    await late.query('COMMIT');
    await late.end();
    const after = await stateOf(owner);
    const found = await owner.run((ask) => feed(ask, [middle['settled'], 0], after['settled']));
    expect(found.map(({ key }) => key)).toEqual([lateKey, soonKey]);
  });

  test('[TEAM8] one transaction is read in pages, and each page goes on where the one before ended', async () => {
    const before = await stateOf(owner);
    await world().query(
      `INSERT INTO tasks (title, organization_id) SELECT 'Bulk ' || n, $1 FROM generate_series(1, 25) n`,
      [world().orgA],
    );
    await world().query(`DELETE FROM tasks WHERE title = 'Bulk 7'`);
    const { settled } = await stateOf(owner);
    const seen: Row[] = [];
    let place: readonly [unknown, unknown] = [before['settled'], 0];
    for (;;) {
      const page = await owner.run((ask) => feed(ask, place, settled, 10));
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(10);
      seen.push(...page);
      place = [page.at(-1)?.['row_xid'], page.at(-1)?.['row_version']];
    }
    expect(seen.filter(({ content }) => content !== null)).toHaveLength(24);
    expect(seen.filter(({ content }) => content === null)).toHaveLength(1);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(25);
  });

  test('[TEAM8] a page holds 4 MB unless its first row is larger', async () => {
    const before = await stateOf(owner);
    await world().query(
      `INSERT INTO tasks (title, description, organization_id) SELECT 'Large', repeat('x', 1500000), $1 FROM generate_series(1, 5)`,
      [world().orgA],
    );
    const { settled } = await stateOf(owner);
    const page = await owner.run((ask) => feed(ask, [before['settled'], 0], settled));
    expect(page).toHaveLength(2);
    await world().query(`DELETE FROM tasks WHERE title = 'Large'`);
  });

  test('[TEAM8] each sees what policies show: other tenants, stores and columns stay out', async () => {
    const before = await stateOf(owner);
    await makeTask(stranger, 'Of B');
    await world().query(`INSERT INTO products (store_id, name) VALUES ($1, 'Of A'), ($2, 'Of B')`, [
      world().storeA,
      world().storeB,
    ]);
    const { settled } = await stateOf(owner);
    const tables = [...TABLES, 'orders', 'stores', 'auth.users'];
    const seenBy = async (device: TeamDevice) =>
      await device.run(({ query }) =>
        query('SELECT table_name, content FROM team_changes($1, 0, $2, $3)', ['0', settled, tables]),
      );
    const names = (rows: readonly Row[], table: string) =>
      rows
        .filter(({ table_name, content }) => table_name === table && content !== null)
        .map(({ content }) => content as Row);
    expect(names(await seenBy(owner), 'products').map(({ name }) => name)).toEqual(['Of A']);
    expect(names(await seenBy(viewer), 'orders')).toEqual([]);
    expect(names(await seenBy(owner), 'orders')).toHaveLength(1);
    expect(names(await seenBy(owner), 'stores')).toEqual([
      expect.not.objectContaining({ api_key: expect.anything() as unknown }),
    ]);
    expect((await seenBy(owner)).map(({ table_name }) => table_name)).not.toContain('auth.users');
    const later = await owner.run((ask) => feed(ask, [before['settled'], 0], settled));
    expect(later).toHaveLength(1);
  });

  test('[TEAM10] the horizon rises with the tombstones that go, and only with those', async () => {
    await world().query(`INSERT INTO tasks (title, organization_id) VALUES ('Old', $1), ('New', $1)`, [world().orgA]);
    await world().query(`DELETE FROM tasks WHERE title = 'Old'`);
    const { settled } = await stateOf(owner);
    await world().query(`UPDATE mirror_tombstones SET deleted_at = now() - interval '91 days'`);
    await world().query(`DELETE FROM tasks WHERE title = 'New'`);
    expect(Number(await world().value('SELECT cleanup_old_tombstones()'))).toBeGreaterThan(0);
    const { horizon } = await stateOf(owner);
    expect(Number(horizon)).toBeGreaterThan(0);
    expect(Number(horizon)).toBeLessThanOrEqual(Number(settled));
    expect(await world().value('SELECT count(*)::int FROM mirror_tombstones')).toBe(1);
    expect(await world().value('SELECT cleanup_old_tombstones()')).toBe(0);
    expect((await stateOf(owner))['horizon']).toBe(horizon);
  });

  test('[TEAM13] what a person may see has a sign that changes with it', async () => {
    const before = await stateOf(viewer);
    expect((await stateOf(viewer))['access']).toBe(before['access']);
    await world().query(`UPDATE store_users SET role = 'manager' WHERE user_id = $1`, [world().id.viewerA]);
    const promoted = await stateOf(viewer);
    await world().query(`UPDATE store_users SET role = 'viewer' WHERE user_id = $1`, [world().id.viewerA]);
    expect(promoted['access']).not.toBe(before['access']);
    expect((await stateOf(viewer))['access']).toBe(before['access']);
  });

  test('[TEAM11] whole tables are read by key in one snapshot', async () => {
    const keys: string[] = [];
    for (const title of ['a', 'b', 'c']) keys.push((await makeTask(owner, title)).key);
    const client = await owner.open();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [owner.token]);
    const pageBehind = async (key: string | null) =>
      (await client.query<Row>('SELECT * FROM team_rows($1, $2, 2)', ['tasks', key])).rows;
    const seen = [...(await pageBehind(null))];
    await world().query('DELETE FROM tasks WHERE id = ANY ($1)', [keys]);
    for (
      let page = await pageBehind(String(seen.at(-1)?.['key']));
      page.length > 0;
      page = await pageBehind(String(seen.at(-1)?.['key']))
    )
      seen.push(...page);
    await client.query('COMMIT');
    await client.end();
    expect(seen.map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
    expect(seen.map(({ key }) => key)).toEqual(seen.map(({ key }) => key).sort());
  });
});

describe('[TEAM12] hints', () => {
  test('[TEAM12] a transaction sends one without content, to its own organization only', async () => {
    const heard: string[] = [];
    const client = await viewer.open();
    client.on('notification', ({ channel, payload }) => heard.push(`${channel} ${payload ?? ''}`));
    const { channel } = await stateOf(viewer);
    await client.query(`LISTEN ${String(channel)}`);
    await pushRaw(
      owner,
      { sequence: next(owner), key: randomUUID(), fields: { title: 'One' } },
      { sequence: next(owner), key: randomUUID(), fields: { title: 'Two' } },
    );
    await makeTask(stranger, 'Of B');
    await world().query(`UPDATE products SET name = name || '!' WHERE store_id = $1`, [world().storeA]);
    // whatever was sent comes with an answer
    await client.query('SELECT 1');
    await client.query(`UNLISTEN *`);
    await client.end();
    expect(heard).toEqual([`${String(channel)} `, `${String(channel)} `]);
  });
});

describe('[PRESENCE1] who has what open', () => {
  const told = async (device: TeamDevice, records: readonly Row[]) =>
    await device.run(({ query }) => query('SELECT tell_presence($1)', [JSON.stringify(records)]));
  const seenBy = async (device: TeamDevice) => await device.run(({ query }) => query('SELECT * FROM team_presence()'));

  test('[PRESENCE1] colleagues see it for 60 seconds, other tenants and other stores do not', async () => {
    const record = { resource: 'tasks', record_id: randomUUID(), is_editing: true };
    await told(owner, [record, { resource: 'products', record_id: randomUUID(), store_id: world().storeB }]);
    expect(await seenBy(viewer)).toMatchObject([{ ...record, person_id: world().id.ownerA }]);
    expect(await seenBy(owner)).toEqual([]);
    expect(await seenBy(stranger)).toEqual([]);
    await world().query(`UPDATE presence SET seen_at = seen_at - interval '61 seconds'`);
    expect(await seenBy(viewer)).toEqual([]);
    await told(viewer, []);
    expect(await world().value('SELECT count(*)::int FROM presence')).toBe(0);
  });

  test('[PRESENCE1] news is hinted, a sign of life is not', async () => {
    const { channel } = await stateOf(viewer);
    const client = await viewer.open();
    let heard = 0;
    client.on('notification', () => (heard += 1));
    await client.query(`LISTEN ${String(channel)}`);
    const record = { resource: 'tasks', record_id: randomUUID() };
    const counts: number[] = [];
    for (const records of [
      [record],
      [record],
      [{ ...record, is_editing: true }],
      [{ ...record, is_editing: true }],
      [],
    ]) {
      await told(owner, records);
      await client.query('SELECT 1');
      counts.push(heard);
    }
    await client.end();
    expect(counts).toEqual([1, 1, 2, 2, 3]);
  });

  test('[PRESENCE1] what is not told any more is closed at once', async () => {
    const records = [randomUUID(), randomUUID()].map((record_id) => ({ resource: 'tasks', record_id }));
    await told(owner, records);
    await told(owner, records.slice(1));
    expect((await seenBy(viewer)).map(({ record_id }) => record_id)).toEqual([records[1]?.record_id]);
    expect(
      await refusalOf(
        told(
          owner,
          Array.from({ length: 21 }, () => ({ resource: 'tasks', record_id: randomUUID() })),
        ),
      ),
    ).toContain('54000');
    await told(owner, []);
  });
});

describe('[TEAM8] whoever holds up the feed', () => {
  test('[TEAM8] the lag is told, and a transaction left open is ended', async () => {
    const client = await second.open();
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [second.token]);
    await client.query(`INSERT INTO tasks (title, organization_id) VALUES ('Asleep', $1)`, [world().orgA]);
    expect(await world().value('SELECT transactions FROM team_lag()')).toBe('0');
    await makeTask(owner, 'Held up');
    expect(Number(await world().value('SELECT transactions FROM team_lag()'))).toBeGreaterThan(0);
    expect(await world().value(`SELECT end_idle_transactions('2 minutes')`)).toBe(0);
    // the shortest that counts as idle
    await world().query(`SELECT pg_sleep(1.1)`);
    expect(await world().value(`SELECT end_idle_transactions('1 second')`)).toBe(1);
    await expect(client.query('COMMIT')).rejects.toThrow();
    expect(await world().value(`SELECT count(*)::int FROM tasks WHERE title = 'Asleep'`)).toBe(0);
  });
});
