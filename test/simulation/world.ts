import { createHash } from 'node:crypto';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Setting } from './acts.ts';
import type { Chance } from './chance.ts';
import { createChance } from './chance.ts';
import type { Desktop, DesktopDeps } from './desktop.ts';
import { createDesktop, KEY, SHOP_URL, STORE } from './desktop.ts';
import { checkFirstReading, checkOvertaking, isFilled } from './check-along.ts';
import { checkRestart } from './check-restart.ts';
import type { Happened } from './happenings.ts';
import { createHappened, noteArrival, noteEnd } from './happenings.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import type { Arrival, Line } from './line.ts';
import { createLine } from './line.ts';
import { beginning } from './other-store.ts';
import type { Author, ShopHistory } from './shop-history.ts';
import { createShopHistory } from './shop-history.ts';
import type { Removal } from './removals.ts';
import { isHere, removalsOf, watchRemovals } from './removals.ts';
import { trimShop } from './small-shop.ts';
import { createTidying } from './tidy-shop.ts';
import type { VirtualTime } from './virtual-time.ts';
import { createVirtualTime, SIMULATION_START } from './virtual-time.ts';
import { watchWrites } from './watch-writes.ts';

export type Violation = { readonly invariant: string; readonly detail: string };

/** Everything of one simulation. */
export type World = {
  readonly setting: Setting;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly shop: DemoShop;
  readonly line: Line;
  readonly history: ShopHistory;
  readonly ledger: Ledger;
  readonly desktops: readonly Desktop[];
  readonly violations: Violation[];
  /** What happened that some checks have to know of: `clock-skew`, `hidden products:12`. */
  readonly marks: Set<string>;
  readonly happened: Happened;
  /** What the mirrors hold of the other shop, at the start. */
  readonly other: string;
  readonly violate: (invariant: string, detail: string) => void;
  /** A line of the trace; kept whole only when asked for, always part of the hash. */
  readonly tell: (line: string) => void;
  readonly lines: readonly string[];
  readonly hash: () => string;
  /** The number of the present moment; grows with everything that happens. */
  readonly event: () => number;
  readonly advance: () => number;
  /** Something happens on the line, or time goes on to the next sleeper; false when nothing is left within `withinMs`. */
  readonly tick: (withinMs: number) => Promise<boolean>;
  readonly drain: () => Promise<void>;
  /** Starts dead processes again and looks at what the living ones removed. */
  readonly look: () => void;
  /** Lets time pass; who sleeps shorter wakes on the way, or, after a long sleep of the computer, late. */
  readonly pass: (ms: number) => Promise<void>;
  readonly settle: (limit?: number) => Promise<boolean>;
  readonly noteShop: (by: Author) => void;
  readonly requests: () => number;
  readonly writesSent: () => number;
  readonly close: () => void;
};

const TICKS_TO_SETTLE = 4_000;
function createShop(setting: Setting, time: VirtualTime, chance: Chance): DemoShop {
  const shop = createDemoShop({
    seed: setting.seed,
    products: setting.products,
    orders: 6,
    customers: 4,
    coupons: 3,
    profile: setting.profile,
    timeZone: setting.timeZone,
    clock: time,
    random: chance,
    ...KEY,
    baseUrl: SHOP_URL,
    assumeHttps: true,
    referenceMs: SIMULATION_START,
    quirks: { stockWithoutDate: setting.stockWithoutDate },
  });
  trimShop(shop);
  return shop;
}

/** What a simulation of a team puts in the place of single desktops. */
export type Surroundings = {
  readonly line: Line;
  readonly ledger: Ledger;
  readonly createDesktop: (deps: DesktopDeps) => Desktop;
};
export type WorldOptions = {
  readonly keepLines: boolean;
  readonly surround?: (
    parts: Pick<World, 'time' | 'chance' | 'line' | 'desktops' | 'tell' | 'violate'>,
  ) => Surroundings;
};

