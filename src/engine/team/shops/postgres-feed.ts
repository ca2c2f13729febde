import type { EntityName } from '../../../shared/domain/entities.ts';
import type { OperationKind, OperationState } from '../../sync/operation.ts';
import type { Query } from '../team-server.ts';
import type {
  ChangePage,
  MaskedOrder,
  ReadFrom,
  RecordChanges,
  SharedDocument,
  SharedOperation,
  SharedRow,
  ShopFacts,
} from './shops-server.ts';

const IN_RANGE = 'store_id = $1 AND row_xid >= $2::xid8 AND row_xid < $3::xid8';

/** One page of the feed: all that changed between the floor and the page's end, all tables alike. [TEAM8] */
export async function readPage(query: Query, storeId: string, from: ReadFrom): Promise<ChangePage> {
  const { end, hasMore, firsts } = await endOfPage(query, storeId, from);
  const range = [storeId, from.floor, end];
  /** Most pages of a first reading are documents alone: what begins behind the page is not asked for. */
  const isIn = (first: string | null): boolean => first !== null && BigInt(first) < BigInt(end);
  const changes = {
    documents: await documents(query, `${IN_RANGE} AND token IS DISTINCT FROM $4`, [...range, from.exceptToken]),
    operations: isIn(firsts.operation)
      ? await operations(query, 'o.store_id = $1 AND o.row_xid >= $2::xid8 AND o.row_xid < $3::xid8', range)
      : [],
    decisions: isIn(firsts.decision) ? await mirroredRows(query, 'sync_conflict', IN_RANGE, range) : [],
    refusals: isIn(firsts.refusal) ? await mirroredRows(query, 'sync_errors', IN_RANGE, range) : [],
  };
  const stones = isIn(firsts.stone)
    ? await query<{ pk: string }>(
        // a record that was made anew under its id is there again
        `SELECT t.pk FROM mirror_tombstones t WHERE ${IN_RANGE} AND t.table_name = 'store_documents'
           AND NOT EXISTS (SELECT 1 FROM store_documents d WHERE d.store_id = t.store_id AND d.id = t.pk::uuid)`,
        range,
      )
    : [];
  return {
    ...changes,
    removals: stones.map(({ pk }) => pk),
    maskedOrders: from.masked ? await maskedOrders(query, range) : [],
    ...(hasMore ? { facts: null, holder: null } : await stateOf(query, storeId)),
    nextFloor: end,
    hasMore,
  };
}

/** Everything open about some records, with their documents. */
export async function readRecords(query: Query, storeId: string, ids: readonly string[]): Promise<RecordChanges> {
  const values = [storeId, ids];
  return {
    documents: await documents(query, 'store_id = $1 AND id = ANY ($2::uuid[])', values),
    operations: await operations(query, 'o.store_id = $1 AND o.record_id = ANY ($2::uuid[])', values),
    decisions: await mirroredRows(query, 'sync_conflict', 'store_id = $1 AND local_id = ANY ($2::text[])', values),
    refusals: await mirroredRows(query, 'sync_errors', 'store_id = $1 AND entity_id = ANY ($2::text[])', values),
  };
}

type PageEnd = {
  readonly end: string;
  readonly hasMore: boolean;
  /** The first transaction from the floor on in which there is any. */
  readonly firsts: Readonly<Record<'operation' | 'decision' | 'refusal' | 'stone', string | null>>;
};

const first = (table: string, name: string): string =>
  `(SELECT f.row_xid FROM ${table} f WHERE f.store_id = $1 AND f.row_xid >= $2::xid8 ORDER BY f.row_xid LIMIT 1)::text AS ${name}`;
const FIRSTS = [
  first('store_operations', 'operation'),
  first('sync_conflict', 'decision'),
  first('sync_errors', 'refusal'),
  first('mirror_tombstones', 'stone'),
];

const MASKED_END = `UNION ALL
       (SELECT m.row_xid FROM orders_masked m WHERE m.store_id = $1 AND m.row_xid >= $2::xid8 AND m.row_xid < h.horizon::xid8
          ORDER BY m.row_xid OFFSET $3 LIMIT 1)`;

