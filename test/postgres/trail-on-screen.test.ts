import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';
import type { Row } from './support/test-database.ts';

const world = provideWorld();
type Ask = { readonly query: (statement: string, values?: readonly unknown[]) => Promise<readonly Row[]> };

/** A page of the trail; filters by name. */
async function page({ query }: Ask, filters: Readonly<Record<string, unknown>> = {}): Promise<readonly Row[]> {
  const names = Object.keys(filters);
  const given = names.map((name, place) => `${name} => $${place + 1}`).join(', ');
  return query(`SELECT * FROM read_audit_log(${given})`, Object.values(filters));
}
const chainAll = async (): Promise<void> => {
  while (Number(await world().value('SELECT chain_audit_logs()')) > 0);
};
/** Somebody's work: products in both stores of A, one changed, one in B. */
async function work(): Promise<{ readonly storeA2: string }> {
  const { as, query, storeA, storeB, orgA, id } = world();
  const made = await query(
    `INSERT INTO stores (name, url, api_key, api_secret, user_id, organization_id) VALUES ('A2', 'https://a2.test', 'ck', 'cs', $1, $2) RETURNING id`,
    [id.ownerA, orgA],
  );
  const storeA2 = String(made[0]?.['id']);
  const add = 'INSERT INTO products (store_id, name) VALUES ($1, $2)';
  await as('managerA', async (ask) => ask.query(add, [storeA, 'Blue 100% mug_']), true);
  await as('ownerA', async (ask) => ask.query(add, [storeA2, 'Green mug']), true);
  await as('ownerB', async (ask) => ask.query(add, [storeB, 'Blue mug of B']), true);
  await as(
    'managerA',
    async (ask) => ask.query(`UPDATE products SET name = 'Red mug' WHERE store_id = $1`, [storeA]),
    true,
  );
  return { storeA2 };
}

