import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

describe('[CENTRAL12] money is what the store wrote', () => {
  test('[CENTRAL12] ten and a bit stays ten and a bit', async () => {
    const { row, storeA } = world();
    const product = await row(
      `INSERT INTO products (store_id, name, price_text, regular_price_text, sale_price_text)
       VALUES ($1, 'Precise', '10.123456', '12.50', '') RETURNING price, price_text, regular_price, regular_price_text, sale_price, sale_price_text`,
      [storeA],
    );
    expect(product).toEqual({
      price: '10.123456',
      price_text: '10.123456',
      regular_price: '12.50',
      regular_price_text: '12.50',
      sale_price: null,
      sale_price_text: '',
    });
  });

  test('[CENTRAL12] the number follows the text and the text the number, and they never disagree', async () => {
    const { row, storeA } = world();
    const { id } = await row(
      `INSERT INTO products (store_id, name, price) VALUES ($1, 'By number', 7.5) RETURNING id`,
      [storeA],
    );
    const change = async (what: string) => {
      const changed = await row(`UPDATE products SET ${what} WHERE id = $1 RETURNING price, price_text`, [id]);
      return [changed['price'], changed['price_text']];
    };
    expect(await change(`name = 'Same'`)).toEqual(['7.5', '7.5']);
    expect(await change(`price_text = '8.00'`)).toEqual(['8.00', '8.00']);
    expect(await change('price = 9')).toEqual(['9', '9']);
    expect(await change(`price_text = '10.10', price = 3`)).toEqual(['10.10', '10.10']);
    expect(await change(`price_text = 'call us'`)).toEqual([null, 'call us']);
    expect(await change('price = NULL, price_text = NULL')).toEqual([null, null]);
  });

  test('[CENTRAL12] sums of orders, coupons and refunds too', async () => {
    const { row, storeA } = world();
    const order = await row(
      `INSERT INTO orders (store_id, status, total_text, customer_name) VALUES ($1, 'pending', '99999999999.999', 'X') RETURNING id, total`,
      [storeA],
    );
    expect(order['total']).toBe('99999999999.999');
    expect(
      await row(`INSERT INTO refunds (store_id, order_id, amount_text) VALUES ($1, $2, '0.3') RETURNING amount`, [
        storeA,
        order['id'],
      ]),
    ).toEqual({ amount: '0.3' });
    expect(
      await row(`INSERT INTO coupons (store_id, code, amount_text) VALUES ($1, 'Ten', '10') RETURNING amount`, [
        storeA,
      ]),
    ).toEqual({ amount: '10' });
  });
});

