/** What every listed record carries for the shop's own index. Times are GMT seconds; `*_wall` are local digits. */
export type Indexed = {
  id: number;
  type: string;
  status: string;
  parent_id: number;
  created: number;
  created_wall: number;
  /** 0 where the record was never modified (customers). */
  modified: number;
  modified_wall: number;
};

/** The untouched part of a table: records are functions of their index, only the index columns stand in memory. */
export type TableBase<T extends Indexed> = {
  readonly firstId: number;
  readonly count: number;
  /** Must be pure; the object returned is never changed by the table. */
  readonly derive: (index: number) => T;
  readonly columns: {
    readonly status: (index: number) => string;
    readonly type: (index: number) => string;
    readonly parent: (index: number) => number;
    readonly created: (index: number) => number;
    readonly createdWall: (index: number) => number;
    readonly modified: (index: number) => number;
    readonly modifiedWall: (index: number) => number;
  };
};

type Columns = {
  size: number;
  id: Float64Array;
  alive: Uint8Array;
  status: Uint8Array;
  type: Uint8Array;
  parent: Float64Array;
  created: Float64Array;
  createdWall: Float64Array;
  modified: Float64Array;
  modifiedWall: Float64Array;
};

export type TableSnapshot<T> = {
  readonly columns: Columns;
  readonly overlay: ReadonlyMap<number, T>;
};

export type Table<T extends Indexed> = {
  /** Grows with every change; cached selections are valid for one version. */
  readonly version: () => number;
  readonly rowCount: () => number;
  readonly columns: () => Readonly<Columns>;
  readonly statusAt: (row: number) => string;
  readonly typeAt: (row: number) => string;
  readonly statusCode: (name: string) => number;
  readonly typeCode: (name: string) => number;
  /** -1 where no such record exists (any more). */
  readonly rowOf: (id: number) => number;
  readonly has: (id: number) => boolean;
  /** The record; shared, not to be changed in place. */
  readonly get: (id: number) => T | undefined;
  readonly at: (row: number) => T;
  /** Index of an untouched generated record, -1 where the record was changed or added. */
  readonly baseIndex: (row: number) => number;
  /** Ids of changed and added records that still exist. */
  readonly touchedIds: () => number[];
  readonly put: (record: T) => void;
  readonly remove: (id: number) => void;
  readonly snapshot: () => TableSnapshot<T>;
  readonly restore: (snapshot: TableSnapshot<T>) => void;
  /** Remembers a selection until the next change. */
  readonly remember: (key: string, compute: () => Int32Array) => Int32Array;
};

const DERIVED_KEPT = 3000;

const SELECTIONS_KEPT = 6;

function allocate(capacity: number): Columns {
  return {
    size: 0,
    id: new Float64Array(capacity),
    alive: new Uint8Array(capacity),
    status: new Uint8Array(capacity),
    type: new Uint8Array(capacity),
    parent: new Float64Array(capacity),
    created: new Float64Array(capacity),
    createdWall: new Float64Array(capacity),
    modified: new Float64Array(capacity),
    modifiedWall: new Float64Array(capacity),
  };
}

function copied(from: Columns, capacity: number): Columns {
  const to = allocate(capacity);
  to.size = from.size;
  to.id.set(from.id.subarray(0, from.size));
  to.alive.set(from.alive.subarray(0, from.size));
  to.status.set(from.status.subarray(0, from.size));
  to.type.set(from.type.subarray(0, from.size));
  to.parent.set(from.parent.subarray(0, from.size));
  to.created.set(from.created.subarray(0, from.size));
  to.createdWall.set(from.createdWall.subarray(0, from.size));
  to.modified.set(from.modified.subarray(0, from.size));
  to.modifiedWall.set(from.modifiedWall.subarray(0, from.size));
  return to;
}

function createDictionary(): { readonly code: (name: string) => number; readonly name: (code: number) => string } {
  const names: string[] = [];
  const codes = new Map<string, number>();
  return {
    code: (name) => {
      const existing = codes.get(name);
      if (existing !== undefined) return existing;
      names.push(name);
      codes.set(name, names.length - 1);
      return names.length - 1;
    },
    name: (code) => names[code] ?? '',
  };
}

/**
 * A table whose generated records are derived on demand and whose changed records lie in an overlay.
 * Ids only grow, so rows stand in id order. `onChange` hears the id of every record put or removed.
 */
