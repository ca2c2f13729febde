import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Keyed } from './core/keyed.ts';
import type { Counters, EntityName, ShopState, WriteEntry } from './core/state.ts';
import type { Indexed, Table } from './core/table.ts';

/**
 * The changes of a shop in a file, one line per request that changed something: the records as they are afterwards.
 * Appended before the answer leaves, so a killed process comes back as the same shop. A torn last line is dropped.
 */
export type Journal = {
  /** Appends everything that changed since the last call. */
  readonly flush: () => void;
  readonly close: () => void;
};

type Line = {
  readonly counters: Counters;
  /** Entity, id, record; null for one that is gone. */
  readonly changes: readonly (readonly [EntityName, number, unknown])[];
  readonly writes: readonly WriteEntry[];
};

const TABLES: ReadonlySet<string> = new Set([
  'products',
  'variations',
  'orders',
  'refunds',
  'customers',
  'coupons',
  'reviews',
]);
const COMPACT_LINES = 4000;

function tableOf(state: ShopState, entity: EntityName): Table<Indexed> | null {
  return TABLES.has(entity) ? ((state as unknown as Record<string, Table<Indexed>>)[entity] ?? null) : null;
}

function keyedOf(state: ShopState, entity: EntityName): Keyed<unknown> {
  const keyed = (state as unknown as Record<string, Keyed<unknown>>)[entity];
  if (keyed === undefined) throw new Error(`no collection called ${entity}`);
  return keyed;
}

function current(state: ShopState, entity: EntityName, id: number): unknown {
  const table = tableOf(state, entity);
  return (table === null ? keyedOf(state, entity).get(id) : table.get(id)) ?? null;
}

function apply(state: ShopState, line: Line): void {
  for (const [entity, id, record] of line.changes) {
    const table = tableOf(state, entity);
    if (table !== null) {
      if (record === null) table.remove(id);
      else table.put(record as Indexed);
    } else if (record === null) keyedOf(state, entity).remove(id);
    else keyedOf(state, entity).put(id, record);
  }
  Object.assign(state.counters, line.counters);
  for (const entry of line.writes) state.writes.push(entry);
}

/** The recipe in a journal's first line, null where there is no usable file. */
export function readRecipe(path: string): Readonly<Record<string, unknown>> | null {
  if (!existsSync(path)) return null;
  const first = readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
  try {
    const parsed = JSON.parse(first) as { recipe?: Readonly<Record<string, unknown>> };
    return parsed.recipe ?? null;
  } catch {
    return null;
  }
}

/** Replays the file into the state, then keeps it open for appending. */
export function openJournal(path: string, state: ShopState, recipe: Readonly<Record<string, unknown>>): Journal {
  const header = `${JSON.stringify({ recipe })}\n`;
  let writesSeen = 0;
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(0, end).split('\n').slice(1, -1);
    for (const line of lines) apply(state, JSON.parse(line) as Line);
    // Cut off what a killed process left unfinished, so that the next line starts on its own.
    if (end === 0) writeFileSync(path, header);
    else if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
    if (lines.length > COMPACT_LINES) compact(path, state, header);
  } else {
    writeFileSync(path, header);
  }
  state.dirty.clear();
  writesSeen = state.writes.length;
  const file = openSync(path, 'a');
  return {
    flush: () => {
      if (state.dirty.size === 0 && state.writes.length === writesSeen) return;
      const changes: [EntityName, number, unknown][] = [];
      for (const [entity, ids] of state.dirty)
        for (const id of ids) changes.push([entity, id, current(state, entity, id)]);
      const line: Line = { counters: state.counters, changes, writes: state.writes.slice(writesSeen) };
      state.dirty.clear();
      writesSeen = state.writes.length;
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** One line in place of thousands: every record that differs from the generated shop, and the whole write log. */
function compact(path: string, state: ShopState, header: string): void {
  const changes: [EntityName, number, unknown][] = [];
  for (const [entity, ids] of state.dirty)
    for (const id of [...ids].sort((a, b) => a - b)) changes.push([entity, id, current(state, entity, id)]);
  const fresh = `${path}.new`;
  writeFileSync(fresh, header);
  appendFileSync(
    fresh,
    `${JSON.stringify({ counters: state.counters, changes, writes: state.writes } satisfies Line)}\n`,
  );
  renameSync(fresh, path);
}
