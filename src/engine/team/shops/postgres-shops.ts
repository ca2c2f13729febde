import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import { ENTITY_NAMES } from '../../../shared/domain/entities.ts';
import type { Result } from '../../../shared/result.ts';
import type { CentralSession, Query, TeamFailure } from '../team-server.ts';
import { centralColumns, centralItems } from './central-columns.ts';
import { readPage, readRecords } from './postgres-feed.ts';
import type {
  ChangeUnit,
  LeaseAnswer,
  Push,
  PushAnswer,
  SharedDocument,
  SharedRow,
  ShopsServer,
  UnitAnswer,
} from './shops-server.ts';

/** Parents before what hangs on them. [TEAM7] */
export const PARENTS_FIRST: readonly EntityName[] = [
  ...(['attributes', 'categories', 'brands', 'tags', 'shipping_classes', 'terms', 'products', 'variations'] as const),
  ...(['customers', 'coupons', 'orders', 'order_notes', 'order_refunds'] as const),
];
if (PARENTS_FIRST.length !== ENTITY_NAMES.length) throw new Error('an entity has no place');

/** Central in PostgreSQL, through functions that check rank, permission and token. */
export function createPostgresShops(session: CentralSession): ShopsServer {
  const one = async <Row extends object, T>(
    sql: string,
    values: readonly unknown[],
    take: (row: Row) => T,
  ): Promise<Result<T, TeamFailure>> =>
    session.transaction(async (query) => {
      const [row] = await query<Row>(sql, values);
      if (row === undefined) throw new Error('central answered nothing');
      return take(row);
    });
  return {
    deviceId: session.deviceId,
    personId: session.personId,
    take: (storeId) => session.transaction((query) => take(query, storeId)),
    renew: (storeId, token) =>
      one<{ done: boolean }, boolean>('SELECT renew_store_lease($1, $2) AS done', [storeId, token], (row) => row.done),
    release: (storeId, token) =>
      one<{ done: boolean }, boolean>(
        'SELECT release_store_lease($1, $2) AS done',
        [storeId, token],
        (row) => row.done,
      ),
    takeOverClaims: (storeId, token) =>
      session.transaction(async (query) =>
        (await query<{ id: string }>('SELECT c.id FROM take_over_claims($1, $2) AS c(id)', [storeId, token])).map(
          ({ id }) => id,
        ),
      ),
    claim: (storeId, token, operations, serverMs) =>
      session.transaction(async (query) => {
        const rows = await query<{ id: string; version: string }>(
          'SELECT c.id, c.row_version AS version FROM claim_operations($1, $2, $3, $4, $5) c',
          [storeId, token, operations.map(({ id }) => id), operations.map(({ version }) => version), serverMs],
        );
        return rows.map(({ id, version }) => ({ id, version: Number(version) }));
      }),
    push: (storeId, token, push) => session.transaction((query) => pushAll(query, storeId, token, push)),
    read: (storeId, from) => session.transaction((query) => readPage(query, storeId, from), { repeatableRead: true }),
    readRecords: (storeId, ids) =>
      session.transaction((query) => readRecords(query, storeId, ids), { repeatableRead: true }),
  };
}

type TakenRow = {
  readonly outcome: LeaseAnswer['outcome'];
  readonly token: string | null;
  readonly held_by_device: string | null;
  readonly name: string | null;
  readonly until_ms: string;
};

async function take(query: Query, storeId: string): Promise<LeaseAnswer> {
  const [row] = await query<TakenRow>(
    `SELECT t.outcome, t.token, t.held_by_device, coalesce(u.display_name, u.full_name, u.email) AS name,
       floor(extract(epoch FROM t.held_until) * 1000)::bigint AS until_ms
     FROM take_store_lease($1) t LEFT JOIN auth.users_extended u ON u.id = t.held_by`,
    [storeId],
  );
  if (row === undefined) throw new Error('central answered nothing');
  switch (row.outcome) {
    case 'granted':
      return { outcome: 'granted', token: Number(row.token) };
    case 'held': {
      const holder = { deviceId: row.held_by_device, personName: row.name ?? '', untilMs: Number(row.until_ms) };
      return { outcome: 'held', holder };
    }
    default:
      return { outcome: row.outcome };
  }
}

