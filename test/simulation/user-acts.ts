import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { readLocalDocument } from '../../src/engine/sync/local-document.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Act, UserAct } from './acts.ts';
import { answerQuestion, answerRefusal, retryRefusals, withdrawHeld } from './decisions.ts';
import { STORE } from './desktop.ts';
import { fieldIn, idsIn } from './documents.ts';
import type { Subject } from './ledger.ts';
import { IN_DOUBT } from './ledger.ts';
import { plainNumber, plainText } from './shop-history.ts';
import type { Row, UserContext } from './user-context.ts';
import { command, isKept, pickRow, seeQuestion, wordOf } from './user-context.ts';
import type { World } from './world.ts';

function subjectOf(context: UserContext, entity: EntityName, row: Row): Subject {
  return context.world.ledger.subjectOf(context.db, context.desktop.number, entity, row.id, row.woo_id);
}

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
  seeQuestion(context, subject, row.id);
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

const SIMPLE = `type = 'simple' AND status <> 'trash'`;
const LIVE = `status <> 'trash'`;

function priced(context: UserContext): { entity: 'products' | 'variations'; row: Row | null } {
  return context.world.chance.coin(0.7)
    ? { entity: 'products', row: pickRow(context, 'products', SIMPLE) }
    : { entity: 'variations', row: pickRow(context, 'variations', LIVE) };
}

/** A price that nobody else types: its number stands in it. */
function price(context: UserContext, from: number): string {
  const { number, world } = context;
  return `${from + number}.${world.chance.pick(['5', '50', '25', '00'])}`;
}