describe('[CENTRAL13] what is born here', () => {
  test('[CENTRAL13] an order has no number until the shop gives one, and its log follows', async () => {
    const { row, query, storeA } = world();
    const { id } = await row(
      `INSERT INTO orders (store_id, status, total, customer_name) VALUES ($1, 'pending', 5, 'Born here') RETURNING id`,
      [storeA],
    );
    await query(`UPDATE orders SET status = 'processing' WHERE id = $1`, [id]);
    const log = () => row('SELECT order_id, old_status, new_status FROM order_status_logs WHERE order_uuid = $1', [id]);
    expect(await log()).toEqual({ order_id: null, old_status: 'pending', new_status: 'processing' });
    await query('UPDATE orders SET woo_id = 4711 WHERE id = $1', [id]);
    expect(await log()).toMatchObject({ order_id: '4711' });
  });

  test('[CENTRAL13] categories, tags, brands, attributes, terms, classes, customers and coupons as well', async () => {
    const { row, query, storeA } = world();
    for (const table of ['store_categories', 'store_tags', 'store_brands', 'shipping_classes']) {
      const { sync_status } = await row(
        `INSERT INTO ${table} (store_id, name, slug) VALUES ($1, 'New', 'new') RETURNING sync_status`,
        [storeA],
      );
      expect(sync_status).toBe('pending');
    }
    const { id } = await row(
      `INSERT INTO store_attributes (store_id, name, slug) VALUES ($1, 'Size', 'size') RETURNING id`,
      [storeA],
    );
    await query(`INSERT INTO store_attribute_terms (store_id, attribute_id, name, slug) VALUES ($1, $2, 'S', 's')`, [
      storeA,
      id,
    ]);
    await query(`INSERT INTO customers (store_id, email) VALUES ($1, 'new@x.test')`, [storeA]);
    await query(`INSERT INTO coupons (store_id, code) VALUES ($1, 'NEW')`, [storeA]);
  });

  test('[CENTRAL13] a slug and a code are free again when what had them is gone', async () => {
    const { query, refusal, storeA } = world();
    const again = `INSERT INTO store_tags (store_id, name, slug) VALUES ($1, 'Sale', 'sale')`;
    await query(again, [storeA]);
    expect(await refusal(again, [storeA])).toContain('23505');
    await query(`UPDATE store_tags SET deleted_at = now() WHERE slug = 'sale'`);
    await query(again, [storeA]);
    await query(`INSERT INTO coupons (store_id, code) VALUES ($1, 'spring')`, [storeA]);
    expect(await refusal(`INSERT INTO coupons (store_id, code) VALUES ($1, 'SPRING')`, [storeA])).toContain('23505');
  });

  test('[CENTRAL13] an order’s notes and refunds go with it', async () => {
    const { row, query, value, storeA } = world();
    const { id } = await row(
      `INSERT INTO orders (store_id, status, total, customer_name) VALUES ($1, 'pending', 5, 'Gone') RETURNING id`,
      [storeA],
    );
    await query(`INSERT INTO order_notes (store_id, order_id, note) VALUES ($1, $2, 'call back')`, [storeA, id]);
    await query('DELETE FROM orders WHERE id = $1', [id]);
    expect(await value('SELECT count(*)::int FROM order_notes WHERE order_id = $1', [id])).toBe(0);
  });
});

