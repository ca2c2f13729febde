import { stampOf } from '../../src/engine/sync/operation.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import { fieldsOfPayload } from './decisions.ts';
import type { Desktop } from './desktop.ts';
import type { Creation, Intent, Subject } from './ledger.ts';
import type { LoggedWrite, Version } from './shop-history.ts';
import { plainNumber, plainText, shopEntityOf } from './shop-history.ts';
import type { World } from './world.ts';

/** Compares what people were told with what became of it. */
export function checkLedger(world: World): void {
  for (const said of lastIntents(world)) checkIntent(world, said);
  for (const adjustment of world.ledger.adjustments) checkAdjustment(world, adjustment);
  for (const note of world.ledger.notes) checkNote(world, note);
  for (const creation of world.ledger.creations) checkCreation(world, creation);
  checkSentAfterWithdrawal(world);
  for (const desktop of world.desktops) checkOrder(world, desktop.number);
}

function desktopOf(world: World, number: number): Desktop {
  const desktop = world.desktops[number];
  if (desktop === undefined) throw new Error(`no desktop ${number}`);
  return desktop;
}

/** The shop's numbers of a record. */
export function numbersOf(world: World, subject: Subject): readonly number[] {
  if (subject.wooId !== null) return [subject.wooId];
  const creation = world.ledger.creations.find((one) => one.token === subject.token);
  return creation === undefined ? [] : birthsOf(world, creation).map((write) => write.id);
}

/** Creations in the shop that carry what tells this one from all others. */
export function birthsOf(world: World, creation: Creation): readonly LoggedWrite[] {
  const entity = shopEntityOf(creation.entity);
  return world.history.writes.filter((write) => {
    if (write.op !== 'create' || write.entity !== entity) return false;
    if (entity === 'terms') return creation.names.has(plainText(String(write.body['name'] ?? '')));
    return JSON.stringify(write.body).includes(`"${creation.token}"`);
  });
}

export function versionsOf(world: World, subject: Subject): readonly Version[] {
  return numbersOf(world, subject).flatMap((id) => world.history.versionsOf(subject.entity, id));
}

/** The last word of each person on each field, with what they said later and may not have been heard. */
function lastIntents(world: World): readonly (readonly Intent[])[] {
  const last = new Map<string, Intent[]>();
  for (const intent of world.ledger.intents) {
    const key = `${intent.desktop}|${intent.recordId}|${intent.field}`;
    if (intent.certain) last.set(key, [intent]);
    else last.get(key)?.push(intent);
  }
  return [...last.values()].filter(([first]) => first?.withdrawn === null);
}

/** [I2, I3] An acknowledged edit was in the shop at some moment since, or still waits where a person sees it. */
function checkIntent(world: World, said: readonly Intent[]): void {
  const [intent] = said;
  if (intent === undefined) return;
  const versions = versionsOf(world, intent.subject);
  if (said.some((one) => wasThere(world, versions, one))) return;
  if (waits(world, intent.desktop, intent.recordId, intent.field)) return;
  if (takesBack(world, intent)) return;
  // said about a record that a person had made anew: it went into a create that carries no mark of the ledger's
  if (world.ledger.madeAnew.has(intent.recordId)) return;
  const { subject } = intent;
  world.violate(
    'I2',
    `d${intent.desktop} was told that ${intent.field} of ${subject.entity}:${subject.wooId ?? subject.token} becomes "${intent.value}" (moment ${intent.event}); the shop never had it since and nothing waits`,
  );
}

/** Typing what stood there before an edit that was never sent takes that edit back: the shop's value stands. */
export function takesBack(world: World, intent: Intent): boolean {
  const numbers = numbersOf(world, intent.subject);
  const earlier = world.ledger.intents.filter(
    (one) =>
      one.recordId === intent.recordId &&
      one.desktop === intent.desktop &&
      one.field === intent.field &&
      one.event < intent.event &&
      one.displayed === intent.value,
  );
  return earlier.some(
    (one) =>
      !world.history.writes.some(
        (write) =>
          write.event > one.event &&
          write.event <= intent.event &&
          write.by === intent.desktop &&
          numbers.includes(write.id) &&
          write.body[intent.field] !== undefined,
      ),
  );
}

