import type { AdminEdit } from '../../src/demo-shop/admin.ts';
import type { FaultRule } from '../../src/demo-shop/fault-rules.ts';
import type { Act, FaultAct, ShopAct } from './acts.ts';
import type { World } from './world.ts';

type ShopEntity = Parameters<World['shop']['inspect']['ids']>[0];

/** One of the shop's records, the first ones more often, as on the desktops. */
function pickId(world: World, entity: ShopEntity, fits: (raw: Record<string, unknown>) => boolean): number | null {
  const { shop, chance } = world;
  const ids = shop.inspect.ids(entity).filter((id) => fits(shop.inspect.raw(entity, id) as Record<string, unknown>));
  if (ids.length === 0) return null;
  return ids[chance.coin(0.6) ? Math.min(chance.int(3), ids.length - 1) : chance.int(ids.length)] ?? null;
}

const isLive = (raw: Record<string, unknown>): boolean => raw['status'] !== 'trash';
const isSimple = (raw: Record<string, unknown>): boolean => isLive(raw) && raw['type'] === 'simple';
const always = (): boolean => true;

function pickPriced(world: World): { entity: 'products' | 'variations'; id: number | null } {
  return world.chance.coin(0.7)
    ? { entity: 'products', id: pickId(world, 'products', isSimple) }
    : { entity: 'variations', id: pickId(world, 'variations', isLive) };
}

function update(entity: string, id: number | null, fields: Record<string, unknown>): AdminEdit | null {
  return id === null ? null : ({ do: 'update', entity, id, fields } as AdminEdit);
}

function priceEdit(world: World, number: number): AdminEdit | null {
  const { entity, id } = pickPriced(world);
  return update(entity, id, { regular_price: `${2000 + number}.${world.chance.pick(['5', '50', '00'])}` });
}

function editOf(world: World, what: ShopAct, number: number): AdminEdit | null {
  const { chance } = world;
  const product = (): number | null => pickId(world, 'products', isLive);
  switch (what) {
    case 'price':
      return priceEdit(world, number);
    case 'sale-price': {
      const { entity, id } = pickPriced(world);
      return update(entity, id, { sale_price: chance.coin(0.3) ? '' : `${2 + number / 1000}` });
    }
    case 'name':
      return update('products', product(), { name: `Bowl & dish ${number}` });
    case 'sku': {
      const { entity, id } = pickPriced(world);
      return update(entity, id, { sku: chance.coin(0.2) ? `SHARED-${chance.int(3)}` : `A-${number}` });
    }
    case 'description':
      return update('products', product(), { description: `<p>Shop text ${number}</p>` });
    case 'categories': {
      const id = product();
      const known = world.shop.state.terms.values().filter((term) => term.kind === 'category');
      const present = (world.shop.inspect.raw('products', id ?? 0) as { category_ids?: number[] } | undefined)
        ?.category_ids;
      const toggled = chance.pick(known).id;
      const next = (present ?? []).filter((one) => one !== toggled);
      const wanted = present?.includes(toggled) === true && next.length > 0 ? next : [...next, toggled];
      return update('products', id, { categories: wanted.map((one) => ({ id: one })) });
    }
    case 'status':
      return update('products', product(), { status: chance.pick(['publish', 'draft', 'private']) });
    case 'stock': {
      const entity = chance.coin(0.75) ? 'products' : 'variations';
      const id = pickId(world, entity, (raw) => isLive(raw) && raw['manage_stock'] === true);
      return update(entity, id, { stock_quantity: 7000 + number });
    }
    case 'order':
      return placeOrder(world);
    default:
      return otherEditOf(world, what, number);
  }
}

function placeOrder(world: World): AdminEdit | null {
  const { chance } = world;
  const variation = chance.coin(0.3) ? pickId(world, 'variations', isLive) : null;
  const product = variation === null ? pickId(world, 'products', isSimple) : null;
  const parent =
    variation === null
      ? product
      : ((world.shop.inspect.raw('variations', variation) as { parent_id: number } | undefined)?.parent_id ?? null);
  if (parent === null) return null;
  const line = {
    product_id: parent,
    quantity: 1 + chance.int(3),
    ...(variation === null ? {} : { variation_id: variation }),
  };
  return { do: 'place-order', fields: { line_items: [line], billing: { email: 'guest@mail.test', city: 'Haifa' } } };
}

