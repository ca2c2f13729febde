import { prepared } from '../../src/engine/database/database.ts';
import { readLocalDocument } from '../../src/engine/sync/local-document.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import type { UserAct } from './acts.ts';
import { STORE } from './desktop.ts';
import { fieldIn, idsIn } from './documents.ts';
import { IN_DOUBT } from './ledger.ts';
import { plainNumber, plainText } from './shop-history.ts';
import type { Row, UserContext } from './user-context.ts';
import {
  command,
  isKept,
  LIVE,
  pickRow,
  price,
  seeQuestion,
  shownIn,
  SIMPLE,
  subjectOf,
  wordOf,
} from './user-context.ts';

/** Edits fields and writes into the ledger what was meant. `values` by column; ledger fields by path. */
function edit(
  context: UserContext,
  entity: EntityName,
  row: Row | null,
  changes: readonly {
    readonly column: string;
    readonly field: string;
    readonly typed: unknown;
    readonly value: string;
  }[],
): void {
  const { world, desktop, db } = context;
  if (row === null) return;
  const { ledger } = world;
  const subject = subjectOf(context, entity, row);
  const theirs = seeQuestion(context, subject, row.id);
  const before = readLocalDocument(db, entity, row.id) ?? {};
  const answer = command(() =>
    desktop.commands().edit({
      entity,
      id: row.id,
      changes: Object.fromEntries(changes.map(({ column, typed }) => [column, typed])),
      locale: 'en',
    }),
  );
  world.tell(
    `  ${entity} ${subject.wooId ?? subject.token} ${changes.map(({ field, value }) => `${field}=${value}`).join(' ')} → ${wordOf(answer)}`,
  );
  if (!isKept(answer)) return;
  for (const { field, value, typed } of changes) {
    const sets = field === 'categories' ? setChange(before, typed as readonly number[]) : {};
    const displayed = fieldIn(before, field);
    ledger.see(desktop.number, subject, field, displayed);
    ledger.see(desktop.number, subject, field, value);
    // typing what stands there already says nothing new
    if (displayed === value) continue;
    // typing what the question shows of the shop lets one's own edit go
    if (shownIn(theirs, field) === value) {
      ledger.withdraw(answer === 'died' ? IN_DOUBT : world.event(), desktop.number, row.id, field);
      continue;
    }
    ledger.intents.push({
      event: world.event(),
      desktop: desktop.number,
      subject,
      recordId: row.id,
      field,
      value,
      displayed,
      ...sets,
      certain: answer !== 'died',
      withdrawn: null,
    });
    const birth = ledger.creations.find((one) => one.token === subject.token);
    if (field === 'name' && birth !== undefined) birth.names.add(value);
  }
}

function setChange(
  before: JsonObject,
  wanted: readonly number[],
): { added: readonly number[]; removed: readonly number[] } {
  const present = idsIn(before['categories']);
  return {
    added: wanted.filter((id) => !present.includes(id)),
    removed: present.filter((id) => !wanted.includes(id)),
  };
}

function one(
  column: string,
  field: string,
  typed: string,
): { column: string; field: string; typed: string; value: string } {
  const number = ['regular_price', 'sale_price', 'weight', 'amount'].includes(field);
  return { column, field, typed, value: number ? plainNumber(typed) : plainText(typed) };
}

function priced(context: UserContext): { entity: 'products' | 'variations'; row: Row | null } {
  return context.world.chance.coin(0.7)
    ? { entity: 'products', row: pickRow(context, 'products', SIMPLE) }
    : { entity: 'variations', row: pickRow(context, 'variations', LIVE) };
}