/** A shop, a line and desktops, at rest. */
export async function createWorld(setting: Setting, options: WorldOptions): Promise<World> {
  const time = createVirtualTime();
  const chance = createChance(setting.seed);
  const shop = createShop(setting, time, chance);
  const history = createShopHistory(shop);
  const violations: Violation[] = [];
  const lines: string[] = [];
  const hash = createHash('sha1');
  let event = 0;
  let requests = 0;
  let writesSent = 0;
  const happened = createHappened();
  if (setting.desktops > 2) happened.note('three or four desktops');

  const tell = (line: string): void => {
    hash.update(`${line}\n`);
    if (options.keepLines) lines.push(line);
  };
  const violate = (invariant: string, detail: string): void => {
    if (violations.length < 20) violations.push({ invariant, detail });
    tell(`VIOLATION ${invariant}: ${detail}`);
  };

  const noteShop = (by: Author, left = event): void => {
    const from = history.writes.length;
    history.note(event, by, left);
    for (const write of history.writes.slice(from)) {
      tell(`  shop: ${String(write.by)} ${write.op} ${write.entity}:${write.id} ${JSON.stringify(write.body)}`);
      if (write.op === 'create') watch.born(write);
    }
  };

  const noteLate = (): void => {
    const from = history.writes.length;
    noteShop('late');
    if (history.writes.length > from) happened.note('a write took effect late');
  };

  const arrived = (arrival: Arrival): void => {
    event += 1;
    requests += 1;
    const { desktop, method, path, outcome } = arrival;
    const status = outcome.kind === 'response' ? outcome.status : outcome.kind;
    tell(`${event} d${desktop}${arrival.ghost ? ' (ghost)' : ''} ${method} ${path}${arrival.query} → ${status}`);
    if (method !== 'GET') {
      writesSent += 1;
      tell(`  body: ${arrival.body ?? ''}`);
    }
    const from = history.writes.length;
    noteShop(arrival.ghost ? 'late' : desktop, arrival.left);
    const writes = history.writes.slice(from);
    if (method !== 'GET' && !arrival.ghost) checkOvertaking(world, arrival);
    noteArrival(happened, arrival, writes.length > 0);
    watch.heard(arrival, writes);
    tidy(arrival);
  };

  const shopLine = createLine(shop, time, chance, {
    moment: () => event,
    beforeArrival: () => {
      shop.faults.settle();
      event += 1;
      noteLate();
    },
    arrived,
    cut: (by, at) => {
      if (by === 'death')
        happened.note(
          at === 'before' ? 'killed with a write on its way' : 'killed between the effect of a write and its answer',
        );
      else
        happened.note(
          at === 'before' ? 'a write was lost before its effect' : 'a write took effect and its answer was lost',
        );
    },
  });

  const { image, other } = await beginning(SHOP_URL, setting.pageSize);
  const desktops: Desktop[] = [];
  const { line, ledger, ...made } = options.surround?.({ time, chance, line: shopLine, desktops, tell, violate }) ?? {
    line: shopLine,
    ledger: createLedger(),
    createDesktop,
  };
  const watch = watchWrites(ledger, history, () => desktops, violate);
  const createOne = (skewMs: number, number: number): Desktop =>
    made.createDesktop({
      number,
      image,
      time,
      line,
      chance,
      skewMs,
      scheduled: setting.scheduled,
      onDefect: (what) => violate('defect', `d${number}: ${what.slice(0, 600)}`),
      onBoot: watchRemovals,
      onReport: (report, db) => {
        tell(`  d${number} run ${report.kind} ${report.ok ? 'ok' : (report.problem?.type ?? '?')}`);
        if (report.kind === 'first' && report.ok && db.open && isFilled(db)) checkFirstReading(world, number, db);
      },
    });
  desktops.push(...setting.skewMs.map(createOne));

  const drain = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const afterwards = (): void => {
    for (const desktop of desktops) {
      // what was on the line when the power went may still arrive
      if (line.travelling() > 0 && chance.coin(0.4)) desktop.waits();
      if (desktop.isDead()) {
        event += 1;
        tell(`${event} d${desktop.number} starts again`);
        noteEnd(happened, desktop.endedBy());
        desktop.revive();
        checkRestart(world, desktop);
      } else for (const gone of removalsOf(desktop)) checkRemoval(desktop, gone);
    }
  };

  /** [I6] Nothing vanishes here that was not gone there, or that a person here did not delete. */
  const checkRemoval = (desktop: Desktop, gone: Removal): void => {
    const { entity, wooId } = gone;
    // a team brings two rows of one record under one id
    if (options.surround !== undefined && isHere(desktop, gone)) return;
    const still = desktop
      .db()
      .prepare(`SELECT 1 FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND woo_id = ?`)
      .get(wooId);
    if (still !== undefined || ledger.deletions.has(`${desktop.number} ${entity}:${wooId}`)) return;
    const versions = history.versionsOf(entity, wooId);
    if (versions.some((version) => version.values === null)) return;
    violate('I6', `d${desktop.number} removed ${entity}:${wooId}, which the shop always had`);
  };

  const tick = async (withinMs: number): Promise<boolean> => {
    let moved = true;
    if (time.wakeDue()) moved = true;
    else if (line.step()) moved = true;
    else {
      const next = time.nextAt();
      if (next === null || next - time.passed() > withinMs) moved = false;
      else {
        time.pass(next - time.passed());
        time.wakeDue();
      }
    }
    if (moved) {
      await drain();
      afterwards();
    }
    return moved;
  };

  const anyBusy = (): boolean => line.travelling() > 0 || desktops.some((desktop) => desktop.busy());

  const world: World = {
    setting,
    time,
    chance,
    shop,
    line,
    history,
    ledger,
    desktops,
    violations,
    marks: new Set(),
    happened,
    other,
    violate,
    tell,
    lines,
    hash: () => hash.copy().digest('hex'),
    event: () => event,
    advance: () => (event += 1),
    tick,
    drain,
    look: afterwards,
    pass: async (ms) => {
      const until = time.passed() + ms;
      const asleep = ms > 120_000;
      if (asleep) {
        happened.note('the computer slept');
        time.passAsleep(ms);
      }
      for (let woken = 0; woken < 60; woken += 1) {
        const next = time.nextAt();
        if (next === null || next > until) break;
        time.pass(next - time.passed());
        time.wakeDue();
        await drain();
        afterwards();
      }
      time.pass(until - time.passed());
      shop.faults.settle();
      noteLate();
    },
    settle: async (limit = TICKS_TO_SETTLE) => {
      for (let ticks = 0; ticks < limit; ticks += 1) {
        await drain();
        afterwards();
        if (!anyBusy()) return true;
        if (!(await tick(Number.POSITIVE_INFINITY))) return !anyBusy();
      }
      return false;
    },
    noteShop,
    requests: () => requests,
    writesSent: () => writesSent,
    close: () => {
      for (const desktop of desktops) desktop.close();
    },
  };
  const tidy = createTidying(() => world);
  return world;
}