async function pushAll(query: Query, storeId: string, token: number | null, push: Push): Promise<PushAnswer> {
  const mapped: PushAnswer['mapped'][number][] = [];
  const withoutParent: string[] = [];
  const units = push.units.length === 0 ? [] : await pushUnits(query, storeId, token, push.units);
  if (token === null) return { units, mapped, withoutParent };
  // a document that shows what an operation did goes with the operation or not at all [SHARE6]
  const left = new Set(push.units.filter((_, at) => units[at]?.outcome !== 'taken').map(({ recordId }) => recordId));
  for (const entity of PARENTS_FIRST) {
    const documents = push.documents.filter((document) => document.entity === entity && !left.has(document.id));
    if (documents.length === 0) continue;
    for (const row of await pushDocuments(query, storeId, token, entity, documents)) {
      if (row.outcome === 'mapped' && row.known_id !== null)
        mapped.push({ entity, from: row.given_id, to: row.known_id });
      if (row.outcome === 'no_parent') withoutParent.push(row.given_id);
    }
  }
  if (push.removals.length > 0) await query('SELECT push_removals($1, $2, $3)', [storeId, token, push.removals]);
  if (push.facts !== null) await query('SELECT push_store_facts($1, $2, $3)', [storeId, token, push.facts]);
  return { units, mapped, withoutParent };
}

type PushedRow = { readonly outcome: string; readonly given_id: string; readonly known_id: string | null };

async function pushDocuments(
  query: Query,
  storeId: string,
  token: number,
  entity: EntityName,
  documents: readonly SharedDocument[],
): Promise<readonly PushedRow[]> {
  const rows: unknown[] = [];
  const items: unknown[] = [];
  for (const document of documents) {
    const content = JSON.parse(document.document) as JsonObject;
    rows.push(centralColumns(document, content));
    if (entity === 'orders') items.push(...centralItems(document.wooId, content));
  }
  const list = <Name extends keyof SharedDocument>(name: Name): readonly SharedDocument[Name][] =>
    documents.map((document) => document[name]);
  return query<PushedRow>(
    `SELECT * FROM push_documents($1, $2, $3, $4::uuid[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[],
       $10::text[], $11::json, $12::json)`,
    [
      ...[storeId, token, entity, list('id'), list('wooId'), list('parentWooId'), list('hash'), list('modifiedMs')],
      ...[list('observedMs'), list('document'), JSON.stringify(rows)],
      entity === 'orders' ? JSON.stringify(items) : null,
    ],
  );
}

async function pushUnits(
  query: Query,
  storeId: string,
  token: number | null,
  units: readonly ChangeUnit[],
): Promise<readonly UnitAnswer[]> {
  const rows = await query<{ outcome: UnitAnswer['outcome']; detail: string | null; versions: object | null }>(
    'SELECT outcome, detail, versions FROM push_store_changes($1, $2, $3::jsonb) ORDER BY place',
    [storeId, token, JSON.stringify(units.map(unitOf))],
  );
  return rows.map(({ outcome, detail, versions }): UnitAnswer => {
    if (outcome === 'taken') return { outcome, versions: versions as Readonly<Record<string, number>> };
    return outcome === 'stale' ? { outcome } : { outcome, detail: detail ?? '' };
  });
}

function unitOf(unit: ChangeUnit): object {
  return {
    record: unit.recordId,
    entity: unit.entity,
    parent: unit.parentId,
    seen: unit.seen,
    operations: unit.operations.map((operation) => ({
      ...{ id: operation.id, base: operation.base, kind: operation.kind, payload: operation.payload },
      ...{ payload_version: operation.payloadVersion, reason: clean(operation.reason), state: operation.state },
      ...{ outcome: operation.outcome, attempts: operation.attempts, last_error: operation.lastError },
      ...{ author: operation.authorId, sequence: operation.sequence, made_ms: operation.madeMs },
      claimed_server_ms: operation.claimedServerMs,
    })),
    decisions: unit.decisions.map(({ id, base, row }) => ({
      ...{ id, base, local_id: row['local_id'], external_id: row['external_id'], operation_id: row['operation_id'] },
      ...{ kind: row['conflict_type'], status: row['status'], resolution: row['resolution'] },
      ...{ fields: JSON.parse(String(row['conflicting_fields'])) as unknown, mirrored: mirrored(row) },
    })),
    refusals: unit.refusals.map(({ id, base, row }) => ({
      ...{ id, base, entity_id: row['entity_id'], woo_id: row['woo_id'], operation_id: row['operation_id'] },
      ...{ message: clean(String(row['error_message'])), code: row['error_code'], http_status: row['http_status'] },
      ...{ retry_count: row['retry_count'], resolved: row['resolved'] === 1, assignee: row['assignee'] },
      mirrored: mirrored(row),
    })),
  };
}

/** A text inside jsonb takes no NUL; inside `mirrored` it stands escaped twice. */
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();
const mirrored = (row: SharedRow['row']): string => JSON.stringify(row);
