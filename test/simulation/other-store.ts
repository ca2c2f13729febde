import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { createRecordCommands } from '../../src/engine/records/record-commands.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createChance } from './chance.ts';
import { createDesktop, KEY, STORE } from './desktop.ts';
import { createLine } from './line.ts';
import { emptyMirror, openMortal } from './mortal-database.ts';
import { trimShop } from './small-shop.ts';
import { clockOf, createVirtualTime, SIMULATION_START } from './virtual-time.ts';

const OTHER = 'store-2';
let image: Promise<Buffer> | null = null;

/**
 * A mirror that already holds another shop, whose records have the same numbers as those of the simulated one, with an
 * unsent edit. It is paused: nothing may ever touch it. Made once per process.
 */
function mirrorWithOtherStore(): Promise<Buffer> {
  image ??= fill();
  return image;
}

async function fill(): Promise<Buffer> {
  const time = createVirtualTime();
  const chance = createChance(-7);
  const shop = createDemoShop({
    seed: 7,
    products: 5,
    orders: 2,
    customers: 2,
    coupons: 1,
    profile: '10.5',
    timeZone: 'Europe/Berlin',
    clock: time,
    random: chance,
    ...KEY,
    baseUrl: 'https://other.test',
    assumeHttps: true,
    referenceMs: SIMULATION_START,
  });
  trimShop(shop);
  const line = createLine(shop, time, chance, {
    moment: () => 0,
    beforeArrival: () => undefined,
    arrived: () => undefined,
    cut: () => undefined,
  });
  const desktop = createDesktop({
    number: 0,
    image: withStore(await emptyMirror(), OTHER, 'https://other.test'),
    storeId: OTHER,
    time,
    line,
    chance,
    skewMs: 0,
    scheduled: false,
    onDefect: (what) => {
      throw new Error(what);
    },
    onBoot: () => undefined,
    onReport: () => undefined,
  });
  desktop.run('incremental');
  while (desktop.busy()) {
    line.step();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const db = desktop.db();
  editSomething(
    db,
    createRecordCommands({ db, clock: clockOf(time, 0, 0), newId: ids(time, chance), onQueued: () => undefined }),
  );
  db.prepare(`UPDATE stores SET status = 'paused', name = 'Other' WHERE id = ?`).run(OTHER);
  const filled = desktop.image();
  desktop.close();
  return filled;
}

function ids(time: ReturnType<typeof createVirtualTime>, chance: ReturnType<typeof createChance>): () => string {
  return createUuidV7({ clock: clockOf(time, 0, 0), random: chance });
}

function editSomething(db: WritableDb, commands: ReturnType<typeof createRecordCommands>): void {
  const row = prepared<{ id: string }>(db, `SELECT id FROM products WHERE type = 'simple' ORDER BY row_number`).get();
  if (row === undefined) throw new Error('the other shop has no product');
  const answer = commands.edit({ entity: 'products', id: row.id, changes: { name: 'Elsewhere' }, locale: 'en' });
  if (!answer.ok) throw new Error(`the other shop took no edit: ${answer.error.type}`);
}

function withStore(mirror: Buffer, id: string, url: string, pageSize = 100): Buffer {
  const disk = openMortal(mirror, () => 0);
  disk.db
    .prepare(
      `INSERT INTO stores (id, name, url, mode, cadence, page_size, created_at, updated_at) VALUES (?, 'Shop', ?, 'push', 'eco', ?, ?, ?)`,
    )
    .run(id, url, pageSize, SIMULATION_START, SIMULATION_START);
  const filled = disk.image();
  disk.close();
  return filled;
}

/** What a desktop starts with, and what it holds of the other shop, as one text. */
export type Beginning = { readonly image: Buffer; readonly other: string };
const beginnings = new Map<number, Beginning>();

/** The other shop, and the simulated one, which was never read. Made once per process and page size. */
export async function beginning(url: string, pageSize: number): Promise<Beginning> {
  const known = beginnings.get(pageSize);
  if (known !== undefined) return known;
  const image = withStore(await mirrorWithOtherStore(), STORE, url, pageSize);
  const disk = openMortal(image, () => 0);
  const made = { image, other: otherStoreIn(disk.db) };
  disk.close();
  beginnings.set(pageSize, made);
  return made;
}

/** Everything that a mirror holds of the other shop, as one text. */
export function otherStoreIn(db: WritableDb): string {
  const tables = prepared<{ name: string }>(
    db,
    `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'store_id' WHERE m.type = 'table' ORDER BY 1`,
  ).all();
  const rows = tables.map(({ name }) =>
    prepared(db, `SELECT * FROM "${name}" WHERE store_id = '${OTHER}' ORDER BY 1`).raw().all(),
  );
  return JSON.stringify([rows, prepared(db, `SELECT * FROM stores WHERE id = '${OTHER}'`).raw().all()]);
}
