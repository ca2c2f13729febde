import { msToGmt } from '../../shared/domain/canonical.ts';
import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { prepared } from '../database/database.ts';
import { askRecord, askStore, hearServerTime } from './ask-store.ts';
import { collectionPath, recordPath } from './entity-plan.ts';
import type { Operation } from './operation.ts';
import { plainName, stampOf } from './operation.ts';
import type { PagePosition } from './page-reader.ts';
import { readPages, START } from './page-reader.ts';
import { asId, asInteger, asText } from './projections/read-json.ts';
import type { PushTarget } from './push-target.ts';
import { withStoreNumbers } from './push-target.ts';
import type { RunContext } from './run-context.ts';
import type { StoreFailure, StoreQuery } from './store-gateway.ts';

/** What a complete look for the record of an unanswered create says. */
export type Look =
  | { readonly kind: 'found'; readonly documents: readonly JsonObject[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear'; readonly failure: StoreFailure };

/** Slow saves, and a shop's clock that is put right in between: the search begins this long before the request left. */
const WINDOW_BEFORE_MS = 48 * 3_600_000;

/**
 * Looks in the store for the record that a create of unknown outcome may have made: by its natural key, which is
 * quick, then among all that was born since by our stamp, because somebody may have changed the key meanwhile. Reads
 * past caches and to the end, so that "absent" means a complete look. [UNKNOWN2]
 */
export async function findCreated(run: RunContext, operation: Operation, target: PushTarget): Promise<Look> {
  const given = operation.payload.values ?? {};
  const values = withStoreNumbers(run.db, operation.entity, given) ?? given;
  const ours = (row: JsonObject): boolean => stampOf(row) === operation.id;
  const search = (query: StoreQuery, from: PagePosition = START): Promise<Look> =>
    searchList(run, operation, target, query, ours, from);
  const byKey = async (key: StoreQuery | null, all: StoreQuery, from: PagePosition = START): Promise<Look> => {
    const quick = key === null ? ABSENT : await search({ ...all, ...key });
    return quick.kind === 'absent' ? search({ ...all, ...createdSince(run, operation) }, from) : quick;
  };
  switch (operation.entity) {
    case 'products': {
      const sku = asText(values['sku']);
      return byKey(sku === '' ? null : { sku }, { include_status: 'any,trash' });
    }
    case 'variations':
      return search({ include_status: 'any,trash' });
    case 'coupons':
      return byKey({ code: asText(values['code']) }, { status: 'publish,draft,pending,private,future,trash' });
    case 'customers':
      return byKey({ email: asText(values['email']) }, { role: 'all' }, customersBefore(run, operation));
    case 'attributes':
      return searchWhole(run, operation, target, (row) => sameText(row['name'], values['name']));
    default:
      return searchList(run, operation, target, { search: asText(values['name']) }, (row) => isNamed(row, values));
  }
}

const ABSENT: Look = { kind: 'absent' };

function isNamed(row: JsonObject, values: JsonObject): boolean {
  return (
    sameText(row['name'], values['name']) && (asInteger(row['parent']) ?? 0) === (asInteger(values['parent']) ?? 0)
  );
}

/** Customers cannot be asked for by date; new ones stand behind those that were here when the request left. */
function customersBefore(run: RunContext, operation: Operation): PagePosition {
  const known = prepared<{ last: number | null; n: number }>(
    run.db,
    `SELECT max(woo_id) AS last, count(*) AS n FROM customers WHERE store_id = ? AND woo_id IS NOT NULL AND created_at < ?`,
  ).get(run.store.id, operation.claimedAt ?? operation.createdAt);
  return { lastId: known?.last ?? 0, seen: known?.n ?? 0 };
}

/** On the shop's clock: when the request left, else when the shop was last heard before; without either, everything. */
function createdSince(run: RunContext, operation: Operation): StoreQuery {
  const from = operation.claimedServerTime ?? run.store.last_server_time;
  return from === null ? {} : { after: msToGmt(from - WINDOW_BEFORE_MS), dates_are_gmt: true };
}

function sameText(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return plainName(left) === plainName(right) && plainName(left) !== '';
}

async function searchList(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  query: StoreQuery,
  matches: (row: JsonObject) => boolean,
  from: PagePosition = START,
): Promise<Look> {
  const found: JsonObject[] = [];
  const result = await readPages(
    {
      gateway: { ...run.gateway, request: (request) => run.gateway.request({ ...request, fresh: true }) },
      path: collectionPath(operation.entity, target.parentWooId),
      query: { ...query, orderby: 'id', order: 'asc' },
      from,
      pageSize: run.store.page_size,
      ahead: 1,
      signal: run.signal,
    },
    (page) => {
      hearServerTime(run, page.serverTimeMs);
      found.push(...page.rows.filter(matches));
      return true;
    },
  );
  if (!result.ok) return { kind: 'unclear', failure: result.error };
  if (found.length === 0) return { kind: 'absent' };
  return readWhole(run, operation, target, found);
}

/** Attributes come in one unpaged list. */
async function searchWhole(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  matches: (row: JsonObject) => boolean,
): Promise<Look> {
  const answer = await askStore(run, {
    method: 'GET',
    path: collectionPath(operation.entity, target.parentWooId),
    expect: 'list',
    fresh: true,
  });
  if (!answer.ok) return { kind: 'unclear', failure: answer.error };
  const found = (answer.value.body as readonly JsonObject[]).filter(matches);
  return found.length === 0 ? { kind: 'absent' } : { kind: 'found', documents: found };
}

/** Lists may be stale or cut: each hit is read by its own address. */
async function readWhole(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  rows: readonly JsonObject[],
): Promise<Look> {
  const documents: JsonObject[] = [];
  for (const row of rows) {
    const answer = await askRecord(run, recordPath(operation.entity, asId(row['id']) ?? 0, target.parentWooId));
    if (answer.kind === 'unclear') return { kind: 'unclear', failure: answer.failure };
    if (answer.kind === 'found') documents.push(answer.document);
  }
  return documents.length === 0 ? { kind: 'absent' } : { kind: 'found', documents };
}
