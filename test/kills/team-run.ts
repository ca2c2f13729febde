import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import { startDemoShopServer } from '../../src/demo-shop/server.ts';
import type { Random } from '../../src/engine/platform/deps.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import type { ConflictRow } from '../../src/shared/contract/sync.ts';
import type { FrailProxy } from './frail-proxy.ts';
import { startFrailProxy } from './frail-proxy.ts';
import { drawIntent, isAbout, need, sleep } from './kill-run.ts';
import type { KillReport, Row } from './kill-run.ts';
import type { Ledger } from './ledger.ts';
import { judge, wordOf } from './ledger.ts';
import type { MortalEngine } from './mortal-engine.ts';
import { startMortalEngine } from './mortal-engine.ts';
import { notesOf, productsOf, truthOf } from './shop-truth.ts';
import type { TeamCentral } from './team-central.ts';
import { startTeamCentral } from './team-central.ts';

export type TeamKillReport = KillReport & {
  /** How many of the killed held the shop at that moment. */
  readonly holders: number;
  readonly cuts: number;
};

const DESKTOPS = 3;
const SHIFT_MS = 6 * 60_000;
const ORDERS_A_ROUND = 3;
const ROUNDS_TO_SETTLE = 24;
const KEYS = { consumerKey: 'ck_of_the_mortal_team', consumerSecret: 'cs_of_the_mortal_team' };
const PASSWORD = 'a long enough one for all';

type Desk = {
  readonly number: number;
  readonly profile: string;
  readonly proxy: FrailProxy;
  engine: MortalEngine;
  /** Products whose fields only this desktop edits, so that the last word on each is known. */
  products: readonly Row[];
  orders: readonly Row[];
};
type World = {
  readonly shop: DemoShop;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly central: TeamCentral;
  readonly desks: Desk[];
  readonly cache: string;
  readonly refused: string[];
  shiftMs: number;
  numbers: number;
  cuts: number;
  holders: number;
};

/**
 * Three engines as processes share one shop through a real PostgreSQL, each over a network of its own that is cut and
 * slowed down, while they take edits and are killed; then they end their work in peace and the ledger is compared with
 * the shop. All processes that it starts are ended by it.
 */
