import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { EDITABLE_FIELDS, fieldByPath } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { absorbTwin } from './absorb-twin.ts';
import { applyDocument } from './apply-document.ts';
import { applyContext } from './apply-page.ts';
import { openConflictOf, saveConflict } from './conflict-store.ts';
import { removeGone } from './deletions.ts';
import { failureToRecordError, resolveErrorsOf, saveRecordError, VALUE_NOT_KEPT } from './errors-store.ts';
import { readBaseDocument } from './local-document.ts';
import { holdForGone } from './hold-for-gone.ts';
import type { Operation } from './operation.ts';
import { endOperation, openOperationsOf, operationById, requeueOperation, setOperationState } from './outbox-store.ts';
import { planFailure } from './planner/plan-failure.ts';
import { asId } from './projections/read-json.ts';
import { withStoreNumbers } from './push-target.ts';
import { rebuildRow } from './rebuild-row.ts';
import { hasUnsentChanges, recordAndChildren, removeRecord } from './remove-record.ts';
import { rowHeadById } from './row-writer.ts';
import type { RunContext } from './run-context.ts';
import { countsOf, RunStopped, serverNow } from './run-context.ts';
import type { StoreFailure } from './store-gateway.ts';

/** Marks an operation as leaving, durably, before anything is sent. Null when it is no longer to be sent. [PUSH1] */
export function claim(run: RunContext, id: string): Operation | null {
  return inDurableTransaction(run.db, () => {
    prepared(
      run.db,
      `UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_at = ?, claimed_server_time = ?
       WHERE id = ? AND state = 'queued'`,
    ).run(run.clock.now(), shopClock(run), id);
    const operation = operationById(run.db, id);
    return operation?.state === 'sending' ? operation : null;
  });
}

/** The shop's clock where this run has heard it; the computer's own says nothing about when the shop did something. */
function shopClock(run: RunContext): number | null {
  return run.serverClock.lastServerTime === null ? null : Math.floor(serverNow(run));
}

/** The store confirmed: its answer becomes the base, the operation ends. [PUSH2, PUSH5] */
export function confirm(run: RunContext, operation: Operation, answer: JsonObject, parentId: string | null): void {
  const { db } = run;
  inDurableTransaction(db, () => {
    const now = run.clock.now();
    endOperation(db, operation.id, 'sent', now);
    absorbTwin(db, operation.entity, run.store.id, operation.recordId, asId(answer['id']));
    keepRenderedTexts(db, operation, answer);
    const lost = valuesNotKept(operation.entity, writtenBy(run, operation), answer);
    applyDocument(applyContext(run), operation.entity, answer, {
      recordId: operation.recordId,
      parentId,
      by: 'you',
      ownFields: ownFieldsOf(operation),
    });
    resolveErrorsOf(db, operation.recordId, '', now, lost.length > 0 ? VALUE_NOT_KEPT : null);
    run.journal?.operation(operation, 'done', lost.length > 0 ? VALUE_NOT_KEPT : null);
    if (lost.length > 0) reportNotKept(run, operation, lost, now);
    rebuildRow({ db, newId: run.newId, now }, operation.entity, operation.recordId);
    countsOf(run, operation.entity).pushed += 1;
  });
  run.onStep({ tables: [TABLE_OF[operation.entity], 'outbox'], ids: [operation.recordId] });
}

/**
 * An answer to a write shows long texts as they were typed, a read shows them with paragraphs. Where the two say the
 * same, the base keeps what a read said, or the next pull would see a change that is none. [PULL6]
 */
function keepRenderedTexts(db: WritableDb, operation: Operation, answer: JsonObject): void {
  const base = readBaseDocument(db, operation.recordId);
  if (base === null) return;
  const mutable: { [name: string]: JsonValue } = answer;
  for (const spec of EDITABLE_FIELDS[operation.entity]) {
    const rendered = base[spec.path];
    if (spec.kind !== 'html' || rendered === undefined) continue;
    if (fieldEquals('html', rendered, mutable[spec.path])) mutable[spec.path] = rendered;
  }
}

