import type { ColumnType, SharedTable } from '../../src/engine/team/shared-table.ts';
import type { CentralContent } from '../../src/engine/team/team-server.ts';

export type ModelColumn = {
  readonly name: string;
  readonly type: ColumnType;
  /** Without it a row is refused. */
  readonly isRequired?: boolean;
  readonly fallback?: unknown;
};
/** A shared table as central has it, as far as desktops can tell. */
export type ModelTable = {
  readonly name: string;
  readonly columns: readonly ModelColumn[];
  readonly parents: readonly {
    readonly column: string;
    readonly table: string;
    readonly onDelete: 'cascade' | 'refuse';
  }[];
  /** The column that a CHECK is about, or null. */
  readonly check: (content: CentralContent) => string | null;
};
export type RowRefusal = { readonly code: string; readonly field: string; readonly detail: string };

/** Central's table with the columns of the registry; a test adds what else it wants of it. */
export function modelTableOf(
  shared: SharedTable,
  given: {
    readonly parents?: ModelTable['parents'];
    readonly check?: ModelTable['check'];
    readonly required?: readonly string[];
    readonly fallbacks?: CentralContent;
  } = {},
): ModelTable {
  return {
    name: shared.centralTable,
    columns: shared.columns.map(({ name, centralName = name, type }) => ({
      name: centralName,
      type,
      isRequired: given.required?.includes(centralName) === true,
      ...(given.fallbacks?.[centralName] === undefined ? {} : { fallback: given.fallbacks[centralName] }),
    })),
    parents: given.parents ?? [],
    check: given.check ?? (() => null),
  };
}

/** Values as they come back in JSON: instants in one form, numbers with digits as text. */
export function normalised(table: ModelTable, fields: CentralContent): CentralContent {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      valueOf(table.columns.find((column) => column.name === name)?.type ?? 'text', value),
    ]),
  );
}

function valueOf(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'decimal') return `${value as string | number}`;
  if (type === 'time') return new Date(value as string | number | Date).toISOString();
  return value;
}

/** In the order in which PostgreSQL looks: required values, checks, references. */
export function refusalOfRow(
  table: ModelTable,
  content: CentralContent,
  isThere: (table: string, key: string) => boolean,
): RowRefusal | null {
  const missing = table.columns.find(({ name, isRequired }) => isRequired === true && (content[name] ?? null) === null);
  if (missing !== undefined) return { code: '23502', field: missing.name, detail: 'required' };
  const broken = table.check(content);
  if (broken !== null) return { code: '23514', field: broken, detail: 'check' };
  for (const { column, table: parent } of table.parents) {
    const key = content[column] ?? null;
    if (typeof key === 'string' && !isThere(parent, key))
      return { code: '23503', field: column, detail: 'no such parent' };
  }
  return null;
}