function otherEditOf(world: World, what: ShopAct, number: number): AdminEdit | null {
  const { chance } = world;
  switch (what) {
    case 'order-status':
      return update('orders', pickId(world, 'orders', isLive), {
        status: chance.pick(['processing', 'on-hold', 'completed', 'cancelled']),
      });
    case 'order-note': {
      const id = pickId(world, 'orders', isLive);
      return id === null ? null : { do: 'note', orderId: id, note: `Shop note ${number}` };
    }
    case 'coupon-amount':
      return update('coupons', pickId(world, 'coupons', isLive), { amount: (2 + number / 100).toFixed(2) });
    case 'customer-name':
      return update('customers', pickId(world, 'customers', always), { first_name: `Dana ${number}` });
    case 'term-name': {
      const kinds = { category: 'categories', tag: 'tags', brand: 'brands', attribute_term: 'terms' } as const;
      const kind = chance.pick(['category', 'tag', 'brand', 'attribute_term'] as const);
      return update(
        kinds[kind],
        pickId(world, 'terms', (raw) => raw['kind'] === kind),
        { name: `Sort ${number}` },
      );
    }
    case 'create-product':
      return {
        do: 'create',
        entity: 'products',
        fields: {
          name: `Shop jug ${number}`,
          regular_price: '9',
          sku: chance.coin(0.3) ? `SHARED-${chance.int(3)}` : '',
        },
      };
    case 'create-variation': {
      const parent = pickId(world, 'products', (raw) => raw['type'] === 'variable');
      return parent === null
        ? null
        : { do: 'create', entity: 'variations', parentId: parent, fields: { regular_price: `${2000 + number}` } };
    }
    case 'create-tag':
      return { do: 'create', entity: 'tags', fields: { name: `Shop label ${number}` } };
    case 'create-customer':
      return { do: 'create', entity: 'customers', fields: { email: `shop-${number}@mail.test`, first_name: 'Tal' } };
    case 'touch': {
      const id = pickId(world, 'products', always);
      return id === null ? null : { do: 'touch', entity: 'products', id };
    }
    default:
      return removalOf(world, what, number);
  }
}

function removalOf(world: World, what: ShopAct, number: number): AdminEdit | null {
  const { chance } = world;
  const entity = chance.pick(['products', 'products', 'orders', 'coupons'] as const);
  switch (what) {
    case 'trash': {
      const id = pickId(world, entity, isLive);
      return id === null ? null : { do: 'trash', entity, id };
    }
    case 'untrash':
      return update(
        entity,
        pickId(world, entity, (raw) => raw['status'] === 'trash'),
        {
          status: entity === 'orders' ? 'processing' : 'publish',
        },
      );
    case 'delete': {
      const from = chance.pick(['products', 'variations', 'orders', 'coupons', 'customers'] as const);
      const id = pickId(world, from, always);
      return id === null ? null : { do: 'delete', entity: from, id };
    }
    case 'delete-term': {
      const kinds = { category: 'categories', tag: 'tags', attribute_term: 'terms' } as const;
      const kind = chance.pick(['category', 'tag', 'attribute_term'] as const);
      const { uncategorizedId } = world.shop.state.plan.taxonomy;
      const id = pickId(world, 'terms', (raw) => raw['kind'] === kind && raw['id'] !== uncategorizedId);
      return id === null ? null : { do: 'delete', entity: kinds[kind], id };
    }
    default:
      return hiddenEditOf(world, what, number);
  }
}