/**
 * The store confirmed that the record is gone. What else waited for it, or for what hangs on it, ends when a person
 * asked for just this, and is asked about when they only meant the trash.
 */
export function confirmRemoved(run: RunContext, operation: Operation): void {
  const { db } = run;
  const { entity, recordId } = operation;
  inDurableTransaction(db, () => {
    const now = run.clock.now();
    endOperation(db, operation.id, 'sent', now);
    resolveErrorsOf(db, recordId, '', now);
    run.journal?.operation(operation, 'done');
    if (operation.kind === 'delete') endOperationsOfFamily(run, operation);
    if (hasUnsentChanges(db, entity, recordId)) {
      const wooId = rowHeadById(db, entity, recordId)?.wooId ?? null;
      const context = { db, storeId: run.store.id, newId: run.newId, now };
      holdForGone(context, entity, recordId, wooId);
      rebuildRow(context, entity, recordId);
    } else removeRecord(db, entity, recordId);
    countsOf(run, entity).pushed += 1;
  });
  run.onStep({ tables: [TABLE_OF[entity], 'outbox'], ids: [recordId] });
}

function endOperationsOfFamily(run: RunContext, operation: Operation): void {
  for (const { id } of recordAndChildren(run.db, operation.entity, operation.recordId)) {
    for (const other of openOperationsOf(run.db, id)) endOperation(run.db, other.id, 'superseded', run.clock.now());
  }
}

/** What the person's own operation changed: it is in the history since the moment it was queued. */
function ownFieldsOf(operation: Operation): ReadonlySet<string> {
  const own = new Set(Object.keys(operation.payload.fields ?? {}));
  if (operation.payload.stock !== undefined) own.add('stock_quantity');
  if (operation.kind === 'trash' || operation.kind === 'restore') own.add('status');
  return own;
}

const STRICT_KINDS = new Set(['money', 'decimal', 'sku', 'stock', 'integer', 'boolean', 'choice', 'references', 'ids']);

/** Fields that the store answered differently from what was sent, beyond its own tidying of texts. */
function valuesNotKept(
  entity: EntityName,
  written: ReadonlyMap<string, JsonValue>,
  answer: JsonObject,
): readonly string[] {
  return [...written.keys()].filter((path) => {
    const kind = fieldByPath(entity, path)?.kind ?? 'text';
    return STRICT_KINDS.has(kind) && !fieldEquals(kind, written.get(path), getPath(answer, path));
  });
}

/** What an operation told the store to set: each changed field, or all that a new record says of itself. */
function writtenBy(run: RunContext, operation: Operation): ReadonlyMap<string, JsonValue> {
  const { fields, values } = operation.payload;
  // found by a look, a new record may have been changed in the shop since
  if (values !== undefined && (operation.state !== 'sending' || operation.attempts > 1)) return new Map();
  if (values === undefined) return new Map(Object.entries(fields ?? {}).map(([path, { value }]) => [path, value]));
  const sent = withStoreNumbers(run.db, operation.entity, values) ?? {};
  return new Map(
    EDITABLE_FIELDS[operation.entity].flatMap(({ path }) => {
      const value = getPath(sent, path);
      return value === undefined || isBlank(value) ? [] : [[path, value] as const];
    }),
  );
}

