import { prepared } from '../../src/engine/database/database.ts';
import { readLocalDocument } from '../../src/engine/sync/local-document.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { UserAct } from './acts.ts';
import { withdrawHeld } from './decisions.ts';
import { STORE } from './desktop.ts';
import { fieldIn } from './documents.ts';
import { IN_DOUBT } from './ledger.ts';
import { plainText } from './shop-history.ts';
import type { Row, UserContext } from './user-context.ts';
import { command, isKept, LIVE, pickRow, price, seeQuestion, subjectOf, wordOf } from './user-context.ts';

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

/** Makes a record of the kind that an act names; false when it names none. */
export function createSomething(context: UserContext, what: UserAct): boolean {
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

/** Into the trash, or away for good. */
export function remove(context: UserContext, permanent: boolean): void {
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

/** Out of the trash again. */
export function restore(context: UserContext): void {
  const { world, desktop } = context;
  const entity = world.chance.pick(['products', 'products', 'orders', 'coupons'] as const);
  const row = pickRow(context, entity, `status = 'trash' OR deleted_at IS NOT NULL`);
  if (row === null) return;
  const subject = subjectOf(context, entity, row);
  seeQuestion(context, subject, row.id);
  const isGone =
    prepared(
      context.db,
      `SELECT 1 FROM sync_conflict WHERE local_id = ? AND conflict_type = 'deleted_remotely' AND status = 'open'
       AND remote_data ->> '$.status' = 'gone'`,
    ).get(row.id) !== undefined;
  const children = prepared<Row>(context.db, `SELECT id, woo_id FROM product_variations WHERE product_id = ?`).all(
    row.id,
  );
  const answer = command(() => desktop.commands().restore({ entity, id: row.id }));
  world.tell(`  restore ${entity} ${subject.wooId ?? subject.token} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  const { ledger } = world;
  // what the store has no more comes back by being made anew
  if (isGone) for (const { id } of [row, ...children]) ledger.madeAnew.add(id);
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

/** Takes back one field, or everything, of a record that waits. */
export function undo(context: UserContext, wholeRecord: boolean): void {
  const { world, desktop, db } = context;
  const open = prepared(
    db,
    `SELECT DISTINCT entity, record_id AS id FROM outbox WHERE store_id = '${STORE}' AND state IN ('queued', 'refused', 'held') AND entity <> 'order_notes' ORDER BY sequence`,
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
  const children = prepared<Row>(db, `SELECT id, woo_id FROM product_variations WHERE product_id = ?`).all(id);
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
  // what hangs on a record goes with it
  if (isGone || (isDeleted && answer === 'died'))
    for (const child of children) world.ledger.withdraw(when, desktop.number, child.id, null);
  if (column === 'status') world.ledger.withdraw(when, desktop.number, id, 'life');
}
