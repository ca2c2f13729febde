import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { fieldIn, idsIn, NUMBERS } from './documents.ts';
import type { Subject } from './ledger.ts';
import { IN_DOUBT } from './ledger.ts';
import { plainNumber, plainText } from './shop-history.ts';
import type { Row, UserContext } from './user-context.ts';
import { command, isKept, seeAll, wordOf } from './user-context.ts';

type Question = {
  readonly id: string;
  readonly entity_type: EntityName;
  readonly local_id: string | null;
  readonly external_id: number | null;
  readonly operation_id: string | null;
  readonly conflict_type: string;
  readonly local_data: string;
  readonly remote_data: string;
  readonly conflicting_fields: string;
};

type Choice = 'mine' | 'theirs' | 'value';

/** The ledger's names of what a record's refused and held operations are about: deleting the record lets them go. */
export function withdrawHeld(db: WritableDb, recordId: string): readonly string[] {
  const rows = prepared(db, `SELECT payload FROM outbox WHERE record_id = ? AND state IN ('refused', 'held')`).all(
    recordId,
  ) as { readonly payload: string }[];
  return rows.flatMap((row) => fieldsOfPayload(JSON.parse(row.payload) as JsonObject));
}

export function fieldsOfPayload(payload: JsonObject): readonly string[] {
  const paths = Object.keys((payload['fields'] ?? {}) as JsonObject).map((path) =>
    path === 'meta_data' ? 'meta:sim' : path,
  );
  return payload['stock'] === undefined ? paths : [...paths, 'stock_quantity'];
}

export function openQuestions(db: WritableDb): readonly Question[] {
  return prepared(db, `SELECT * FROM sync_conflict WHERE status = 'open' ORDER BY detected_at, id`).all() as Question[];
}

/** Answers an open question of the desktop, chosen by chance; false when there is none. */
export function answerQuestion(context: UserContext, choice: Choice | null): boolean {
  const { world, db } = context;
  const questions = openQuestions(db);
  if (questions.length === 0) return false;
  const question = world.chance.pick(questions);
  const wanted: Choice = choice ?? world.chance.pick(['mine', 'mine', 'theirs', 'theirs', 'value']);
  switch (question.conflict_type) {
    case 'both_changed':
    case 'stock_moved':
      answerFields(context, question, wanted);
      return true;
    case 'deleted_remotely':
      answerDeleted(context, question, wanted === 'theirs' ? 'theirs' : 'mine');
      return true;
    default:
      answerWhole(context, question, wanted === 'theirs' ? 'theirs' : 'mine');
      return true;
  }
}

function rowOf(context: UserContext, question: Question): Row | null {
  const row = prepared(context.db, `SELECT id, woo_id FROM ${TABLE_OF[question.entity_type]} WHERE id = ?`).get(
    question.local_id ?? '',
  ) as Row | undefined;
  return row ?? null;
}

function subjectOf(context: UserContext, question: Question, row: Row): Subject {
  return context.world.ledger.subjectOf(context.db, context.desktop.number, question.entity_type, row.id, row.woo_id);
}

function ledgerField(path: string): string {
  return path === 'meta_data' ? 'meta:sim' : path;
}

function valueIn(path: string, values: JsonObject): string {
  const [head = '', tail] = path.split('.');
  const document = tail === undefined ? values : { [head]: { [tail]: values[path] ?? null } };
  return fieldIn(document, ledgerField(path));
}

/** A typed value for a field, unique by the act's number; null where the simulation types none. */
function typedValue(path: string, entity: EntityName, number: number): string | null {
  switch (path) {
    case 'regular_price':
      return `${3000 + number}.75`;
    case 'name':
      return `Settled ${number}`;
    case 'sku':
      return `V-${number}`;
    case 'weight':
      return `${number}.75`;
    case 'stock_quantity':
      return String(5000 + number);
    case 'status':
      return entity === 'orders' ? 'on-hold' : 'private';
    default:
      return null;
  }
}