/** A transaction is never cut: the end of an operation and its document stay together. [SHARE6] */
async function endOfPage(query: Query, storeId: string, from: ReadFrom): Promise<PageEnd> {
  const [row] = await query<{ horizon: string; reached: string | null } & PageEnd['firsts']>(
    `SELECT h.horizon, ${FIRSTS.join(', ')}, (SELECT min(page.row_xid)::text FROM (
       (SELECT d.row_xid FROM store_documents d WHERE d.store_id = $1 AND d.row_xid >= $2::xid8 AND d.row_xid < h.horizon::xid8
          AND d.token IS DISTINCT FROM $4 ORDER BY d.row_xid OFFSET $3 LIMIT 1)
       UNION ALL
       (SELECT o.row_xid FROM store_operations o WHERE o.store_id = $1 AND o.row_xid >= $2::xid8 AND o.row_xid < h.horizon::xid8
          ORDER BY o.row_xid OFFSET $3 LIMIT 1)
       ${from.masked ? MASKED_END : ''}) page) AS reached
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon) h`,
    [storeId, from.floor, from.records, from.exceptToken],
  );
  if (row === undefined) throw new Error('central answered nothing');
  const { operation, decision, refusal, stone } = row;
  const firsts = { operation, decision, refusal, stone };
  if (row.reached === null) return { end: row.horizon, hasMore: false, firsts };
  // a page that lies in one transaction holds all of it
  return { end: (BigInt(row.reached) + (row.reached === from.floor ? 1n : 0n)).toString(), hasMore: true, firsts };
}

type DocumentRow = {
  readonly id: string;
  readonly entity: EntityName;
  readonly woo_id: string;
  readonly parent_id: string | null;
  readonly hash: string;
  readonly document: string;
  readonly modified_ms: string | null;
  readonly observed_ms: string;
};

async function documents(query: Query, where: string, values: readonly unknown[]): Promise<readonly SharedDocument[]> {
  const rows = await query<DocumentRow>(
    `SELECT id, entity, woo_id, parent_id, hash, document, modified_ms, observed_ms FROM store_documents WHERE ${where}`,
    values,
  );
  return rows.map((row) => ({
    id: row.id,
    entity: row.entity,
    wooId: Number(row.woo_id),
    parentId: row.parent_id,
    parentWooId: null,
    hash: row.hash,
    document: row.document,
    modifiedMs: row.modified_ms === null ? null : Number(row.modified_ms),
    observedMs: Number(row.observed_ms),
  }));
}

type OperationRow = {
  readonly id: string;
  readonly entity: EntityName;
  readonly record_id: string;
  readonly parent_id: string | null;
  readonly kind: OperationKind;
  readonly payload: string;
  readonly payload_version: number;
  readonly reason: string;
  readonly state: OperationState;
  readonly outcome: SharedOperation['outcome'];
  readonly attempts: number;
  readonly last_error: string | null;
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly device_id: string | null;
  readonly made_ms: string;
  readonly claimed_server_ms: string | null;
  readonly position: string;
  readonly version: string;
};

async function operations(
  query: Query,
  where: string,
  values: readonly unknown[],
): Promise<readonly SharedOperation[]> {
  const rows = await query<OperationRow>(
    `SELECT o.id, o.entity, o.record_id, o.parent_id, o.kind, o.payload, o.payload_version, o.reason, o.state, o.outcome, o.attempts,
       o.last_error, o.author_id, coalesce(u.display_name, u.full_name, u.email) AS author_name, o.device_id, o.made_ms,
       o.claimed_server_ms, o.position, o.row_version AS version
     FROM store_operations o LEFT JOIN auth.users_extended u ON u.id = o.author_id WHERE ${where} ORDER BY o.position`,
    values,
  );
  return rows.map((row) => ({
    id: row.id,
    entity: row.entity,
    recordId: row.record_id,
    parentId: row.parent_id,
    kind: row.kind,
    payload: row.payload,
    payloadVersion: row.payload_version,
    reason: row.reason,
    state: row.state,
    outcome: row.outcome,
    attempts: row.attempts,
    lastError: row.last_error,
    authorId: row.author_id,
    authorName: row.author_name ?? '',
    deviceId: row.device_id,
    madeMs: Number(row.made_ms),
    claimedServerMs: row.claimed_server_ms === null ? null : Number(row.claimed_server_ms),
    position: Number(row.position),
    version: Number(row.version),
  }));
}

