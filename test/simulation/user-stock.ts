import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { readLocalDocument } from '../../src/engine/sync/local-document.ts';
import { fieldIn } from './documents.ts';
import type { UserContext } from './user-context.ts';
import { command, isKept, LIVE, pickRow, seeQuestion, subjectOf, wordOf } from './user-context.ts';

/** A movement or a count of stock. */
export function changeStock(context: UserContext, what: 'adjust' | 'count'): void {
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
  // nobody saw what a process that died made of it: it may be the one or the other
  if (what === 'adjust' && (answer === 'died' || isMovement(db, row.id, amount))) {
    ledger.adjustments.push({ ...common, amount, again: 0 });
    if (answer !== 'died') return;
  }
  const value = String(what === 'count' ? 5000 + number : Number(displayed) + amount);
  ledger.see(desktop.number, subject, 'stock_quantity', value);
  if (value !== displayed) ledger.intents.push({ ...common, field: 'stock_quantity', value, displayed });
}

/** A record that is not sent yet, or has an open question, takes a movement as a new quantity. */
function isMovement(db: WritableDb, recordId: string, amount: number): boolean {
  const rows = prepared(db, `SELECT payload FROM outbox WHERE record_id = ? AND kind = 'stock'`).all(recordId) as {
    readonly payload: string;
  }[];
  return rows.some(({ payload }) => payload.includes(`"adjust":${amount}}`) || payload.includes(`"adjust":${amount},`));
}

/** A note on an order. */
export function addNote(context: UserContext): void {
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
