import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

/** Counts of a table before and after a function, which also says how many rows it took. */
async function taken(table: string, call: string): Promise<readonly unknown[]> {
  const count = () => world().value(`SELECT count(*)::int FROM ${table}`);
  const before = await count();
  const said = await world().value(`SELECT ${call}`);
  return [before, said, await count()];
}

describe('[CENTRAL19] what goes after its time', () => {
  test('[CENTRAL19] previews after an hour, logs after thirty days', async () => {
    const { query, orgA, storeA } = world();
    await query(
      `INSERT INTO sync_preview_cache (org_id, sync_type, entity_type, cache_key, computed_at, expires_at)
       VALUES ($1, 'woocommerce', 'order', 'old', now() - interval '2 hours', now() - interval '1 hour'), ($1, 'woocommerce', 'order', 'new', now(), now() + interval '1 hour')`,
      [orgA],
    );
    expect(await taken('sync_preview_cache', 'auto_cleanup_preview_cache()')).toEqual([2, 1, 1]);
    for (const [table, column] of [
      ['sync_logs', 'entity_type'],
      ['taxonomy_sync_log', 'taxonomy_type'],
    ] as const) {
      const action = table === 'sync_logs' ? 'sync' : 'initial_sync';
      await query(
        `INSERT INTO ${table} (store_id, ${column}, action, created_at) VALUES ($1, 'category', '${action}', now() - interval '31 days'), ($1, 'category', '${action}', now() - interval '29 days')`,
        [storeA],
      );
    }
    expect(await taken('sync_logs', 'cleanup_old_sync_logs()')).toEqual([2, 1, 1]);
    expect(await taken('taxonomy_sync_log', 'cleanup_old_taxonomy_sync_logs()')).toEqual([2, 1, 1]);
  });

  test('[CENTRAL19] sessions a week after their end, even those that the history names', async () => {
    const { query, row, id } = world();
    await query(
      `INSERT INTO auth.user_sessions (user_id, session_token_hash, created_at, expires_at, status) VALUES
       ($1, 'ended', now() - interval '10 days', now() - interval '8 days', 'active'),
       ($1, 'recent', now() - interval '10 days', now() - interval '6 days', 'expired')`,
      [id.ownerB],
    );
    await query(
      `INSERT INTO auth.user_sessions (user_id, session_token_hash, created_at, expires_at, status, revoked_at)
      VALUES ($1, 'revoked', now() - interval '30 days', now() + interval '30 days', 'revoked', now() - interval '9 days')`,
      [id.ownerB],
    );
    await query(
      `INSERT INTO auth.login_history (user_id, success, session_id) SELECT user_id, true, id FROM auth.user_sessions WHERE session_token_hash = 'ended'`,
    );
    expect(await world().value('SELECT cleanup_expired_sessions()')).toBe(2);
    expect(await row('SELECT session_id FROM auth.login_history WHERE user_id = $1', [id.ownerB])).toEqual({
      session_id: null,
    });
    const left = await query(
      `SELECT session_token_hash FROM auth.user_sessions WHERE session_token_hash IN ('ended', 'recent', 'revoked')`,
    );
    expect(left).toEqual([{ session_token_hash: 'recent' }]);
  });

  test('[CENTRAL19] counters, health, security events and old passwords', async () => {
    const { query, orgA, storeA, id } = world();
    await query(
      `INSERT INTO rate_limit_tracking (organization_id, resource_type, endpoint, request_timestamp) VALUES ($1, 'api', 'x', now() - interval '49 hours'), ($1, 'api', 'x', now())`,
      [orgA],
    );
    await query(
      `INSERT INTO api_rate_limits (organization_id, endpoint, window_start) VALUES ($1, 'x', now() - interval '40 days'), ($1, 'x', now())`,
      [orgA],
    );
    await query(`INSERT INTO webhook_log_rate_limit (store_id, hour_bucket) VALUES ($1, now() - interval '3 days')`, [
      storeA,
    ]);
    expect(await world().value('SELECT cleanup_old_rate_limit_data()')).toBe(3);
    await query(
      `INSERT INTO system_metrics (metric_name, metric_value, created_at) VALUES ('m', 1, now() - interval '91 days'), ('m', 1, now())`,
    );
    expect(await taken('system_metrics', 'cleanup_old_health_data()')).toEqual([2, 1, 1]);
    await query(
      `INSERT INTO auth.security_events (event_type, created_at) VALUES ('a', now() - interval '25 months'), ('a', now())`,
    );
    expect(await taken('auth.security_events', 'auth.cleanup_security_events()')).toEqual([2, 1, 1]);
    await query(
      `INSERT INTO auth.password_history (user_id, password_hash, created_at) SELECT $1, 'h', now() - n * interval '1 day' FROM generate_series(1, 13) n`,
      [id.ownerB],
    );
    expect(await taken('auth.password_history', 'auth.cleanup_password_history()')).toEqual([13, 3, 10]);
  });

  test('[CENTRAL19] an account after thirty days, its request stays, and an owner of a store stays', async () => {
    const { query, row, refusal, id } = world();
    const ask = 'INSERT INTO account_deletion_requests (user_id) VALUES ($1)';
    await query(ask, [id.strangerC]);
    await query(ask, [id.ownerA]);
    expect(await refusal(ask, [id.strangerC])).toContain('one_open_deletion');
    expect(
      await row(
        `SELECT scheduled_for - created_at = interval '30 days' AS days FROM account_deletion_requests LIMIT 1`,
      ),
    ).toEqual({ days: true });
    expect(await world().value('SELECT finish_account_deletions()')).toBe(0);
    await query(`UPDATE account_deletion_requests SET scheduled_for = now() - interval '1 minute'`);
    expect(await world().value('SELECT finish_account_deletions()')).toBe(1);
    expect(
      await row(
        'SELECT user_id, email_hash, completed_at IS NOT NULL AS done FROM account_deletion_requests WHERE completed_at IS NOT NULL',
      ),
    ).toEqual({
      user_id: null,
      email_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      done: true,
    });
    expect(await refusal('DELETE FROM auth.users WHERE id = $1', [id.ownerA])).toMatch(/^23001|^23503/);
  });

  test('[CENTRAL19] one call does it all, for a worker and for nobody else', async () => {
    const { query, as } = world();
    await query('BEGIN');
    await query('SET LOCAL ROLE app_worker');
    const [done] = await query('SELECT keep_house() AS done');
    await query('COMMIT');
    expect(Object.keys(done?.['done'] as object).sort()).toEqual([
      'accounts',
      'audit_entries',
      'health',
      'months',
      'partitions',
      'passwords',
      'previews',
      'pushes',
      'rate_limits',
      'security_events',
      'sessions',
      'sync_logs',
      'taxonomy_sync_logs',
      'tombstones',
    ]);
    await as('ownerA', async ({ refusal }) => expect(await refusal('SELECT keep_house()')).toContain('42501'));
  });
});

