import { createAdmin } from './admin.ts';
import type { Admin } from './admin.ts';
import type { ImageFetch, Quirks, ShopConfig } from './core/config.ts';
import { handleRequest } from './core/http.ts';
import { createState } from './core/state.ts';
import type { ShopState } from './core/state.ts';
import { zoneOf } from './core/time.ts';
import type { ShopRequest, ShopResponse } from './core/types.ts';
import { createFaults } from './faults.ts';
import type { Faults, ShopOutcome } from './faults.ts';
import { pictureFor } from './generate/picture.ts';
import { createPlan } from './generate/plan.ts';
import { generateTaxonomy } from './generate/taxonomy.ts';
import { createInspection } from './inspection.ts';
import type { Inspection } from './inspection.ts';

export type Profile = '10.5' | '9.9';

export type DemoShopOptions = {
  readonly seed: number;
  /** How many products; 50 to 200,000 are what it is made for, fewer work. */
  readonly products: number;
  /** Default: two and a half per ten products. */
  readonly orders?: number;
  readonly customers?: number;
  readonly coupons?: number;
  readonly profile?: Profile;
  readonly currency?: 'ILS' | 'EUR';
  readonly timeZone?: string;
  readonly shopName?: string;
  readonly clock: { readonly now: () => number };
  readonly random: { readonly next: () => number };
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  readonly permissions?: 'read' | 'write' | 'read_write';
  readonly role?: 'administrator' | 'shop_manager' | 'customer';
  /** Without a trailing slash; the server sets it when its port is known. */
  readonly baseUrl?: string;
  readonly assumeHttps?: boolean;
  /** The generated history ends here, epoch ms. Default: the start of the clock's current day. */
  readonly referenceMs?: number;
  /** Decides what a picture address given in a write leads to; the default knows the shop's own pictures and file endings. */
  readonly fetchImage?: (url: string) => ImageFetch;
  readonly quirks?: Quirks;
};

export type DemoShop = {
  /** One request through the faults to the shop. */
  readonly handle: (request: ShopRequest) => ShopOutcome;
  /** One request straight to the shop, without faults, at the clock's time. */
  readonly answer: (request: ShopRequest) => ShopResponse;
  readonly faults: Faults;
  /** What people do in wp-admin, and what importers and restores do behind it. */
  readonly admin: Admin;
  readonly inspect: Inspection;
  readonly config: ShopConfig;
  readonly state: ShopState;
  readonly now: () => number;
  /** A product picture as PNG, null where the shop has no such file. */
  readonly picture: (path: string) => Uint8Array | null;
  /** The options that make the same shop again. */
  readonly recipe: Readonly<Record<string, unknown>>;
};

const VERSIONS: Readonly<Record<Profile, { readonly woo: string; readonly wp: string; readonly flat: boolean }>> = {
  '10.5': { woo: '10.5.0', wp: '6.9.1', flat: true },
  '9.9': { woo: '9.9.5', wp: '6.8.3', flat: false },
};

const DAY_MS = 86_400_000;

/** A WooCommerce shop in memory, the same for the same options, clock and random source. */
export function createDemoShop(options: DemoShopOptions): DemoShop {
  const currency = options.currency ?? 'ILS';
  const zone = zoneOf(options.timeZone ?? (currency === 'ILS' ? 'Asia/Jerusalem' : 'Europe/Berlin'));
  const referenceMs = options.referenceMs ?? Math.floor(options.clock.now() / DAY_MS) * DAY_MS;
  const orders = options.orders ?? Math.round(options.products / 4);
  const customers = options.customers ?? Math.max(5, Math.round(orders / 2));
  const coupons = options.coupons ?? Math.min(400, Math.max(4, Math.round(options.products / 100)));
  const versions = VERSIONS[options.profile ?? '10.5'];
  const plan = createPlan({
    seed: options.seed,
    products: options.products,
    orders,
    customers,
    coupons,
    referenceSec: Math.floor(referenceMs / 1000),
    zone,
    currency,
    taxonomy: generateTaxonomy(),
  });
  const config: ShopConfig = {
    baseUrl: (options.baseUrl ?? 'http://127.0.0.1').replace(/\/+$/, ''),
    zone,
    shopName: options.shopName ?? 'Tamar Ceramics',
    currency,
    wooVersion: versions.woo,
    wpVersion: versions.wp,
    flatVariations: versions.flat,
    consumerKey: options.consumerKey ?? `ck_${'0'.repeat(32)}demoshop`,
    consumerSecret: options.consumerSecret ?? `cs_${'0'.repeat(32)}demoshop`,
    permissions: options.permissions ?? 'read_write',
    role: options.role ?? 'administrator',
    assumeHttps: options.assumeHttps ?? false,
    fetchImage: options.fetchImage ?? null,
    quirks: options.quirks ?? {},
  };
  const state = createState(plan, config);
  const random = options.random.next;
  const faults = createFaults({ state, clock: options.clock, random });
  return {
    handle: faults.handle,
    answer: (request) => handleRequest(state, request, { nowMs: faults.shopNow(), random }),
    faults,
    admin: createAdmin({ state, now: faults.shopNow, random, faults }),
    inspect: createInspection(state),
    config,
    state,
    now: faults.shopNow,
    picture: (path) => pictureFor(state, path),
    recipe: {
      seed: options.seed,
      products: options.products,
      orders,
      customers,
      coupons,
      profile: options.profile ?? '10.5',
      currency,
      timeZone: zone.name,
      referenceMs,
    },
  };
}
