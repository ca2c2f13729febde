import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { EDITABLE_FIELDS } from '../../shared/domain/fields.ts';
import { companionsOf } from '../../shared/domain/input/record-rules.ts';
import { BIRTH_VALUES } from '../../shared/domain/input/store-defaults.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import { writeChildren } from '../sync/children.ts';
import { overlayOperations } from '../sync/local-document.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { insertRow, PARENT_OF, rowHeadByWooId } from '../sync/row-writer.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuse, refuseField } from './command-context.ts';
import { inputContext } from './mirror-rules.ts';
import { queueOperation } from './outbox-changes.ts';
import { checkChanges, readChanges } from './read-changes.ts';
import { isTrashed, loadRecord } from './record-state.ts';

export type CreateInput = {
  readonly entity: EntityName;
  readonly storeId: string;
  /** Column → what the person typed; `product_id` of a variation and `attribute_id` of a term: a local id or `woo:N`. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly locale: string;
};

/** What cannot be born here: orders come from customers, notes and refunds hang on orders. */
const NOT_CREATABLE: ReadonlySet<EntityName> = new Set(['orders', 'order_notes', 'order_refunds']);

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/**
 * Makes a record here and queues its creation. A new product is a draft unless a status is given; a variation is
 * shown with its product. Empty values count as not given.
 */
export function createRecord(context: CommandContext, input: CreateInput): CommandResult<CommandOutcome> {
  const { db } = context;
  const { entity, storeId } = input;
  if (NOT_CREATABLE.has(entity)) return refuseField('entity', 'not-creatable');
  if (prepared(db, `SELECT 1 FROM stores WHERE id = ?`).get(storeId) === undefined) return notFound('stores', storeId);
  const parentColumn = PARENT_OF[entity]?.column;
  const given = Object.entries(input.values).filter(([column, value]) => column !== parentColumn && !isBlank(value));
  const parent = findParent(context, input);
  if (!parent.ok) return parent;
  const subject = { db, storeId, entity, id: null, wooId: null, before: {} };
  const read = readChanges(subject, Object.fromEntries(given), inputContext(db, storeId, input.locale));
  if (!read.ok) return refuse(read.error);
  const changes = new Map([
    ...Object.entries(BIRTH_VALUES[entity] ?? {}),
    ...read.value,
    ...companionsOf({}, read.value),
  ]);
  for (const spec of EDITABLE_FIELDS[entity]) {
    if (spec.required === true && !changes.has(spec.path)) return refuseField(spec.column, 'required');
  }
  const refusal = checkChanges(subject, null, changes);
  if (refusal !== null) return refuse(refusal);
  let values: JsonObject = {};
  for (const [path, value] of changes) values = withPath(values, path, value);
  const id = insertBorn(context, entity, storeId, parent.value, values);
  return ok({ storeId, entity, id, removed: false });
}

/** Queues the create and writes the row it makes. */
function insertBorn(
  context: CommandContext,
  entity: EntityName,
  storeId: string,
  parentId: string | null,
  values: JsonObject,
): string {
  const { db, now } = context;
  const id = context.newId();
  queueOperation(context, { entity, id, storeId }, 'create', { values });
  const document = overlayOperations(entity, {}, openOperationsOf(db, id));
  insertRow(
    db,
    {
      entity,
      id,
      storeId,
      wooId: null,
      document,
      parentId,
      syncStatus: 'pending',
      syncedAt: null,
      modifiedAt: null,
      now,
    },
    'local',
  );
  writeChildren({ db, storeId, newId: context.newId, now }, entity, id, document, null);
  context.touch(storeId, entity, id);
  return id;
}

/** The record that a new variation or term hangs on; it may itself wait to be sent. */
function findParent(context: CommandContext, input: CreateInput): CommandResult<string | null> {
  const parent = PARENT_OF[input.entity];
  if (parent === undefined) return ok(null);
  const given = input.values[parent.column];
  if (typeof given !== 'string' || given.trim() === '') return refuseField(parent.column, 'required');
  const number = /^woo:(\d{1,15})$/i.exec(given.trim())?.[1];
  const id =
    number === undefined ? given.trim() : rowHeadByWooId(context.db, parent.entity, input.storeId, Number(number))?.id;
  const record = id === undefined ? null : loadRecord(context.db, parent.entity, id);
  if (record === null || record.storeId !== input.storeId) {
    return refuseField(parent.column, 'unknown-reference', { value: given.slice(0, 64) });
  }
  if (isTrashed(record)) return refuseField(parent.column, 'in-trash');
  if (parent.entity === 'products' && getPath(record.local, 'type') !== 'variable') {
    return refuseField(parent.column, 'not-variable');
  }
  return ok(record.id);
}