export async function runTeamKills(options: {
  readonly times: number;
  readonly seed: number;
  readonly onKill?: (kills: number) => void;
}): Promise<TeamKillReport> {
  const { times, seed, onKill } = options;
  const folder = mkdtempSync(join(tmpdir(), 'backroom-kills-'));
  const random = createSeededRandom(`team kills ${seed}`);
  const now = (): number => Date.now() + world.shiftMs;
  const shop = createDemoShop({
    ...{ seed, products: 24, orders: 6, ...KEYS, clock: { now }, random: createSeededRandom(`shop ${seed}`) },
    referenceMs: Date.now() - 86_400_000,
  });
  const central = await startTeamCentral();
  const server = await startDemoShopServer({ shop });
  const world: World = {
    ...{ shop, random, central, desks: [], cache: join(folder, 'compiled'), refused: [] },
    ...{ ledger: { entries: [], asked: new Set() }, shiftMs: 0, numbers: 0, cuts: 0, holders: 0 },
  };
  const before = productsOf(shop);
  try {
    for (let number = 0; number < DESKTOPS; number += 1) await enter(world, folder, number, server.url);
    for (const desk of world.desks) await getToKnow(world, desk);
    shop.faults.set([
      { kind: 'latency', params: { baseMs: 2, jitterMs: 20 } },
      { kind: 'drop-after', match: { method: 'write' }, probability: 0.04 },
      { kind: 'drop-before', match: { method: 'write' }, probability: 0.02 },
    ]);
    for (let kills = 1; kills <= times; kills += 1) {
      await liveOn(world);
      await killOne(world);
      onKill?.(kills);
    }
    shop.faults.clear();
    for (const { proxy } of world.desks) proxy.mend();
    await settle(world);
  } finally {
    await Promise.all(world.desks.map(({ engine }) => engine.kill()));
    await Promise.all(world.desks.map(({ proxy }) => proxy.close()));
    await server.close();
    await central.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const { entries, asked } = world.ledger;
  const acknowledged = entries.filter(({ certain }) => certain).length;
  return {
    ...{ kills: times, holders: world.holders, cuts: world.cuts, acknowledged, asked: asked.size },
    ...{ unanswered: entries.length - acknowledged, refused: world.refused },
    ...judge(world.ledger, truthOf(shop, before)),
  };
}

/** A desktop joins the team in peace, with a key of its own for the shop. */
async function enter(world: World, folder: string, number: number, url: string): Promise<void> {
  const proxy = await startFrailProxy(world.central.port);
  const engine = startMortalEngine(world.cache);
  const desk: Desk = { number, profile: join(folder, `d${number}`), proxy, engine, products: [], orders: [] };
  world.desks.push(desk);
  await engine.loaded;
  const call = (method: never, input: unknown): Promise<unknown> => need(engine, { do: 'call', method, input });
  await need(engine, { do: 'open', profile: desk.profile, shiftMs: 0, syncs: false, team: true });
  const invitation = await world.central.invite(`d${number}@team.test`, proxy.port);
  const { login } = (await call('team.enrol' as never, { invitation, deviceName: `Desk ${number}` })) as {
    readonly login: string;
  };
  await call('team.setPassword' as never, { login, password: PASSWORD });
  const added = (await call('stores.add' as never, { ...KEYS, name: 'Shop', url, mode: 'push', skipCheck: true })) as {
    readonly id: string;
  };
  await call('team.shareShop' as never, { storeId: added.id });
  // the first reads the shop and tells central; the others take it from there
  for (let tries = 0; tries < 40; tries += 1) {
    const report = (await need(engine, { do: 'run', kind: 'incremental', shiftMs: 0 })) as { readonly ok: boolean };
    if (report.ok && (await rowsOf(desk, 'products')).length >= 24) return;
    await sleep(250);
  }
  throw new Error(`d${number} never had the whole shop`);
}

async function rowsOf(desk: Desk, entity: string): Promise<readonly Row[]> {
  const answer = await desk.engine.give({ do: 'call', method: 'records.list', input: { entity, limit: 1000 } });
  return answer.kind === 'kept' ? (answer.value as { readonly rows: readonly Row[] }).rows : [];
}

async function getToKnow(world: World, desk: Desk): Promise<void> {
  const simple = (await rowsOf(desk, 'products')).filter((row) => row.type === 'simple');
  const sorted = simple.toSorted((one, other) => one.woo_id - other.woo_id);
  desk.products = sorted.filter((_, at) => at % DESKTOPS === desk.number);
  desk.orders = await rowsOf(desk, 'orders');
  await need(desk.engine, { do: 'close' });
  await desk.engine.kill();
  desk.engine = startMortalEngine(world.cache);
  await begin(world, desk);
}

async function begin(world: World, desk: Desk): Promise<void> {
  await desk.engine.loaded;
  const { profile, engine } = desk;
  const opened = await engine.give({ do: 'open', profile, shiftMs: world.shiftMs, syncs: true, team: true });
  if (opened.kind === 'refused') world.refused.push(`open: ${opened.why}`);
}

/** Everybody takes some orders while the networks break and mend. */
async function liveOn(world: World): Promise<void> {
  const { random } = world;
  for (const { proxy } of world.desks) {
    const draw = random.next();
    if (draw < 0.15) {
      world.cuts += 1;
      proxy.cut();
    } else if (draw < 0.3) proxy.delay(5 + Math.floor(random.next() * 60));
    else proxy.mend();
  }
  await Promise.all(
    world.desks.map(async (desk) => {
      for (let orders = 0; orders < ORDERS_A_ROUND; orders += 1) {
        const { intent, order } = drawIntentOf(world, desk);
        const answer = await desk.engine.give(order);
        if (answer.kind === 'refused') world.refused.push(`${wordOf(intent)}: ${answer.why}`);
        else world.ledger.entries.push({ intent, certain: answer.kind === 'kept' });
        await sleep(random.next() * 200);
      }
    }),
  );
  await sleep(random.next() * 600);
}

/** kill -9 of one, at any moment of its work; of the holder as often as of all others together. */
async function killOne(world: World): Promise<void> {
  const { random, desks, central } = world;
  const email = await central.holder();
  const holder = desks.find(({ number }) => email === `d${number}@team.test`);
  const any = desks[Math.floor(random.next() * desks.length)];
  const victim = holder !== undefined && random.next() < 0.5 ? holder : any;
  if (victim === undefined) return;
  if (victim === holder) world.holders += 1;
  const last = drawIntentOf(world, victim);
  const given = victim.engine.give(last.order);
  await sleep(random.next() * 30);
  await victim.engine.kill();
  const answer = await given;
  if (answer.kind === 'refused') world.refused.push(`${wordOf(last.intent)}: ${answer.why}`);
  else world.ledger.entries.push({ intent: last.intent, certain: answer.kind === 'kept' });
  world.shiftMs += SHIFT_MS;
  await Promise.all(desks.map(({ engine }) => engine.give({ do: 'shift', shiftMs: world.shiftMs })));
  victim.engine = startMortalEngine(world.cache);
  await begin(world, victim);
}

function drawIntentOf(world: World, { products, orders }: Desk): ReturnType<typeof drawIntent> {
  const drawing = { random: world.random, products, orders, numbers: world.numbers };
  const drawn = drawIntent(drawing);
  world.numbers = drawing.numbers;
  return drawn;
}

/** In peace: they run in turns until nothing waits anywhere, and who is asked answers as one who knows. */
async function settle(world: World): Promise<void> {
  for (const desk of world.desks) {
    await need(desk.engine, { do: 'close' });
    await desk.engine.kill();
    desk.engine = startMortalEngine(world.cache);
    await desk.engine.loaded;
    const { profile } = desk;
    await need(desk.engine, { do: 'open', profile, shiftMs: world.shiftMs, syncs: false, team: true });
  }
  let waiting: readonly unknown[] = [];
  for (let round = 0; round < ROUNDS_TO_SETTLE; round += 1) {
    world.shiftMs += SHIFT_MS;
    waiting = [];
    for (const desk of world.desks) {
      await need(desk.engine, { do: 'run', kind: 'full', shiftMs: world.shiftMs });
      for (const question of await list<ConflictRow>(desk, 'conflicts.list'))
        await answerQuestion(world, desk, question);
      await need(desk.engine, { do: 'run', kind: 'incremental', shiftMs: world.shiftMs });
      waiting = [...waiting, ...(await list(desk, 'pending.list')), ...(await list(desk, 'conflicts.list'))];
    }
    if (waiting.length === 0 && round > 1 && (await world.central.open()) === 0) return;
    await sleep(500);
  }
  throw new Error(`changes still wait after ${ROUNDS_TO_SETTLE} rounds: ${JSON.stringify(waiting.slice(0, 3))}`);
}

async function list<Found>(desk: Desk, method: 'conflicts.list' | 'pending.list'): Promise<readonly Found[]> {
  return ((await need(desk.engine, { do: 'call', method, input: {} })) as { readonly rows: readonly Found[] }).rows;
}

async function answerQuestion(world: World, desk: Desk, question: ConflictRow): Promise<void> {
  const notes = notesOf(world.shop);
  let choice: 'mine' | 'theirs' = 'theirs';
  for (const { intent } of world.ledger.entries) {
    if (!isAbout(question, intent)) continue;
    world.ledger.asked.add(wordOf(intent));
    if (intent.kind === 'note' && !notes.includes(intent.text)) choice = 'mine';
  }
  const names = question.kind === 'both_changed' ? question.fields.map(({ field }) => field) : ['*'];
  const fields = Object.fromEntries(names.map((name) => [name, { choice: names[0] === '*' ? choice : 'mine' }]));
  await need(desk.engine, { do: 'call', method: 'conflicts.resolve', input: { id: question.id, fields } });
}
