/**
 * What a column holds. In the mirror: texts and decimals TEXT, numbers INTEGER or REAL, booleans 0 and 1, times epoch
 * milliseconds, days 'YYYY-MM-DD', JSON and lists as JSON text. A person is an id.
 */
export type ColumnType = 'text' | 'number' | 'boolean' | 'time' | 'day' | 'decimal' | 'json' | 'person' | 'people';

export type SharedColumn = {
  readonly name: string;
  readonly type: ColumnType;
  /** Where central calls it differently. */
  readonly centralName?: string;
  /** Central sets it: read, never sent. */
  readonly isCentrals?: boolean;
  /** What the mirror has where central has nothing. */
  readonly ifNull?: string | number;
};

/**
 * How two changes of one row meet. `merge`: field by field, asking. `first`: what central took first stands, whole.
 * `append`: as merge; rows come with their author and meet only when they are deleted. `read-only`: nothing is sent.
 */
export type Meeting = 'merge' | 'first' | 'append' | 'read-only';

/** A table that desktops share. Its key is the column `id` on both sides. [TEAM2, TEAM5] */
export type SharedTable = {
  readonly table: string;
  /** With its schema where that is not `public`. */
  readonly centralTable: string;
  /** Without `id`. */
  readonly columns: readonly SharedColumn[];
  /** Parents have lower ranks: they are sent first. [TEAM7] */
  readonly rank: number;
  readonly meeting: Meeting;
  /** Columns that are taken from the same side together. */
  readonly groups: readonly (readonly string[])[];
  /** On these central's value stands without asking. */
  readonly fieldsThatNeverAsk: readonly string[];
  /** What permissions call it. */
  readonly resource: string;
};

export type SqlValue = string | number | null;
/** A row in the mirror's types, without its id. */
export type MirrorRow = Readonly<Record<string, SqlValue>>;

export type SharedTables = {
  readonly all: readonly SharedTable[];
  readonly byName: ReadonlyMap<string, SharedTable>;
  readonly byCentralName: ReadonlyMap<string, SharedTable>;
  /** As central calls them, parents first. */
  readonly centralNames: readonly string[];
};

export function indexSharedTables(tables: readonly SharedTable[]): SharedTables {
  const all = tables.toSorted((a, b) => a.rank - b.rank);
  return {
    all,
    byName: new Map(all.map((table) => [table.table, table])),
    byCentralName: new Map(all.map((table) => [table.centralTable, table])),
    centralNames: all.map(({ centralTable }) => centralTable),
  };
}

/** The columns whose changes are sent. */
export function sentColumns(table: SharedTable): readonly SharedColumn[] {
  return table.meeting === 'read-only' ? [] : table.columns.filter(({ isCentrals }) => isCentrals !== true);
}

/** Central's row in the mirror's types. Columns that central does not have or show are left out. */
export function contentToRow(table: SharedTable, content: Readonly<Record<string, unknown>>): MirrorRow {
  const row: Record<string, SqlValue> = {};
  for (const { name, centralName = name, type, ifNull = null } of table.columns) {
    const value = content[centralName];
    if (value !== undefined) row[name] = toMirrorValue(type, value) ?? ifNull;
  }
  return row;
}

/** Changed fields in central's names and JSON forms. */
export function fieldsToContent(table: SharedTable, fields: MirrorRow): Readonly<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const { name, centralName = name, type } of table.columns) {
    const value = fields[name];
    if (value !== undefined) content[centralName] = toCentralValue(type, value);
  }
  return content;
}

export function toMirrorValue(type: ColumnType, value: unknown): SqlValue {
  if (value === null) return null;
  switch (type) {
    case 'boolean':
      return value === true ? 1 : 0;
    case 'time':
      return Date.parse(String(value));
    case 'number':
      return Number(value);
    case 'decimal':
      return plainDecimal(String(value));
    case 'json':
    case 'people':
      return sortedJson(value);
    case 'text':
    case 'day':
    case 'person':
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

export function toCentralValue(type: ColumnType, value: SqlValue): unknown {
  if (value === null) return null;
  switch (type) {
    case 'boolean':
      return value === 1;
    case 'time':
      return new Date(Number(value)).toISOString();
    case 'json':
    case 'people':
      return JSON.parse(String(value)) as unknown;
    case 'text':
    case 'day':
    case 'person':
    case 'number':
    case 'decimal':
      return value;
  }
}

/** Whether both mean the same: JSON by what it says, decimals by their amount. */
export function isSameValue(type: ColumnType, one: SqlValue | undefined, other: SqlValue | undefined): boolean {
  const [a, b] = [one ?? null, other ?? null];
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (type === 'decimal') return plainDecimal(String(a)) === plainDecimal(String(b));
  if (type === 'json' || type === 'people')
    return sortedJson(JSON.parse(String(a))) === sortedJson(JSON.parse(String(b)));
  return false;
}

/** `1.50` and `+01.5` are `1.5`; `-0` is `0`. */
function plainDecimal(text: string): string {
  const match = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign, whole = '0', fraction = ''] = match;
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return sign === '-' && !/^[0.]*$/.test(digits) ? `-${digits}` : digits;
}

/** Keys in one order: jsonb does not keep that of who wrote it. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
