import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { Cli, CliAnswer, ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let served: ServedShop;
let profile: ReturnType<typeof temporaryProfile>;
let cli: Cli;

beforeAll(async () => {
  served = await serveShop();
});
afterAll(() => served.server.close());
beforeEach(() => {
  profile = temporaryProfile();
  cli = createCli(profile.folder);
});
afterEach(() => profile.remove());

const addArgs = (name: string, shop = served): readonly string[] => [
  'store',
  'add',
  '--name',
  name,
  '--url',
  shop.server.url,
  '--key',
  shop.key,
  '--secret',
  shop.secret,
];
const add = (name = 'Main', ...more: string[]): Promise<CliAnswer> => cli('--json', ...addArgs(name), ...more);
const simpleProduct = async (index = 0): Promise<Readonly<Record<string, unknown>>> => {
  const found = await cli('--json', 'list', 'products', '--filter', 'type=simple', '--filter', 'status=publish');
  return rowsOf(found)[index] ?? {};
};

describe('sync', () => {
  test('fetches the whole shop and says what it did, per entity', async () => {
    await add();
    const synced = await cli('--json', 'sync');
    expect(synced.exitCode).toBe(0);
    const [report] = synced.json()['stores'] as [Readonly<Record<string, unknown>>];
    expect(Object.keys(report)).toEqual([
      'store',
      'ok',
      'kind',
      'entities',
      'requests',
      'durationMs',
      'refused',
      'problem',
    ]);
    const entities = report['entities'] as Record<string, Record<string, number>>;
    expect(Object.keys(entities).sort()).toEqual(
      [
        'attributes',
        'brands',
        'categories',
        'coupons',
        'customers',
        'orders',
        'products',
        'tags',
        'terms',
        'variations',
      ].sort(),
    );
    expect(entities['products']).toMatchObject({ fetched: served.shop.inspect.count('products') });
    expect(Object.keys(entities['products'] ?? {}).sort()).toEqual(
      ['conflicts', 'created', 'deleted', 'failed', 'fetched', 'pushed', 'unchanged', 'updated'].sort(),
    );
    const live = await cli('--json', 'list', 'products');
    expect(live.json()['total']).toBe(served.shop.inspect.count('products', { live: true }));
  });

  test('a queued price arrives in the shop; a preview before it changes nothing', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct(1);
    const wooId = Number(product['woo_id']);
    const edited = await cli('--json', 'set', 'products', `woo:${wooId}`, 'regular_price=123,45');
    expect(edited.json()).toMatchObject({ woo_id: wooId, regular_price: '123.45', sync_status: 'pending' });
    const before = served.shop.inspect.writes().length;
    const preview = await cli('--json', 'sync', '--preview');
    expect(preview.exitCode).toBe(0);
    expect(preview.json()).toMatchObject({ stores: [{ ok: true, entities: { products: { pushed: 1 } } }] });
    const [stored] = preview.json()['stores'] as Record<string, unknown>[];
    expect(stored).toMatchObject({ predicted: [], missing: [], cost: { push: { requests: 2 } } });
    expect(Number.isNaN(Date.parse(String(stored?.['computedAt'])))).toBe(false);
    expect(served.shop.inspect.writes().length).toBe(before);
    expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(1);
    const synced = await cli('--json', 'sync');
    expect(synced.json()).toMatchObject({ stores: [{ ok: true, entities: { products: { pushed: 1 } } }] });
    expect(served.shop.inspect.raw('products', wooId)).toMatchObject({ regular_price: '123.45' });
    expect((await cli('--json', 'pending', 'list')).json()).toEqual({ total: 0, rows: [] });
  });

  test('[PREVIEW4] [PREVIEW8] a preview words what would be refused, tells its cost and age, and reads again with --full', async () => {
    await add();
    await cli('--json', 'sync');
    await cli('create', 'products', 'name=Mine', 'sku=Wanted-1', 'regular_price=5');
    served.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Theirs', sku: 'WANTED-1' } });
    const preview = await cli('--json', 'sync', '--preview');
    expect(preview.exitCode).toBe(0);
    const [first] = preview.json()['stores'] as Record<string, unknown>[];
    expect(first).toMatchObject({
      entities: { products: { pushed: 0, failed: 1 } },
      predicted: [{ entity: 'products', label: 'Mine', field: 'sku', code: 'product_invalid_sku', effect: 'refused' }],
      cost: { push: { requests: 1 } },
    });
    expect(JSON.stringify(first?.['predicted'])).toContain('has this SKU');
    const again = await cli('--json', 'sync', '--preview');
    expect(again.json()['stores']).toMatchObject([{ requests: 0, computedAt: first?.['computedAt'] }]);
    expect(again.stderr).toContain('--full');
    const words = await cli('sync', '--preview', '--full');
    expect(words.stdout).toContain('would be refused');
    expect(words.stdout).toMatch(/about \d+ requests/);
    expect(words.stderr).not.toContain('--full');
  });

  test('leaves one backup a day behind, from which even a wiped profile recovers its unsent changes', async () => {
    await add();
    await cli('--json', 'sync');
    await cli('--json', 'sync');
    expect(readdirSync(join(profile.folder, 'backups'))).toHaveLength(1);
    const product = await simpleProduct(5);
    await cli('set', 'products', String(product['id']), 'regular_price=71');
    writeFileSync(join(profile.folder, 'mirror.db'), 'no longer a database at all');
    const pending = await cli('--json', 'pending', 'list');
    expect(rowsOf(pending)).toMatchObject([{ woo_id: product['woo_id'], fields: [{ value: '71' }] }]);
    expect((await cli('--json', 'store', 'list')).json()).toMatchObject({ total: 1, rows: [{ name: 'Main' }] });
    expect((await cli('--json', 'sync')).exitCode).toBe(0);
    expect(served.shop.inspect.raw('products', Number(product['woo_id']))).toMatchObject({ regular_price: '71' });
  });

  test('a watch-only store fetches everything and sends nothing', async () => {
    await add('Main', '--watch-only');
    await cli('--json', 'sync');
    const product = await simpleProduct(2);
    await cli('set', 'products', `woo:${String(product['woo_id'])}`, 'name=Watched');
    const before = served.shop.inspect.writes().length;
    expect((await cli('--json', 'sync')).exitCode).toBe(0);
    expect(served.shop.inspect.writes().length).toBe(before);
    expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(1);
  });

  test('a store that is down fails the run, keeps the change, and says so in the document', async () => {
    const own = await serveShop({ products: 20, orders: 5 });
    try {
      await cli('--json', ...addArgs('Own', own));
      await cli('--json', 'sync');
      const product = await simpleProduct();
      await cli('set', 'products', String(product['id']), 'regular_price=5');
      await own.server.down();
      const down = await cli('--json', 'sync');
      expect(down.exitCode).toBe(1);
      expect(down.json()).toMatchObject({
        stores: [{ store: 'Own', ok: false, problem: { type: 'StoreUnreachable' } }],
      });
      expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(1);
      await own.server.up();
      expect((await cli('--json', 'sync')).exitCode).toBe(0);
      expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(0);
    } finally {
      await own.server.close();
    }
  });

  test('a record that the shop refuses ends with exit 3 and stands among the errors', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct(3);
    served.shop.admin.edit({
      do: 'create',
      entity: 'products',
      fields: { name: 'In the way', sku: 'TAKEN-1', status: 'publish' },
    });
    await cli('--json', 'set', 'products', `woo:${String(product['woo_id'])}`, 'sku=TAKEN-1');
    const synced = await cli('--json', 'sync');
    expect(synced.exitCode).toBe(3);
    expect(synced.json()).toMatchObject({ stores: [{ ok: true, refused: 1 }] });
    const errors = await cli('--json', 'errors', 'list');
    expect(errors.json()).toMatchObject({
      total: 1,
      rows: [{ entity: 'products', woo_id: product['woo_id'], field: 'sku' }],
    });
    const retried = await cli('--json', 'errors', 'retry', `woo:${String(product['woo_id'])}`);
    expect(retried.json()).toEqual({ retried: 1 });
    expect((await cli('--json', 'sync')).exitCode).toBe(3);
    const id = String(rowsOf(await cli('--json', 'errors', 'list'))[0]?.['id']);
    expect((await cli('--json', 'errors', 'resolve', id)).exitCode).toBe(0);
    expect((await cli('--json', 'errors', 'list')).json()['total']).toBe(0);
    expect((await cli('--json', 'errors', 'retry', 'nothing-like-this')).exitCode).toBe(1);
  });

  test('a field changed on both sides becomes a decision that a person settles', async () => {
    await add();
    await cli('--json', 'sync');
    const wooId = Number((await simpleProduct(4))['woo_id']);
    await cli('set', 'products', `woo:${wooId}`, 'name=Mine', 'regular_price=41');
    served.shop.admin.edit({ do: 'update', entity: 'products', id: wooId, fields: { name: 'Theirs' } });
    const synced = await cli('--json', 'sync');
    expect(synced.exitCode).toBe(0);
    const conflicts = await cli('--json', 'conflicts', 'list');
    expect(conflicts.json()).toMatchObject({
      total: 1,
      rows: [{ woo_id: wooId, fields: [{ field: 'name', mine: 'Mine', theirs: 'Theirs' }] }],
    });
    expect(served.shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Theirs', regular_price: '41' });
    const id = String(rowsOf(conflicts)[0]?.['id']);
    expect((await cli('--json', 'conflicts', 'resolve', id, 'name=perhaps')).exitCode).toBe(2);
    expect((await cli('--json', 'conflicts', 'resolve', id, 'name=value:Ours')).json()).toMatchObject({
      settled: true,
    });
    await cli('--json', 'sync');
    expect(served.shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Ours' });
    expect((await cli('--json', 'conflicts', 'list')).json()['total']).toBe(0);
  });

  test('without a store, and with a store that is not there, it says what to do', async () => {
    expect((await cli('--json', 'sync')).json()).toMatchObject({ error: { type: 'NoStores' } });
    await add();
    const unknown = await cli('--json', 'sync', '--store', 'Nope');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.json()).toMatchObject({ error: { type: 'Usage', message: expect.stringContaining('Main') } });
  });
});

