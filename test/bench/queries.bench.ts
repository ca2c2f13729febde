import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReadableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { ListInput } from '../../src/engine/queries/list-records.ts';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import { drainSearchQueues } from '../../src/engine/queries/search-candidates.ts';
import { readSearch } from '../../src/engine/queries/search-text.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import { buildMirror } from '../support/build-mirror.ts';
import { openTestMirror } from '../support/test-mirror.ts';
import { createBenchEngine } from './bench-engine.ts';
import type { Bench, Figure } from './frame.ts';
import { atMost, quantile } from './frame.ts';
import { withFolder } from './scratch-folder.ts';
import { startShopProcess } from './shop-process.ts';

const PRODUCTS = 100_000;
const ORDERS = 200_000;
const GOAL_MS = 16;
const GOAL_WHILE_SYNCING_MS = 30;

/** What a person asks, and the same lookup as one bare prepared statement. */
type Question = { readonly input: ListInput; readonly bare: (db: ReadableDb) => unknown };
type Group = { readonly label: string; readonly questions: readonly Question[] };

const LIVE = `deleted_at IS NULL AND status <> 'trash'`;

/** Each keystroke of these texts is one search. */
const TYPED = {
  products: ['blue shirt', 'sku-79', 'gemütliche ta', 'חולצה', 'organic', '50%', 'zzz'],
  orders: ['anna be', 'clara.levi', '12345', '@gmail.te', 'כהן', 'müller', 'web.test'],
} as const;

function keystrokes(entity: 'products' | 'orders', sort: ListInput['sort']): Question[] {
  return TYPED[entity].flatMap((text) =>
    [...text].map((_, index, characters) => {
      const search = characters.slice(0, index + 1).join('');
      const question = readSearch(search);
      const index_ = `${entity}_${question?.table ?? 'search'}`;
      return {
        input: listInput.parse({ entity, search, sort }),
        bare: (db) =>
          prepared(db, `SELECT count(*) FROM ${index_} WHERE ${index_} MATCH ?`).get(question?.match ?? '"x"'),
      };
    }),
  );
}

function page(
  input: Partial<ListInput> & Pick<ListInput, 'entity'>,
  bare: string,
  ...parameters: (string | number)[]
): Question {
  return { input: listInput.parse(input), bare: (db) => prepared(db, bare).all(...parameters) };
}

function groupsFor(storeId: string, products: number, orders: number): Group[] {
  const walk = (table: string, index: string, order: string, more = ''): string =>
    `SELECT row_number FROM ${table} INDEXED BY ${index} WHERE store_id = ? AND ${LIVE} ${more} ORDER BY ${order} LIMIT 100 OFFSET ?`;
  const byName = walk('products', 'products_list_name', 'name COLLATE NOCASE, row_number');
  const byPrice = walk('products', 'products_list_price', 'price_sort DESC, row_number DESC', `AND status = 'draft'`);
  const byStock = walk(
    'products',
    'products_list_stock',
    'stock_quantity, row_number',
    `AND status = 'publish' AND stock_status = 'outofstock'`,
  );
  const byDate = walk('orders', 'orders_list_date', 'date_created_woo DESC, row_number DESC');
  const ofStatus = walk(
    'orders',
    'orders_list_status',
    'date_created_woo DESC, row_number DESC',
    `AND status = 'on-hold'`,
  );
  const byTotal = walk('orders', 'orders_list_total', 'total_sort DESC, row_number DESC', `AND status = 'failed'`);
  const deepProducts = Math.round(products * 0.6);
  const deepOrders = Math.round(orders * 0.75);
  const price = { field: 'price', descending: true };
  const stock = { field: 'stock_quantity', descending: false };
  return [
    { label: 'search as you type, products', questions: keystrokes('products', null) },
    { label: 'search as you type, orders', questions: keystrokes('orders', null) },
    {
      label: 'filter + sort',
      questions: [
        page({ entity: 'products', filters: { status: ['draft'] }, sort: price }, byPrice, storeId, 0),
        page(
          { entity: 'products', filters: { status: ['publish'], stock_status: ['outofstock'] }, sort: stock },
          byStock,
          storeId,
          0,
        ),
        page({ entity: 'products', filters: { category: [1] } }, byName, storeId, 0),
        page({ entity: 'products', filters: { category: [2], status: ['publish'] }, sort: price }, byPrice, storeId, 0),
        page({ entity: 'orders', filters: { status: ['on-hold'] } }, ofStatus, storeId, 0),
        page(
          { entity: 'orders', filters: { status: ['failed'] }, sort: { field: 'total', descending: true } },
          byTotal,
          storeId,
          0,
        ),
      ],
    },
    {
      label: 'first page',
      questions: [
        page({ entity: 'products' }, byName, storeId, 0),
        page({ entity: 'products', sort: { field: 'sku', descending: true } }, byName, storeId, 0),
        page({ entity: 'orders' }, byDate, storeId, 0),
      ],
    },
    {
      label: 'deep page',
      questions: [
        page({ entity: 'products', offset: deepProducts }, byName, storeId, deepProducts),
        page({ entity: 'orders', offset: deepOrders }, byDate, storeId, deepOrders),
        page(
          { entity: 'products', offset: Math.round(products * 0.5), filters: { status: ['publish'] } },
          byName,
          storeId,
          Math.round(products * 0.5),
        ),
      ],
    },
  ];
}

/** Milliseconds by the wall clock, and of the processor: the second is what a busy machine leaves comparable. */
type Taken = { readonly wall: number; readonly processor: number };
type Samples = { readonly engine: Taken[]; readonly bare: Taken[] };

function take(work: () => unknown): Taken {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1000 };
}

