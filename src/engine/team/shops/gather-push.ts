import { createHash } from 'node:crypto';
import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import type { OperationKind, OperationState } from '../../sync/operation.ts';
import { openOperationsOf } from '../../sync/outbox-store.ts';
import type { SqlValue } from '../../sync/projections/projection.ts';
import { PARENT_OF, rowHeadById } from '../../sync/row-writer.ts';
import type { Mark } from './marks.ts';
import { readMarks, versionOf } from './marks.ts';
import type { ChangeUnit, SharedDocument, SharedRow } from './shops-server.ts';

/** What goes to central together, with the marks that it takes away. */
export type Gathered = {
  readonly documents: readonly SharedDocument[];
  readonly removals: readonly string[];
  readonly units: readonly (ChangeUnit & { readonly marks: readonly Mark[] })[];
  /** Of documents and removals, and of what central need not be told. */
  readonly marks: readonly Mark[];
};

type DocumentRow = {
  readonly record_id: string;
  readonly entity: EntityName;
  readonly hash: string;
  readonly observed_at: number;
  readonly document: string;
};

/**
 * The next part of what central was not told. The holder's part has documents, and with them all changes of their records:
 * the end of an operation leaves with the document that shows its effect. [SHARE6]
 */
export function gatherPush(db: ReadableDb, storeId: string, isHolder: boolean, limit: number): Gathered {
  const changes = gatherChanges(db, storeId, isHolder, limit);
  if (!isHolder) return { documents: [], removals: [], ...changes };
  const chosen = documentMarks(db, storeId, new Set(changes.units.map(({ recordId }) => recordId)), limit);
  const documents = chosen.flatMap((mark) => documentOf(db, mark.rowId));
  const removed = readMarks(db, storeId, ['removal'], limit);
  return {
    documents,
    // what was made anew under its id before central heard that it was gone is not gone
    removals: removed.map(({ rowId }) => rowId).filter((id) => !hasBase(db, id)),
    units: changes.units,
    marks: [...changes.marks, ...chosen, ...removed],
  };
}