describe('records', () => {
  beforeEach(async () => {
    await add();
    await cli('--json', 'sync');
  });

  test('a list has every live record, a page of it has the same total', async () => {
    const all = await cli('--json', 'list', 'products');
    expect(rowsOf(all)).toHaveLength(all.json()['total'] as number);
    const page = await cli('--json', 'list', 'products', '--limit', '2', '--offset', '1', '--sort', '-price');
    expect(page.json()['total']).toBe(all.json()['total']);
    expect(rowsOf(page)).toHaveLength(2);
    expect((await cli('--json', 'list', 'products', '--limit', '0')).json()).toEqual({
      total: all.json()['total'],
      rows: [],
    });
    for (const entity of [
      'variations',
      'orders',
      'customers',
      'coupons',
      'categories',
      'tags',
      'brands',
      'attributes',
      'terms',
      'store_tags',
    ]) {
      const found = await cli('--json', 'list', entity);
      expect(found.exitCode, entity).toBe(0);
      expect(
        rowsOf(found).every((row) => typeof row['id'] === 'string' && typeof row['woo_id'] === 'number'),
        entity,
      ).toBe(true);
    }
  });

  test('a record is found by its id and by its number, and one that is not there exits 1', async () => {
    const product = await simpleProduct();
    const byNumber = await cli('--json', 'get', 'products', `woo:${String(product['woo_id'])}`);
    const byId = await cli('--json', 'get', 'products', String(product['id']));
    expect(byNumber.json()).toEqual(byId.json());
    expect(byId.json()).toMatchObject({ id: product['id'], woo_id: product['woo_id'], name: product['name'] });
    const gone = await cli('--json', 'get', 'products', 'woo:987654');
    expect(gone.exitCode).toBe(1);
    expect(gone.json()).toMatchObject({ error: { type: 'NotFound' } });
    expect((await cli('get', 'products', '17')).stderr).toContain('woo:17');
  });

  test('a number that several stores have must be narrowed by --store', async () => {
    await add('Second');
    await cli('--json', 'sync', '--store', 'Second');
    const wooId = String(rowsOf(await cli('--json', 'list', 'products', '--store', 'Main'))[0]?.['woo_id']);
    const unclear = await cli('--json', 'get', 'products', `woo:${wooId}`);
    expect(unclear.exitCode).toBe(2);
    expect(unclear.json()).toMatchObject({ error: { type: 'Usage', stores: ['Main', 'Second'] } });
    const clear = await cli('--json', 'get', 'products', `woo:${wooId}`, '--store', 'Second');
    expect(clear.exitCode).toBe(0);
    expect((await cli('--json', 'create', 'tags', 'name=Which')).exitCode).toBe(2);
  });

  test('stock takes a change or a count, and refuses anything else', async () => {
    const managed =
      rowsOf(await cli('--json', 'list', 'products', '--filter', 'manage_stock=true', '--filter', 'type=simple'))[0] ??
      {};
    const before = Number(managed['stock_quantity']);
    const id = String(managed['id']);
    expect((await cli('--json', 'stock', id, '+3', '--reason', 'found')).json()).toMatchObject({
      stock_quantity: before + 3,
    });
    expect((await cli('--json', 'stock', id, '-1')).json()).toMatchObject({ stock_quantity: before + 2 });
    expect((await cli('--json', 'stock', id, '=40')).json()).toMatchObject({ stock_quantity: 40 });
    expect((await cli('--json', 'stock', id, '3')).exitCode).toBe(2);
    expect((await cli('--json', 'stock', id, '+1.5')).exitCode).toBe(2);
    await cli('--json', 'sync');
    expect(served.shop.inspect.raw('products', Number(managed['woo_id']))).toMatchObject({ stock_quantity: 40 });
  });

  test('a note reaches its order, a new record the shop, a deleted one its trash', async () => {
    const order = rowsOf(await cli('--json', 'list', 'orders'))[0] ?? {};
    const orderId = Number(order['woo_id']);
    const notes = served.shop.inspect.ids('notes', { parentId: orderId }).length;
    expect((await cli('--json', 'note', `woo:${orderId}`, 'Call the customer')).exitCode).toBe(0);
    const created = await cli('--json', 'create', 'products', 'name=Brand new', 'sku=NEW-1', 'regular_price=9,90');
    expect(created.json()).toMatchObject({
      name: 'Brand new',
      sku: 'NEW-1',
      regular_price: '9.90',
      woo_id: null,
      source: 'local',
    });
    const doomed = await simpleProduct(6);
    expect((await cli('--json', 'delete', 'products', String(doomed['id']))).exitCode).toBe(0);
    expect((await cli('--json', 'sync')).exitCode).toBe(0);
    expect(served.shop.inspect.ids('notes', { parentId: orderId }).length).toBe(notes + 1);
    const sent = await cli('--json', 'get', 'products', String(created.json()['id']));
    expect(sent.json()['woo_id']).toBeGreaterThan(0);
    expect(served.shop.inspect.raw('products', Number(doomed['woo_id']))).toMatchObject({ status: 'trash' });
    const trash = await cli('--json', 'list', 'products', '--filter', 'status=trash');
    expect(rowsOf(trash).map((row) => row['woo_id'])).toContain(doomed['woo_id']);
  });

  test('a refused value names its field and queues nothing', async () => {
    const id = String((await simpleProduct())['id']);
    const refused = await cli('--json', 'set', 'products', id, 'regular_price=10', 'sale_price=12');
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({ error: { type: 'FieldRefused', field: 'sale_price' } });
    expect((await cli('--json', 'set', 'products', id, 'colour=red')).exitCode).toBe(2);
    expect((await cli('--json', 'list', 'products', '--filter', 'colour=red')).exitCode).toBe(2);
    expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(0);
  });
});