describe('[TRAIL1] pages of the trail', () => {
  test('[TRAIL1] by person, table, action, store, time and words, and never another tenant’s', async () => {
    const { storeA2 } = await work();
    const { as, id, storeA, storeB } = world();
    await as('ownerA', async (ask) => {
      const names = async (filters: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> =>
        (await page(ask, { tables: ['products'], ...filters })).map(
          ({ new_data: shown }) => (shown as { name: string }).name,
        );
      expect(await names({})).toEqual(['Red mug', 'Green mug', 'Blue 100% mug_']);
      expect(await names({ actor: id.managerA })).toEqual(['Red mug', 'Blue 100% mug_']);
      expect(await names({ actions: ['update'] })).toEqual(['Red mug']);
      expect(await names({ store: storeA2 })).toEqual(['Green mug']);
      expect(await names({ store: storeB })).toEqual([]);
      expect(await names({ words: 'MUG blue' })).toEqual(['Red mug', 'Blue 100% mug_']);
      // signs of patterns are letters
      expect(await names({ words: '100%' })).toEqual(['Red mug', 'Blue 100% mug_']);
      expect(await names({ words: 'gr%n' })).toEqual([]);
      expect(await names({ words: `' OR true --` })).toEqual([]);
      expect(await names({ since: new Date(Date.now() + 60_000) })).toEqual([]);
      expect(await names({ until: new Date(Date.now() - 3_600_000) })).toEqual([]);
      expect((await page(ask, { store: storeA, tables: ['stores'] })).map(({ record_id: record }) => record)).toEqual([
        storeA,
      ]);
    });
    await as('ownerB', async (ask) => expect(JSON.stringify(await page(ask, { words: 'mug' }))).not.toContain('Red'));
  });

  test('[TRAIL1] pages follow each other without a gap or a repetition, also within one moment', async () => {
    const { as, query, orgA } = world();
    await query(
      `INSERT INTO audit_logs (organization_id, action_type, resource_type, created_at)
       SELECT $1, 'paged', 'test', now() - (n / 4) * interval '1 second' FROM generate_series(0, 22) n`,
      [orgA],
    );
    await as('ownerA', async (ask) => {
      const seen: unknown[] = [];
      let last: Row | undefined;
      for (;;) {
        const rows = await ask.query(
          `SELECT id, created_at::text AS at FROM read_audit_log(actions => '{paged}', before_time => $1, before_id => $2, at_most => 5)`,
          [last?.['at'] ?? null, last?.['id'] ?? null],
        );
        if (rows.length === 0) break;
        seen.push(...rows.map(({ id }) => id));
        last = rows.at(-1);
      }
      expect(seen).toHaveLength(23);
      expect(new Set(seen).size).toBe(23);
      expect(await page(ask, { actions: ['paged'], at_most: 100_000 })).toHaveLength(23);
      expect(await page(ask, { actions: ['paged'], at_most: -3 })).toHaveLength(1);
    });
  });

  test('[TRAIL1] for who has audit:read; a denial closes it', async () => {
    const { as, query, id } = world();
    for (const person of ['managerA', 'viewerA', null] as const)
      await as(person, async (ask) => expect(await page(ask)).toEqual([]));
    await query(
      `INSERT INTO auth.user_permissions (user_id, permission_id, is_granted)
       SELECT $1, p.id, false FROM auth.permissions p WHERE p.name IN ('audit:read', 'security:read')`,
      [id.ownerA],
    );
    await as('ownerA', async (ask) => {
      expect(await page(ask)).toEqual([]);
      expect(await ask.query('SELECT 1 FROM audit_logs UNION ALL SELECT 1 FROM auth.security_events')).toEqual([]);
      expect(await ask.refusal('SELECT * FROM verify_my_audit_chain()')).toContain('42501');
      expect(await ask.refusal(`SELECT begin_audit_export('csv', '{}')`)).toContain('42501');
      expect(await ask.refusal('SELECT * FROM auth.organization_security_report()')).toContain('42501');
    });
    await query('DELETE FROM auth.user_permissions WHERE user_id = $1', [id.ownerA]);
  });
});

describe('[TRAIL2] whether it is whole', () => {
  test('[TRAIL2] whole, changed, with a gap and cut: each by its code, of the own organization only', async () => {
    const { as, query, orgA, row } = world();
    await chainAll();
    const check = async (): Promise<Row> =>
      as('ownerA', async (ask) => ask.row('SELECT * FROM verify_my_audit_chain()'));
    expect(await check()).toMatchObject({ is_whole: true, waiting: '0', problem_count: '0', problems: [] });
    await query(`INSERT INTO audit_logs (organization_id, action_type, resource_type) VALUES ($1, 'later', 'test')`, [
      orgA,
    ]);
    expect(await check()).toMatchObject({ is_whole: true, waiting: '1' });
    const { id: victim } = await row('SELECT id FROM audit_logs WHERE organization_id = $1 AND chain_seq = 2', [orgA]);
    await query(`UPDATE audit_logs SET user_email = 'somebody@else.test' WHERE id = $1`, [victim]);
    expect(await check()).toMatchObject({
      is_whole: false,
      problems: [{ seq: 2, entry: Number(victim), code: 'changed' }],
    });
    await query('DELETE FROM audit_logs WHERE id = $1', [victim]);
    expect(await check()).toMatchObject({
      problems: [
        { seq: 3, code: 'broken_link' },
        { seq: 3, code: 'gap' },
      ],
    });
    await query(
      `DELETE FROM audit_logs WHERE organization_id = $1 AND chain_seq = (SELECT last_seq FROM audit_chain_heads WHERE chain_scope = $1)`,
      [orgA],
    );
    expect(((await check())['problems'] as readonly { code: string }[]).map(({ code }) => code)).toContain('cut_end');
    await as('ownerB', async (ask) =>
      expect(await ask.row('SELECT * FROM verify_my_audit_chain()')).toMatchObject({ is_whole: true }),
    );
    await as('viewerA', async (ask) =>
      expect(await ask.refusal('SELECT * FROM verify_my_audit_chain()')).toContain('audit:read'),
    );
    // the daily look makes it a critical event of that organization, once
    expect(await world().value('SELECT auth.verify_audit_chains()')).toMatchObject({ broken: 1 });
    await query('SELECT auth.verify_audit_chains()');
    await as('ownerA', async (ask) =>
      expect(
        await ask.query(`SELECT severity FROM auth.security_events WHERE event_type = 'audit_chain_broken'`),
      ).toEqual([{ severity: 'critical' }]),
    );
  });
});

describe('[TRAIL3] what is taken out', () => {
  test('[TRAIL3] an export is in the trail before its rows are read, and ends once, by who began it', async () => {
    const { as, query, id } = world();
    const begun = await as(
      'ownerA',
      async (ask) => ask.value(`SELECT begin_audit_export('csv', '{"table": "products"}')`),
      true,
    );
    expect(await query(`SELECT user_id, metadata FROM audit_logs WHERE action_type = 'data_export'`)).toEqual([
      { user_id: id.ownerA, metadata: { type: 'csv', filters: { table: 'products' } } },
    ]);
    const finish = `SELECT finish_audit_export($1, 3, 400, $2)`;
    await as('ownerB', async (ask) => expect(await ask.refusal(finish, [begun, 'ab'])).toContain('42501'));
    await as('ownerA', async (ask) => ask.query(finish, [begun, 'ab'.repeat(32)]), true);
    await as('ownerA', async (ask) => {
      expect(await ask.refusal(finish, [begun, 'ab'])).toContain('has ended');
      expect(await ask.query('SELECT status, record_count FROM audit_log_exports')).toEqual([
        { status: 'completed', record_count: 3 },
      ]);
      expect(await ask.refusal(`SELECT begin_audit_export('exe', '{}')`)).toContain('23514');
    });
    await as('viewerA', async (ask) => expect(await ask.query('SELECT * FROM audit_log_exports')).toEqual([]));
  });
});