describe('[CENTRAL14] the sync', () => {
  test('[CENTRAL14] progress computes elapsed time, speed and estimate by the wall clock', async () => {
    const { row, query, refusal, orgA } = world();
    await query(
      `INSERT INTO sync_progress (org_id, sync_id, total_items, started_at) VALUES ($1, 'eta', 100, clock_timestamp() - interval '10 seconds')`,
      [orgA],
    );
    const half = await row(
      `UPDATE sync_progress SET processed_count = 50 WHERE sync_id = 'eta'
       RETURNING round(elapsed_seconds) AS elapsed, round(speed_items_per_min, -1) AS speed, round(eta_seconds) AS eta`,
    );
    expect(half).toEqual({ elapsed: '10', speed: '300', eta: '10' });
    expect(await refusal(`UPDATE sync_progress SET processed_count = 101 WHERE sync_id = 'eta'`)).toContain(
      '101 processed',
    );
    await query(`UPDATE sync_progress SET status = 'completed', processed_count = 100 WHERE sync_id = 'eta'`);
    const log = await query(`SELECT status, action FROM sync_activity_log WHERE sync_id = 'eta' ORDER BY created_at`);
    expect(log).toEqual([
      { status: 'in_progress', action: 'sync_start' },
      { status: 'completed', action: 'sync_complete' },
    ]);
    expect(await row(`SELECT status FROM compat_000.sync_progress WHERE sync_id = 'eta'`)).toEqual({
      status: 'completed',
    });
  });

  test('[CENTRAL14] the statements of document 002 run as they stand', async () => {
    const { query, row } = world();
    await query(`INSERT INTO organization (name, slug, description, is_active)
      VALUES ('Test Organization', 'test-org', 'Test organization for sync feature validation', true)
      ON CONFLICT (slug) DO NOTHING RETURNING id`);
    await query(`INSERT INTO auth.users_extended (id, org_id, email, full_name, is_active)
      VALUES (gen_random_uuid(), (SELECT id FROM organization WHERE slug = 'test-org'), 'test@example.com', 'Test User', true)
      ON CONFLICT (email) DO NOTHING RETURNING id, email, org_id`);
    await query(`INSERT INTO sync_progress (org_id, sync_id, entity_type, total_items, processed_count, source_system)
      VALUES ((SELECT id FROM organization WHERE slug = 'test-org'), 'test-sync-001', 'customer'::sync_entity_type, 100, 0, 'woocommerce')
      RETURNING id, sync_id, elapsed_seconds, speed_items_per_min, eta_seconds`);
    const progress =
      await row(`UPDATE sync_progress SET processed_count = 50, current_item = 50 WHERE sync_id = 'test-sync-001'
      RETURNING sync_id, processed_count, elapsed_seconds > 0 AS elapsed, speed_items_per_min > 0 AS speed, eta_seconds >= 0 AS eta`);
    expect(progress).toEqual({ sync_id: 'test-sync-001', processed_count: 50, elapsed: true, speed: true, eta: true });
    expect(await row(`SELECT email, display_name FROM auth.users_extended WHERE email = 'test@example.com'`)).toEqual({
      email: 'test@example.com',
      display_name: 'Test User',
    });
  });

  test('[CENTRAL14] a preview per store, kept for an hour', async () => {
    const { query, row, refusal, storeA, storeB, orgA, orgB } = world();
    const insert = `INSERT INTO sync_preview_cache (org_id, store_id, sync_type, entity_type) VALUES ($1, $2, 'woocommerce', 'product')`;
    await query(insert, [orgA, storeA]);
    await query(insert, [orgB, storeB]);
    expect(await refusal(insert, [orgA, storeA])).toContain('sync_preview_unique');
    expect(
      await row(`SELECT expires_at - computed_at = interval '1 hour' AS hour FROM sync_preview_cache LIMIT 1`),
    ).toEqual({ hour: true });
  });

  test('[CENTRAL14] a conflict opens when both sides left what was the same, once', async () => {
    const { query, value, orgA, storeA } = world();
    await query(
      `INSERT INTO integration_mapping (org_id, store_id, sync_type, entity_type, local_id, external_id, checksum_synced, checksum_local, checksum_remote)
       VALUES ($1, $2, 'woocommerce', 'product', 'p1', '77', 'A', 'A', 'A')`,
      [orgA, storeA],
    );
    const conflicts = () => value('SELECT count(*)::int FROM sync_conflict');
    await query(`UPDATE integration_mapping SET checksum_local = 'B'`);
    expect(await conflicts()).toBe(0);
    await query(`UPDATE integration_mapping SET checksum_remote = 'C'`);
    await query(`UPDATE integration_mapping SET checksum_remote = 'D'`);
    expect(await conflicts()).toBe(1);
  });

  test('[CENTRAL14] a thousand webhooks an hour are logged, the rest is counted; a delivery is logged once', async () => {
    const { query, value, row, storeB } = world();
    await query(
      `INSERT INTO webhook_logs (store_id, topic, status) SELECT $1, 'order.updated', 'success' FROM generate_series(1, 1005)`,
      [storeB],
    );
    expect(await value('SELECT count(*)::int FROM webhook_logs WHERE store_id = $1', [storeB])).toBe(1000);
    expect(
      await row('SELECT log_count, dropped_count FROM webhook_log_rate_limit WHERE store_id = $1', [storeB]),
    ).toEqual({
      log_count: 1001,
      dropped_count: 5,
    });
    const receive = `SELECT log_webhook($1, 'order.created', 'd-1', 'hash')`;
    const { storeA } = world();
    expect([await value(receive, [storeA]), await value(receive, [storeA])]).toEqual([true, false]);
  });

  test('[CENTRAL14] whoever changed the status of an order stands in its log', async () => {
    const { as, query, storeA } = world();
    await as(
      'managerA',
      async (ask) => await ask.query(`UPDATE orders SET status = 'completed' WHERE woo_id = 1001`),
      true,
    );
    const logs = await query(
      'SELECT old_status, new_status, changed_by, source FROM order_status_logs WHERE store_id = $1 AND order_id = 1001',
      [storeA],
    );
    expect(logs).toEqual([
      { old_status: 'processing', new_status: 'completed', changed_by: 'manager@a.test', source: 'local' },
    ]);
  });
});

