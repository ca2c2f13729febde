import { prepared } from '../../src/engine/database/database.ts';
import { stampOf } from '../../src/engine/sync/operation.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { birthsOf, numbersOf, takesBack, versionsOf, wasNotKept, wasThere } from './check-ledger.ts';
import { fieldsOfPayload } from './decisions.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import type { Adjustment, Creation, Intent, Note, Subject } from './ledger.ts';
import { shopEntityOf } from './shop-history.ts';
import type { TeamWorld } from './team-world.ts';

/** What people of a team were told, against what became of it. At rest every mirror has the same, so one is looked at. */
export function checkTeamLedger(world: TeamWorld): void {
  const [desktop] = world.desktops;
  if (desktop === undefined) return;
  for (const intent of world.ledger.intents) checkIntent(world, desktop, intent);
  for (const adjustment of world.ledger.adjustments) checkAdjustment(world, desktop, adjustment);
  for (const note of world.ledger.notes) checkNote(world, desktop, note);
  for (const creation of world.ledger.creations) checkCreation(world, desktop, creation);
}

/** The team's id of a record: the one under which it was known when a person spoke of it may have given way. */
function idsOf(world: TeamWorld, desktop: Desktop, subject: Subject, recordId: string): readonly string[] {
  const rows = numbersOf(world, subject).flatMap((number) =>
    prepared<{ id: string }>(
      desktop.db(),
      `SELECT id FROM ${TABLE_OF[subject.entity]} WHERE store_id = '${STORE}' AND woo_id = ?`,
    ).all(number),
  );
  return [...new Set([recordId, ...rows.map(({ id }) => id)])];
}

/** [I2] It was in the shop, or waits, or somebody who knew it said something else, or it was taken back. */
function checkIntent(world: TeamWorld, desktop: Desktop, intent: Intent): void {
  if (!intent.certain || intent.withdrawn !== null) return;
  if (wasThere(world, versionsOf(world, intent.subject), intent)) return;
  const ids = idsOf(world, desktop, intent.subject, intent.recordId);
  if (ids.some((id) => waits(desktop, id, intent.field))) return;
  if (takesBack(world, intent) || world.ledger.madeAnew.has(intent.recordId)) return;
  if (isOverridden(world, intent) || isSecondAnswer(world, intent)) return;
  const { subject } = intent;
  world.violate(
    'I2',
    `d${intent.desktop} was told that ${intent.field} of ${subject.entity}:${subject.wooId ?? subject.token} becomes "${intent.value}" (moment ${intent.event}); the shop never had it since and nothing waits`,
  );
}

/** Whoever typed over a value knew of it. */
function isOverridden(world: TeamWorld, intent: Intent): boolean {
  const numbers = new Set(numbersOf(world, intent.subject));
  return world.ledger.intents.some(
    (later) =>
      later !== intent &&
      later.event > intent.event &&
      later.field === intent.field &&
      (later.displayed === intent.value || (later.desktop === intent.desktop && later.certain)) &&
      (later.recordId === intent.recordId || numbersOf(world, later.subject).some((one) => numbers.has(one))),
  );
}

/** Of two answers to one question the first that reaches central counts, and the other is read again. */
function isSecondAnswer(world: TeamWorld, intent: Intent): boolean {
  const answers = world.ledger.letGo.filter(
    ({ recordId, field }) => recordId === intent.recordId && (field === null || field === intent.field),
  );
  const isAnswer = answers.some(({ event, desktop }) => event === intent.event && desktop === intent.desktop);
  return isAnswer && answers.some(({ desktop }) => desktop !== intent.desktop);
}

function waits(desktop: Desktop, recordId: string, field: string): boolean {
  const db = desktop.db();
  if (wasNotKept(desktop, recordId, field)) return true;
  const operations = prepared<{ kind: string; payload: string }>(
    db,
    `SELECT kind, payload FROM outbox WHERE record_id = ? AND state <> 'ended'`,
  ).all(recordId);
  return operations.some(({ kind, payload }) => {
    if (kind === 'create') return true;
    if (field === 'life') return ['trash', 'delete', 'restore'].includes(kind);
    return fieldsOfPayload(JSON.parse(payload) as JsonObject).includes(field);
  });
}

