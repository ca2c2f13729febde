import type { Chance } from './chance.ts';
import { createChance } from './chance.ts';

/** What a person at a desktop does. */
export const USER_ACTS = [
  [16, 'price'],
  [5, 'sale-price'],
  [8, 'name'],
  [5, 'sku'],
  [4, 'weight'],
  [4, 'description'],
  [5, 'categories'],
  [3, 'meta'],
  [7, 'status'],
  [8, 'adjust'],
  [5, 'count'],
  [6, 'note'],
  [6, 'order-status'],
  [3, 'customer-note'],
  [3, 'coupon-amount'],
  [3, 'customer-name'],
  [4, 'term-name'],
  [3, 'several-fields'],
  [5, 'create-product'],
  [2, 'create-variation'],
  [2, 'create-coupon'],
  [2, 'create-category'],
  [2, 'create-tag'],
  [1, 'create-term'],
  [1, 'create-customer'],
  [5, 'trash'],
  [2, 'delete'],
  [4, 'restore'],
  [3, 'undo'],
  [3, 'undo-field'],
  [14, 'decide'],
  [3, 'retry-errors'],
  [3, 'resolve-error'],
  [2, 'open-order'],
] as const;
export type UserAct = (typeof USER_ACTS)[number][1];

/** What people do in the shop itself, without the API. */
export const SHOP_ACTS = [
  [16, 'price'],
  [5, 'sale-price'],
  [7, 'name'],
  [3, 'sku'],
  [4, 'description'],
  [4, 'categories'],
  [6, 'status'],
  [7, 'stock'],
  [8, 'order'],
  [4, 'order-status'],
  [2, 'order-note'],
  [2, 'coupon-amount'],
  [2, 'customer-name'],
  [3, 'term-name'],
  [3, 'create-product'],
  [1, 'create-variation'],
  [1, 'create-tag'],
  [1, 'create-customer'],
  [5, 'trash'],
  [3, 'untrash'],
  [4, 'delete'],
  [1, 'delete-term'],
  [5, 'sql-price'],
  [3, 'sql-stock'],
  [2, 'sql-status'],
  [2, 'touch'],
  [2, 'hide'],
  [2, 'unhide'],
  [2, 'late-price'],
  [2, 'torn-price'],
] as const;
export type ShopAct = (typeof SHOP_ACTS)[number][1];

/** What goes wrong between the desktops and the shop. */
export const FAULT_ACTS = [
  [8, 'drop-before'],
  [10, 'drop-after'],
  [6, 'timeout-before'],
  [10, 'timeout-after'],
  [8, 'late-commit'],
  [4, 'rate-limit'],
  [4, 'server-error'],
  [4, 'error-after-effect'],
  [4, 'bad-gateway'],
  [3, 'maintenance'],
  [3, 'html-page'],
  [3, 'captcha'],
  [3, 'truncate'],
  [2, 'php-notice'],
  [2, 'empty-body'],
  [1, 'unauthorized'],
  [3, 'torn-read'],
  [4, 'stale-cache'],
  [2, 'clock-skew'],
  [3, 'refused'],
  [1, 'stall'],
  [10, 'clear'],
] as const;
export type FaultAct = (typeof FAULT_ACTS)[number][1];

/** One step of a simulation, as plain data. */
export type Act = Step & {
  /** Its place in the seed: the values that it makes carry this number, also when other acts are left out. */
  readonly i: number;
  /** The seed of every chance taken while it is performed. */
  readonly r: number;
};

type Step =
  | { readonly do: 'user'; readonly d: number; readonly what: UserAct }
  | { readonly do: 'shop'; readonly what: ShopAct }
  | { readonly do: 'fault'; readonly what: FaultAct }
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'run'; readonly d: number; readonly kind: 'incremental' | 'census' | 'full' }
  /** Lets `n` things happen on the line or on the clock. */
  | { readonly do: 'deliver'; readonly n: number }
  /** Lets things happen until no run is under way. */
  | { readonly do: 'settle' }
  /** kill -9: at once (every moment at which a desktop waits is one), or around the n-th commit from now. */
  | {
      readonly do: 'kill';
      readonly d: number;
      readonly at: 'now' | 'before-commit' | 'after-commit';
      readonly n: number;
    }
  /** The power goes at the n-th commit from now: commits after the last durable one may be gone with it. */
  | { readonly do: 'power-loss'; readonly d: number; readonly n: number }
  | { readonly do: 'cancel'; readonly d: number }
  | { readonly do: 'line'; readonly d: number; readonly up: boolean };