describe('[CENTRAL20] partitions', () => {
  const monthOf = (shift: string) => `to_char((now() AT TIME ZONE 'UTC') + interval '${shift}', '_YYYY_MM')`;

  test('[CENTRAL20] there is one for this month and three more, and a second call makes none', async () => {
    const { value } = world();
    for (const table of ['audit_logs', 'sync_activity_log']) {
      for (const shift of ['0', '1 month', '2 months', '3 months'])
        expect(await value(`SELECT to_regclass('${table}' || ${monthOf(shift)}) IS NOT NULL`)).toBe(true);
    }
    expect(await value('SELECT maintain_partitions()')).toBe(0);
  });

  test('[CENTRAL20] what falls before or after all months is kept, and moves when its month is made', async () => {
    const { query, value, orgA } = world();
    await query(
      `INSERT INTO sync_activity_log (org_id, activity_type, status, created_at)
       VALUES ($1, 'late', 'x', now() + interval '5 months'), ($1, 'early', 'x', '2001-01-01')`,
      [orgA],
    );
    const homeOf = (type: string) =>
      value(`SELECT tableoid::regclass::text FROM sync_activity_log WHERE activity_type = $1`, [type]);
    expect([await homeOf('late'), await homeOf('early')]).toEqual([
      'sync_activity_log_default',
      'sync_activity_log_default',
    ]);
    await query(`SELECT ensure_month_partitions('sync_activity_log', 5)`);
    expect(await homeOf('late')).toBe(await value(`SELECT 'sync_activity_log' || ${monthOf('5 months')}`));
  });

  test('[CENTRAL20] only the two logs are kept in months', async () => {
    expect(await world().refusal(`SELECT ensure_month_partitions('products')`)).toContain('not kept in months');
  });
});