/** Those of records that change in this part, and the oldest others; what has changes in a later part goes with them. */
function documentMarks(
  db: ReadableDb,
  storeId: string,
  withChanges: ReadonlySet<string>,
  limit: number,
): readonly Mark[] {
  type Row = { readonly mark: number; readonly row_id: string };
  const withThem = prepared<Row>(
    db,
    `SELECT mark, row_id FROM team_marks WHERE what = 'document' AND row_id IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify([...withChanges]));
  const others = prepared<Row>(
    db,
    `SELECT m.mark, m.row_id FROM team_marks AS m WHERE m.store_id = ? AND m.what = 'document' AND m.row_id NOT IN
       (SELECT o.record_id FROM team_marks AS w JOIN outbox AS o ON o.id = w.row_id WHERE w.store_id = ? AND w.what = 'operation')
     ORDER BY m.mark LIMIT ?`,
  ).all(storeId, storeId, limit);
  const rows = new Map([...withThem, ...others].map((row) => [row.mark, row]));
  return [...rows.values()].map((row) => ({ mark: row.mark, what: 'document', rowId: row.row_id }));
}

const hasBase = (db: ReadableDb, recordId: string): boolean =>
  prepared(db, `SELECT 1 FROM base_documents WHERE record_id = ?`).get(recordId) !== undefined;

function documentOf(db: ReadableDb, recordId: string): readonly SharedDocument[] {
  const row = prepared<DocumentRow>(
    db,
    `SELECT record_id, entity, hash, observed_at, document FROM base_documents WHERE record_id = ?`,
  ).get(recordId);
  const head = row === undefined ? null : rowHeadById(db, row.entity, recordId);
  // one whose number went to another record waits for a person, and is no observation any more
  if (row === undefined || head === null || head.wooId === null) return [];
  const parent = PARENT_OF[row.entity];
  const above = parent === undefined || head.parentId === null ? null : rowHeadById(db, parent.entity, head.parentId);
  return [
    {
      ...{ id: recordId, entity: row.entity, wooId: head.wooId, parentId: head.parentId, hash: row.hash },
      ...{ parentWooId: above?.wooId ?? null, document: row.document, modifiedMs: head.modifiedAt },
      observedMs: row.observed_at,
    },
  ];
}

type OutboxRow = {
  readonly sequence: number;
  readonly id: string;
  readonly entity: EntityName;
  readonly record_id: string;
  readonly kind: OperationKind;
  readonly payload: string;
  readonly payload_version: number;
  readonly reason: string;
  readonly state: OperationState;
  readonly outcome: 'sent' | 'superseded' | 'settled' | null;
  readonly attempts: number;
  readonly created_at: number;
  readonly claimed_server_time: number | null;
  readonly last_error: string | null;
};

type Draft = {
  readonly entity: EntityName;
  readonly operations: OutboxRow[];
  readonly decisions: SharedRow['row'][];
  readonly refusals: SharedRow['row'][];
  readonly marks: Mark[];
};

function gatherChanges(
  db: ReadableDb,
  storeId: string,
  isHolder: boolean,
  limit: number,
): Pick<Gathered, 'units' | 'marks'> {
  const drafts = new Map<string, Draft>();
  const needless: Mark[] = [];
  const draftOf = (recordId: string, entity: EntityName): Draft => {
    const draft = drafts.get(recordId) ?? { entity, operations: [], decisions: [], refusals: [], marks: [] };
    drafts.set(recordId, draft);
    return draft;
  };
  for (const mark of readMarks(db, storeId, ['operation', 'decision', 'refusal'], limit)) {
    const put = mark.what === 'operation' ? operationInto : mark.what === 'decision' ? decisionInto : refusalInto;
    if (!put(db, mark, isHolder, draftOf)) needless.push(mark);
  }
  const units = [...drafts].map(([recordId, draft]) => unitOf(db, recordId, draft));
  return { units: units.sort((left, right) => firstSequence(left) - firstSequence(right)), marks: needless };
}

const firstSequence = (unit: ChangeUnit): number => unit.operations[0]?.sequence ?? 0;

type Into = (
  db: ReadableDb,
  mark: Mark,
  isHolder: boolean,
  draftOf: (recordId: string, entity: EntityName) => Draft,
) => boolean;

const operationInto: Into = (db, mark, isHolder, draftOf) => {
  const row = prepared<OutboxRow>(
    db,
    `SELECT sequence, id, entity, record_id, kind, payload, payload_version, reason, state, outcome, attempts, created_at,
       claimed_server_time, last_error FROM outbox WHERE id = ?`,
  ).get(mark.rowId);
  if (row === undefined) return false;
  // it ended before central heard of it
  if (row.state === 'ended' && versionOf(db, row.id) === null) return false;
  // the claim itself is central's; what came of it is told when it is known
  if (row.state === 'sending') return false;
  // an unknown outcome from before the shop was shared is the holder's to look up
  const isTellable =
    ['queued', 'held'].includes(row.state) ||
    (row.state === 'ended' && row.outcome !== 'sent') ||
    (row.state === 'unknown' && (versionOf(db, row.id) ?? 0) === 0);
  if (!isHolder && !isTellable) return false;
  const draft = draftOf(row.record_id, row.entity);
  draft.operations.push(row);
  draft.marks.push(mark);
  return true;
};

const decisionInto: Into = (db, mark, _isHolder, draftOf) => {
  const row = rowOf(db, 'sync_conflict', mark.rowId);
  if (row === null || (row['status'] !== 'open' && versionOf(db, mark.rowId) === null)) return false;
  // a decision about a whole collection belongs to the store
  const draft = draftOf(String(row['local_id'] ?? collectionId(row)), row['entity_type'] as EntityName);
  draft.decisions.push(row);
  draft.marks.push(mark);
  return true;
};

const refusalInto: Into = (db, mark, _isHolder, draftOf) => {
  const row = rowOf(db, 'sync_errors', mark.rowId);
  if (row === null || (row['resolved'] === 1 && versionOf(db, mark.rowId) === null)) return false;
  const draft = draftOf(String(row['entity_id'] ?? collectionId(row)), row['entity_type'] as EntityName);
  draft.refusals.push(row);
  draft.marks.push(mark);
  return true;
};

/** A name for what is about a collection: the same for the whole team. */
function collectionId(row: SharedRow['row']): string {
  const digits = createHash('sha256')
    .update(`${String(row['store_id'])} ${String(row['entity_type'])}`)
    .digest('hex');
  return [8, 12, 16, 20, 32].map((end, at) => digits.slice([0, 8, 12, 16, 20][at], end)).join('-');
}

function rowOf(db: ReadableDb, table: 'sync_conflict' | 'sync_errors', id: string): SharedRow['row'] | null {
  return prepared<Record<string, SqlValue>>(db, `SELECT * FROM ${table} WHERE id = ?`).get(id) ?? null;
}

function unitOf(db: ReadableDb, recordId: string, draft: Draft): Gathered['units'][number] {
  const { entity } = draft;
  const base = (id: unknown): number => versionOf(db, String(id)) ?? 0;
  const open = openOperationsOf(db, recordId).map(({ id }) => id);
  return {
    recordId,
    entity,
    parentId: PARENT_OF[entity] === undefined ? null : (rowHeadById(db, entity, recordId)?.parentId ?? null),
    seen: [...new Set([...open, ...draft.operations.map(({ id }) => id)])].filter((id) => base(id) > 0),
    operations: draft.operations
      .toSorted((left, right) => left.sequence - right.sequence)
      .map((row) => ({
        ...{ id: row.id, entity, recordId, parentId: null, kind: row.kind, payload: row.payload, reason: row.reason },
        ...{ payloadVersion: row.payload_version, state: row.state, outcome: row.outcome, attempts: row.attempts },
        ...{ lastError: row.last_error, authorId: authorOf(db, recordId, row.id), madeMs: row.created_at },
        ...{ claimedServerMs: row.claimed_server_time, base: base(row.id), sequence: row.sequence },
      })),
    decisions: draft.decisions.map((row) => ({ id: String(row['id']), base: base(row['id']), row })),
    refusals: draft.refusals.map((row) => ({ id: String(row['id']), base: base(row['id']), row })),
    marks: draft.marks,
  };
}

/** What a merge split off belongs to who made the change that it was split from. */
function authorOf(db: ReadableDb, recordId: string, operationId: string): string | null {
  const row = prepared<{ author_id: string | null }>(
    db,
    `SELECT r.author_id FROM outbox AS own JOIN outbox AS o ON o.record_id = own.record_id JOIN team_rows AS r ON r.change_id = o.id
     WHERE own.id = ? AND own.record_id = ? AND own.author <> '' AND r.author_name = own.author LIMIT 1`,
  ).get(operationId, recordId);
  return row?.author_id ?? null;
}
