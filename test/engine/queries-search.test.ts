import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import { drainSearchQueues } from '../../src/engine/queries/search-candidates.ts';
import { foldLikeIndex, readSearch } from '../../src/engine/queries/search-text.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { commonColumns, insertRow, insertStore } from '../support/build-mirror.ts';
import { naiveList } from '../support/naive-list.ts';
import { openTestMirror } from '../support/test-mirror.ts';

let db: WritableDb;
let storeId: string;
let born = 0;

beforeEach(async () => {
  db = await openTestMirror();
  storeId = insertStore(db, 'shop');
  born = 0;
});
afterEach(() => db.close());

function addProduct(name: string, sku: string | null = null, status = 'publish'): string {
  born += 1;
  const id = `product-${born}`;
  insertRow(db, 'products', { ...commonColumns(storeId, id, born), name, sku, status });
  return id;
}

function found(search: string, entity: EntityName = 'products'): unknown[] {
  const answer = listRecords(db, listInput.parse({ entity, search, limit: 1000 }));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.total).toBe(answer.value.rows.length);
  return answer.value.rows.map((row) => row['name'] ?? row['number'] ?? row['code']).toSorted();
}

/** Letters of the scripts that shops write, what they type by accident, and everything that SQL or FTS5 could take for its own. */
const CHARACTERS = [
  ...'aAbBzZ01 ', 'ä', 'Ö', 'ß', 'é', 'É', 'e\u0301', 'ñ', 'ש', 'מ', 'ה', 'ם', 'Я', 'я', 'λ', 'Λ', '中', '文', '🫖', '⭐', '👩‍🍳', '🇮🇱',
  '"', "'", '*', '%', '_', '^', '-', '+', '(', ')', ':', '{', '}', '\\', '/', ',', '.', '|', '&', '<', '>', '?', '#', '\u200f', '\u00a0',
  'AND', 'OR', 'NOT', 'NEAR(', 'text:', '""', '--', ';', '\t',
]; // prettier-ignore
const texts = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 14 }).map((parts) => parts.join(''));
/** A piece cut out of one of the texts, or any other text. */
const searches = (names: readonly string[]) =>
  fc.oneof(
    texts,
    fc.tuple(fc.constantFrom(...names), fc.nat(20), fc.integer({ min: 1, max: 6 })).map(([name, start, length]) => {
      const characters = [...name];
      const from = characters.length === 0 ? 0 : start % characters.length;
      return characters.slice(from, from + length).join('');
    }),
  );

