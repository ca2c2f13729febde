import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlayOperations } from '../../src/engine/sync/local-document.ts';
import { endOperation } from '../../src/engine/sync/outbox-store.ts';
import { rebuildRow } from '../../src/engine/sync/rebuild-row.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import { getPath } from '../../src/shared/domain/json-path.ts';
import type { Shop } from './records-fixture.ts';
import { MUG, NOW, openShop } from './records-fixture.ts';

/** Columns with values that the rules accept in any combination, or refuse: both must keep the promises below. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  name: ['Blue mug', 'Sea mug', 'ספל 🫖', ''],
  regular_price: ['10', '10.00', '12,50', '20', '', 'abc'],
  sale_price: ['', '9', '11', '0'],
  weight: ['0.3', '0,5', ''],
  width: ['3', ''],
  sku: ['MUG-1', 'mug-1', 'MUG-2', 'TAKEN', ''],
  status: ['publish', 'draft', 'bogus'],
  manage_stock: [true, false],
  stock_quantity: [10, 3, -2, 2.5],
  categories: [[16], [], [16, 17]],
  meta_data: [
    [{ key: 'color', value: 'red' }],
    [{ key: 'color', value: 'blue' }],
    [{ key: 'note', value: 5 }],
    [{ key: 'note', value: null }],
  ],
  description: ['<p>Blue</p>', '<p>Sea</p>'],
};
const COLUMNS = Object.keys(VALUES);

type Step =
  | { readonly do: 'edit'; readonly changes: Readonly<Record<string, unknown>> }
  | { readonly do: 'undo'; readonly field: string }
  | { readonly do: 'adjust' | 'count'; readonly by: number }
  | { readonly do: 'trash' | 'restore' | 'undoAll' }
  | { readonly do: 'arrive' | 'refused' | 'leave' | 'lost' };

const oneEdit = fc
  .constantFrom(...COLUMNS)
  .chain((column) => fc.constantFrom(...(VALUES[column] ?? [])).map((value) => [column, value] as const));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(oneEdit, { minLength: 1, maxLength: 3 })
      .map((pairs) => ({ do: 'edit' as const, changes: Object.fromEntries(pairs) })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...COLUMNS).map((field) => ({ do: 'undo' as const, field })) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('adjust' as const, 'count' as const),
      by: fc.integer({ min: -5, max: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('trash' as const, 'restore' as const, 'undoAll' as const) }),
  },
);
const network: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('leave' as const, 'arrive' as const, 'lost' as const, 'refused' as const),
});

async function mirror(): Promise<{ shop: Shop; id: string }> {
  const shop = await openShop();
  for (const [number, name] of [
    [16, 'Mugs'],
    [17, 'Cups'],
  ] as const)
    shop.pull('categories', { id: number, name, slug: name.toLowerCase() });
  shop.pull('products', { ...MUG, id: 99, sku: 'TAKEN' });
  return { shop, id: shop.pull('products', MUG) };
}

function perform(shop: Shop, id: string, action: Step): void {
  const entity = 'products';
  switch (action.do) {
    case 'edit':
      shop.commands.edit({ entity, id, changes: action.changes, locale: 'en' });
      break;
    case 'undo':
      shop.commands.undo({ entity, id, field: action.field });
      break;
    case 'adjust':
      shop.commands.changeStock({ entity, id, intent: { kind: 'adjust', by: action.by }, reason: '' });
      break;
    case 'count':
      shop.commands.changeStock({ entity, id, intent: { kind: 'count', to: action.by }, reason: '' });
      break;
    case 'trash':
      shop.commands.trash({ entity, id, permanent: false });
      break;
    case 'restore':
      shop.commands.restore({ entity, id });
      break;
    case 'undoAll':
      shop.commands.undo({ entity, id, field: null });
      break;
    default:
      send(shop, id, action.do);
  }
}

/** What the sending does to the oldest operation of a record: it leaves, arrives, is refused, or nobody knows. */
function send(shop: Shop, id: string, event: 'leave' | 'arrive' | 'refused' | 'lost'): void {
  const [first] = shop.open(id);
  if (first === undefined) return;
  if (event === 'leave') {
    if (first.state === 'queued') shop.setState(first, 'sending');
  } else if (first.state !== 'sending') return;
  else if (event === 'lost') shop.setState(first, 'unknown');
  else if (event === 'arrive') {
    const arrived = overlayOperations('products', baseOf(shop, id), [first]);
    endOperation(shop.db, first.id, 'sent', NOW);
    shop.pull('products', arrived);
  } else if (first.payload.stock === undefined) shop.refuse(first);
}

function baseOf(shop: Shop, id: string): JsonObject {
  return JSON.parse(
    String(shop.db.prepare(`SELECT document FROM base_documents WHERE record_id = ?`).pluck().get(id)),
  ) as JsonObject;
}

/** The record as the store first showed it, and nothing open. */
function startOver(shop: Shop, id: string): void {
  shop.db.exec(`DELETE FROM outbox; DELETE FROM sync_errors; DELETE FROM sync_conflict`);
  shop.pull('products', MUG);
  rebuildRow({ db: shop.db, newId: () => 'never', now: NOW }, 'products', id);
}

function expectRebuilt(shop: Shop, id: string): void {
  const before = shop.row('products', id);
  rebuildRow({ db: shop.db, newId: () => 'never', now: NOW }, 'products', id);
  expect(shop.row('products', id)).toEqual(before);
}

test('[IDENT4] after any edits and undos the row is its base with the operations on it, the base never moved, and taking all back leaves nothing', async () => {
  const { shop, id } = await mirror();
  const fresh = shop.row('products', id);
  const base = JSON.stringify(baseOf(shop, id));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      startOver(shop, id);
      for (const action of steps) {
        perform(shop, id, action);
        expectRebuilt(shop, id);
        for (const { kind, payload } of shop.open(id)) {
          // an operation says something, and one field is never in two waiting updates with nothing between them
          if (kind === 'update') expect(Object.keys(payload.fields ?? {})).not.toEqual([]);
        }
        expect(shop.row('products', id)['sync_status']).toBe(shop.open(id).length === 0 ? 'synced' : 'pending');
      }
      expect(JSON.stringify(baseOf(shop, id))).toBe(base);
      const undone = shop.commands.undo({ entity: 'products', id, field: null });
      expect(undone.ok).toBe(true);
      expect(shop.open(id)).toEqual([]);
      expect(shop.row('products', id)).toEqual(fresh);
    }),
    { numRuns: 150, seed: 20260101 },
  );
});

test('[UNKNOWN6] whatever is sent, lost or refused meanwhile, every open change expects what the store shows now, and nothing of ours looks like a change of the store’s', async () => {
  const { shop, id } = await mirror();
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 2, arbitrary: network }), { maxLength: 20 }),
      (steps) => {
        startOver(shop, id);
        for (const action of steps) {
          perform(shop, id, action);
          expectRebuilt(shop, id);
          const base = baseOf(shop, id);
          const open = shop.open(id);
          for (const { payload } of open) {
            for (const [path, change] of Object.entries(payload.fields ?? {})) {
              // keys of meta data merge one by one
              if (path === 'meta_data') continue;
              const expected = [change.base, ...(change.sent ?? [])].map((one) => JSON.stringify(one));
              expect([path, expected]).toEqual([
                path,
                expect.arrayContaining([JSON.stringify(getPath(base, path) ?? null)]),
              ]);
            }
          }
          // nothing on our side alone may ever look like a change of the store's
          expect(shop.conflict(id)).toBeNull();
        }
      },
    ),
    { numRuns: 150, seed: 20260101 },
  );
});