describe('the profile', () => {
  test('a backup restores the stores and what was queued', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct();
    await cli('set', 'products', String(product['id']), 'regular_price=55');
    mkdirSync(join(profile.folder, 'copies'));
    const file = join(profile.folder, 'copies', 'copy.db');
    expect((await cli('--json', 'backup', file)).json()).toMatchObject({ file, stores: 1, unsent: 1 });
    await cli('store', 'remove', 'Main', '--discard-unsent');
    const restored = await cli('--json', 'restore', file);
    expect(restored.exitCode).toBe(0);
    expect(restored.json()).toMatchObject({ stores: 1, unsent: 1 });
    expect((await cli('--json', 'get', 'products', String(product['id']))).json()).toMatchObject({
      regular_price: '55',
    });
    expect((await cli('--json', 'restore', join(profile.folder, 'nothing.db'))).json()).toMatchObject({
      error: { type: 'FileNotFound' },
    });
  });

  test('a database damaged from its beginning is rescued by the next command, which says so and does its work', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct(7);
    const total = (await cli('--json', 'list', 'products')).json()['total'];
    await cli('set', 'products', String(product['id']), 'regular_price=66');
    const path = join(profile.folder, 'mirror.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 12_000);
    writeFileSync(path, bytes);
    expect((await cli('--json', 'doctor')).exitCode).toBe(1);
    const pending = await cli('--json', 'pending', 'list');
    expect(pending.exitCode).toBe(0);
    expect(pending.stderr).toContain('1 unsent change and 1 store were rescued');
    expect(rowsOf(pending)).toMatchObject([
      { woo_id: product['woo_id'], fields: [{ field: 'regular_price', value: '66' }] },
    ]);
    expect((await cli('--json', 'sync')).exitCode).toBe(0);
    expect(served.shop.inspect.raw('products', Number(product['woo_id']))).toMatchObject({ regular_price: '66' });
    expect((await cli('--json', 'list', 'products')).json()['total']).toBe(total);
    const row = await cli('--json', 'get', 'products', String(product['id']));
    expect(row.json()).toMatchObject({ woo_id: product['woo_id'], regular_price: '66', sync_status: 'synced' });
  });

  test('a page that only a statement meets as damaged is rescued in the same command', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct(8);
    await cli('set', 'products', String(product['id']), 'regular_price=88');
    const path = join(profile.folder, 'mirror.db');
    const bytes = readFileSync(path);
    // Everything but the beginning and the pages of the first tables: a read of products must meet it.
    bytes.fill(0xff, 8192 * 60);
    writeFileSync(path, bytes);
    const listed = await cli('--json', 'list', 'products');
    expect(listed.exitCode).toBe(0);
    expect(listed.stderr).toContain('rescued');
    expect((await cli('--json', 'pending', 'list')).json()['total']).toBe(1);
  });

  test('doctor looks and changes nothing', async () => {
    await add();
    await cli('--json', 'sync');
    const before = readFileSync(join(profile.folder, 'mirror.db'));
    const looked = await cli('--json', 'doctor');
    expect(looked.exitCode).toBe(0);
    expect(looked.json()).toMatchObject({
      ok: true,
      writable: true,
      database: { state: 'whole' },
      stores: [{ name: 'Main', mode: 'push', unsent: 0, hasKey: true, lastRun: { outcome: 'succeeded' } }],
      secrets: { protectedBy: ['device-file'], storedCount: 1, locked: null },
    });
    expect((await cli('doctor')).stdout).toContain('file permissions only');
    expect(readFileSync(join(profile.folder, 'mirror.db')).equals(before)).toBe(true);
  });

  test('a folder that is a file, a newer database and a profile in use each get a sentence and exit 1', async () => {
    const plain = join(profile.folder, 'plain');
    writeFileSync(plain, '');
    const onFile = await createCli(join(plain, 'inside'))('--json', 'store', 'list');
    expect(onFile.exitCode).toBe(1);
    expect(onFile.json()).toMatchObject({
      error: { type: 'ReadOnlyProfile', message: expect.stringContaining('--profile') },
    });
    expect(onFile.stderr.trim().split('\n')).toHaveLength(1);
    expect((await createCli(join(plain, 'inside'))('--json', 'doctor')).json()).toMatchObject({
      ok: false,
      writable: false,
    });
  });
});

describe('what a script reads', () => {
  test('stdout is one JSON document and nothing else, after success and after failure', async () => {
    const commands = [
      ['store', 'list'],
      ['sync'],
      ['list', 'products'],
      ['get', 'products', 'x'],
      ['frobnicate'],
      ['list', 'products', '--colour', 'red'],
      ['doctor'],
      ['restore', '/nowhere/at/all'],
      ['--help'],
      ['--version'],
    ];
    for (const command of commands) {
      const answer = await cli('--json', ...command);
      expect(answer.stdout.endsWith('}\n'), command.join(' ')).toBe(true);
      const document = answer.json();
      expect(answer.exitCode === 0 || 'error' in document || command[0] === 'doctor', command.join(' ')).toBe(true);
    }
  });

  test('without --json a failure leaves stdout empty', async () => {
    const answer = await cli('get', 'products', 'x');
    expect(answer).toMatchObject({ exitCode: 1, stdout: '' });
    expect(answer.stderr).not.toBe('');
  });
});
