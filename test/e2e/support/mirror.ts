/** A look into a profile's database past the app, which must be closed: what really stands on the disk. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { RunningShop } from './shop.ts';

export function mirrorPath(profileDir: string): string {
  return join(profileDir, 'mirror.db');
}

function readIds(db: Database.Database, table: string): readonly (number | null)[] {
  const rows = db.prepare(`SELECT woo_id FROM ${table} ORDER BY woo_id`).all();
  return z
    .array(z.object({ woo_id: z.number().nullable() }))
    .parse(rows)
    .map(({ woo_id }) => woo_id);
}

/** The store's numbers of all records in the mirror, the trash included, per table. */
export function idsInMirror(profileDir: string): Readonly<Record<string, readonly (number | null)[]>> {
  const db = new Database(mirrorPath(profileDir), { readonly: true, fileMustExist: true });
  try {
    return {
      products: readIds(db, 'products'),
      variations: readIds(db, 'product_variations'),
      orders: readIds(db, 'orders'),
      customers: readIds(db, 'customers'),
      coupons: readIds(db, 'coupons'),
      categories: readIds(db, 'store_categories'),
      tags: readIds(db, 'store_tags'),
      brands: readIds(db, 'store_brands'),
      attributes: readIds(db, 'store_attributes'),
      terms: readIds(db, 'store_attribute_terms'),
    };
  } finally {
    db.close();
  }
}

/** The same from behind the shop's API. */
export async function idsInShop(shop: RunningShop): Promise<Readonly<Record<string, readonly number[]>>> {
  const sorted = async (ids: Promise<readonly number[]>) => (await ids).toSorted((a, b) => a - b);
  return {
    products: await sorted(shop.ids('products')),
    variations: await sorted(shop.ids('variations')),
    orders: await sorted(shop.ids('orders')),
    customers: await sorted(shop.ids('customers')),
    coupons: await sorted(shop.ids('coupons')),
    categories: await sorted(shop.ids('terms', { termKind: 'category' })),
    tags: await sorted(shop.ids('terms', { termKind: 'tag' })),
    brands: await sorted(shop.ids('terms', { termKind: 'brand' })),
    attributes: await sorted(shop.ids('attributes')),
    terms: await sorted(shop.ids('terms', { termKind: 'attribute_term' })),
  };
}

/** The number of the newest upgrade that the file went through. */
export function schemaVersion(profileDir: string): number {
  const db = new Database(mirrorPath(profileDir), { readonly: true, fileMustExist: true });
  try {
    return z.number().parse(db.pragma('user_version', { simple: true }));
  } finally {
    db.close();
  }
}

/** Makes the file look as if another version of the app had upgraded it. */
export function setSchemaVersion(profileDir: string, version: number): void {
  const db = new Database(mirrorPath(profileDir), { fileMustExist: true });
  try {
    db.pragma(`user_version = ${version}`);
  } finally {
    db.close();
  }
}
