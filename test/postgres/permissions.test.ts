import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';
import type { Person } from './support/world.ts';

const world = provideWorld();

/** Grants or denies a permission to somebody for the length of the work. */
async function withPermission(
  person: Person,
  permission: string,
  terms: { readonly granted: boolean; readonly from?: string; readonly until?: string | null },
  work: () => Promise<void>,
): Promise<void> {
  const { query, id } = world();
  await query(
    `INSERT INTO auth.user_permissions (user_id, permission_id, is_granted, effective_from, effective_until)
     SELECT $1, id, $3, now() + $4::interval, now() + $5::interval FROM auth.permissions WHERE name = $2`,
    [id[person], permission, terms.granted, terms.from ?? '-1 hour', terms.until ?? null],
  );
  try {
    await work();
  } finally {
    await query('DELETE FROM auth.user_permissions WHERE user_id = $1', [id[person]]);
  }
}

const canAdd = (person: Person): Promise<boolean> =>
  world().as(person, async ({ query }) => {
    try {
      await query(`INSERT INTO products (store_id, name) VALUES ($1, 'Cup')`, [world().storeA]);
      return true;
    } catch (error) {
      expect(String(error)).toContain('row-level security');
      return false;
    }
  });
const changed = (person: Person): Promise<number> =>
  world().as(person, async ({ query }) => (await query(`UPDATE products SET name = name || '!' RETURNING 1`)).length);
const removed = (person: Person): Promise<number> =>
  world().as(person, async ({ query }) => (await query('DELETE FROM products RETURNING 1')).length);

describe('[ACCESS4] writing asks for its permission', () => {
  test('[ACCESS4] a denial stops that verb and no other, in its time', async () => {
    await world().query(`INSERT INTO products (store_id, name) VALUES ($1, 'Mug')`, [world().storeA]);
    expect([await canAdd('managerA'), await changed('managerA')]).toEqual([true, 1]);
    await withPermission('managerA', 'products:update', { granted: false }, async () =>
      expect([await canAdd('managerA'), await changed('managerA')]).toEqual([true, 0]),
    );
    await withPermission('managerA', 'products:manage', { granted: false }, async () =>
      expect([await canAdd('managerA'), await changed('managerA')]).toEqual([false, 0]),
    );
    await withPermission('managerA', 'products:update', { granted: false, from: '1 hour' }, async () =>
      expect(await changed('managerA')).toBe(1),
    );
    await withPermission('managerA', 'products:update', { granted: false, until: '-1 minute' }, async () =>
      expect(await changed('managerA')).toBe(1),
    );
    await withPermission('ownerA', 'products:delete', { granted: false }, async () =>
      expect(await removed('ownerA')).toBe(0),
    );
    expect(await removed('ownerA')).toBe(1);
  });

  test('[ACCESS4] a grant adds that verb, in its time, and never reaches past the rank in the store', async () => {
    expect(await removed('managerA')).toBe(0);
    await withPermission('managerA', 'products:delete', { granted: true }, async () =>
      expect(await removed('managerA')).toBe(1),
    );
    await withPermission('managerA', 'products:delete', { granted: true, until: '-1 minute' }, async () =>
      expect(await removed('managerA')).toBe(0),
    );
    // a viewer of the store stays one
    await withPermission('viewerA', 'products:create', { granted: true }, async () =>
      expect(await canAdd('viewerA')).toBe(false),
    );
    await withPermission('ownerB', 'products:create', { granted: true }, async () =>
      expect(await canAdd('ownerB')).toBe(false),
    );
  });

  test('[ACCESS4] every policy of writing asks for a permission, or is about oneself', async () => {
    const others = await world().query(
      `SELECT schemaname || '.' || tablename AS name FROM pg_policies WHERE 'app_user' = ANY (roles) AND cmd <> 'SELECT'
       AND coalesce(qual, '') || coalesce(with_check, '') !~ 'auth\\.may\\(' AND coalesce(qual, with_check) !~ 'auth\\.uid\\(' ORDER BY 1`,
    );
    expect(others).toEqual([]);
  });

  test('[ACCESS4] a viewer reads coupons without the addresses that some are bound to', async () => {
    const { query, as, storeA, storeB } = world();
    await query(
      `INSERT INTO coupons (store_id, code, email_restrictions) VALUES ($1, 'spring', '{}'), ($1, 'thanks', '{ann@x.test}'), ($2, 'theirs', '{}')`,
      [storeA, storeB],
    );
    await as('viewerA', async (ask) => {
      expect(await ask.query('SELECT code, is_for_some_only AS bound FROM coupons_summary ORDER BY 1')).toEqual([
        { code: 'spring', bound: false },
        { code: 'thanks', bound: true },
      ]);
      expect(await ask.query('SELECT code FROM coupons')).toEqual([]);
    });
  });
});