describe('[CENTRAL15] people', () => {
  test('[CENTRAL15] ten passwords are remembered, even when they change in one transaction', async () => {
    const { query, row, id } = world();
    await query(
      `DO $$ BEGIN FOR i IN 1..12 LOOP
         UPDATE auth.users_extended SET password_hash = ext.crypt('pw' || i, ext.gen_salt('bf', 4)) WHERE id = '${id.ownerA}';
       END LOOP; END $$`,
    );
    const used = await row(
      `SELECT count(*)::int AS kept, auth.password_was_used($1, 'pw12') AS last, auth.password_was_used($1, 'pw3') AS tenth,
         auth.password_was_used($1, 'pw2') AS eleventh FROM auth.password_history WHERE user_id = $1`,
      [id.ownerA],
    );
    expect(used).toEqual({ kept: 10, last: true, tenth: true, eleventh: false });
  });

  test('[CENTRAL15] the flag of the second factor follows its settings', async () => {
    const { query, row, id } = world();
    await query(
      `INSERT INTO user_2fa_settings (user_id, is_enabled, secret, backup_codes) VALUES ($1, true, repeat('x', 40), ARRAY['h1', 'h2'])`,
      [id.managerA],
    );
    const flag = () =>
      row(
        'SELECT two_factor_enabled, two_factor_enabled_at IS NOT NULL AS since FROM auth.users_extended WHERE id = $1',
        [id.managerA],
      );
    expect(await flag()).toEqual({ two_factor_enabled: true, since: true });
    expect(await row('SELECT backup_codes_remaining FROM user_2fa_settings WHERE user_id = $1', [id.managerA])).toEqual(
      { backup_codes_remaining: 2 },
    );
    await query('DELETE FROM user_2fa_settings WHERE user_id = $1', [id.managerA]);
    expect(await flag()).toEqual({ two_factor_enabled: false, since: false });
  });

  test('[CENTRAL15] a change of address reaches both tables', async () => {
    const { query, row, id } = world();
    await query(`UPDATE auth.users SET email = 'boss@b.test' WHERE id = $1`, [id.ownerB]);
    expect(await row('SELECT email FROM auth.users_extended WHERE id = $1', [id.ownerB])).toEqual({
      email: 'boss@b.test',
    });
  });

  test('[CENTRAL15] the security score counts what is there', async () => {
    const { query, value, id } = world();
    const score = () => value('SELECT auth.calculate_security_score($1)', [id.strangerC]);
    expect(await score()).toBe(50);
    await query('UPDATE auth.users_extended SET password_hash = repeat($2, 60) WHERE id = $1', [id.strangerC, 'h']);
    expect(await score()).toBe(70);
    await query(
      `INSERT INTO auth.security_events (user_id, event_type, severity) VALUES ($1, 'stolen_token', 'critical')`,
      [id.strangerC],
    );
    await query(`INSERT INTO auth.login_history (user_id, success) VALUES ($1, false)`, [id.strangerC]);
    expect(await score()).toBe(20);
    expect(await value(`SELECT auth.has_recent_security_events($1, 'stolen_token', 1)`, [id.strangerC])).toBe(true);
  });
});