function editField(context: UserContext, what: UserAct): boolean {
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
          ? one('amount', 'amount', `${1 + number / 100}`)
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
  const known = prepared(db, `SELECT woo_id FROM store_categories WHERE woo_id IS NOT NULL ORDER BY woo_id`).all() as {
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

function changeStock(context: UserContext, what: 'adjust' | 'count'): void {
  const { world, desktop, db, number } = context;
  const entity = world.chance.coin(0.75) ? 'products' : 'variations';
  const row = pickRow(context, entity, `${LIVE} AND manage_stock = 1`);
  if (row === null) return;
  const { ledger } = world;
  const subject = subjectOf(context, entity, row);
  seeQuestion(context, subject, row.id);
  const before = readLocalDocument(db, entity, row.id) ?? {};
  const amount = number * (world.chance.coin(0.7) ? 1 : -1);
  const intent =
    what === 'adjust' ? ({ kind: 'adjust', by: amount } as const) : ({ kind: 'count', to: 5000 + number } as const);
  const answer = command(() => desktop.commands().changeStock({ entity, id: row.id, intent, reason: 'simulated' }));
  world.tell(
    `  ${entity} ${subject.wooId ?? subject.token} ${what} ${what === 'adjust' ? amount : 5000 + number} → ${wordOf(answer)}`,
  );
  if (!isKept(answer)) return;
  const displayed = fieldIn(before, 'stock_quantity');
  ledger.see(desktop.number, subject, 'stock_quantity', displayed);
  const common = {
    event: world.event(),
    desktop: desktop.number,
    subject,
    recordId: row.id,
    certain: answer !== 'died',
    withdrawn: null,
  };
  if (what === 'adjust' && isMovement(db, row.id, amount)) {
    ledger.adjustments.push({ ...common, amount, again: 0 });
    return;
  }
  const value = String(what === 'count' ? 5000 + number : Number(displayed) + amount);
  ledger.see(desktop.number, subject, 'stock_quantity', value);
  if (value !== displayed) ledger.intents.push({ ...common, field: 'stock_quantity', value, displayed });
}

/** A record that is not sent yet, or has an open question, takes a movement as a new quantity. */
function isMovement(db: WritableDb, recordId: string, amount: number): boolean {
  if (!db.open) return true;
  const rows = prepared(db, `SELECT payload FROM outbox WHERE record_id = ? AND kind = 'stock'`).all(recordId) as {
    readonly payload: string;
  }[];
  return rows.some(({ payload }) => payload.includes(`"adjust":${amount}}`) || payload.includes(`"adjust":${amount},`));
}

function addNote(context: UserContext): void {
  const { world, desktop, number } = context;
  const row = pickRow(context, 'orders', LIVE);
  if (row === null || row.woo_id === null) return;
  const text = `Note ${number}.`;
  const answer = command(() => desktop.commands().addNote({ orderId: row.id, text, customer: world.chance.coin(0.3) }));
  world.tell(`  orders ${row.woo_id} note ${number} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  world.ledger.notes.push({
    event: world.event(),
    desktop: desktop.number,
    recordId: answer === 'died' || !answer.ok ? '' : answer.value.id,
    orderWooId: row.woo_id,
    text,
    certain: answer !== 'died',
    withdrawn: null,
    again: 0,
  });
}

function create(
  context: UserContext,
  entity: EntityName,
  values: Readonly<Record<string, unknown>>,
  token: string,
): void {
  const { world, desktop } = context;
  const answer = command(() => desktop.commands().create({ entity, storeId: STORE, values, locale: 'en' }));
  world.tell(`  create ${entity} ${token} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  world.ledger.creations.push({
    event: world.event(),
    desktop: desktop.number,
    entity,
    token,
    names: new Set(typeof values['name'] === 'string' ? [plainText(values['name'])] : []),
    recordId: answer === 'died' || !answer.ok ? null : answer.value.id,
    certain: answer !== 'died',
    withdrawn: null,
  });
}

function createSomething(context: UserContext, what: UserAct): boolean {
  const { number, world } = context;
  const { chance } = world;
  const token = `new-${number}`;
  const meta = { meta_data: [{ key: 'token', value: token }] };
  switch (what) {
    case 'create-product': {
      const sku = chance.coin(0.5) ? { sku: chance.coin(0.15) ? `SHARED-${chance.int(3)}` : `N-${number}` } : {};
      const stock = chance.coin(0.4) ? { stock_quantity: 5000 + number } : {};
      create(
        context,
        'products',
        { name: `Jug ${number}`, regular_price: price(context, 3000), ...sku, ...stock, ...meta },
        token,
      );
      return true;
    }
    case 'create-variation': {
      const parent = pickRow(context, 'products', `type = 'variable' AND ${LIVE}`);
      if (parent !== null)
        create(context, 'variations', { product_id: parent.id, regular_price: price(context, 3000), ...meta }, token);
      return true;
    }
    case 'create-coupon':
      create(context, 'coupons', { code: token, amount: '5' }, token);
      return true;
    case 'create-category':
      create(context, 'categories', { name: `Shelf ${token}` }, `Shelf ${token}`);
      return true;
    case 'create-tag':
      create(context, 'tags', { name: `Label ${token}` }, `Label ${token}`);
      return true;
    case 'create-term': {
      const attribute = pickRow(context, 'attributes');
      if (attribute !== null)
        create(context, 'terms', { attribute_id: attribute.id, name: `Size ${token}` }, `Size ${token}`);
      return true;
    }
    case 'create-customer':
      create(context, 'customers', { email: `${token}@mail.test`, first_name: 'Lea' }, `${token}@mail.test`);
      return true;
    default:
      return false;
  }
}

function remove(context: UserContext, permanent: boolean): void {
  const { world, desktop, db } = context;
  const entity = permanent
    ? world.chance.pick(['products', 'variations', 'tags', 'terms', 'coupons', 'categories'] as const)
    : world.chance.pick(['products', 'products', 'orders', 'coupons'] as const);
  const row = pickRow(context, entity);
  if (row === null) return;
  const subject = subjectOf(context, entity, row);
  const withdrawn = withdrawHeld(db, row.id);
  const children = prepared(db, `SELECT id, woo_id FROM product_variations WHERE product_id = ?`).all(row.id) as Row[];
  const displayed = fieldIn(readLocalDocument(db, entity, row.id) ?? {}, 'status');
  const answer = command(() => desktop.commands().trash({ entity, id: row.id, permanent }));
  world.tell(`  ${permanent ? 'delete' : 'trash'} ${entity} ${subject.wooId ?? subject.token} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  const { ledger } = world;
  const event = world.event();
  const isGone = answer !== 'died' && answer.ok && answer.value.removed;
  const isForGood = permanent || !['products', 'variations', 'orders', 'coupons'].includes(entity);
  ledger.see(desktop.number, subject, 'status', displayed);
  const family = [row.id, ...children.map((child) => child.id)];
  const when = answer === 'died' ? IN_DOUBT : event;
  if (isForGood || isGone || answer === 'died')
    for (const id of family) ledger.withdraw(when, desktop.number, id, null);
  else for (const field of withdrawn) ledger.withdraw(event, desktop.number, row.id, field);
  if (isForGood || isGone) {
    if (row.woo_id !== null) ledger.deletions.add(`${desktop.number} ${entity}:${row.woo_id}`);
    for (const child of children)
      if (child.woo_id !== null) ledger.deletions.add(`${desktop.number} variations:${child.woo_id}`);
  }
  if (isGone) return;
  ledger.intents.push({
    event,
    desktop: desktop.number,
    subject,
    recordId: row.id,
    field: 'life',
    value: isForGood ? 'gone' : 'trash',
    displayed: 'back',
    certain: answer !== 'died',
    withdrawn: null,
  });
}

function restore(context: UserContext): void {
  const { world, desktop } = context;
  const entity = world.chance.pick(['products', 'products', 'orders', 'coupons'] as const);
  const row = pickRow(context, entity, `status = 'trash' OR deleted_at IS NOT NULL`);
  if (row === null) return;
  const subject = subjectOf(context, entity, row);
  seeQuestion(context, subject, row.id);
  const answer = command(() => desktop.commands().restore({ entity, id: row.id }));
  world.tell(`  restore ${entity} ${subject.wooId ?? subject.token} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  const { ledger } = world;
  if (row.woo_id !== null) ledger.deletions.delete(`${desktop.number} ${entity}:${row.woo_id}`);
  ledger.see(desktop.number, subject, 'status', 'trash');
  for (const intent of ledger.intents) {
    if (intent.recordId === row.id && intent.desktop === desktop.number && intent.field === 'life')
      intent.withdrawn ??= answer === 'died' ? IN_DOUBT : world.event();
  }
  ledger.intents.push({
    event: world.event(),
    desktop: desktop.number,
    subject,
    recordId: row.id,
    field: 'life',
    value: 'back',
    displayed: 'trash',
    certain: answer !== 'died',
    withdrawn: null,
  });
}

function undo(context: UserContext, wholeRecord: boolean): void {
  const { world, desktop, db } = context;
  const open = prepared(
    db,
    `SELECT DISTINCT entity, record_id AS id FROM outbox WHERE state IN ('queued', 'refused', 'held') AND entity <> 'order_notes' ORDER BY sequence`,
  ).all() as { readonly entity: EntityName; readonly id: string }[];
  if (open.length === 0) return;
  const { entity, id } = world.chance.pick(open);
  const columns = ['regular_price', 'name', 'sku', 'status', 'weight', 'stock_quantity'];
  const column = wholeRecord ? null : world.chance.pick(columns);
  const isDeleted =
    prepared(
      db,
      `SELECT 1 FROM sync_conflict WHERE local_id = ? AND conflict_type = 'deleted_remotely' AND status = 'open'`,
    ).get(id) !== undefined;
  const answer = command(() => desktop.commands().undo({ entity, id, field: column }));
  const row = db.open
    ? (prepared(db, `SELECT id, woo_id FROM ${TABLE_OF[entity]} WHERE id = ?`).get(id) as Row | undefined)
    : undefined;
  world.tell(`  undo ${entity} ${row?.woo_id ?? 'unsent'} ${column ?? 'all'} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  const isGone = answer !== 'died' && answer.ok && answer.value.removed;
  // to take back the status of a record that the shop deleted is to let it go
  const everything = isGone || (isDeleted && column === 'status');
  const when = answer === 'died' ? IN_DOUBT : world.event();
  world.ledger.withdraw(when, desktop.number, id, everything ? null : column);
  if (column === 'status') world.ledger.withdraw(when, desktop.number, id, 'life');
}

/** Performs what a person does. Commands are answered at once; nothing waits for the shop. */
export function performUser(world: World, act: Extract<Act, { do: 'user' }>, number: number): void {
  const desktop = world.desktops[act.d % world.desktops.length];
  if (desktop === undefined || desktop.isDead()) return;
  const context: UserContext = { world, desktop, db: desktop.db(), number };
  if (editField(context, act.what) || createSomething(context, act.what)) return;
  switch (act.what) {
    case 'adjust':
    case 'count':
      changeStock(context, act.what);
      return;
    case 'note':
      addNote(context);
      return;
    case 'trash':
    case 'delete':
      remove(context, act.what === 'delete');
      return;
    case 'restore':
      restore(context);
      return;
    case 'undo':
    case 'undo-field':
      undo(context, act.what === 'undo');
      return;
    case 'decide':
      answerQuestion(context, null);
      return;
    case 'retry-errors':
      retryRefusals(context);
      return;
    case 'resolve-error':
      answerRefusal(context);
      return;
    case 'open-order': {
      const row = pickRow(context, 'orders');
      if (row !== null) desktop.openOrder(row.id);
      return;
    }
    default:
      throw new Error(`nobody knows how to ${act.what}`);
  }
}
