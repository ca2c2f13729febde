/**
 * Hostile answers: what no shop should say, over a real connection, through the real gateway into a real mirror. In
 * every case nothing crashes, the outcome is clear (stored exactly, or named), the other records of the page go on,
 * and nothing else in the mirror changes. What files hold (CSV, ZIP, XLSX, pictures) and what HTML does in a window is
 * left out: nothing here reads such files, and no window renders a shop's HTML.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import { toCanonicalInPlace } from '../../src/shared/domain/canonical.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import { baseOf, holesOf, mirrorBeside, openHostileShop, spoilRecord, withRaw } from '../support/hostile-shop.ts';
import type { HostileShop } from '../support/hostile-shop.ts';

let world: HostileShop;
let victim: number;
let neighbour: number;
let later: number;
let turn = 0;

beforeAll(async () => {
  world = await openHostileShop();
  expect((await world.run('full')).ok).toBe(true);
  const ids = world.shop.inspect.ids('products', { live: true });
  [neighbour, victim, later] = ids.slice(2, 5) as [number, number, number];
});
afterEach(async () => {
  // The shop is honest again: the mirror heals by itself.
  world.tamper(null);
  world.advance(7 * 3_600_000);
  const report = await world.run('full');
  expect(report).toMatchObject({ ok: true, problem: null });
  expect(holesOf(world.db)).toEqual([]);
  expect(JSON.parse(baseOf(world.db, victim) ?? '{}')).toMatchObject({ id: victim, name: `Victim ${turn}` });
});
afterAll(() => world.close());

/** The neighbours before and after it in the page change honestly, the victim is spoilt; one ordinary run. */
async function runWith(spoil: (record: JsonObject) => string) {
  turn += 1;
  const rename = (id: number, name: string): unknown =>
    world.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name } });
  rename(neighbour, `Neighbour ${turn}`);
  rename(victim, `Victim ${turn}`);
  rename(later, `Later ${turn}`);
  const spared = [victim, neighbour, later];
  const before = mirrorBeside(world.db, spared);
  world.tamper(spoilRecord('products', victim, spoil));
  const report = await world.run();
  expect(mirrorBeside(world.db, spared) === before).toBe(true);
  return report;
}

function expectNeighboursWentOn(): void {
  expect(JSON.parse(baseOf(world.db, neighbour) ?? '{}')).toMatchObject({ name: `Neighbour ${turn}` });
  expect(JSON.parse(baseOf(world.db, later) ?? '{}')).toMatchObject({ name: `Later ${turn}` });
}

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const many = (count: number, item: (index: number) => string): string =>
  `[${Array.from({ length: count }, (_, index) => item(index)).join(',')}]`;