export function wasThere(world: World, versions: readonly Version[], intent: Intent): boolean {
  const atThatMoment = versions.findLast((version) => version.event <= intent.event);
  const since = versions.filter((version) => version.event > intent.event);
  return [...(atThatMoment === undefined ? [] : [atThatMoment]), ...since].some((version) =>
    holds(world, version, intent),
  );
}

function holds(world: World, version: Version, intent: Intent): boolean {
  const { values } = version;
  if (intent.field === 'life') {
    if (intent.value === 'gone') return values === null;
    // what was only meant for the trash is not deleted for good by the one who said so
    if (intent.value === 'trash') return values === null ? version.by !== intent.desktop : values['status'] === 'trash';
    return values !== null && values['status'] !== 'trash';
  }
  if (values === null) return false;
  if (intent.field === 'categories') {
    const ids = JSON.parse(values['categories'] ?? '[]') as number[];
    // a category that was deleted meanwhile cannot be given
    const possible = (intent.added ?? []).filter((id) => world.shop.state.terms.get(id) !== undefined);
    return possible.every((id) => ids.includes(id)) && !(intent.removed ?? []).some((id) => ids.includes(id));
  }
  return values[intent.field] === intent.value;
}

/** Whether a person is asked, or told of a refusal, about this very field. */
function waits(world: World, desktopNumber: number, recordId: string, field: string): boolean {
  const desktop = desktopOf(world, desktopNumber);
  const db = desktop.db();
  if (wasNotKept(desktop, recordId, field)) return true;
  const operations = prepared(db, `SELECT kind, payload FROM outbox WHERE record_id = ? AND state <> 'ended'`).all(
    recordId,
  ) as { readonly kind: string; readonly payload: string }[];
  return operations.some(({ kind, payload }) => {
    if (kind === 'create') return true;
    if (field === 'life') return ['trash', 'delete', 'restore'].includes(kind);
    return fieldsOfPayload(JSON.parse(payload) as JsonObject).includes(field);
  });
}

/** The shop took the request and dropped the value, and the person was told so. */
export function wasNotKept(desktop: Desktop, recordId: string, field: string): boolean {
  const errors = prepared(
    desktop.db(),
    `SELECT error_message FROM sync_errors WHERE entity_id = ? AND error_code = 'backroom_value_not_kept'`,
  ).all(recordId) as { readonly error_message: string }[];
  return errors.some((error) => error.error_message.split(', ').includes(field));
}

/** [I5] An adjustment of stock takes effect once: not twice, and not never unless a person is asked. */
function checkAdjustment(world: World, adjustment: World['ledger']['adjustments'][number]): void {
  const numbers = numbersOf(world, adjustment.subject);
  // made anew, the record has a number that no word of the ledger's tells; the amount tells it from all others
  const isAnyNumber = world.ledger.madeAnew.has(adjustment.recordId);
  const count = world.history.writes.filter(
    (write) => (isAnyNumber || numbers.includes(write.id)) && write.body['inventory_delta'] === adjustment.amount,
  ).length;
  const name = `adjustment ${adjustment.amount} of ${adjustment.subject.entity}:${adjustment.subject.wooId} by d${adjustment.desktop}`;
  if (count > 1 + adjustment.again) world.violate('I5', `${name} took effect ${count} times`);
  if (count > 0 || !adjustment.certain || adjustment.withdrawn !== null) return;
  if (waits(world, adjustment.desktop, adjustment.recordId, 'stock_quantity')) return;
  world.violate('I5', `${name} never took effect and nothing waits`);
}

