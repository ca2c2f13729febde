import type {
  CentralContent,
  CentralState,
  ColleaguePresence,
  FeedRow,
  LineAnswer,
  OpenRecord,
  TeamLine,
  TeamServer,
  WholeRow,
} from '../../src/engine/team/team-server.ts';
import type { Result } from '../../src/shared/result.ts';
import { ok } from '../../src/shared/result.ts';
import { normalised, refusalOfRow } from './central-model-tables.ts';
import type { ModelTable } from './central-model-tables.ts';

/**
 * The central database's part in team sync, in memory: transactions that overlap, a feed below the running ones,
 * tombstones with a horizon, lines taken once, rights. What a desktop can tell of it is what it can tell of the SQL; the
 * same scenarios run against both (test/support/team-scenarios.ts).
 */
export type CentralModel = {
  /** A new device of that person. */
  readonly enter: (person: ModelPerson, deviceId: string) => TeamServer;
  /** Committed rows as they stand. */
  readonly rows: (table: string) => readonly ModelRow[];
  /** A transaction of central's own, past all rights. Open until committed: nobody reads what began after it. */
  readonly begin: () => ModelTransaction;
  readonly forgetTombstones: () => void;
  readonly changeHistory: (name: string) => void;
  /** A transaction that has begun and goes on with `resume`: nobody reads what began after it. */
  readonly reserve: () => number;
  /** The next push is that transaction: it commits late, under its early number. */
  readonly resume: (xid: number) => void;
  /** It ends without having written. */
  readonly abandon: (xid: number) => void;
  /** Something about rights changed that the model cannot see. */
  readonly hint: () => void;
};