describe('records that are odd but are JSON are stored exactly as they came', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'a key that objects inherit',
      { meta_data: '[{"id":1,"key":"a","value":{"constructor":{"prototype":1},"toString":2}}]' },
    ],
    ['lone surrogates', { short_description: String.raw`"a\ud800b\udc00"` }],
    ['a NUL inside a text', { short_description: String.raw`"a\u0000b"` }],
    ['a negative zero', { menu_order: '-0' }],
    ['a description of ten megabytes', { description: JSON.stringify('שלום <p>x</p>'.repeat(600_000)) }],
    [
      'five thousand rows of meta data',
      { meta_data: many(5_000, (id) => `{"id":${id + 1},"key":"k${id}","value":"v"}`) },
    ],
    ['ten thousand variations', { variations: many(10_000, (id) => String(9_000_000 + id)) }],
    ['a name without a letter', { name: '""' }],
    [
      'a SKU that runs from right to left, with marks without width and an emoji',
      { sku: JSON.stringify('\u202eא\u200b\u{1f6d2}\u0301') },
    ],
    ['a SKU of blanks', { sku: '"   "' }],
    ['a SKU in decomposed letters', { sku: JSON.stringify('e\u0301t\u00e9') }],
    ['a price in German', { regular_price: '"1.234,56"' }],
    ['a price with an exponent', { regular_price: '"1e3"' }],
    ['a price that is no number', { regular_price: '"NaN"', price: '"NaN"' }],
    ['a price with thirty decimals', { regular_price: `"1.${'3'.repeat(30)}"` }],
    ['a negative price', { regular_price: '"-5"', price: '"-5"' }],
    ['prices of currencies without and with three decimals', { regular_price: '"1500"', sale_price: '"12.345"' }],
    ['a price as a number', { regular_price: '12.5', price: '12.5' }],
    ['stock in fractions', { manage_stock: 'true', stock_quantity: '2.5' }],
    ['a date of zeros', { date_created: '"0000-00-00T00:00:00"', date_created_gmt: '"0000-00-00T00:00:00"' }],
    ['a date in the year 9999', { date_on_sale_to_gmt: '"9999-12-31T23:59:59"' }],
    ['an hour that the clocks leave out', { date_on_sale_from: '"2026-03-27T02:30:00"' }],
    [
      'wrong types everywhere',
      {
        name: '{"a":1}',
        sku: '[1]',
        status: '7',
        images: '"x"',
        categories: '{"0":null}',
        attributes: 'null',
        stock_quantity: '"many"',
      },
    ],
    [
      'lists of nothing',
      { images: '[null]', categories: '[null,1,"x"]', attributes: '[[]]', meta_data: '[null]', variations: '[null]' },
    ],
  ])('[HOSTILE1] %s', async (_, raw) => {
    let sent = '';
    const report = await runWith((record) => (sent = withRaw(record, raw)));
    expect(report).toMatchObject({ ok: true, problem: null });
    expectNeighboursWentOn();
    const expected = toCanonicalInPlace('products', JSON.parse(sent) as JsonObject);
    expect(baseOf(world.db, victim)).toBe(JSON.stringify(expected));
    expect(holesOf(world.db)).toEqual([]);
  });

  test('[HOSTILE1] the same key twice: the last one counts, as in every parser', async () => {
    await runWith((record) => withRaw(record, { sku: '"FIRST","sku":"LAST"' }));
    expectNeighboursWentOn();
    expect(JSON.parse(baseOf(world.db, victim) ?? '{}')).toMatchObject({ sku: 'LAST' });
  });

  test('[HOSTILE1] a __proto__ key is a key like others and poisons nothing', async () => {
    const raw = '[{"id":1,"key":"a","value":1,"__proto__":{"polluted":true}}]';
    await runWith((record) => withRaw(record, { meta_data: `${raw},"__proto__":{"polluted":true}` }));
    expectNeighboursWentOn();
    expect(baseOf(world.db, victim)).toContain('"__proto__":{"polluted":true}');
    expect(({} as { readonly polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('numbers that JavaScript cannot hold', () => {
  test.each([
    ['a number beyond all', '1e400', '"1e400"'],
    ['a whole number beyond 2^53', '9007199254740993', '"9007199254740993"'],
    ['a long fraction', '0.1234567890123456789', '0.12345678901234568'],
  ])('[HOSTILE2] %s keeps its digits', async (_, raw, kept) => {
    await runWith((record) => withRaw(record, { meta_data: `[{"id":1,"key":"k","value":${raw}}]` }));
    expectNeighboursWentOn();
    expect(baseOf(world.db, victim)).toContain(`"meta_data":[{"id":1,"key":"k","value":${kept}}]`);
  });

  test('[HOSTILE2] an id as a text is that id', async () => {
    const report = await runWith((record) => withRaw(record, { id: `"${victim}"` }));
    expect(report.ok).toBe(true);
    expectNeighboursWentOn();
    expect(JSON.parse(baseOf(world.db, victim) ?? '{}')).toMatchObject({ name: `Victim ${turn}` });
  });
});

describe('records that cannot be stored', () => {
  test.each([
    ['an id beyond 2^53', '9007199254740993'],
    ['an id of zero', '0'],
    ['a negative id', '-4'],
    ['an id that is no number', '"abc"'],
    ['no id', 'null'],
  ])('[HOSTILE3] %s: the record is counted as failed, the others go on', async (_, id) => {
    const base = baseOf(world.db, victim);
    const report = await runWith((record) => withRaw(record, { id }));
    expectNeighboursWentOn();
    expect(baseOf(world.db, victim)).toBe(base);
    expect(report.entities.products.failed).toBeGreaterThan(0);
  });

  test.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a text', '"x"'],
  ])('[HOSTILE3] %s in the place of a record: counted as failed, the others go on', async (_, item) => {
    const base = baseOf(world.db, victim);
    const report = await runWith(() => item);
    expectNeighboursWentOn();
    expect(baseOf(world.db, victim)).toBe(base);
    expect(report.entities.products.failed).toBeGreaterThan(0);
  });

  test('[HOSTILE4] a record that cannot be read is not missing: two counts remove nothing and ask nobody', async () => {
    const report = await runWith((record) => withRaw(record, { id: '"abc"' }));
    expect(report.ok).toBe(true);
    const spoilIds = spoilRecord('products', victim, (record) => withRaw(record, { id: '"abc"' }), true);
    world.tamper(spoilIds);
    for (const _ of [1, 2]) {
      world.advance(3_600_000);
      expect((await world.run('census')).ok).toBe(true);
    }
    expect(baseOf(world.db, victim)).not.toBeNull();
    expect(world.db.prepare(`SELECT * FROM sync_missing WHERE entity = 'products'`).all()).toEqual([]);
    expect(world.db.prepare(`SELECT * FROM sync_conflict`).all()).toEqual([]);
  });

  test('[HOSTILE3] a document ten thousand levels deep is named, and the others go on', async () => {
    const report = await runWith((record) =>
      withRaw(record, { meta_data: `[{"id":1,"key":"k","value":${deep(10_000)}}]` }),
    );
    expectNeighboursWentOn();
    const isHole = holesOf(world.db).some(({ woo_id: id, reason }) => id === victim && reason === 'poison');
    const isStored = baseOf(world.db, victim)?.includes(deep(10_000)) === true;
    expect(isHole || isStored).toBe(true);
    if (isHole) expect(report.entities.products.failed).toBeGreaterThan(0);
  });
});

test('[HOSTILE1] SKUs that differ in case alone are two records', async () => {
  await runWith((record) => withRaw(record, { sku: '"case-sku"' }));
  const other = spoilRecord('products', later, (record) => withRaw(record, { sku: '"CASE-SKU"' }));
  const first = spoilRecord('products', victim, (record) => withRaw(record, { sku: '"case-sku"' }));
  world.shop.admin.edit({ do: 'touch', entity: 'products', id: later });
  world.tamper((answer, request, response) => {
    const half = first(answer, request, response);
    return half === null ? null : other(half, request, response);
  });
  expect((await world.run()).ok).toBe(true);
  const skus = world.db.prepare(`SELECT sku FROM products WHERE lower(sku) = 'case-sku' ORDER BY sku`).all();
  expect(skus).toEqual([{ sku: 'CASE-SKU' }, { sku: 'case-sku' }]);
});

test('[HOSTILE1] categories that are each other’s parents are stored, listed and searched', async () => {
  const categories = world.shop.inspect.ids('terms', { termKind: 'category' }).slice(0, 3);
  world.tamper((answer, request) => {
    if (!/\/products\/categories\?/.test(request.url ?? '')) return answer;
    const rows = JSON.parse(answer.body) as readonly JsonObject[];
    const turned = rows.map((row) => {
      const place = categories.indexOf(Number(row['id']));
      return place === -1 ? row : { ...row, parent: categories[(place + 1) % categories.length] };
    });
    return { ...answer, body: JSON.stringify(turned) };
  });
  turn += 1;
  world.shop.admin.edit({ do: 'update', entity: 'products', id: victim, fields: { name: `Victim ${turn}` } });
  expect((await world.run('full')).ok).toBe(true);
  const rows = world.db
    .prepare(`SELECT woo_id, parent_woo_id FROM store_categories WHERE woo_id IN (${categories.join(',')})`)
    .all() as readonly { readonly parent_woo_id: number }[];
  expect(rows.map((row) => row.parent_woo_id).toSorted()).toEqual(categories.toSorted());
  for (const search of ['', 'a']) {
    expect(listRecords(world.db, listInput.parse({ entity: 'categories', search, limit: 100 })).ok).toBe(true);
  }
});

test.each([
  ['a quote', '"'],
  ['a star', '*'],
  ['NEAR(', 'NEAR(a b, 2)'],
  ['a caret', '^a'],
  ['a column', 'name : a'],
  ['one letter', 'a'],
  ['two letters', 'ab'],
  ['operators', 'a AND NOT (b OR'],
  ['a NUL', 'a\u0000b'],
  ['ten thousand letters', 'x'.repeat(10_000)],
])('[HOSTILE5] a search for %s is text, not a query', (_, search) => {
  const answer = listRecords(
    world.db,
    listInput.parse({ entity: 'products', search: search.slice(0, 10_000), limit: 100 }),
  );
  expect(answer.ok).toBe(true);
});