const KINDS = [
  [40, 'user'],
  [17, 'shop'],
  [9, 'fault'],
  [9, 'time'],
  [3, 'run'],
  [15, 'deliver'],
  [4, 'settle'],
  [1.2, 'kill'],
  [0.4, 'power-loss'],
  [0.5, 'cancel'],
  [0.9, 'line'],
] as const;

function weighted<T>(chance: Chance, choices: readonly (readonly [number, T])[]): T {
  let rest = chance.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new Error('nothing to choose from');
  return last[1];
}

function drawTime(chance: Chance): number {
  const draw = chance.next();
  if (draw < 0.45) return 500 + chance.int(4_500);
  if (draw < 0.75) return 10_000 + chance.int(110_000);
  if (draw < 0.95) return 120_000 + chance.int(900_000);
  return 3_600_000 + chance.int(7 * 3_600_000);
}

function drawStep(chance: Chance, desktops: number): Step {
  const d = desktops === 1 ? 0 : chance.int(desktops);
  const kind = weighted(chance, KINDS);
  switch (kind) {
    case 'user':
      return { do: 'user', d, what: weighted(chance, USER_ACTS) };
    case 'shop':
      return { do: 'shop', what: weighted(chance, SHOP_ACTS) };
    case 'fault':
      return { do: 'fault', what: weighted(chance, FAULT_ACTS) };
    case 'time':
      return { do: 'time', ms: drawTime(chance) };
    case 'run':
      return {
        do: 'run',
        d,
        kind: weighted(chance, [
          [6, 'incremental'],
          [4, 'census'],
          [0.5, 'full'],
        ]),
      };
    case 'deliver':
      return { do: 'deliver', n: 1 + chance.int(12) };
    case 'settle':
      return { do: 'settle' };
    case 'kill':
      return {
        do: 'kill',
        d,
        at: weighted(chance, [
          [4, 'now'],
          [3, 'before-commit'],
          [3, 'after-commit'],
        ]),
        n: 1 + chance.int(6),
      };
    case 'power-loss':
      return { do: 'power-loss', d, n: 1 + chance.int(12) };
    case 'cancel':
      return { do: 'cancel', d };
    case 'line':
      return { do: 'line', d, up: chance.coin(0.6) };
  }
}

/** The acts of a seed; a longer list of the same seed begins with the shorter one. */
export function drawActs(seed: number, steps: number, desktops: number): readonly Act[] {
  const chance = createChance(seed);
  return Array.from({ length: steps }, (_none, i) => ({
    ...drawStep(chance, desktops),
    i: i + 1,
    r: chance.int(2 ** 31),
  }));
}

/** The surroundings of a seed. */
export type Setting = {
  readonly seed: number;
  readonly desktops: number;
  readonly products: number;
  readonly profile: '10.5' | '9.9';
  readonly pageSize: number;
  readonly timeZone: string;
  /** Per desktop: how wrong its clock is, ms. */
  readonly skewMs: readonly number[];
  /** Whether the desktops run by their schedule or only when asked. */
  readonly scheduled: boolean;
  /** Whether stock moved by orders leaves the product's date alone. */
  readonly stockWithoutDate: boolean;
  /** Whether a person answers all open questions at the end. */
  readonly diligent: boolean;
  /** Whether the first reading is part of the simulation, faults included. */
  readonly fromEmpty: boolean;
};

/** `desktops`: how many, or null to let the seed decide. */
export function drawSetting(seed: number, desktops: number | null): Setting {
  const chance = createChance(seed * 2 + 0x51ed270b);
  const drawn = chance.coin(0.65) ? 1 : chance.coin(0.7) ? 2 : 3 + chance.int(2);
  const count = desktops ?? drawn;
  return {
    seed,
    desktops: count,
    products: 8 + chance.int(5),
    profile: chance.coin(0.8) ? '10.5' : '9.9',
    pageSize: chance.pick([100, 100, 100, 20, 10, 4]),
    timeZone: chance.pick(['Asia/Jerusalem', 'America/New_York', 'Europe/Berlin']),
    skewMs: Array.from({ length: count }, () => (chance.coin(0.75) ? 0 : chance.int(20 * 3_600_000) - 10 * 3_600_000)),
    scheduled: chance.coin(0.6),
    stockWithoutDate: chance.coin(0.4),
    diligent: chance.coin(0.5),
    fromEmpty: chance.coin(0.5),
  };
}