/** [I5] A movement of stock takes effect once, whoever sent it. */
function checkAdjustment(world: TeamWorld, desktop: Desktop, adjustment: Adjustment): void {
  const numbers = numbersOf(world, adjustment.subject);
  const isAnyNumber = world.ledger.madeAnew.has(adjustment.recordId);
  const count = world.history.writes.filter(
    (write) => (isAnyNumber || numbers.includes(write.id)) && write.body['inventory_delta'] === adjustment.amount,
  ).length;
  const name = `adjustment ${adjustment.amount} of ${adjustment.subject.entity}:${adjustment.subject.wooId} by d${adjustment.desktop}`;
  if (count > 1 + adjustment.again) world.violate('I5', `${name} took effect ${count} times`);
  if (count > 0 || !adjustment.certain || adjustment.withdrawn !== null) return;
  const ids = idsOf(world, desktop, adjustment.subject, adjustment.recordId);
  if (ids.some((id) => waits(desktop, id, 'stock_quantity'))) return;
  world.violate('I5', `${name} never took effect and nothing waits`);
}

/** [I5] A note is written once, whoever sent it. */
function checkNote(world: TeamWorld, desktop: Desktop, note: Note): void {
  const count = world.history.writes.filter(
    (write) => write.entity === 'notes' && write.op === 'create' && write.body['note'] === note.text,
  ).length;
  if (count > 1 + note.again) world.violate('I5', `"${note.text}" was written ${count} times`);
  if (count > 0 || !note.certain || note.withdrawn !== null) return;
  const open = prepared(
    desktop.db(),
    `SELECT 1 FROM outbox WHERE state <> 'ended' AND kind = 'note' AND payload LIKE ?`,
  ).get(`%${JSON.stringify(note.text).slice(1, -1)}%`);
  const isOrderThere = world.history.versionsOf('orders', note.orderWooId).at(-1)?.values !== null;
  if (open === undefined && isOrderThere) world.violate('I5', `"${note.text}" was never written and nothing waits`);
}

/** [I4] One create makes one record, or a person is told that there are two. */
function checkCreation(world: TeamWorld, desktop: Desktop, creation: Creation): void {
  const births = birthsOf(world, creation);
  const entity = shopEntityOf(creation.entity);
  const living = births.filter((birth) => {
    const raw = world.shop.inspect.raw(entity, birth.id) as { readonly status?: string } | undefined;
    return raw !== undefined && raw.status !== 'trash';
  });
  const db = desktop.db();
  const isRenamed = births.some((birth) =>
    world.history
      .versionsOf(creation.entity, birth.id)
      .some(({ values }) => values !== null && !creation.names.has(values['name'] ?? '')),
  );
  const stamps = new Set(living.map((birth) => stampOf(birth.body as JsonObject) ?? 'none'));
  if (living.length > stamps.size && !(entity === 'terms' && isRenamed)) {
    const told = prepared(db, `SELECT 1 FROM sync_conflict WHERE conflict_type = 'duplicate' AND remote_data LIKE ?`);
    if (!living.some((birth) => told.get(`%${birth.id}%`) !== undefined))
      world.violate('I4', `${creation.token} exists ${living.length} times`);
  }
  if (births.length > 0 || !creation.certain || creation.withdrawn !== null || creation.recordId === null) return;
  const open = prepared(db, `SELECT 1 FROM outbox WHERE record_id = ? AND state <> 'ended'`).get(creation.recordId);
  const row = prepared(db, `SELECT woo_id FROM ${TABLE_OF[creation.entity]} WHERE id = ?`).get(creation.recordId);
  if (open === undefined || row === undefined)
    world.violate('I2', `${creation.token} was never created and nothing waits`);
}
