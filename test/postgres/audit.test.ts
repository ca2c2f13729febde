import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

/** Links what has no link yet; entries wait until no running transaction can still come before them. */
async function chainAll(): Promise<void> {
  while (Number(await world().value('SELECT chain_audit_logs()')) > 0);
}
const broken = (organization: string | null) =>
  world().query('SELECT chain_seq, problem FROM verify_audit_chain($1)', [organization]);

describe('[CENTRAL17] what people do is in the trail', () => {
  test('[CENTRAL17] row by row, with who, what and which fields, under the organization of the store', async () => {
    const { as, row, storeA, orgA, id } = world();
    const product = await as(
      'managerA',
      async (ask) => {
        const made = await ask.row(
          `INSERT INTO products (store_id, name, price_text) VALUES ($1, 'Mug', '5') RETURNING id`,
          [storeA],
        );
        await ask.query(`UPDATE products SET price_text = '6' WHERE id = $1`, [made['id']]);
        await ask.query('UPDATE products SET price_text = price_text WHERE id = $1', [made['id']]);
        return made['id'];
      },
      true,
    );
    const entries = await world().query(
      `SELECT organization_id, user_id, user_email, action, changed_fields, old_data->>'price_text' AS before, new_data->>'price_text' AS after
       FROM audit_logs WHERE record_id = $1 ORDER BY id`,
      [product],
    );
    const by = { organization_id: orgA, user_id: id.managerA, user_email: 'manager@a.test' };
    expect(entries).toEqual([
      { ...by, action: 'INSERT', changed_fields: null, before: null, after: '5' },
      { ...by, action: 'UPDATE', changed_fields: ['price', 'price_text'], before: '5', after: '6' },
    ]);
    const roles = await row(
      `SELECT organization_id FROM audit_logs WHERE table_name = 'user_roles' AND new_data->>'user_id' = $1`,
      [id.managerA],
    );
    expect(roles).toEqual({ organization_id: orgA });
  });

  test('[CENTRAL17] no secret stands in it, but that it changed does', async () => {
    const { query, row, storeA } = world();
    await query(`UPDATE stores SET api_key = 'another' WHERE id = $1`, [storeA]);
    const entry = await row(
      `SELECT changed_fields, new_data ? 'api_key' AS shown FROM audit_logs WHERE table_name = 'stores' AND action = 'UPDATE'`,
    );
    expect(entry).toEqual({ changed_fields: ['api_key'], shown: false });
    const secrets = `SELECT count(*)::int FROM audit_logs WHERE concat(old_data, new_data) ~ 'ckA|csA|another'`;
    expect(await world().value(secrets)).toBe(0);
  });

  test('[CENTRAL17] what a pull takes over is counted, not listed', async () => {
    const { query, storeA, orgA } = world();
    await query(
      `INSERT INTO products (store_id, woo_id, name, source, sync_status, synced_at)
       SELECT $1, n, 'Pulled', 'woo', 'synced', now() FROM generate_series(1, 50) n`,
      [storeA],
    );
    await query(
      `UPDATE products SET name = 'Pulled again', synced_at = clock_timestamp() WHERE woo_id BETWEEN 1 AND 20`,
    );
    await query(`UPDATE products SET name = 'Renamed here' WHERE woo_id = 7`);
    const entries = await query(
      `SELECT action_type, metadata->'rows' AS rows, metadata->'new' AS new, organization_id, changed_fields FROM audit_logs
       WHERE resource_type = 'products' AND (entry_kind = 'action' OR new_data->>'woo_id' IS NOT NULL) ORDER BY id`,
    );
    expect(entries).toEqual([
      { action_type: 'store_pull', rows: 50, new: 50, organization_id: orgA, changed_fields: null },
      { action_type: 'store_pull', rows: 20, new: 0, organization_id: orgA, changed_fields: null },
      { action_type: 'update', rows: null, new: null, organization_id: orgA, changed_fields: ['name'] },
    ]);
  });

  test('[CENTRAL17] administrators read their own tenant’s trail, nobody writes it', async () => {
    const { as, orgA } = world();
    await as('ownerA', async ({ query, refusal }) => {
      expect(await query('SELECT DISTINCT organization_id FROM audit_logs')).toEqual([{ organization_id: orgA }]);
      expect(await refusal('DELETE FROM audit_logs')).toContain('42501');
      expect(await refusal(`UPDATE audit_logs SET action_type = 'x'`)).toContain('42501');
    });
    await as('managerA', async ({ query }) => expect(await query('SELECT id FROM audit_logs')).toEqual([]));
  });

  test('[CENTRAL17] the names of earlier documents show the same trail', async () => {
    const { query, row, orgA, id } = world();
    await query(
      `INSERT INTO auth.audit_events (org_id, user_id, event_type, event_category) VALUES ($1, $2, 'login', 'authentication')`,
      [orgA, id.ownerA],
    );
    expect(await row('SELECT event_type, event_category, org_id FROM auth.audit_events')).toEqual({
      event_type: 'login',
      event_category: 'authentication',
      org_id: orgA,
    });
    expect(
      Number(await world().value(`SELECT count(*) FROM audit_critical_changes WHERE table_name = 'stores'`)),
    ).toBeGreaterThan(0);
    expect(Number(await world().value('SELECT sum(actions) FROM audit_user_activity'))).toBeGreaterThan(0);
  });
});