describe('[CENTRAL16] credits, limits and approvals', () => {
  test('[CENTRAL16] credits are taken once per key, refusals are logged, and tenants do not share keys', async () => {
    const { query, value, orgA, orgB } = world();
    await query('UPDATE organization_credits SET credits_remaining = 7 WHERE organization_id = ANY ($1)', [
      [orgA, orgB],
    ]);
    const consume = (organization: string, key: string) =>
      value(`SELECT consume_credits($1, 'ai_lead_scoring', $2)`, [organization, key]);
    expect([await consume(orgA, 'k1'), await consume(orgA, 'k1'), await consume(orgA, 'k2')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(
      await query(
        'SELECT credits_consumed, credits_remaining, success FROM credit_consumption_logs WHERE organization_id = $1 ORDER BY id',
        [orgA],
      ),
    ).toEqual([
      { credits_consumed: 5, credits_remaining: 2, success: true },
      { credits_consumed: 0, credits_remaining: 2, success: false },
    ]);
    expect(await consume(orgB, 'k1')).toBe(true);
    expect(await value('SELECT credits_remaining FROM organization_credits WHERE organization_id = $1', [orgB])).toBe(
      2,
    );
  });

  test('[CENTRAL16] a bucket empties and fills by the clock', async () => {
    const { query, value } = world();
    const take = () => value(`SELECT check_rate_limit('1.2.3.4', 'sign-in')`);
    for (let count = 0; count < 10; count += 1) expect(await take()).toBe(true);
    expect(await take()).toBe(false);
    await query(`UPDATE rate_limit_buckets SET last_refill = last_refill - interval '30 seconds'`);
    expect([await take(), await take(), await take(), await take()]).toEqual([true, true, true, false]);
  });

  test('[CENTRAL16] the usage of a quota is the caller’s own, with the own exception', async () => {
    const { as, query, orgA, orgB } = world();
    await query(
      `INSERT INTO api_rate_limits (organization_id, endpoint, request_count) VALUES ($1, 'ai/text', 7), ($2, 'ai/text', 90)`,
      [orgA, orgB],
    );
    await query(
      `INSERT INTO organization_quota_overrides (organization_id, policy_id, max_requests_per_hour)
      SELECT $1, id, 5000 FROM quota_policies WHERE policy_name = 'ai_generation_default'`,
      [orgA],
    );
    await as('viewerA', async ({ row }) =>
      expect(
        await row(
          `SELECT used_hour, limit_hour, limit_day FROM get_quota_usage() WHERE policy_name = 'ai_generation_default'`,
        ),
      ).toEqual({
        used_hour: '7',
        limit_hour: 5000,
        limit_day: 1000,
      }),
    );
    await as(null, async (ask) => expect(await ask.query('SELECT * FROM get_quota_usage()')).toEqual([]));
  });

  test('[CENTRAL16] a rollback starts after somebody else approved it, and marks the deployment', async () => {
    const { query, row, refusal, id, orgA } = world();
    const incident = (
      await row(`INSERT INTO incidents (incident_type, severity, title) VALUES ('api_error', 'high', 'x') RETURNING id`)
    )['id'];
    const procedure = (
      await row(`INSERT INTO rollback_procedures (name, rollback_steps) VALUES ('p', '[]') RETURNING id`)
    )['id'];
    const deployment = (
      await row(
        `INSERT INTO deployments (version, environment, organization_id) VALUES ('1', 'production', $1) RETURNING id`,
        [orgA],
      )
    )['id'];
    const run = (
      await row(
        'INSERT INTO rollback_executions (procedure_id, incident_id, requested_by, deployment_id) VALUES ($1, $2, $3, $4) RETURNING id',
        [procedure, incident, id.managerA, deployment],
      )
    )['id'];
    const approve = `UPDATE rollback_executions SET status = 'approved', approved_by = $2, approved_at = now() WHERE id = $1`;
    expect(await refusal(`UPDATE rollback_executions SET status = 'running' WHERE id = $1`, [run])).toContain(
      'needs approval',
    );
    expect(await refusal(approve, [run, id.managerA])).toContain('23514');
    await query(approve, [run, id.ownerA]);
    await query(`UPDATE rollback_executions SET status = 'running' WHERE id = $1`, [run]);
    await query(`UPDATE rollback_executions SET status = 'completed' WHERE id = $1`, [run]);
    expect(await row('SELECT status FROM deployments WHERE id = $1', [deployment])).toEqual({ status: 'rolled_back' });
  });

  test('[CENTRAL16] stock moves by movements and never below what is reserved', async () => {
    const { query, row, refusal, orgA, storeA } = world();
    const product = (await row(`INSERT INTO products (store_id, name) VALUES ($1, 'Stocked') RETURNING id`, [storeA]))[
      'id'
    ];
    const place = (
      await row(
        `INSERT INTO inventory_location (organization_id, code, name) VALUES ($1, 'main', 'Main') RETURNING id`,
        [orgA],
      )
    )['id'];
    const item = (
      await row(
        'INSERT INTO inventory_item (organization_id, location_id, product_id) VALUES ($1, $2, $3) RETURNING id',
        [orgA, place, product],
      )
    )['id'];
    const move = `INSERT INTO inventory_movement (organization_id, inventory_item_id, movement_type, qty_delta, idempotency_key) VALUES ($1, $2, 'receipt', $3, $4)`;
    await query(move, [orgA, item, 10, 'm1']);
    expect(await refusal(move, [orgA, item, 10, 'm1'])).toContain('23505');
    await query('UPDATE inventory_item SET reserved_qty = 4 WHERE id = $1', [item]);
    expect(await refusal(move, [orgA, item, -7, 'm2'])).toContain('23514');
    expect(await refusal(move, [world().orgB, item, 1, 'm3'])).toContain('another organization');
    expect(await row('SELECT stock_qty, available_qty FROM inventory_item WHERE id = $1', [item])).toEqual({
      stock_qty: 10,
      available_qty: 6,
    });
    await query('UPDATE inventory_item SET unit_cost = 2.5 WHERE id = $1', [item]);
    await query(move, [orgA, item, 1, 'm4']);
    const value = 'SELECT qty, total_value FROM core.stock_on_hand WHERE inventory_item_id = $1';
    expect(await row(value, [item])).toEqual({ qty: 11, total_value: '27.5' });
    await world().as('managerA', async (ask) => {
      await ask.query(move, [orgA, item, 1, 'm5']);
      expect(await ask.refusal('UPDATE inventory_movement SET qty_delta = 100')).toContain('42501');
      expect(await ask.refusal('UPDATE inventory_item SET stock_qty = 100')).toContain('42501');
    });
  });

  test('[CENTRAL16] points move by the ledger and never below nothing', async () => {
    const { query, row, refusal, orgA } = world();
    const contact = (await row('INSERT INTO contacts (organization_id) VALUES ($1) RETURNING id', [orgA]))['id'];
    const program = (
      await row(`INSERT INTO loyalty_program (organization_id, name) VALUES ($1, 'P') RETURNING id`, [orgA])
    )['id'];
    const member = (
      await row('INSERT INTO loyalty_member (program_id, contact_id) VALUES ($1, $2) RETURNING id', [program, contact])
    )['id'];
    const move = 'INSERT INTO loyalty_transaction (member_id, kind, points, idempotency_key) VALUES ($1, $2, $3, $4)';
    await query(move, [member, 'earn', 100, 'a']);
    expect(await refusal(move, [member, 'earn', 100, 'a'])).toContain('23505');
    expect(await refusal(move, [member, 'redeem', -150, 'b'])).toContain('23514');
    await query(move, [member, 'redeem', -60, 'c']);
    expect(await row('SELECT points_balance, lifetime_points FROM loyalty_member WHERE id = $1', [member])).toEqual({
      points_balance: 40,
      lifetime_points: 100,
    });
    expect(await query('SELECT balance_after FROM loyalty_transaction ORDER BY id')).toEqual([
      { balance_after: 100 },
      { balance_after: 40 },
    ]);
  });
});