async function mirroredRows(
  query: Query,
  table: 'sync_conflict' | 'sync_errors',
  where: string,
  values: readonly unknown[],
): Promise<readonly SharedRow[]> {
  const rows = await query<{ id: string; version: string; mirrored: string }>(
    `SELECT id, row_version AS version, mirrored FROM ${table} WHERE ${where} AND mirrored IS NOT NULL ORDER BY row_version`,
    values,
  );
  return rows.map(({ id, version, mirrored }) => ({
    id,
    version: Number(version),
    row: JSON.parse(mirrored) as SharedRow['row'],
  }));
}

type MaskedRow = {
  readonly id: string;
  readonly woo_id: string | null;
  readonly is_removed: boolean;
  readonly created_ms: string | null;
} & Readonly<
  Record<
    'number' | 'status' | 'total_text' | 'currency' | 'customer_name' | 'customer_email' | 'customer_phone',
    string
  >
> & {
    readonly item_count: string;
  };

async function maskedOrders(query: Query, range: readonly unknown[]): Promise<readonly MaskedOrder[]> {
  const rows = await query<MaskedRow>(
    `SELECT id, woo_id, is_removed, number, status, total_text, currency, customer_name, customer_email, customer_phone, item_count,
       floor(extract(epoch FROM date_created_woo) * 1000)::bigint AS created_ms FROM orders_masked WHERE ${IN_RANGE}`,
    range,
  );
  return rows.map((row) => ({
    id: row.id,
    wooId: row.woo_id === null ? null : Number(row.woo_id),
    isRemoved: row.is_removed,
    columns: {
      number: row.number,
      status: row.status,
      total: row.total_text,
      currency: row.currency,
      customer_name: row.customer_name,
      customer_email: row.customer_email,
      customer_phone: row.customer_phone,
      item_count: Number(row.item_count),
      date_created_woo: row.created_ms === null ? null : Number(row.created_ms),
    },
  }));
}

/** What the holder last said of the shop, and who that is now. */
async function stateOf(query: Query, storeId: string): Promise<Pick<ChangePage, 'facts' | 'holder'>> {
  const [facts] = await query<{ facts: ShopFacts; name: string | null; read_ms: string }>(
    `SELECT f.facts, coalesce(u.display_name, u.full_name, u.email) AS name, floor(extract(epoch FROM f.read_at) * 1000)::bigint AS read_ms
     FROM store_facts f LEFT JOIN auth.users_extended u ON u.id = f.user_id WHERE f.store_id = $1`,
    [storeId],
  );
  const [lease] = await query<{ device_id: string | null; name: string | null; until_ms: string; token: string }>(
    `SELECT l.device_id, l.token, coalesce(u.display_name, u.full_name, u.email) AS name,
       floor(extract(epoch FROM greatest(l.expires_at, 'epoch')) * 1000)::bigint AS until_ms
     FROM store_leases l LEFT JOIN auth.users_extended u ON u.id = l.user_id WHERE l.store_id = $1 AND l.expires_at > clock_timestamp()`,
    [storeId],
  );
  return {
    facts: facts === undefined ? null : { ...facts.facts, readMs: Number(facts.read_ms), by: facts.name ?? '' },
    holder:
      lease === undefined
        ? null
        : {
            deviceId: lease.device_id,
            personName: lease.name ?? '',
            untilMs: Number(lease.until_ms),
            token: Number(lease.token),
          },
  };
}