describe('[CENTRAL18] the chain', () => {
  test('[CENTRAL18] entries are linked later, per organization, and verify', async () => {
    const { query, orgA, orgB } = world();
    expect(await query('SELECT 1 FROM audit_logs WHERE chain_seq IS NOT NULL')).toEqual([]);
    await chainAll();
    expect(await query('SELECT 1 FROM audit_logs WHERE chain_seq IS NULL')).toEqual([]);
    expect([await broken(orgA), await broken(orgB), await broken(null)]).toEqual([[], [], []]);
    const numbers = await query('SELECT chain_seq FROM audit_logs WHERE organization_id = $1 ORDER BY chain_seq', [
      orgA,
    ]);
    expect(numbers.map((row) => Number(row['chain_seq']))).toEqual(numbers.map((_row, index) => index + 1));
  });

  test('[CENTRAL18] it verifies whatever zone the reader’s session has', async () => {
    await world().query(`SET timezone = 'Asia/Jerusalem'`);
    expect(await broken(world().orgA)).toEqual([]);
    await world().query('RESET timezone');
  });

  test('[CENTRAL18] an entry that was changed, one that was taken out and a cut end are found', async () => {
    const { query, orgA } = world();
    await chainAll();
    const tamper = async (statement: string) => {
      await query('BEGIN');
      await query(statement, [orgA]);
      const found = await broken(orgA);
      await query('ROLLBACK');
      return found.map(({ problem }) => problem);
    };
    const last = '(SELECT max(chain_seq) FROM audit_logs WHERE organization_id = $1)';
    expect(
      await tamper(`UPDATE audit_logs SET user_email = 'else@a.test' WHERE organization_id = $1 AND chain_seq = 2`),
    ).toEqual(['changed']);
    expect(await tamper('DELETE FROM audit_logs WHERE organization_id = $1 AND chain_seq = 2')).toEqual([
      'does not follow',
      'entries before it are missing',
    ]);
    expect(await tamper(`DELETE FROM audit_logs WHERE organization_id = $1 AND chain_seq = ${last}`)).toEqual([
      'the end is missing',
    ]);
    expect(
      await tamper(
        `UPDATE audit_logs SET payload_hash = 'x', new_data = '{}' WHERE organization_id = $1 AND chain_seq = 3`,
      ),
    ).toContain('does not follow');
    expect(await broken(orgA)).toEqual([]);
  });

  test('[CENTRAL18] an entry whose transaction is still running is not overtaken', async () => {
    const { as, value, query, storeA, orgA } = world();
    await chainAll();
    await as('managerA', async (ask) => {
      await ask.query(`INSERT INTO products (store_id, name) VALUES ($1, 'Slow')`, [storeA]);
      await query(`INSERT INTO products (store_id, name) VALUES ($1, 'Quick')`, [storeA]);
      expect(await value('SELECT chain_audit_logs()')).toBe(0);
    });
    expect(await value('SELECT chain_audit_logs()')).toBe(1);
    expect(await broken(orgA)).toEqual([]);
  });

  test('[CENTRAL18] after its time an entry says nothing any more, and the chain still holds', async () => {
    const { query, value, orgA } = world();
    await chainAll();
    await query(
      `UPDATE audit_logs SET expires_at = now() - interval '1 day' WHERE organization_id = $1 AND chain_seq <= 3`,
      [orgA],
    );
    expect(await value('SELECT cleanup_old_audit_logs()')).toBe(3);
    expect(
      await value(
        `SELECT count(*)::int FROM audit_logs WHERE organization_id = $1 AND chain_seq <= 3
      AND (old_data IS NOT NULL OR new_data IS NOT NULL OR user_email IS NOT NULL)`,
        [orgA],
      ),
    ).toBe(0);
    expect(await broken(orgA)).toEqual([]);
  });

  test('[CENTRAL18] a month that is spent goes whole, and the rest still verifies', async () => {
    const { query, value, orgA } = world();
    await chainAll();
    await query(
      `CREATE TABLE audit_logs_2020_01 PARTITION OF audit_logs FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00')`,
    );
    await query('ALTER TABLE audit_logs_2020_01 OWNER TO app_owner');
    await query('SELECT auth.seal_tables()');
    // The beginning of the chain moves into the past, as it would have been written there.
    await query(
      `UPDATE audit_logs SET created_at = '2020-01-15 00:00+00' WHERE organization_id = $1 AND chain_seq <= 3`,
      [orgA],
    );
    expect(await broken(orgA)).toEqual([]);
    expect(await value('SELECT drop_expired_partitions()')).toBe(1);
    expect(await value('SELECT min(chain_seq)::int FROM audit_logs WHERE organization_id = $1', [orgA])).toBe(4);
    expect(await broken(orgA)).toEqual([]);
  });
});