describe('search', () => {
  test('finds exactly the rows that hold the typed text, in any script, every character literal', async () => {
    const rows = fc.array(fc.tuple(texts, fc.option(texts)), { minLength: 1, maxLength: 12 });
    const cases = rows.chain((products) =>
      fc.record({
        products: fc.constant(products),
        typed: fc.array(searches(products.flat().filter((text) => text !== null)), { minLength: 3, maxLength: 8 }),
        drained: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, ({ products, typed, drained }) => {
        db.exec(`DELETE FROM products`);
        for (const [name, sku] of products) addProduct(name, sku);
        if (drained) drainSearchQueues(db);
        for (const search of typed) {
          const input = listInput.parse({ entity: 'products', search: search.toWellFormed(), limit: 1000 });
          const answer = listRecords(db, input);
          if (!answer.ok) throw new Error('refused');
          const expected = naiveList(db, input);
          expect({ search, ids: answer.value.rows.map((row) => row.id), total: answer.value.total }).toEqual({
            search,
            ...expected,
          });
        }
        return Promise.resolve();
      }),
      { numRuns: 400 },
    );
  });

  test('the index holds what the rows hold, whatever was written, in whatever order', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), text: texts }),
      fc.record({ do: fc.constant('rename' as const), which: fc.nat(30), text: texts }),
      fc.record({ do: fc.constant('sku' as const), which: fc.nat(30), text: fc.option(texts) }),
      fc.record({
        do: fc.constantFrom('trash' as const, 'restore' as const, 'hide' as const, 'remove' as const),
        which: fc.nat(30),
      }),
      fc.record({ do: fc.constant('drain' as const) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(texts, { minLength: 4, maxLength: 4 }),
        (steps, typed) => {
          db.exec(`DELETE FROM products`);
          const pick = (which: number): number =>
            (db
              .prepare(
                `SELECT row_number FROM products ORDER BY row_number LIMIT 1 OFFSET ? % max(1, (SELECT count(*) FROM products))`,
              )
              .pluck()
              .get(which) as number | undefined) ?? 0;
          for (const change of steps) {
            if (change.do === 'add') addProduct(change.text);
            else if (change.do === 'drain') drainSearchQueues(db);
            else if (change.do === 'rename')
              db.prepare(`UPDATE products SET name = ? WHERE row_number = ?`).run(change.text, pick(change.which));
            else if (change.do === 'sku')
              db.prepare(`UPDATE products SET sku = ? WHERE row_number = ?`).run(change.text, pick(change.which));
            else if (change.do === 'trash')
              db.prepare(`UPDATE products SET status = 'trash' WHERE row_number = ?`).run(pick(change.which));
            else if (change.do === 'restore')
              db.prepare(`UPDATE products SET status = 'publish' WHERE row_number = ?`).run(pick(change.which));
            else if (change.do === 'hide')
              db.prepare(`UPDATE products SET deleted_at = 1 WHERE row_number = ?`).run(pick(change.which));
            else db.prepare(`DELETE FROM products WHERE row_number = ?`).run(pick(change.which));
          }
          for (const search of [...typed, 'a', 'ש', '"', 'AND']) {
            const input = listInput.parse({ entity: 'products', search, limit: 1000 });
            const answer = listRecords(db, input);
            expect(answer.ok && answer.value.rows.map((row) => row.id)).toEqual(naiveList(db, input).ids);
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  test('letter case does not count, accents do', () => {
    addProduct('Blue Mug', 'MUG-1');
    addProduct('Café set');
    addProduct('ΟΔΟΣ');
    expect(found('bLuE')).toEqual(['Blue Mug']);
    expect(found('mug-')).toEqual(['Blue Mug']);
    expect(found('M')).toEqual(['Blue Mug']);
    expect(found('café')).toEqual(['Café set']);
    expect(found('cafe')).toEqual([]);
    expect(found('οδος')).toEqual(['ΟΔΟΣ']);
    expect(found('οδοσ')).toEqual(['ΟΔΟΣ']);
  });

  test('a decomposed and a composed accent are the same text', () => {
    addProduct('Cafe\u0301 set');
    addProduct('Crème');
    drainSearchQueues(db);
    expect(found('café')).toEqual(['Cafe\u0301 set']);
    expect(found('Cre\u0300me')).toEqual(['Crème']);
  });

  test('a text never runs from the name into the SKU, and control characters find nothing of their own', () => {
    addProduct('Mug', 'blue');
    addProduct('Line\nend');
    drainSearchQueues(db);
    for (const search of ['mugblue', 'gb', 'mug\nblue', 'g\nb', '\u0000', '\n']) {
      expect(found(search.trim() === '' || search === '\u0000' ? 'zzz' : search)).toEqual([]);
    }
    expect(found('mug\u0000')).toEqual(['Mug']);
  });

  test('blanks around the text do not count, an empty text finds everything', () => {
    addProduct('Blue Mug');
    addProduct('Red Mug');
    expect(found('  blue ')).toEqual(['Blue Mug']);
    expect(found('   ')).toEqual(['Blue Mug', 'Red Mug']);
  });

  test('two emoji beside each other are found only where they stand beside each other', () => {
    addProduct('🫖⭐ pot');
    addProduct('🫖 and ⭐');
    addProduct('⭐🫖');
    // holds every pair of code units of the text below, but never the text
    addProduct('🫖😀 👩');
    drainSearchQueues(db);
    expect(found('🫖⭐')).toEqual(['🫖⭐ pot']);
    expect(found('🫖👩')).toEqual([]);
    expect(found('🫖')).toHaveLength(4);
  });

  test('a text of ten thousand characters is answered, and found where it stands', () => {
    const long = 'an unusually long name '.repeat(430);
    addProduct(long, 'LONG');
    addProduct(`${long.slice(0, 300)}other`, 'SHORT');
    drainSearchQueues(db);
    expect(found(long.slice(0, 9_900))).toEqual([long]);
    expect(found('x'.repeat(10_000))).toEqual([]);
  });

  test('a searched row that goes to the trash leaves the results and comes back restored', () => {
    const id = addProduct('Teapot', 'TP-1');
    drainSearchQueues(db);
    db.prepare(`UPDATE products SET status = 'trash' WHERE id = ?`).run(id);
    expect(found('teapot')).toEqual([]);
    const trash = listRecords(
      db,
      listInput.parse({ entity: 'products', search: 'tp-', filters: { status: ['trash'] } }),
    );
    expect(trash.ok && trash.value.total).toBe(1);
    drainSearchQueues(db);
    expect(found('teapot')).toEqual([]);
    db.prepare(`UPDATE products SET status = 'draft' WHERE id = ?`).run(id);
    expect(found('teapot')).toEqual(['Teapot']);
  });

  test('the queue of changed rows empties itself into the index before it grows long', () => {
    for (let number = 0; number < 1_300; number += 1) addProduct(`Mug ${number}`);
    const waiting = db.prepare(`SELECT count(*) FROM products_search_queue`).pluck().get() as number;
    expect(waiting).toBeLessThan(512);
    expect(db.prepare(`SELECT count(*) FROM products_search`).pluck().get()).toBe(1_300 - waiting);
    expect(found('mug 129')).toHaveLength(11);
  });

  test('a removed store leaves nothing in the index, the counters or the links', () => {
    for (let number = 0; number < 600; number += 1) addProduct(`Mug ${number}`);
    db.prepare(`UPDATE products SET categories = '[{"woo_id":4,"name":"Mugs"}]'`).run();
    db.prepare(`DELETE FROM stores WHERE id = ?`).run(storeId);
    drainSearchQueues(db);
    expect(db.prepare(`SELECT count(*) FROM products_search`).pluck().get()).toBe(0);
    expect(db.prepare(`SELECT count(*) FROM products_search_short`).pluck().get()).toBe(0);
    expect(db.prepare(`SELECT coalesce(sum(row_count), 0) FROM list_counts`).pluck().get()).toBe(0);
    expect(db.prepare(`SELECT count(*) FROM product_category_links`).pluck().get()).toBe(0);
  });

  test('orders, customers, coupons and terms are found by what people know them by', () => {
    insertRow(db, 'orders', {
      ...commonColumns(storeId, 'o1', 1),
      number: 'A-1001',
      status: 'pending',
      customer_name: 'Zoé Müller',
      customer_email: 'zoe@mail.test',
    });
    insertRow(db, 'customers', {
      ...commonColumns(storeId, 'c1', 1),
      name: 'Noa Levi',
      email: 'noa@mail.test',
      username: 'noa_77',
    });
    insertRow(db, 'coupons', { ...commonColumns(storeId, 'k1', 1), code: 'summer', description: 'Warm days' });
    insertRow(db, 'store_categories', { ...commonColumns(storeId, 't1', 1), name: 'Mugs', slug: 'tassen' });
    insertRow(db, 'store_tags', { ...commonColumns(storeId, 't2', 1), name: 'Mugs too', slug: 'x' });
    for (const drained of [false, true]) {
      if (drained) drainSearchQueues(db);
      for (const search of ['1001', 'MÜLL', 'zoe@', 'é', 'a-']) expect(found(search, 'orders')).toEqual(['A-1001']);
      for (const search of ['levi', 'oa@', '_77', 'n']) expect(found(search, 'customers')).toEqual(['Noa Levi']);
      for (const search of ['SUM', 'warm d', 'ys']) expect(found(search, 'coupons')).toEqual(['summer']);
      expect(found('tass', 'categories')).toEqual(['Mugs']);
      expect(found('mugs', 'categories')).toEqual(['Mugs']);
      expect(found('mugs', 'tags')).toEqual(['Mugs too']);
      expect(found('mu', 'terms')).toEqual([]);
    }
  });

  test('letters fold in the program as they do in the index', () => {
    db.exec(`CREATE VIRTUAL TABLE words USING fts5vocab(products_search, instance)`);
    const letters = [...'AZÄÖÜẞßÉéÇŁŽȘאבשםЯБЁЖΑΩΣςσÅØÆŒĞİıѢҐЄЇ中あア가'].flatMap((letter) => [
      letter,
      letter.toLowerCase(),
      letter.toUpperCase(),
    ]);
    const single = [...new Set(letters)].filter((letter) => [...letter].length === 1);
    for (const letter of single) addProduct(letter.repeat(3));
    drainSearchQueues(db);
    const words = db.prepare(`SELECT term FROM words WHERE instr(term, char(10)) = 0 ORDER BY doc`).pluck().all();
    expect(words).toEqual(single.map((letter) => foldLikeIndex(letter.repeat(3))));
  });

  test('a typed text without any character that can be searched asks for nothing', () => {
    expect(readSearch('')).toBeNull();
    expect(readSearch(' \t\n\u0000 ')).toBeNull();
    expect(readSearch('\ud800')?.match).toBe(readSearch('\ufffd')?.match);
  });
});
