import { prepared } from '../../src/engine/database/database.ts';
import type { Act } from './acts.ts';
import { answerQuestion, answerRefusal, retryRefusals } from './decisions.ts';
import type { Desktop } from './desktop.ts';
import type { UserContext } from './user-context.ts';
import { pickRow } from './user-context.ts';
import { editField } from './user-edits.ts';
import { createSomething, remove, restore, undo } from './user-life.ts';
import { addNote, changeStock } from './user-stock.ts';
import type { World } from './world.ts';

const NEWEST = `SELECT coalesce(max(sequence), 0) AS newest FROM outbox`;

/** Performs what a person does. Commands are answered at once; nothing waits for the shop. */
export function performUser(world: World, act: Extract<Act, { do: 'user' }>, number: number): void {
  const desktop = world.desktops[act.d % world.desktops.length];
  if (desktop === undefined || desktop.isDead()) return;
  const db = desktop.db();
  const before = prepared<{ newest: number }>(db, NEWEST).get()?.newest ?? 0;
  doIt(world, desktop, act, number);
  if (!desktop.isDead()) acknowledge(world, desktop, act.what, before);
}

/** The person was told that it is done: from now on it is on the disk. */
function acknowledge(world: World, desktop: Desktop, what: string, before: number): void {
  const made = prepared<{ id: string; kind: string; entity: string }>(
    desktop.db(),
    `SELECT id, kind, entity FROM outbox WHERE sequence > ?`,
  ).all(before);
  if (made.length === 0) return;
  const { acknowledged } = world.ledger;
  const told = acknowledged.get(desktop.number) ?? new Map<string, string>();
  acknowledged.set(desktop.number, told);
  for (const { id, kind, entity } of made) told.set(id, `${what}: ${kind} of ${entity} (moment ${world.event()})`);
}

function doIt(world: World, desktop: Desktop, act: Extract<Act, { do: 'user' }>, number: number): void {
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