export type ModelPerson = {
  readonly id: string;
  readonly organizationId: string;
  /** Asked at each statement, so rights may change at any time. */
  readonly mayRead: (table: string) => boolean;
  readonly mayWrite: (table: string) => boolean;
  readonly mayDelete: (table: string) => boolean;
};
export type ModelRow = {
  readonly key: string;
  readonly organizationId: string;
  readonly version: number;
  readonly xid: number;
  readonly content: CentralContent;
};
export type ModelTransaction = {
  readonly insert: (table: string, key: string, organizationId: string, fields: CentralContent) => void;
  readonly update: (table: string, key: string, fields: CentralContent) => void;
  readonly remove: (table: string, key: string) => void;
  readonly commit: () => void;
};
export type CentralModelDeps = {
  readonly tables: readonly ModelTable[];
  /** Central's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly pageRows?: number;
};

type Tombstone = { readonly table: string; readonly organizationId: string; readonly place: ModelRow };
type KnownPush = { readonly lineId: string; readonly answer: LineAnswer };
type Opened = OpenRecord & { readonly person: ModelPerson; readonly since: number; readonly seenAt: number };

const PRESENCE_MS = 60_000;

export function createCentralModel(deps: CentralModelDeps): CentralModel {
  const tables = new Map(deps.tables.map((table) => [table.name, table]));
  const rows = new Map(deps.tables.map(({ name }) => [name, new Map<string, ModelRow>()]));
  const pushes = new Map<string, Map<number, KnownPush>>();
  const presence = new Map<string, readonly Opened[]>();
  const listeners = new Set<() => void>();
  const running = new Set<number>();
  let tombstones: readonly Tombstone[] = [];
  let nextXid = 1000;
  let newestEnded = 999;
  let nextVersion = 1;
  let horizon = 0;
  let history = 'first';
  let resumed: number | null = null;

  const reserve = (): number => {
    const xid = nextXid;
    nextXid += 1;
    running.add(xid);
    return xid;
  };
  const settled = (): number => Math.min(nextXid, ...running);
  const rowsOf = (table: string): Map<string, ModelRow> => rows.get(table) ?? new Map<string, ModelRow>();
  const pageRows = deps.pageRows ?? 500;

  type Write = { readonly table: string; readonly key: string; readonly row: ModelRow | null };

  /** Numbers are given when a row is written, others see it when it is committed: as in the database. */
  function openTransaction() {
    const xid = resumed ?? reserve();
    resumed = null;
    const writes: Write[] = [];
    const find = (table: string, key: string): ModelRow | null => {
      const written = writes.findLast((write) => write.table === table && write.key === key);
      return written === undefined ? (rowsOf(table).get(key) ?? null) : written.row;
    };
    const put = (table: string, key: string, organizationId: string, content: CentralContent): void => {
      const version = nextVersion;
      nextVersion += 1;
      const stamped = { ...content, updated_at: new Date(deps.now()).toISOString() };
      writes.push({ table, key, row: { key, organizationId, version, xid, content: stamped } });
    };
    const remove = (table: string, key: string): void => {
      const gone = find(table, key);
      if (gone === null) return;
      writes.push({ table, key, row: null });
      tombstones = [
        ...tombstones,
        { table, organizationId: gone.organizationId, place: { ...gone, xid, version: nextVersion } },
      ];
      nextVersion += 1;
      for (const child of tables.values())
        for (const { column, table: parent, onDelete } of child.parents)
          if (parent === table && onDelete === 'cascade')
            for (const row of rowsOf(child.name).values()) if (row.content[column] === key) remove(child.name, row.key);
    };
    const end = (keep: boolean): void => {
      running.delete(xid);
      newestEnded = Math.max(newestEnded, xid);
      if (!keep) {
        tombstones = tombstones.filter(({ place }) => place.xid !== xid);
        return;
      }
      for (const { table, key, row } of writes) {
        if (row === null) rowsOf(table).delete(key);
        else rowsOf(table).set(key, row);
      }
      if (writes.length > 0) for (const listener of listeners) listener();
    };
    return { find, put, remove, end };
  }
  type Open = ReturnType<typeof openTransaction>;

  function takeLine(open: Open, person: ModelPerson, line: TeamLine): LineAnswer {
    const { sequence } = line;
    const refuse = (code: string, field: string | null, detail: string): LineAnswer => ({
      ...{ sequence, outcome: 'refused', code, field, detail },
    });
    const table = tables.get(line.table);
    if (table === undefined)
      return { ...{ sequence, code: '42P01', field: null, detail: 'unknown' }, outcome: 'unknown_table' };
    const unknown = Object.keys(line.fields).find((name) => !table.columns.some((column) => column.name === name));
    if (unknown !== undefined) return refuse('42703', unknown, 'there is no such field');
    const found = open.find(line.table, line.key);
    const seen = isSeen(person, line.table, found) ? found : null;
    if (line.kind === 'insert') {
      if (seen !== null) return { sequence, outcome: 'stale', current: seen };
      if (!person.mayWrite(line.table)) return refuse('42501', null, 'not allowed');
      if (found !== null) return refuse('23505', 'id', 'exists');
    } else {
      if (line.kind === 'delete' && !person.mayDelete(line.table)) return refuse('42501', null, 'not allowed');
      if (seen === null || seen.version !== line.version) return { sequence, outcome: 'stale', current: seen };
      if (!person.mayWrite(line.table)) return refuse('42501', null, 'not yours to change');
    }
    if (line.kind === 'delete') {
      open.remove(line.table, line.key);
      return { sequence, outcome: 'applied', version: null, current: null };
    }
    const content = { ...(seen?.content ?? defaultsOf(table)), ...normalised(table, line.fields) };
    const refused = refusalOfRow(table, content, (parent, key) => open.find(parent, key) !== null);
    if (refused !== null) return refuse(refused.code, refused.field, refused.detail);
    open.put(line.table, line.key, person.organizationId, content);
    const current = open.find(line.table, line.key);
    const shown = isSeen(person, line.table, current) ? current : null;
    return { sequence, outcome: 'applied', version: shown?.version ?? null, current: shown };
  }

  function defaultsOf(table: ModelTable): CentralContent {
    const given = table.columns.map(({ name, fallback }) => [name, fallback ?? null] as const);
    return { ...Object.fromEntries(given), id: null, created_at: new Date(deps.now()).toISOString() };
  }

  const isSeen = (person: ModelPerson, table: string, row: ModelRow | null): boolean =>
    row !== null && row.organizationId === person.organizationId && person.mayRead(table);

  function push(person: ModelPerson, deviceId: string, lines: readonly TeamLine[]): readonly LineAnswer[] {
    const known = pushes.get(deviceId) ?? new Map<number, KnownPush>();
    pushes.set(deviceId, known);
    const open = openTransaction();
    const answers = lines.map((line) => {
      const before = known.get(line.sequence);
      if (before !== undefined && before.lineId !== line.id)
        return { sequence: line.sequence, outcome: 'sequence_taken' as const };
      const answer = before?.answer ?? takeLine(open, person, line);
      known.set(line.sequence, { lineId: line.id, answer });
      if (answer.outcome !== 'applied' && answer.outcome !== 'stale') return answer;
      // as it is now, also when the line was taken before
      const found = open.find(line.table, line.key);
      return { ...answer, current: isSeen(person, line.table, found) ? found : null };
    });
    open.end(true);
    return answers;
  }

  function changes(
    person: ModelPerson,
    from: readonly [number, number],
    upto: number,
    wanted: readonly string[],
  ): readonly FeedRow[] {
    const isInRange = ({ xid, version }: ModelRow): boolean =>
      (xid > from[0] || (xid === from[0] && version > from[1])) && xid < Math.min(upto, settled());
    const found: FeedRow[] = [];
    for (const table of wanted) {
      for (const row of rowsOf(table).values())
        if (isInRange(row) && isSeen(person, table, row))
          found.push({ table, key: row.key, version: row.version, xid: String(row.xid), content: row.content });
    }
    for (const { table, organizationId, place } of tombstones)
      if (isInRange(place) && organizationId === person.organizationId && wanted.includes(table))
        found.push({ table, key: place.key, version: place.version, xid: String(place.xid), content: null });
    return found.toSorted((a, b) => Number(a.xid) - Number(b.xid) || a.version - b.version).slice(0, pageRows);
  }

  function stateFor(person: ModelPerson, deviceId: string, wanted: readonly string[]): CentralState {
    const served = wanted.filter((name) => tables.has(name));
    return {
      deviceId,
      personId: person.id,
      organizationId: person.organizationId,
      settled: String(settled()),
      newest: String(newestEnded + 1),
      horizon: String(horizon),
      history,
      access: JSON.stringify(served.map((name) => [name, person.mayRead(name), person.mayWrite(name)])),
      lastSequence: Math.max(0, ...(pushes.get(deviceId)?.keys() ?? [])),
      channel: `team_${person.organizationId}`,
    };
  }

  async function everything(
    person: ModelPerson,
    wanted: readonly string[],
    onPage: (page: readonly WholeRow[]) => Promise<void>,
  ): Promise<string> {
    const reach = String(settled());
    const snapshot = wanted.map((table) => ({
      table,
      seen: [...rowsOf(table).values()]
        .filter((row) => isSeen(person, table, row))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    }));
    for (const { table, seen } of snapshot)
      for (let start = 0; start < seen.length; start += pageRows)
        await onPage(
          seen.slice(start, start + pageRows).map(({ key, version, content }) => ({ table, key, version, content })),
        );
    return reach;
  }

  function tellPresence(person: ModelPerson, deviceId: string, told: readonly OpenRecord[]): void {
    const now = deps.now();
    const before = presence.get(deviceId) ?? [];
    const since = (one: OpenRecord): number =>
      before.find((known) => known.resource === one.resource && known.recordId === one.recordId)?.since ?? now;
    presence.set(
      deviceId,
      told.map((one) => ({ ...one, person, since: since(one), seenAt: now })),
    );
  }

  function presenceFor(person: ModelPerson, deviceId: string): readonly ColleaguePresence[] {
    return [...presence]
      .filter(([device]) => device !== deviceId)
      .flatMap(([, opened]) => opened)
      .filter((one) => one.person.organizationId === person.organizationId && deps.now() - one.seenAt <= PRESENCE_MS)
      .map(({ person: { id }, resource, recordId, storeId, isEditing, since }) => ({
        ...{ personId: id, resource, recordId, storeId, isEditing, since },
      }));
  }

  return {
    enter: (person, deviceId) => ({
      state: (wanted) => answered(stateFor(person, deviceId, wanted)),
      push: (lines) => answered(push(person, deviceId, asJson(lines))),
      changes: (from, upto, wanted) =>
        answered(changes(person, [Number(from.xid), from.version], Number(upto), wanted)),
      everything: async (wanted, onPage) => ok(await everything(person, wanted, onPage)),
      listen: (_, onHint, signal) => {
        listeners.add(onHint);
        signal.addEventListener('abort', () => listeners.delete(onHint), { once: true });
        onHint();
      },
      tellPresence: (told) => answered(tellPresence(person, deviceId, told)),
      presence: () => answered(presenceFor(person, deviceId)),
    }),
    rows: (table) => [...rowsOf(table).values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    begin: () => {
      const open = openTransaction();
      return {
        insert: (table, key, organizationId, fields) => {
          const shape = tables.get(table);
          if (shape === undefined) throw new Error(`No table ${table}.`);
          open.put(table, key, organizationId, { ...defaultsOf(shape), ...normalised(shape, fields) });
        },
        update: (table, key, fields) => {
          const [shape, row] = [tables.get(table), open.find(table, key)];
          if (shape === undefined || row === null) throw new Error(`No row ${key} of ${table}.`);
          open.put(table, key, row.organizationId, { ...row.content, ...normalised(shape, fields) });
        },
        remove: open.remove,
        commit: () => open.end(true),
      };
    },
    reserve,
    resume: (xid) => {
      resumed = xid;
    },
    abandon: (xid) => void running.delete(xid),
    forgetTombstones: () => {
      horizon = Math.max(horizon, ...tombstones.map(({ place }) => place.xid + 1));
      tombstones = [];
    },
    changeHistory: (name) => {
      history = name;
    },
    hint: () => listeners.forEach((listener) => listener()),
  };
}

const answered = <T>(value: T): Promise<Result<T, never>> => Promise.resolve(ok(value));

/** What arrives at the other end of a connection: no value is shared, and texts are what a database can hold. */
function asJson(lines: readonly TeamLine[]): readonly TeamLine[] {
  return JSON.parse(JSON.stringify(lines), (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value,
  ) as readonly TeamLine[];
}
