import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';

/** Who made a change: the number of a desktop, somebody in the shop, a consequence, or a request that took effect late. */
export type Author = number | 'shop' | 'effect' | 'late';

/** The values of one record after one change; null once it is gone for good. */
export type Version = {
  readonly event: number;
  readonly by: Author;
  readonly op: string;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly values: Readonly<Record<string, string>> | null;
};

/** One line of the shop's write log, with the moment and the author. */
export type LoggedWrite = {
  readonly event: number;
  /** When the request left that caused it. */
  readonly left: number;
  readonly by: Author;
  readonly op: string;
  readonly entity: string;
  readonly id: number;
  readonly parentId: number;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What became of every record of the shop, written down from its write log: the ledger's own eyes. */
export type ShopHistory = {
  /** Reads what the log has gained since; `by` is who caused it. */
  readonly note: (event: number, by: Author, left: number) => void;
  readonly versionsOf: (entity: EntityName, wooId: number) => readonly Version[];
  readonly writes: readonly LoggedWrite[];
};

type ShopEntity = Parameters<DemoShop['inspect']['raw']>[0];

/** Names of the shop's own collections. */
export function shopEntityOf(entity: EntityName): ShopEntity {
  switch (entity) {
    case 'categories':
    case 'tags':
    case 'brands':
    case 'shipping_classes':
    case 'terms':
      return 'terms';
    case 'order_notes':
      return 'notes';
    case 'order_refunds':
      return 'refunds';
    default:
      return entity;
  }
}

type Raw = Readonly<Record<string, unknown>>;

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A decimal without superfluous digits, as far as the simulation's own values need it. */
export function plainNumber(text: string): string {
  return /^-?\d+\.\d*$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

/** Texts as a person reads them: the shop writes & as &amp; and trims. */
export function plainText(text: string): string {
  return text.replaceAll('&amp;', '&').trim();
}

function metaValue(raw: Raw, key: string): string {
  const meta = (raw['meta'] as readonly { readonly key: string; readonly value: unknown }[] | undefined) ?? [];
  return shown(meta.find((entry) => entry.key === key)?.value);
}

/** The fields that the simulation edits, by the paths of the API. */
export function valuesOf(entity: ShopEntity, raw: Raw): Record<string, string> {
  switch (entity) {
    case 'products':
    case 'variations':
      return {
        name: plainText(shown(raw['name'])),
        status: shown(raw['status']),
        sku: shown(raw['sku']),
        regular_price: plainNumber(shown(raw['regular_price'])),
        sale_price: plainNumber(shown(raw['sale_price'])),
        weight: plainNumber(shown(raw['weight'])),
        description: plainText(shown(raw['description'])),
        stock_quantity: shown(raw['stock_quantity']),
        categories: shown(raw['category_ids']),
        'meta:sim': metaValue(raw, 'sim'),
      };
    case 'orders':
      return {
        status: shown(raw['status']),
        customer_note: plainText(shown(raw['customer_note'])),
        'billing.city': plainText(shown((raw['billing'] as Raw)['city'])),
      };
    case 'coupons':
      return {
        status: shown(raw['status']),
        code: shown(raw['code']),
        amount: plainNumber(shown(raw['amount'])),
        description: plainText(shown(raw['description'])),
      };
    case 'customers':
      return { first_name: plainText(shown(raw['first_name'])), email: shown(raw['email']) };
    case 'terms':
    case 'attributes':
      return { name: plainText(shown(raw['name'])), description: plainText(shown(raw['description'])) };
    default:
      return {};
  }
}

const WATCHED: readonly ShopEntity[] = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'terms',
  'attributes',
];

export function createShopHistory(shop: DemoShop): ShopHistory {
  const versions = new Map<string, Version[]>();
  const writes: LoggedWrite[] = [];
  let seen = 0;
  const read = (entity: ShopEntity, id: number): Readonly<Record<string, string>> | null => {
    const raw = shop.inspect.raw(entity, id);
    return raw === undefined ? null : valuesOf(entity, raw as Raw);
  };
  for (const entity of WATCHED) {
    for (const id of shop.inspect.ids(entity)) {
      versions.set(`${entity}:${id}`, [{ event: 0, by: 'shop', op: 'create', body: null, values: read(entity, id) }]);
    }
  }
  seen = shop.inspect.writes().length;
  return {
    note: (event, by, left) => {
      for (const entry of shop.inspect.writes(seen)) {
        seen += 1;
        const author = entry.source === 'effect' ? 'effect' : by;
        const body = (entry.body ?? {}) as Readonly<Record<string, unknown>>;
        const { op, entity, id, parentId } = entry;
        writes.push({ event, left, by: author, op, entity, id, parentId, body });
        const key = `${entity}:${id}`;
        const known = versions.get(key);
        const version = { event, by: author, op, body, values: op === 'delete' ? null : read(entity, id) };
        if (known === undefined) versions.set(key, [version]);
        else known.push(version);
      }
    },
    versionsOf: (entity, wooId) => versions.get(`${shopEntityOf(entity)}:${wooId}`) ?? [],
    writes,
  };
}