describe('[CENTRAL21] what desktops mirror', () => {
  test('[CENTRAL21] every change raises the version and carries its transaction', async () => {
    const { row, query, storeA } = world();
    await query('BEGIN');
    const made = await row(
      `INSERT INTO products (store_id, name, row_version) VALUES ($1, 'V', 7) RETURNING id, row_version, row_xid = pg_current_xact_id() AS own`,
      [storeA],
    );
    await query('COMMIT');
    const changed = await row(
      `UPDATE products SET name = 'W' WHERE id = $1 RETURNING row_version, row_xid = pg_current_xact_id() AS own`,
      [made['id']],
    );
    expect([made['own'], changed['own']]).toEqual([true, true]);
    expect(Number(changed['row_version'])).toBeGreaterThan(Number(made['row_version']));
  });

  test('[CENTRAL21] a reader below the horizon misses no late commit, which one by version would', async () => {
    const { as, query, value, storeA } = world();
    const horizon = () => value('SELECT pg_snapshot_xmin(pg_current_snapshot())::text');
    const between = (from: unknown, to: unknown) =>
      query(`SELECT name, row_version FROM products WHERE row_xid >= $1::xid8 AND row_xid < $2::xid8 ORDER BY name`, [
        from,
        to,
      ]);
    const start = await horizon();
    let middle: unknown = null;
    await as(
      'managerA',
      async (late) => {
        await late.query(`INSERT INTO products (store_id, name) VALUES ($1, 'Late')`, [storeA]);
        await query(`INSERT INTO products (store_id, name) VALUES ($1, 'Soon')`, [storeA]);
        middle = await horizon();
        expect(await between(start, middle)).toEqual([]);
      },
      true,
    );
    const found = await between(middle, await horizon());
    expect(found.map(({ name }) => name)).toEqual(['Late', 'Soon']);
    expect(Number(found[0]?.['row_version'])).toBeLessThan(Number(found[1]?.['row_version']));
  });

  test('[CENTRAL21] a deletion leaves a tombstone for those who could see the row', async () => {
    const { query, as, storeA, orgA, orgB } = world();
    await query(`INSERT INTO products (store_id, name) VALUES ($1, 'To go')`, [storeA]);
    const [gone] = await query(`DELETE FROM products WHERE name = 'To go' RETURNING id`);
    const [program] = await query(`INSERT INTO loyalty_program (organization_id, name) VALUES ($1, 'P') RETURNING id`, [
      orgB,
    ]);
    await query(`INSERT INTO loyalty_tier (program_id, name) VALUES ($1, 'Gold')`, [program?.['id']]);
    await query('DELETE FROM loyalty_tier');
    await query(`INSERT INTO onboarding_paths (name, steps) VALUES ('Other', '[]')`);
    await query(`DELETE FROM onboarding_paths WHERE name = 'Other'`);
    const stones = await query(
      `SELECT table_name, organization_id, pk = $1 AS same, for_everybody FROM mirror_tombstones
      WHERE table_name IN ('products', 'loyalty_tier', 'onboarding_paths') ORDER BY id`,
      [gone?.['id']],
    );
    expect(stones).toEqual([
      { table_name: 'products', organization_id: orgA, same: true, for_everybody: false },
      { table_name: 'loyalty_tier', organization_id: orgB, same: false, for_everybody: false },
      { table_name: 'onboarding_paths', organization_id: null, same: false, for_everybody: true },
    ]);
    await as('viewerA', async (ask) => {
      const seen = await ask.query(
        `SELECT table_name FROM mirror_tombstones WHERE table_name IN ('products', 'loyalty_tier', 'onboarding_paths') ORDER BY 1`,
      );
      expect(seen.map(({ table_name }) => table_name)).toEqual(['onboarding_paths', 'products']);
    });
  });

  test('[CENTRAL21] moving rows between partitions is no deletion', async () => {
    expect(await world().query(`SELECT 1 FROM mirror_tombstones WHERE table_name LIKE 'sync_activity_log%'`)).toEqual(
      [],
    );
  });
});
