/**
 * A second copy of what exists nowhere else: the unsent changes, outside the database file. When that file is damaged
 * beyond reading, the changes are still here.
 *
 * One line of JSON per record: the record as it stood when something was queued for it, with all its open operations.
 * A later line about the same record replaces an earlier one. Lines are appended after the edit was committed, and the
 * file is written anew, without what was sent, after a run.
 */
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { errorCode, writeFileAtomic } from '../platform/atomic-file.ts';
import type { Logger } from '../platform/deps.ts';
import type { FileLocks } from '../platform/file-lock.ts';
import type { ReadableDb } from './database.ts';
import { prepared } from './database.ts';
import { EMPTY_SALVAGE, PARENT_COLUMN } from './salvage.ts';
import type { Salvage, SavedRow } from './salvage.ts';

const value = z.union([z.string(), z.number(), z.null()]);
const row = z.record(z.string(), value);
const line = z.object({
  record: z.string(),
  store: row,
  operations: z.array(row),
  document: row.nullable(),
  rows: z.array(z.object({ table: z.string(), row })),
});
type Line = z.infer<typeof line>;

export interface UnsentCopy {
  /** After an edit was committed: keeps what is open for these records. A failure is logged; the edit stands. */
  readonly note: (recordIds: readonly string[]) => void;
  /** After a run: keeps what is still open, and nothing else. */
  readonly renew: () => void;
}

const LOCK_ATTEMPTS = 20;
const LOCK_PAUSE_MS = 5;
/** Replaced lines are swept out when the file has grown past this, and past twice what it really holds. */
const RENEW_BYTES = 4 * 1024 * 1024;

/** `file` is `ProfilePaths.unsent`. Another process that holds the lock makes this one wait for its next chance. */
export function createUnsentCopy(deps: {
  readonly db: ReadableDb;
  readonly file: string;
  readonly locks: FileLocks;
  readonly logger: Logger;
}): UnsentCopy {
  const { db, file } = deps;

  let renewedBytes = 0;

  function alone(work: () => void): void {
    let lock = deps.locks.acquire('unsent');
    for (let attempt = 1; !lock.ok && attempt < LOCK_ATTEMPTS; attempt += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
      lock = deps.locks.acquire('unsent');
    }
    if (!lock.ok) return deps.logger.log('warn', 'unsent-copy.skipped', { why: lock.error.type });
    try {
      work();
    } catch (error) {
      deps.logger.log('warn', 'unsent-copy.failed', { code: errorCode(error) });
    } finally {
      lock.value.release();
    }
  }

  function writeAnew(): void {
    const lines = openRecords(db).map((recordId) => toText(lineOf(db, recordId)));
    if (lines.length === 0 && sizeOf(file) === 0) return;
    writeFileAtomic(file, lines.join(''), 0o600);
    renewedBytes = sizeOf(file);
  }

  return {
    note: (recordIds) => {
      alone(() => {
        append(file, recordIds.map((recordId) => toText(lineOf(db, recordId))).join(''));
        if (sizeOf(file) > Math.max(RENEW_BYTES, renewedBytes * 2)) writeAnew();
      });
    },
    renew: () => alone(writeAnew),
  };
}

/** What the copy holds; lines that are no lines (the last one of a power cut) are passed over. */
export function readUnsentCopy(file: string): Salvage {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return EMPTY_SALVAGE;
  }
  const lines = new Map<string, Line>();
  for (const part of text.split('\n')) {
    const parsed = parseLine(part);
    if (parsed !== null) lines.set(parsed.record, parsed);
  }
  const stores = new Map<string, SavedRow>();
  const operations = new Map<string, SavedRow>();
  const documents = new Map<string, SavedRow>();
  const records = new Map<string, { table: string; row: SavedRow }>();
  for (const entry of lines.values()) {
    if (entry.operations.length === 0) continue;
    stores.set(String(entry.store['id']), entry.store);
    for (const operation of entry.operations) operations.set(String(operation['id']), operation);
    if (entry.document !== null) documents.set(entry.record, entry.document);
    for (const { table, row: saved } of entry.rows) records.set(String(saved['id']), { table, row: saved });
  }
  return { ...EMPTY_SALVAGE, stores, operations, documents, records };
}

function parseLine(text: string): Line | null {
  if (text === '') return null;
  try {
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function openRecords(db: ReadableDb): readonly string[] {
  const sql = `SELECT record_id FROM outbox WHERE state <> 'ended' GROUP BY record_id ORDER BY min(sequence)`;
  return prepared<{ record_id: string }>(db, sql)
    .all()
    .map((found) => found.record_id);
}

type Row = Line['store'];

function lineOf(db: ReadableDb, recordId: string): Line | null {
  const operations = prepared<Row>(
    db,
    `SELECT * FROM outbox WHERE record_id = ? AND state <> 'ended' ORDER BY sequence`,
  ).all(recordId);
  const last = operations.at(-1);
  if (last === undefined) return { record: recordId, store: {}, operations: [], document: null, rows: [] };
  const store = prepared<Row>(db, `SELECT * FROM stores WHERE id = ?`).get(last['store_id']);
  if (store === undefined) return null;
  const document = prepared<Row>(db, `SELECT * FROM base_documents WHERE record_id = ?`).get(recordId) ?? null;
  return { record: recordId, store, operations, document, rows: rowsOf(db, last['entity'] as EntityName, recordId) };
}

/** The record's row, with its parent's where it has one. */
function rowsOf(db: ReadableDb, entity: EntityName, recordId: string): Line['rows'] {
  const table = TABLE_OF[entity];
  const own = prepared<Row>(db, `SELECT * FROM ${table} WHERE id = ?`).get(recordId);
  if (own === undefined) return [];
  const parent = PARENT_COLUMN[table];
  const above =
    parent === undefined
      ? undefined
      : prepared<Row>(db, `SELECT * FROM ${parent.table} WHERE id = ?`).get(own[parent.column]);
  return [
    ...(parent === undefined || above === undefined ? [] : [{ table: parent.table, row: above }]),
    { table, row: own },
  ];
}

function toText(entry: Line | null): string {
  return entry === null ? '' : `${JSON.stringify(entry)}\n`;
}

function append(file: string, text: string): void {
  if (text === '') return;
  const handle = openSync(file, 'a', 0o600);
  try {
    // A line that a power cut left unfinished must not swallow this one.
    const bytes = Buffer.from(`\n${text}`, 'utf8');
    let written = 0;
    while (written < bytes.length) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