/** [I5] A note is written once. */
function checkNote(world: World, note: World['ledger']['notes'][number]): void {
  const count = world.history.writes.filter(
    (write) => write.entity === 'notes' && write.op === 'create' && write.body['note'] === note.text,
  ).length;
  if (count > 1 + note.again) world.violate('I5', `"${note.text}" was written ${count} times`);
  if (count > 0 || !note.certain || note.withdrawn !== null) return;
  const db = desktopOf(world, note.desktop).db();
  const open = prepared(db, `SELECT 1 FROM outbox WHERE record_id = ? AND state <> 'ended'`).get(note.recordId);
  const isOrderThere = world.history.versionsOf('orders', note.orderWooId).at(-1)?.values !== null;
  // a note goes with its order
  if (open === undefined && isOrderThere) world.violate('I5', `"${note.text}" was never written and nothing waits`);
}

/** [I4] One create makes one record, or a person is told that there are two. */
function checkCreation(world: World, creation: Creation): void {
  const births = birthsOf(world, creation);
  const entity = shopEntityOf(creation.entity);
  const living = births.filter((birth) => {
    const raw = world.shop.inspect.raw(entity, birth.id) as { readonly status?: string } | undefined;
    return raw !== undefined && raw.status !== 'trash';
  });
  const db = desktopOf(world, creation.desktop).db();
  // a term is known by its name alone: one that was renamed in the shop is not recognised
  const isRenamed = births.some((birth) =>
    world.history
      .versionsOf(creation.entity, birth.id)
      .some(({ values }) => values !== null && !creation.names.has(values['name'] ?? '')),
  );
  // each desktop may have been told to make it anew, with a create of its own
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

/** What was taken back before it was ever sent is not sent afterwards. */
function checkSentAfterWithdrawal(world: World): void {
  for (const intent of world.ledger.intents) {
    const { withdrawn, subject, field, value } = intent;
    if (withdrawn === null || !intent.certain || !isUnique(field)) continue;
    const again = world.ledger.intents.some(
      (other) => other !== intent && other.field === field && other.value === value && other.event >= withdrawn,
    );
    // what is on its way when the record is deleted here is brought to its end first
    const isDeletion = world.ledger.intents.some(
      (other) => other.field === 'life' && other.event === withdrawn && other.recordId === intent.recordId,
    );
    if (again || isDeletion) continue;
    const numbers = numbersOf(world, subject);
    const sent = world.history.writes.filter(
      (write) =>
        numbers.includes(write.id) &&
        write.op === 'update' &&
        write.left > withdrawn &&
        write.by === intent.desktop &&
        String(write.body[field] ?? '') === value,
    );
    if (sent.length > 0)
      world.violate(
        'I2',
        `d${intent.desktop} sent ${field}="${value}" of ${subject.entity}:${subject.wooId} after it was taken back`,
      );
  }
}

function isUnique(field: string): boolean {
  return field === 'name' || field === 'description' || field === 'weight';
}

/** [I9] What a desktop sends of one field comes in the order in which it was said. */
function checkOrder(world: World, desktop: number): void {
  const saidAt = new Map<string, number>();
  const key = (subject: Subject, field: string, value: string): string[] =>
    numbersOf(world, subject).map((id) => `${shopEntityOf(subject.entity)}:${id}|${field}|${value}`);
  for (const intent of world.ledger.intents) {
    if (intent.desktop !== desktop || !isUnique(intent.field)) continue;
    for (const name of key(intent.subject, intent.field, intent.value)) saidAt.set(name, intent.event);
  }
  const last = new Map<string, number>();
  for (const write of world.history.writes) {
    if (write.by !== desktop || write.op !== 'update') continue;
    for (const field of ['name', 'description', 'weight']) {
      if (write.body[field] === undefined) continue;
      const record = `${write.entity}:${write.id}|${field}`;
      const said = saidAt.get(`${record}|${plainNumberOrText(field, String(write.body[field]))}`);
      if (said === undefined) continue;
      const before = last.get(record) ?? 0;
      if (said < before)
        world.violate('I9', `d${desktop} sent an older ${field} of ${write.entity}:${write.id} after a newer one`);
      last.set(record, Math.max(said, before));
    }
  }
}

function plainNumberOrText(field: string, value: string): string {
  return field === 'weight' ? plainNumber(value) : plainText(value);
}
