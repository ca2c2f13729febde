import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import { startDemoShopServer } from '../../src/demo-shop/server.ts';
import type { Random } from '../../src/engine/platform/deps.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import type { ConflictRow } from '../../src/shared/contract/sync.ts';
import type { Intent, Ledger, Verdict } from './ledger.ts';
import { judge, wordOf } from './ledger.ts';
import type { MortalEngine } from './mortal-engine.ts';
import { startMortalEngine } from './mortal-engine.ts';
import type { OrderGiven } from './orders.ts';
import { notesOf, productsOf, truthOf } from './shop-truth.ts';

export type KillReport = Verdict & {
  readonly kills: number;
  /** Edits, creates, movements of stock and notes that the engine had answered as kept. */
  readonly acknowledged: number;
  /** Those that were given when the process died: they may have been kept or not. */
  readonly unanswered: number;
  /** Outcomes that nobody could know and that a person was asked about. */
  readonly asked: number;
  /** Commands that were refused, with the reason: there should be none. */
  readonly refused: readonly string[];
};

export type KillOptions = {
  readonly times: number;
  readonly seed: number;
  readonly onKill?: (kills: number) => void;
};

/** Between two lives so much passes that what was left unknown may be looked up and sent again. */
const BETWEEN_LIVES_MS = 6 * 60_000;
/** Some die while they open; the others live at most so long once they are open. */
const DIE_OPENING = 0.2;
const LONGEST_OPENING_MS = 80;
const LONGEST_LIFE_MS = 450;
/** Some live long enough to get through what the short-lived left behind. */
const LIVES_LONG = 0.15;
const LONGEST_LONG_LIFE_MS = 2_000;
/** So many orders in one life: more than it can send, fewer than would bury it. */
const ORDERS_A_LIFE = 5;
const ROUNDS_TO_SETTLE = 12;
const KEYS = { consumerKey: 'ck_of_the_mortal_engine', consumerSecret: 'cs_of_the_mortal_engine' };

type World = {
  readonly shop: DemoShop;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly profile: string;
  readonly cache: string;
  readonly refused: string[];
  /** Numbers of the products that the shop began with. */
  readonly originals: ReadonlySet<number>;
  /** How far the shop's and the engine's clocks are ahead of the computer's. */
  shiftMs: number;
  numbers: number;
  products: readonly Row[];
  orders: readonly Row[];
};

/**
 * Kills the engine's process again and again while it syncs and takes edits, over one shop and one profile; then lets
 * it end its work in peace and compares the ledger with the shop. All processes that it starts are ended by it.
 */
