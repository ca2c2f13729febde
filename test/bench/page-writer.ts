import type { WritableDb } from '../../src/engine/database/database.ts';
import { inTransaction } from '../../src/engine/database/database.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { BUILT_AT_MS, builtId, commonColumns, insertRow, insertStore } from '../support/build-mirror.ts';
import { ADJECTIVES, NOUNS, pick } from '../support/mirror-words.ts';

const PAGE = 100;
/** About the size of a product document. */
const DOCUMENT = JSON.stringify({ description: 'x'.repeat(3_600) });

/** Writes one page of a first sync per call, rows and documents, in one transaction. */
export function createPageWriter(db: WritableDb, name: string): () => void {
  const storeId = insertStore(db, name);
  const random = createSeededRandom(name);
  let number = 0;
  return () =>
    inTransaction(db, () => {
      for (let row = 0; row < PAGE; row += 1) {
        number += 1;
        const id = builtId(20, storeId, number);
        const price = 5 + Math.floor(random.next() * 50_000) / 100;
        insertRow(db, 'products', {
          ...commonColumns(storeId, id, number),
          name: `${pick(random, ADJECTIVES)} ${pick(random, NOUNS)} ${number % 977}`,
          sku: `N-${(number * 7919) % 1_000_003}`,
          status: 'publish',
          price: price.toFixed(2),
          price_sort: price,
          stock_quantity: number % 90,
          woo_modified_at: BUILT_AT_MS - Math.floor(random.next() * 1e10),
          categories: '[{"woo_id":1,"name":"Things"}]',
        });
        insertRow(db, 'base_documents', {
          record_id: id, store_id: storeId, entity: 'products', hash: 'h', observed_at: BUILT_AT_MS, document: DOCUMENT,
        }); // prettier-ignore
      }
    });
}