/** Edits one of the fields that an act names; false when it names none. */
export function editField(context: UserContext, what: UserAct): boolean {
  const { number, world } = context;
  const { chance } = world;
  switch (what) {
    case 'price': {
      const { entity, row } = priced(context);
      edit(context, entity, row, [one('regular_price', 'regular_price', price(context, 3000))]);
      return true;
    }
    case 'sale-price': {
      const { entity, row } = priced(context);
      edit(context, entity, row, [one('sale_price', 'sale_price', chance.coin(0.3) ? '' : `${1 + number / 1000}`)]);
      return true;
    }
    case 'name':
      edit(context, 'products', pickRow(context, 'products', LIVE), [one('name', 'name', `Cup & bowl ${number}`)]);
      return true;
    case 'sku': {
      const { entity, row } = priced(context);
      // now and then one that somebody else may take as well
      const sku = chance.coin(0.15) ? `SHARED-${chance.int(3)}` : `S-${number}`;
      edit(context, entity, row, [one('sku', 'sku', sku)]);
      return true;
    }
    case 'weight': {
      const { entity, row } = priced(context);
      edit(context, entity, row, [one('weight', 'weight', `${number}.250`)]);
      return true;
    }
    case 'description':
      edit(context, 'products', pickRow(context, 'products', LIVE), [
        one('description', 'description', `<p>Text ${number} & more</p>`),
      ]);
      return true;
    case 'meta':
      edit(context, 'products', pickRow(context, 'products', LIVE), [
        { column: 'meta_data', field: 'meta:sim', typed: [{ key: 'sim', value: `m${number}` }], value: `m${number}` },
      ]);
      return true;
    case 'status':
      edit(context, 'products', pickRow(context, 'products', LIVE), [
        one('status', 'status', chance.pick(['publish', 'draft', 'private'])),
      ]);
      return true;
    case 'categories':
      editCategories(context);
      return true;
    case 'several-fields':
      edit(context, 'products', pickRow(context, 'products', SIMPLE), [
        one('regular_price', 'regular_price', price(context, 3000)),
        one('name', 'name', `Plate ${number}`),
        one('weight', 'weight', `${number}.5`),
      ]);
      return true;
    default:
      return editOther(context, what);
  }
}

function editOther(context: UserContext, what: UserAct): boolean {
  const { number, world } = context;
  const { chance } = world;
  switch (what) {
    case 'order-status':
      edit(context, 'orders', pickRow(context, 'orders', LIVE), [
        one('status', 'status', chance.pick(['processing', 'on-hold', 'completed', 'cancelled'])),
      ]);
      return true;
    case 'customer-note':
      edit(context, 'orders', pickRow(context, 'orders', LIVE), [
        chance.coin(0.5)
          ? one('customer_note', 'customer_note', `Ring twice ${number}`)
          : one('billing_city', 'billing.city', `Town ${number}`),
      ]);
      return true;
    case 'coupon-amount':
      edit(context, 'coupons', pickRow(context, 'coupons', LIVE), [
        chance.coin(0.5)
          ? one('amount', 'amount', (1 + number / 100).toFixed(2))
          : one('description', 'description', `For friends ${number}`),
      ]);
      return true;
    case 'customer-name':
      edit(context, 'customers', pickRow(context, 'customers'), [one('first_name', 'first_name', `Noa ${number}`)]);
      return true;
    case 'term-name': {
      const entity = chance.pick(['categories', 'tags', 'brands', 'terms'] as const);
      edit(context, entity, pickRow(context, entity), [
        chance.coin(0.6) ? one('name', 'name', `Kind ${number}`) : one('description', 'description', `About ${number}`),
      ]);
      return true;
    }
    default:
      return false;
  }
}

function editCategories(context: UserContext): void {
  const { world, db } = context;
  const row = pickRow(context, 'products', LIVE);
  if (row === null) return;
  const known = prepared(
    db,
    `SELECT woo_id FROM store_categories WHERE store_id = '${STORE}' AND woo_id IS NOT NULL ORDER BY woo_id`,
  ).all() as {
    woo_id: number;
  }[];
  if (known.length === 0) return;
  const present = idsIn((readLocalDocument(db, 'products', row.id) ?? {})['categories']);
  const toggled = world.chance.pick(known).woo_id;
  const next = present.includes(toggled) ? present.filter((id) => id !== toggled) : [...present, toggled];
  // a product without a category gets the standard one, which is not what was asked
  if (next.length === 0) return;
  edit(context, 'products', row, [
    { column: 'categories', field: 'categories', typed: next, value: fieldIn({ categories: next }, 'categories') },
  ]);
}
