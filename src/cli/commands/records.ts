import type { FilterValue } from '../../engine/queries/list-filters.ts';
import type { ListedEntity } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { chosenStore, findRecord, readEntity, storeForNew, unwrap } from '../addresses.ts';
import { parseAssignments } from '../arguments.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { misused, usageFailure } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { fields, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;
type Row = Readonly<Record<string, unknown>>;

/** Rows that one question to the engine answers at most. */
const PAGE_ROWS = 1000;
/** Rows that a person is shown when no limit was given; a JSON document has them all. */
const SHOWN_ROWS = 50;

const COLUMNS: Readonly<Record<ListedEntity, readonly string[]>> = {
  products: [
    'id',
    'woo_id',
    'name',
    'sku',
    'type',
    'status',
    'price',
    'regular_price',
    'sale_price',
    'stock_quantity',
    'sync_status',
  ],
  variations: [
    'id',
    'woo_id',
    'name',
    'sku',
    'status',
    'price',
    'regular_price',
    'sale_price',
    'stock_quantity',
    'sync_status',
  ],
  orders: ['id', 'woo_id', 'number', 'status', 'total', 'currency', 'customer_name', 'date_created_woo', 'sync_status'],
  customers: ['id', 'woo_id', 'name', 'email', 'role', 'sync_status'],
  coupons: ['id', 'woo_id', 'code', 'discount_type', 'amount', 'status', 'sync_status'],
  categories: ['id', 'woo_id', 'name', 'slug', 'parent_woo_id', 'count', 'sync_status'],
  tags: ['id', 'woo_id', 'name', 'slug', 'count', 'sync_status'],
  brands: ['id', 'woo_id', 'name', 'slug', 'count', 'sync_status'],
  attributes: ['id', 'woo_id', 'name', 'slug', 'type', 'sync_status'],
  terms: ['id', 'woo_id', 'attribute_id', 'name', 'slug', 'count', 'sync_status'],
};

export const list: Command = async (engine, args) => {
  const entity = readEntity(args.operands[0] ?? '');
  if (!entity.ok) return entity;
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const filters = readFilters(args.lists['filter'] ?? []);
  if (!filters.ok) return filters;
  const limit = readCount('limit', args.values['limit']);
  if (!limit.ok) return limit;
  const offset = readCount('offset', args.values['offset']);
  if (!offset.ok) return offset;
  const question = {
    entity: entity.value,
    storeId: store.value?.id ?? null,
    search: args.values['search'] ?? '',
    filters: filters.value,
    sort: readSort(args.values['sort']),
  };
  const most = limit.value ?? (args.json ? Number.MAX_SAFE_INTEGER : SHOWN_ROWS);
  const found = await readRows(engine, question, most, offset.value ?? 0);
  if (!found.ok) return found;
  const { total, rows } = found.value;
  const count = rows.length < total ? `${rows.length} of ${total}` : `${total} in all`;
  return ok({ document: { total, rows }, text: under(table(rows, COLUMNS[entity.value]), count), exitCode: 0 });
};

type Question = {
  readonly entity: ListedEntity;
  readonly storeId: string | null;
  readonly search: string;
  readonly filters: Record<string, FilterValue[]>;
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
};
type Rows = { readonly total: number; readonly rows: readonly Row[] };

/** Page by page inside one read transaction, so that all pages show the same moment. */
async function readRows(
  engine: CliEngine,
  question: Question,
  most: number,
  offset: number,
): Promise<Result<Rows, CliFailure>> {
  const rows: Row[] = [];
  engine.db.exec('BEGIN');
  try {
    for (;;) {
      // A limit of nothing still asks for one row: the total comes with it.
      const limit = Math.max(1, Math.min(PAGE_ROWS, most - rows.length));
      const page = unwrap(await engine.call('records.list', { ...question, limit, offset: offset + rows.length }));
      if (!page.ok) return page;
      rows.push(...page.value.rows);
      const isLast = page.value.rows.length < limit || rows.length >= most;
      if (isLast) return ok({ total: page.value.total, rows: rows.slice(0, most) });
    }
  } finally {
    engine.db.exec('ROLLBACK');
  }
}