function answerFields(context: UserContext, question: Question, wanted: Choice): void {
  const { world, desktop, number } = context;
  const row = rowOf(context, question);
  if (row === null) return;
  const subject = subjectOf(context, question, row);
  const all = JSON.parse(question.conflicting_fields) as readonly string[];
  const paths = world.chance.coin(0.8) ? all : [world.chance.pick(all)];
  const mine = JSON.parse(question.local_data) as JsonObject;
  const theirs = JSON.parse(question.remote_data) as JsonObject;
  const decided = paths.map((path) => {
    const value = wanted === 'value' ? typedValue(path, question.entity_type, number) : null;
    return { path, choice: wanted === 'value' && value === null ? ('mine' as const) : wanted, value };
  });
  const answer = command(() =>
    desktop.commands().resolveConflict({
      id: question.id,
      locale: 'en',
      fields: Object.fromEntries(
        decided.map(({ path, choice, value }) => [path, choice === 'value' ? { choice, value } : { choice }]),
      ),
    }),
  );
  world.tell(
    `  decide ${question.entity_type} ${row.woo_id} ${decided.map(({ path, choice }) => `${path}=${choice}`).join(' ')} → ${wordOf(answer)}`,
  );
  if (!isKept(answer)) return;
  seeAll(context, subject, theirs);
  for (const { path, choice, value } of decided) {
    const field = ledgerField(path);
    const certain = answer !== 'died';
    const meant = choice === 'value' ? (value ?? '') : valueIn(path, mine);
    world.ledger.withdraw(certain ? world.event() : IN_DOUBT, desktop.number, row.id, field);
    if (choice === 'theirs') continue;
    world.ledger.see(desktop.number, subject, field, plain(field, meant));
    world.ledger.intents.push({
      event: world.event(),
      desktop: desktop.number,
      subject,
      recordId: row.id,
      field,
      value: plain(field, meant),
      displayed: plain(field, valueIn(path, theirs)),
      ...(path === 'categories' ? { added: idsIn(mine[path]), removed: [] } : {}),
      certain,
      withdrawn: null,
    });
  }
}

function plain(field: string, value: string): string {
  return NUMBERS.has(field) ? plainNumber(value) : plainText(value);
}

/** "The shop deleted this while changes wait here." */
function answerDeleted(context: UserContext, question: Question, choice: 'mine' | 'theirs'): void {
  const { world, desktop, db } = context;
  const row = rowOf(context, question);
  if (row === null) return;
  const subject = subjectOf(context, question, row);
  const { ledger } = world;
  const theirs = JSON.parse(question.remote_data) as JsonObject;
  const isGone = theirs['status'] === 'gone';
  const family = choice === 'mine' ? familyOf(context, question, row.id) : isGone ? withChildren(db, row.id) : [row.id];
  const answer = command(() =>
    desktop.commands().resolveConflict({ id: question.id, locale: 'en', fields: { status: { choice } } }),
  );
  world.tell(`  decide deleted ${question.entity_type} ${row.woo_id} ${choice} → ${wordOf(answer)}`);
  if (!isKept(answer)) return;
  const when = answer === 'died' ? IN_DOUBT : world.event();
  seeAll(context, subject, theirs);
  ledger.see(desktop.number, subject, 'status', 'trash');
  if (choice === 'theirs') {
    for (const id of family) ledger.withdraw(when, desktop.number, id, null);
    // whoever says so lets the record go, also when it only lies in the trash
    if (theirs['status'] === 'gone' && row.woo_id !== null)
      ledger.deletions.add(`${desktop.number} ${question.entity_type}:${row.woo_id}`);
    return;
  }
  ledger.withdraw(when, desktop.number, row.id, 'life');
  if (theirs['status'] !== 'gone') {
    seeShop(context, subject);
    return;
  }
  for (const id of family) {
    ledger.madeAnew.add(id);
    ledger.withdraw(when, desktop.number, id, null);
  }
}

function withChildren(db: WritableDb, id: string): readonly string[] {
  const children = prepared(db, `SELECT id FROM product_variations WHERE product_id = ?`).all(id) as Row[];
  return [id, ...children.map((child) => child.id)];
}

/** Everything that is made anew with a record: what hangs on it, and the product that a variation hung on if that went too. */
function familyOf(context: UserContext, question: Question, id: string): readonly string[] {
  const { db } = context;
  if (question.entity_type !== 'variations' || question.external_id !== null) return withChildren(db, id);
  const parent = prepared(db, `SELECT product_id FROM product_variations WHERE id = ?`).get(id) as
    { readonly product_id: string } | undefined;
  return parent === undefined ? [id] : withChildren(db, parent.product_id);
}