export async function runKills({ times, seed, onKill }: KillOptions): Promise<KillReport> {
  const random = createSeededRandom(`kills ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'backroom-kills-'));
  const now = (): number => Date.now() + world.shiftMs;
  const shop = createDemoShop({
    seed,
    products: 24,
    orders: 6,
    ...KEYS,
    clock: { now },
    random: createSeededRandom(`shop ${seed}`),
    referenceMs: Date.now() - 86_400_000,
  });
  const world: World = {
    shop,
    random,
    ledger: { entries: [], asked: new Set() },
    profile: join(folder, 'profile'),
    cache: join(folder, 'compiled'),
    refused: [],
    originals: new Set(shop.inspect.ids('products', { live: true })),
    shiftMs: 0,
    numbers: 0,
    products: [],
    orders: [],
  };
  const server = await startDemoShopServer({ shop });
  const before = productsOf(shop);
  let engine = startMortalEngine(world.cache);
  let spare = engine;
  try {
    await connect(world, engine, server.url);
    shop.faults.set([
      { kind: 'latency', params: { baseMs: 2, jitterMs: 20 } },
      { kind: 'drop-after', match: { method: 'write' }, probability: 0.04 },
      { kind: 'drop-before', match: { method: 'write' }, probability: 0.02 },
      {
        kind: 'late-commit',
        match: { method: 'write' },
        probability: 0.03,
        params: { delayMs: 90_000, answer: 'drop' },
      },
    ]);
    for (let kills = 1; kills <= times; kills += 1) {
      spare = startMortalEngine(world.cache);
      await liveAndDie(world, engine);
      world.shiftMs += BETWEEN_LIVES_MS;
      engine = spare;
      onKill?.(kills);
    }
    shop.faults.clear();
    await settle(world, engine);
  } finally {
    await Promise.all([engine.kill(), spare.kill()]);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const { entries, asked } = world.ledger;
  const acknowledged = entries.filter(({ certain }) => certain).length;
  return {
    kills: times,
    acknowledged,
    unanswered: entries.length - acknowledged,
    asked: asked.size,
    refused: world.refused,
    ...judge(world.ledger, truthOf(shop, before)),
  };
}

export async function need(engine: MortalEngine, order: OrderGiven): Promise<unknown> {
  const answer = await engine.give(order);
  if (answer.kind === 'kept') return answer.value;
  throw new Error(`${order.do}: ${answer.kind === 'refused' ? answer.why : `died: ${engine.complaints()}`}`);
}

/** The store is connected in peace; everything after that happens under the axe, the first reading included. */
async function connect(world: World, engine: MortalEngine, url: string): Promise<void> {
  await engine.loaded;
  await need(engine, { do: 'open', profile: world.profile, shiftMs: world.shiftMs, syncs: false });
  const input = { ...KEYS, name: 'Shop', url, mode: 'push', skipCheck: true };
  await need(engine, { do: 'call', method: 'stores.add', input });
  await need(engine, { do: 'close' });
  // The first of the lives opens the same profile again.
}

/** One life: opens, syncs, takes orders one after the other, and is killed at a random moment. */
async function liveAndDie(world: World, engine: MortalEngine): Promise<void> {
  await engine.loaded;
  const { random } = world;
  const diesOpening = random.next() < DIE_OPENING;
  const longestMs = random.next() < LIVES_LONG ? LONGEST_LONG_LIFE_MS : LONGEST_LIFE_MS;
  const lifeMs = random.next() * (diesOpening ? LONGEST_OPENING_MS : longestMs);
  const opening = engine.give({ do: 'open', profile: world.profile, shiftMs: world.shiftMs, syncs: true });
  if (!diesOpening) await opening;
  const work = opening.then(async (opened) => {
    if (opened.kind === 'refused') world.refused.push(`open: ${opened.why}`);
    if (opened.kind === 'kept') await giveOrders(world, engine);
  });
  await sleep(lifeMs);
  await engine.kill();
  await work;
}

async function giveOrders(world: World, engine: MortalEngine): Promise<void> {
  for (let orders = 0; engine.isAlive() && orders < ORDERS_A_LIFE; orders += 1) {
    await getToKnow(world, engine);
    const { intent, order } = drawIntent(world);
    const answer = await engine.give(order);
    if (answer.kind === 'refused') world.refused.push(`${wordOf(intent)}: ${answer.why}`);
    else world.ledger.entries.push({ intent, certain: answer.kind === 'kept' });
    if (world.random.next() < 0.3) await sleep(world.random.next() * 20);
  }
}

/** The local ids of the shop's own records, once they are all here: a record keeps its id through every death. */
async function getToKnow(world: World, engine: MortalEngine): Promise<void> {
  if (world.products.length > 0 && world.orders.length > 0) return;
  const rowsOf = async (entity: string): Promise<readonly Row[]> => {
    const answer = await engine.give({ do: 'call', method: 'records.list', input: { entity, limit: 1000 } });
    return answer.kind === 'kept' ? (answer.value as { readonly rows: readonly Row[] }).rows : [];
  };
  const products = await rowsOf('products');
  world.products = products.filter((row) => row.type === 'simple' && world.originals.has(row.woo_id));
  world.orders = await rowsOf('orders');
}

export type Row = {
  readonly id: string;
  readonly woo_id: number;
  readonly type?: string;
  readonly manage_stock?: boolean;
};

/** What an order is drawn from. */
type Drawing = Pick<World, 'random' | 'products' | 'orders'> & { numbers: number };
type Drawn = { readonly intent: Intent; readonly order: OrderGiven };

/** `world.numbers` grows with it. */
export function drawIntent(world: Drawing): Drawn {
  world.numbers += 1;
  const { random, numbers, products, orders } = world;
  const chance = random.next();
  const pick = (rows: readonly Row[]): Row | undefined => rows[Math.floor(random.next() * rows.length)];
  const product = pick(products);
  if (chance < 0.4 && product !== undefined) {
    const field = random.next() < 0.5 ? 'name' : 'regular_price';
    const value = field === 'name' ? `Renamed ${numbers}` : `${1000 + numbers}.50`;
    const input = { entity: 'products', id: product.id, changes: { [field]: value } };
    const intent: Intent = { kind: 'edit', product: product.woo_id, field, value };
    return { intent, order: { do: 'call', method: 'records.edit', input } };
  }
  const stocked = pick(products.filter((row) => row.manage_stock === true));
  if (chance < 0.7 && stocked !== undefined) {
    const by = 1 + Math.floor(random.next() * 40);
    const input = { entity: 'products', id: stocked.id, intent: { kind: 'adjust', by } };
    const intent: Intent = { kind: 'adjust', product: stocked.woo_id, by };
    return { intent, order: { do: 'call', method: 'stock.change', input } };
  }
  const order = pick(orders);
  if (chance < 0.85 && order !== undefined) {
    const text = `Note ${numbers}.`;
    const intent: Intent = { kind: 'note', order: order.woo_id, text };
    return { intent, order: { do: 'call', method: 'orders.note', input: { id: order.id, text } } };
  }
  const name = `Made under the axe ${numbers}`;
  const input = { entity: 'products', values: { name, status: 'publish', regular_price: '5.00' } };
  return { intent: { kind: 'create', name }, order: { do: 'call', method: 'records.create', input } };
}

/** The last life ends in peace: everything is looked up, sent, and what needs a person is answered by one who knows. */
async function settle(world: World, engine: MortalEngine): Promise<void> {
  await engine.loaded;
  await need(engine, { do: 'open', profile: world.profile, shiftMs: world.shiftMs, syncs: false });
  for (let round = 0; round < ROUNDS_TO_SETTLE; round += 1) {
    world.shiftMs += BETWEEN_LIVES_MS;
    await need(engine, { do: 'run', kind: 'full', shiftMs: world.shiftMs });
    const questions = await rowsFrom<ConflictRow>(engine, 'conflicts.list');
    for (const question of questions) await answerQuestion(world, engine, question);
    const waiting = await rowsFrom(engine, 'pending.list');
    if (waiting.length === 0 && questions.length === 0) return;
  }
  const waiting = await rowsFrom(engine, 'pending.list');
  throw new Error(`after ${ROUNDS_TO_SETTLE} quiet runs changes still wait: ${JSON.stringify(waiting.slice(0, 3))}`);
}

async function rowsFrom<Found>(
  engine: MortalEngine,
  method: 'conflicts.list' | 'pending.list',
): Promise<readonly Found[]> {
  return ((await need(engine, { do: 'call', method, input: {} })) as { readonly rows: readonly Found[] }).rows;
}

/**
 * What the engine cannot know it asks. The tester looks into the shop for a note; of a movement of stock nobody can
 * see whether it is in the sum, so it is left as it is and counted as asked.
 */
async function answerQuestion(world: World, engine: MortalEngine, question: ConflictRow): Promise<void> {
  const notes = notesOf(world.shop);
  let choice: 'mine' | 'theirs' = 'theirs';
  for (const { intent } of world.ledger.entries) {
    if (!isAbout(question, intent)) continue;
    world.ledger.asked.add(wordOf(intent));
    if (intent.kind === 'note' && !notes.includes(intent.text)) choice = 'mine';
  }
  const names = question.kind === 'both_changed' ? question.fields.map(({ field }) => field) : ['*'];
  const fields = Object.fromEntries(names.map((name) => [name, { choice: names[0] === '*' ? choice : 'mine' }]));
  await need(engine, { do: 'call', method: 'conflicts.resolve', input: { id: question.id, fields } });
}

export function isAbout(question: ConflictRow, intent: Intent): boolean {
  const mine = question.fields.map((field) => JSON.stringify(field.mine));
  switch (intent.kind) {
    case 'note':
      return mine.includes(JSON.stringify(intent.text));
    case 'adjust':
      return question.kind === 'outcome_unknown' && question.woo_id === intent.product;
    case 'create':
      return question.kind === 'duplicate' && question.label === intent.name;
    case 'edit':
      return false;
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