/** What says nothing is filled by the store. */
function isBlank(value: JsonValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The store took the request but not the value (a sale price above the regular one is dropped in silence). [PUSH9] */
function reportNotKept(run: RunContext, operation: Operation, paths: readonly string[], now: number): void {
  countsOf(run, operation.entity).failed += 1;
  saveRecordError(
    run.db,
    {
      storeId: run.store.id,
      entity: operation.entity,
      recordId: operation.recordId,
      wooId: wooIdOf(run, operation),
      operationId: operation.id,
      code: VALUE_NOT_KEPT,
      message: paths.join(', '),
      httpStatus: null,
      field: fieldByPath(operation.entity, paths[0] ?? '')?.column ?? paths[0] ?? null,
      recovery: 'retry-after-edit',
      meaning: 'kept-locally',
    },
    run.newId(),
    now,
  );
}

/** What a write that failed leaves behind. Ends the run when the store as a whole cannot be written to. [PUSH7, PUSH8] */
export function settleFailure(
  run: RunContext,
  operation: Operation,
  failure: StoreFailure,
  unknownInARow: number,
): void {
  const { db } = run;
  const at = { time: run.clock.now(), chance: () => run.random.next(), unknownInARow };
  const plan = planFailure(operation, failure, at);
  switch (plan.kind) {
    case 'look-up':
      inDurableTransaction(db, () => {
        setOperationState(db, operation.id, 'unknown', failure.error);
        run.journal?.operation(operation, 'unknown', codeOf(failure.error));
      });
      run.onStep({ tables: ['outbox'], ids: [operation.recordId] });
      if (plan.storeInTrouble) throw new RunStopped(failure.error);
      return;
    case 'gone':
      inDurableTransaction(db, () => requeueOperation(db, operation.id, null));
      removeGone(run, operation.entity, operation.recordId, wooIdOf(run, operation) ?? 0);
      return;
    case 'refused':
      refuse(run, operation, failure);
      return;
    case 'later':
      inDurableTransaction(db, () => requeueOperation(db, operation.id, plan.notBefore));
      throw new RunStopped(failure.error);
    default:
      plan satisfies never;
  }
}

function wooIdOf(run: RunContext, operation: Operation): number | null {
  return rowHeadById(run.db, operation.entity, operation.recordId)?.wooId ?? null;
}

function codeOf(error: StoreFailure['error']): string {
  return 'code' in error ? error.code : error.type;
}

function refuse(run: RunContext, operation: Operation, failure: StoreFailure): void {
  const { db } = run;
  inDurableTransaction(db, () => {
    setOperationState(db, operation.id, 'refused', failure.error);
    run.journal?.operation(operation, 'refused', codeOf(failure.error));
    saveRecordError(
      db,
      failureToRecordError(failure, {
        storeId: run.store.id,
        entity: operation.entity,
        recordId: operation.recordId,
        wooId: wooIdOf(run, operation),
        operationId: operation.id,
      }),
      run.newId(),
      run.clock.now(),
    );
    rebuildRow({ db, newId: run.newId, now: run.clock.now() }, operation.entity, operation.recordId);
    countsOf(run, operation.entity).failed += 1;
  });
  run.onStep({ tables: [TABLE_OF[operation.entity], 'outbox', 'sync_errors'], ids: [operation.recordId] });
}

/** Nothing in the store tells whether it happened, and doing it twice would do harm: a person decides. [UNKNOWN4] */
export function askPerson(run: RunContext, operation: Operation, detail: JsonObject): void {
  const { db } = run;
  // one open decision per record: this question waits until the other one is settled
  if (openConflictOf(db, operation.recordId) !== null) return;
  const head = rowHeadById(db, operation.entity, operation.recordId);
  inDurableTransaction(db, () => {
    setOperationState(db, operation.id, 'held');
    run.journal?.operation(operation, 'conflict');
    saveConflict(
      db,
      {
        id: run.newId(),
        storeId: run.store.id,
        entity: operation.entity,
        recordId: operation.recordId,
        wooId: head?.wooId ?? null,
        operationId: operation.id,
        kind: 'outcome_unknown',
        base: {},
        mine: detail,
        theirs: {},
        fields: Object.keys(detail),
      },
      run.clock.now(),
    );
    rebuildRow({ db, newId: run.newId, now: run.clock.now() }, operation.entity, operation.recordId);
    countsOf(run, operation.entity).conflicts += 1;
  });
  run.onStep({ tables: [TABLE_OF[operation.entity], 'outbox', 'sync_conflict'], ids: [operation.recordId] });
}