/** `field=value`; the same field again accepts another value, and `null` stands for an empty one. */
function readFilters(words: readonly string[]): Result<Record<string, FilterValue[]>, CliFailure> {
  const filters = new Map<string, FilterValue[]>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) return misused(`Not of the form field=value: ${word}`);
    const field = word.slice(0, at);
    const value = word.slice(at + 1);
    const typed = LITERALS.get(value) ?? (value === 'null' ? null : value);
    filters.set(field, [...(filters.get(field) ?? []), typed]);
  }
  return ok(Object.fromEntries(filters));
}
const LITERALS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function readSort(word: string | undefined): Question['sort'] {
  if (word === undefined || word === '') return null;
  return word.startsWith('-') ? { field: word.slice(1), descending: true } : { field: word, descending: false };
}

function readCount(option: string, word: string | undefined): Result<number | null, CliFailure> {
  if (word === undefined) return ok(null);
  return /^\d{1,12}$/.test(word)
    ? ok(Number(word))
    : misused(`The option --${option} needs a whole number, not ${word}.`);
}

export const get: Command = async (engine, args) => {
  const found = findGiven(engine, args);
  if (!found.ok) return found;
  const { entity, id } = found.value;
  return shownRow(unwrap(await engine.call('records.get', { entity, id })));
};

export const set: Command = async (engine, args) => {
  const [, , ...words] = args.operands;
  const changes = parseAssignments(words);
  if (!changes.ok) return err(usageFailure(changes.error));
  const found = findGiven(engine, args);
  if (!found.ok) return found;
  const { entity, id } = found.value;
  return shownRow(
    unwrap(await engine.call('records.edit', { entity, id, changes: { ...changes.value }, locale: 'en' })),
  );
};

export const create: Command = async (engine, args) => {
  const [word = '', ...words] = args.operands;
  const entity = readEntity(word);
  if (!entity.ok) return entity;
  const values = parseAssignments(words);
  if (!values.ok) return err(usageFailure(values.error));
  const store = storeForNew(engine, args.values['store']);
  if (!store.ok) return store;
  const input = { entity: entity.value, storeId: store.value.id, values: { ...values.value }, locale: 'en' };
  return shownRow(unwrap(await engine.call('records.create', input)));
};

export const remove: Command = async (engine, args) => {
  const found = findGiven(engine, args);
  if (!found.ok) return found;
  const { entity, id } = found.value;
  return shownRow(unwrap(await engine.call('records.trash', { entity, id, permanent: args.flags.has('permanent') })));
};

export const stock: Command = async (engine, args) => {
  const [reference = '', word = ''] = args.operands;
  const change = /^([+\-=])(-?\d{1,9})$/.exec(word);
  if (change === null) return misused(`Not a change of stock: ${word}. Give +3, -1 or =10.`);
  const found = findRecord(engine, ['products', 'variations'], reference, args.values['store']);
  if (!found.ok) return found;
  const amount = Number(change[2]);
  const intent =
    change[1] === '='
      ? { kind: 'count' as const, to: amount }
      : { kind: 'adjust' as const, by: change[1] === '-' ? -amount : amount };
  const entity = found.value.entity === 'variations' ? 'variations' : 'products';
  const reason = args.values['reason'] ?? '';
  return shownRow(unwrap(await engine.call('stock.change', { entity, id: found.value.id, intent, reason })));
};

export const note: Command = async (engine, args) => {
  const [reference = '', text = ''] = args.operands;
  const found = findRecord(engine, ['orders'], reference, args.values['store']);
  if (!found.ok) return found;
  const customer = args.flags.has('customer');
  return shownRow(unwrap(await engine.call('orders.note', { id: found.value.id, text, customer })));
};

function findGiven(engine: CliEngine, args: ParsedArguments) {
  const [word = '', reference = ''] = args.operands;
  const entity = readEntity(word);
  return entity.ok ? findRecord(engine, [entity.value], reference, args.values['store']) : entity;
}

function shownRow(row: Result<Row, CliFailure>): Result<Outcome, CliFailure> {
  return row.ok ? ok({ document: row.value, text: fields(row.value), exitCode: 0 }) : row;
}
