import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Result } from '../../src/shared/result.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import { fieldIn } from './documents.ts';
import type { Subject } from './ledger.ts';
import { ProcessDied } from './mortal-database.ts';
import type { World } from './world.ts';

export type Row = { readonly id: string; readonly woo_id: number | null };

/** What one act works with. `number` is unique in the simulation: values made from it are too. */
export type UserContext = {
  readonly world: World;
  readonly desktop: Desktop;
  readonly db: WritableDb;
  readonly number: number;
};

/** A command's answer; `died` when the process ended while it ran, so that nobody was told anything. */
export type Answer<T> = Result<T, { readonly type: string }> | 'died';

/** Runs a command of the person at the desktop. */
export function command<T>(work: () => Result<T, { readonly type: string }>): Answer<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProcessDied) return 'died';
    throw error;
  }
}

export function isKept(answer: Answer<unknown>): boolean {
  return answer === 'died' || answer.ok;
}

/** One of the records on the desktop, the first ones more often, so that people meet on them. */
export function pickRow(context: UserContext, entity: EntityName, where = '1'): Row | null {
  const rows = prepared(
    context.db,
    `SELECT id, woo_id FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND (${where}) ORDER BY row_number`,
  ).all() as Row[];
  if (rows.length === 0) return null;
  const { chance } = context.world;
  return rows[chance.coin(0.6) ? Math.min(chance.int(3), rows.length - 1) : chance.int(rows.length)] ?? null;
}

export function wordOf(answer: Answer<unknown>): string {
  if (answer === 'died') return 'died';
  if (answer.ok) return 'ok';
  const error = answer.error as { readonly type: string; readonly field?: string; readonly reason?: string };
  return [error.type, error.field, error.reason].filter((part) => part !== undefined).join(' ');
}

/** The person looked at the shop's values of a record. */
export function seeAll(context: UserContext, subject: Subject, theirs: JsonObject): void {
  for (const path of Object.keys(theirs)) {
    const field = path === 'meta_data' ? 'meta:sim' : path;
    // decisions name values by path, not as a document
    const document = path.includes('.') ? nested(path, theirs) : theirs;
    context.world.ledger.see(context.desktop.number, subject, field, fieldIn(document, field));
  }
}

function nested(path: string, values: JsonObject): JsonObject {
  const [head = '', tail = ''] = path.split('.');
  return { [head]: { [tail]: values[path] ?? null } };
}

/**
 * Whoever edits a record with an open question has the question before their eyes: answers what it shows of the shop,
 * by path.
 */
export function seeQuestion(context: UserContext, subject: Subject, recordId: string): JsonObject {
  const open = prepared(context.db, `SELECT remote_data FROM sync_conflict WHERE local_id = ? AND status = 'open'`).get(
    recordId,
  ) as { readonly remote_data: string } | undefined;
  if (open === undefined) return {};
  const theirs = JSON.parse(open.remote_data) as JsonObject;
  seeAll(context, subject, theirs);
  return theirs;
}

/** One value of those that a question shows, in the form in which the ledger compares values. */
export function shownIn(theirs: JsonObject, field: string): string | null {
  const path = field === 'meta:sim' ? 'meta_data' : field;
  if (theirs[path] === undefined) return null;
  return fieldIn(path.includes('.') ? nested(path, theirs) : theirs, field);
}

/** The ledger's name of a record. */
export function subjectOf(context: UserContext, entity: EntityName, row: Row): Subject {
  return context.world.ledger.subjectOf(context.db, context.desktop.number, entity, row.id, row.woo_id);
}

/** Conditions of SQL on rows. */
export const SIMPLE = `type = 'simple' AND status <> 'trash'`;
export const LIVE = `status <> 'trash'`;

/** A price that nobody else types: its number stands in it. */
export function price(context: UserContext, from: number): string {
  const { number, world } = context;
  return `${from + number}.${world.chance.pick(['5', '50', '25', '00'])}`;
}