/** Bringing a record back puts what waited on top of what the shop shows now, which the question showed. */
function seeShop(context: UserContext, subject: Subject): void {
  if (subject.wooId === null) return;
  const version = context.world.history.versionsOf(subject.entity, subject.wooId).at(-1);
  for (const [field, value] of Object.entries(version?.values ?? {}))
    context.world.ledger.see(context.desktop.number, subject, field, value);
}

/** Questions that are answered as a whole: unknown outcomes, held deletions, doubles. */
function answerWhole(context: UserContext, question: Question, choice: 'mine' | 'theirs'): void {
  const { world, desktop } = context;
  const answer = command(() =>
    desktop.commands().resolveConflict({ id: question.id, locale: 'en', fields: { '*': { choice } } }),
  );
  world.tell(`  decide ${question.conflict_type} ${question.entity_type} ${choice} → ${wordOf(answer)}`);
  if (!isKept(answer) || question.conflict_type !== 'outcome_unknown') return;
  const mine = JSON.parse(question.local_data) as JsonObject;
  const { ledger } = world;
  const when = answer === 'died' ? IN_DOUBT : world.event();
  const isSame = (one: { readonly desktop: number; readonly recordId: string }): boolean =>
    (ledger.isShared || one.desktop === desktop.number) && one.recordId === question.local_id;
  for (const note of ledger.notes) {
    if (note.text !== mine['note'] || (!ledger.isShared && note.desktop !== desktop.number)) continue;
    if (choice === 'mine') note.again += 1;
    else note.withdrawn ??= when;
  }
  for (const adjustment of ledger.adjustments) {
    if (!isSame(adjustment) || adjustment.amount !== mine['adjust']) continue;
    if (choice === 'mine') adjustment.again += 1;
    else adjustment.withdrawn ??= when;
  }
  if (choice === 'theirs' && mine['status'] !== undefined)
    ledger.withdraw(when, desktop.number, question.local_id ?? '', 'status');
}

type Refusal = { readonly id: string; readonly entity_id: string | null; readonly operation_id: string | null };

function openRefusals(db: WritableDb): readonly Refusal[] {
  return prepared(
    db,
    `SELECT id, entity_id, operation_id FROM sync_errors WHERE resolved = 0 ORDER BY created_at, id`,
  ).all() as Refusal[];
}

export function retryRefusals(context: UserContext): void {
  const answer = command(() => context.desktop.commands().retryErrors({ id: null }));
  context.world.tell(`  retry all errors → ${wordOf(answer)}`);
}

/** The person settles a refusal elsewhere: what was refused will not be sent. False when nothing was refused. */
export function answerRefusal(context: UserContext): boolean {
  const { world, desktop, db } = context;
  const refusals = openRefusals(db);
  if (refusals.length === 0) return false;
  const refusal = world.chance.pick(refusals);
  const operations = prepared(
    db,
    `SELECT kind, payload FROM outbox WHERE record_id = ? AND state <> 'ended' AND (id = ? OR state = 'refused')`,
  ).all(refusal.entity_id ?? '', refusal.operation_id ?? '') as { readonly kind: string; readonly payload: string }[];
  const answer = command(() => desktop.commands().resolveError({ id: refusal.id, note: 'simulated' }));
  world.tell(`  resolve error of ${refusal.entity_id === null ? 'nothing' : 'a record'} → ${wordOf(answer)}`);
  if (!isKept(answer)) return true;
  const recordId = refusal.entity_id ?? '';
  const when = answer === 'died' ? IN_DOUBT : world.event();
  for (const { kind, payload } of operations) {
    if (kind === 'create' || kind === 'note') world.ledger.withdraw(when, desktop.number, recordId, null);
    if (kind === 'trash' || kind === 'delete' || kind === 'restore')
      world.ledger.withdraw(when, desktop.number, recordId, 'life');
    for (const field of fieldsOfPayload(JSON.parse(payload) as JsonObject))
      world.ledger.withdraw(when, desktop.number, recordId, field);
  }
  return true;
}