/** What leaves no date, or comes late, or is seen half. */
function hiddenEditOf(world: World, what: ShopAct, number: number): AdminEdit | null {
  const { chance } = world;
  switch (what) {
    case 'sql-price': {
      const { entity, id } = pickPriced(world);
      const price = `${2000 + number}`;
      return id === null ? null : { do: 'sql', entity, id, fields: { regular_price: price, price, sale_price: '' } };
    }
    case 'sql-stock': {
      const id = pickId(world, 'products', (raw) => isLive(raw) && raw['manage_stock'] === true);
      return id === null
        ? null
        : { do: 'sql', entity: 'products', id, fields: { stock_quantity: 7000 + number, stock_status: 'instock' } };
    }
    case 'sql-status': {
      const id = pickId(world, 'products', isLive);
      return id === null
        ? null
        : { do: 'sql', entity: 'products', id, fields: { status: chance.pick(['draft', 'private']) } };
    }
    case 'hide': {
      const entity = chance.pick(['products', 'orders'] as const);
      const id = pickId(world, entity, always);
      return id === null ? null : { do: 'hide', entity, id, hidden: true };
    }
    case 'unhide': {
      const [entity = 'products', id = '0'] = ([...world.shop.state.hidden][0] ?? '').split(':');
      return id === '0' ? null : { do: 'hide', entity: entity as 'products', id: Number(id), hidden: false };
    }
    case 'late-price': {
      const edit = priceEdit(world, number);
      return edit === null ? null : { do: 'later', delayMs: 1000 + chance.int(600_000), edit };
    }
    case 'torn-price': {
      const edit = priceEdit(world, number);
      return edit === null || edit.do !== 'update' ? null : { ...edit, tornForMs: 500 + chance.int(20_000) };
    }
    default:
      throw new Error(`nobody knows how to ${what}`);
  }
}

/** Performs what somebody does in the shop. */
export function performShop(world: World, act: Extract<Act, { do: 'shop' }>, number: number): void {
  const edit = editOf(world, act.what, number);
  if (edit === null) return;
  if (edit.do === 'hide') world.marks.add(`hidden ${edit.entity}:${edit.id}`);
  if (act.what === 'torn-price') world.happened.note('a record was half written for a while');
  const outcome = world.shop.admin.edit(edit);
  world.tell(`  ${JSON.stringify(edit)} → ${outcome.ok ? 'ok' : outcome.error.code}`);
  world.noteShop('shop');
}

function ruleOf(world: World, what: Exclude<FaultAct, 'clear'>): FaultRule {
  const { chance } = world;
  const times = 1 + chance.int(3);
  const match = chance.coin(0.6) ? { method: 'write' } : {};
  const common = { match, times } as const;
  switch (what) {
    case 'late-commit':
      return {
        kind: 'late-commit',
        match: { method: 'write' },
        times,
        // seconds: it takes effect while the same run goes on
        params: {
          delayMs: chance.coin(0.35) ? 200 + chance.int(4_000) : 1_000 + chance.int(280_000),
          answer: chance.pick(['hang', 'drop', '504'] as const),
        },
      };
    case 'error-after-effect':
      return {
        kind: chance.pick(['server-error', 'bad-gateway', 'gateway-timeout', 'html-page'] as const),
        ...common,
        params: { afterEffect: true },
      };
    case 'rate-limit':
      return { kind: 'rate-limit', ...common, params: { retryAfter: chance.pick(['1', '20', '120', null]) } };
    case 'torn-read':
      return { kind: 'torn-read', times, params: { forMs: 500 + chance.int(20_000) } };
    case 'stale-cache':
      return { kind: 'stale-cache', match: { method: 'GET' }, params: { forMs: 10_000 + chance.int(600_000) } };
    case 'clock-skew':
      return { kind: 'clock-skew', params: { skewMs: chance.int(7_200_000) - 3_600_000 } };
    case 'truncate':
    case 'stall':
      return { kind: what, ...common };
    default:
      return { kind: what, ...common };
  }
}

/** Something begins to go wrong, or all of it ends. */
export function performFault(world: World, act: Extract<Act, { do: 'fault' }>): void {
  if (act.what === 'clear') {
    world.shop.faults.clear();
    return;
  }
  const rule = ruleOf(world, act.what);
  if (rule.kind === 'clock-skew') {
    world.marks.add('clock-skew');
    world.happened.note("the shop's clock jumped");
  }
  world.shop.faults.add(rule);
  world.tell(`  fault ${JSON.stringify(rule)}`);
}