function ask(db: ReadableDb, question: Question): void {
  const answer = listRecords(db, question.input);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
}

/** Engine and bare statement in turn, `rounds` times over all questions of a group. */
function measure(db: ReadableDb, group: Group, rounds: number): Samples {
  const samples: Samples = { engine: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const question of group.questions) {
      const pair = round % 2 === 0 ? (['engine', 'bare'] as const) : (['bare', 'engine'] as const);
      for (const name of pair) {
        const taken = take(() => (name === 'engine' ? ask(db, question) : question.bare(db)));
        // the first round warms the cache and prepares the statements
        if (round > 0) samples[name].push(taken);
      }
    }
  }
  return samples;
}

const p95 = (samples: readonly Taken[], of: keyof Taken): number =>
  quantile(
    samples.map((taken) => taken[of]),
    0.95,
  );

function figuresOf(label: string, samples: Samples, goalMs: number): Figure[] {
  const wall = p95(samples.engine, 'wall');
  return [
    {
      label: `${label}, p95`,
      value: wall,
      unit: 'ms',
      limit: { label: 'bare statement', value: p95(samples.bare, 'wall') },
      goal: atMost(wall, goalMs, `≤ ${goalMs} ms`),
    },
    {
      label: '  the same in processor time',
      value: p95(samples.engine, 'processor'),
      unit: 'ms',
      limit: { label: 'bare statement', value: p95(samples.bare, 'processor') },
      goal: null,
    },
  ];
}

/** A first sync of another store writes through a connection of its own, in another process. */
async function whileAnotherWrites(
  path: string,
  db: ReadableDb,
  groups: readonly Group[],
  rounds: number,
): Promise<Figure[]> {
  const writer = fork(new URL('./sync-writer.ts', import.meta.url), [path], { stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => writer.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    writer.once('message', () => resolve());
    writer.once('exit', (code) => reject(new Error(`the writer ended with ${String(code)}`)));
  });
  try {
    const samples = groups.map((group) => measure(db, group, rounds));
    const all = { engine: samples.flatMap(({ engine }) => engine), bare: samples.flatMap(({ bare }) => bare) };
    return figuresOf('all of it while a first sync writes in another process', all, GOAL_WHILE_SYNCING_MS);
  } finally {
    writer.kill('SIGTERM');
    await ended;
  }
}

/** A question every so often, as a person types: the time from when it was due, so that waiting for a page counts. */
const ASK_EVERY_MS = 25;
const SHOP_LATENCY_MS = 500;

/** The engine's own thread takes in a first sync of another shop, and answers in between. */
async function whileThisThreadSyncs(path: string, groups: readonly Group[], rounds: number): Promise<Figure[]> {
  const shop = await startShopProcess([
    '--products',
    '100000',
    '--orders',
    '1000',
    '--latency-ms',
    String(SHOP_LATENCY_MS),
  ]);
  const line = createNodeHttpTransport();
  const engine = await createBenchEngine(path, shop, line.send);
  const questions = groups.flatMap((group) => group.questions);
  const waits: number[] = [];
  const productCount = (): number =>
    prepared<{ n: number }>(
      engine.db,
      `SELECT coalesce(sum(row_count), 0) AS n FROM list_counts WHERE store_id = ?`,
    ).get(engine.storeId)?.n ?? 0;
  const run = engine.begin();
  try {
    while (productCount() === 0) await setTimeout(50);
    const [began, before] = [performance.now(), productCount()];
    for (let asked = 0; asked < questions.length * rounds; asked += 1) {
      const due = performance.now() + ASK_EVERY_MS;
      await setTimeout(ASK_EVERY_MS);
      const question = questions[asked % questions.length];
      if (question !== undefined) ask(engine.db, question);
      waits.push(performance.now() - due);
    }
    const perSecond = ((productCount() - before) / (performance.now() - began)) * 1000;
    const slow = quantile(waits, 0.95);
    return [
      {
        label: `all of it on the thread that takes in a first sync, ${SHOP_LATENCY_MS} ms a page, p95`,
        value: slow,
        unit: 'ms',
        limit: null,
        goal: atMost(slow, GOAL_WHILE_SYNCING_MS, `p95 ≤ ${GOAL_WHILE_SYNCING_MS} ms`),
      },
      { label: 'records taken in meanwhile', value: perSecond, unit: 'items/s', limit: null, goal: null },
    ];
  } finally {
    await run.stop();
    await run.ended;
    engine.close();
    line.close();
    await shop.stop();
  }
}

export const queriesBench: Bench = {
  name: 'queries',
  about: `search as you type, filter + sort, first and deep page at ${PRODUCTS} products and ${ORDERS} orders`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      const path = join(folder, 'mirror.db');
      const db = await openTestMirror(path);
      try {
        const size = {
          products: Math.round(PRODUCTS * scale),
          orders: Math.round(ORDERS * scale),
          variationsPerVariable: 1,
          customers: 20_000 * scale,
        };
        say('building the mirror');
        const { storeId } = buildMirror(db, 'first', size);
        drainSearchQueues(db);
        db.pragma('wal_checkpoint(TRUNCATE)');
        const groups = groupsFor(storeId, size.products, size.orders);
        say('asking');
        const quiet = groups.flatMap((group) =>
          figuresOf(`${group.label} (${group.questions.length} questions)`, measure(db, group, rounds), GOAL_MS),
        );
        say('asking while another process writes');
        const beside = await whileAnotherWrites(path, db, groups, rounds);
        say('asking on the thread that syncs');
        return [...quiet, ...beside, ...(await whileThisThreadSyncs(path, groups, rounds))];
      } finally {
        db.close();
      }
    }),
};