export function createTable<T extends Indexed>(base: TableBase<T>, onChange: (id: number) => void): Table<T> {
  const statuses = createDictionary();
  const types = createDictionary();
  let columns = allocate(base.count + 64);
  let overlay = new Map<number, T>();
  let version = 0;
  const derived = new Map<number, T>();
  const selections = new Map<string, Int32Array>();

  for (let index = 0; index < base.count; index += 1) {
    columns.id[index] = base.firstId + index;
    columns.alive[index] = 1;
    columns.status[index] = statuses.code(base.columns.status(index));
    columns.type[index] = types.code(base.columns.type(index));
    columns.parent[index] = base.columns.parent(index);
    columns.created[index] = base.columns.created(index);
    columns.createdWall[index] = base.columns.createdWall(index);
    columns.modified[index] = base.columns.modified(index);
    columns.modifiedWall[index] = base.columns.modifiedWall(index);
  }
  columns.size = base.count;

  const rawRowOf = (id: number): number => {
    const direct = id - base.firstId;
    if (direct >= 0 && direct < base.count) return Number.isInteger(direct) ? direct : -1;
    let low = base.count;
    let high = columns.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = columns.id[middle] ?? 0;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
  const rowOf = (id: number): number => {
    const row = rawRowOf(id);
    return row >= 0 && columns.alive[row] === 1 ? row : -1;
  };
  const changed = (id: number): void => {
    version += 1;
    selections.clear();
    onChange(id);
  };
  const at = (row: number): T => {
    const id = columns.id[row] ?? 0;
    const own = overlay.get(id);
    if (own !== undefined) return own;
    const kept = derived.get(row);
    if (kept !== undefined) return kept;
    const record = base.derive(row);
    if (derived.size >= DERIVED_KEPT) {
      const oldest = derived.keys().next();
      if (oldest.done !== true) derived.delete(oldest.value);
    }
    derived.set(row, record);
    return record;
  };
  const writeRow = (row: number, record: T): void => {
    columns.id[row] = record.id;
    columns.alive[row] = 1;
    columns.status[row] = statuses.code(record.status);
    columns.type[row] = types.code(record.type);
    columns.parent[row] = record.parent_id;
    columns.created[row] = record.created;
    columns.createdWall[row] = record.created_wall;
    columns.modified[row] = record.modified;
    columns.modifiedWall[row] = record.modified_wall;
  };
  const put = (record: T): void => {
    let row = rawRowOf(record.id);
    if (row < 0) {
      if (columns.size === columns.id.length) columns = copied(columns, columns.size * 2 + 64);
      row = columns.size;
      columns.size += 1;
      if (row > 0 && (columns.id[row - 1] ?? 0) > record.id) row = insertInOrder(record.id);
    }
    writeRow(row, record);
    overlay.set(record.id, record);
    changed(record.id);
  };
  const insertInOrder = (id: number): number => {
    let row = columns.size - 1;
    while (row > base.count && (columns.id[row - 1] ?? 0) > id) {
      columns.id[row] = columns.id[row - 1] ?? 0;
      columns.alive[row] = columns.alive[row - 1] ?? 0;
      columns.status[row] = columns.status[row - 1] ?? 0;
      columns.type[row] = columns.type[row - 1] ?? 0;
      columns.parent[row] = columns.parent[row - 1] ?? 0;
      columns.created[row] = columns.created[row - 1] ?? 0;
      columns.createdWall[row] = columns.createdWall[row - 1] ?? 0;
      columns.modified[row] = columns.modified[row - 1] ?? 0;
      columns.modifiedWall[row] = columns.modifiedWall[row - 1] ?? 0;
      row -= 1;
    }
    return row;
  };

  return {
    version: () => version,
    rowCount: () => columns.size,
    columns: () => columns,
    statusAt: (row) => statuses.name(columns.status[row] ?? 0),
    typeAt: (row) => types.name(columns.type[row] ?? 0),
    statusCode: statuses.code,
    typeCode: types.code,
    rowOf,
    has: (id) => rowOf(id) >= 0,
    get: (id) => {
      const row = rowOf(id);
      return row < 0 ? undefined : at(row);
    },
    at,
    baseIndex: (row) => (row < base.count && !overlay.has(columns.id[row] ?? 0) ? row : -1),
    touchedIds: () => [...overlay.keys()].filter((id) => rowOf(id) >= 0),
    put,
    remove: (id) => {
      const row = rowOf(id);
      if (row < 0) return;
      columns.alive[row] = 0;
      overlay.delete(id);
      changed(id);
    },
    snapshot: () => ({ columns: copied(columns, columns.size), overlay: new Map(overlay) }),
    restore: (snapshot) => {
      const touched = new Set([...overlay.keys(), ...snapshot.overlay.keys()]);
      for (let row = 0; row < columns.size; row += 1) {
        if (columns.alive[row] !== snapshot.columns.alive[row]) touched.add(columns.id[row] ?? 0);
      }
      columns = copied(snapshot.columns, snapshot.columns.size + 64);
      overlay = new Map(snapshot.overlay);
      for (const id of touched) changed(id);
    },
    remember: (key, compute) => {
      const kept = selections.get(key);
      if (kept !== undefined) return kept;
      const rows = compute();
      if (selections.size >= SELECTIONS_KEPT) {
        const oldest = selections.keys().next();
        if (oldest.done !== true) selections.delete(oldest.value);
      }
      selections.set(key, rows);
      return rows;
    },
  };
}
