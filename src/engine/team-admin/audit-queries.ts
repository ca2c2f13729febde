import type { AuditEntry, CHAIN_PROBLEMS } from '../../shared/contract/team-admin-audit.ts';
import type { Query } from '../team/team-server.ts';
import { iso } from './admin-session.ts';

export type AuditFilter = {
  readonly from: string | null;
  readonly to: string | null;
  readonly personId: string | null;
  readonly table: string | null;
  readonly action: string | null;
  readonly storeId: string | null;
  readonly search: string;
};

/** Values 1 to 10, see `valuesOf`. */
const READ = `read_audit_log($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
/** A moment as text: a date of ours would lose the microseconds by which the next page begins. */
const CURSOR = `r.created_at::text || '|' || r.id AS cursor`;

const LIST = `
  SELECT r.id::text AS id, ${CURSOR}, r.created_at, r.entry_kind, coalesce(u.display_name, r.actor_email) AS person, r.action_type,
    coalesce(r.table_name, r.resource_type) AS about, coalesce(r.record_id, r.resource_id) AS record_id,
    coalesce(r.resource_name, r.new_data->>'name', r.old_data->>'name', r.new_data->>'email', r.old_data->>'email') AS record_name,
    coalesce(r.changed_fields, '{}') AS changed_fields, r.is_linked, r.is_redacted
  FROM ${READ} r LEFT JOIN auth.users_extended u ON u.id = r.actor_id
  ORDER BY r.created_at DESC, r.id DESC`;

const PART = `
  SELECT ${CURSOR}, r.id::text AS id, r.created_at, r.entry_kind, u.display_name AS person, r.actor_email, r.action_type,
    r.severity_level, r.description, r.resource_type, coalesce(r.record_id, r.resource_id) AS record_id,
    coalesce(r.resource_name, r.new_data->>'name', r.old_data->>'name') AS record_name, r.changed_fields,
    r.old_data, r.new_data, r.metadata, host(a.ip_address) AS ip_address, a.chain_seq::text AS chain_seq, a.payload_hash,
    a.previous_hash, a.audit_chain_hash
  FROM ${READ} r JOIN audit_logs a ON a.id = r.id AND a.created_at = r.created_at
  LEFT JOIN auth.users_extended u ON u.id = r.actor_id
  ORDER BY r.created_at DESC, r.id DESC`;

const ENTRY = `
  SELECT a.old_data, a.new_data, a.metadata, host(a.ip_address) AS ip_address, a.chain_seq::text AS chain_seq, a.audit_chain_hash
  FROM audit_logs a WHERE a.id = $1`;

type Data = Record<string, unknown>;
export type ExportRow = {
  readonly cursor: string;
  readonly id: string;
  readonly created_at: Date;
  readonly entry_kind: string;
  readonly person: string | null;
  readonly actor_email: string | null;
  readonly action_type: string;
  readonly severity_level: string;
  readonly description: string;
  readonly resource_type: string;
  readonly record_id: string | null;
  readonly record_name: string | null;
  readonly changed_fields: readonly string[] | null;
  readonly old_data: Data | null;
  readonly new_data: Data | null;
  readonly metadata: Data;
  readonly ip_address: string | null;
  readonly chain_seq: string | null;
  readonly payload_hash: string | null;
  readonly previous_hash: string | null;
  readonly audit_chain_hash: string | null;
};

function valuesOf(filter: AuditFilter, before: string | null, limit: number): readonly unknown[] {
  const [time = null, id = null] = before?.split('|') ?? [];
  const { personId, table, action, storeId, from, to, search } = filter;
  const [tables, actions] = [table, action].map((one) => (one === null ? null : [one]));
  return [personId, tables, actions, storeId, from, to, search, time, id, limit];
}

/** One more than is shown, so that the end is known. */
export async function listAudit(
  query: Query,
  filter: AuditFilter & { readonly before: string | null; readonly limit: number },
): Promise<{ rows: AuditEntry[]; next: string | null }> {
  type Row = {
    readonly id: string;
    readonly cursor: string;
    readonly created_at: Date;
    readonly entry_kind: AuditEntry['kind'];
    readonly person: string | null;
    readonly action_type: string;
    readonly about: string;
    readonly record_id: string | null;
    readonly record_name: string | null;
    readonly changed_fields: string[];
    readonly is_linked: boolean;
    readonly is_redacted: boolean;
  };
  const found = await query<Row>(LIST, valuesOf(filter, filter.before, filter.limit + 1));
  const shown = found.slice(0, filter.limit);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: iso(row.created_at),
      kind: row.entry_kind,
      person: row.person,
      action: row.action_type,
      about: row.about,
      recordId: row.record_id,
      recordName: row.record_name,
      changedFields: row.changed_fields,
      isLinked: row.is_linked,
      isRedacted: row.is_redacted,
    })),
    next: found.length > filter.limit ? (shown.at(-1)?.cursor ?? null) : null,
  };
}

export async function readAuditEntry(query: Query, id: string) {
  type Row = Pick<ExportRow, 'old_data' | 'new_data' | 'metadata' | 'ip_address' | 'chain_seq' | 'audit_chain_hash'>;
  const [row] = await query<Row>(ENTRY, [id]);
  if (row === undefined) return null;
  return {
    before: row.old_data,
    after: row.new_data,
    metadata: row.metadata,
    ipAddress: row.ip_address,
    chainSeq: row.chain_seq,
    hash: row.audit_chain_hash,
  };
}

export async function auditFacets(query: Query): Promise<{ tables: string[]; actions: string[] }> {
  const read = async (column: 'table_name' | 'action_type'): Promise<string[]> => {
    const rows = await query<{ name: string }>(
      `SELECT DISTINCT a.${column} AS name FROM audit_logs a
       WHERE a.created_at > now() - interval '90 days' AND a.${column} IS NOT NULL ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };
  return { tables: await read('table_name'), actions: await read('action_type') };
}

export async function readPart(
  query: Query,
  filter: AuditFilter,
  before: string | null,
  limit: number,
): Promise<readonly ExportRow[]> {
  return await query<ExportRow>(PART, valuesOf(filter, before, limit));
}

type Problem = (typeof CHAIN_PROBLEMS)[number];
type Verified = {
  readonly linked: string;
  readonly waiting: string;
  readonly redacted: string;
  readonly problem_count: string;
  readonly problems: readonly { readonly seq: number; readonly entry: number | null; readonly code: Problem }[];
  readonly checked_at: Date;
};

export async function verifyChain(query: Query) {
  const [row] = await query<Verified>('SELECT * FROM verify_my_audit_chain()');
  if (row === undefined) throw new Error('The chain was not looked at.');
  return {
    linked: Number(row.linked),
    waiting: Number(row.waiting),
    redacted: Number(row.redacted),
    problemCount: Number(row.problem_count),
    problems: row.problems.map(({ seq, entry, code }) => ({
      seq: String(seq),
      entryId: entry === null ? null : String(entry),
      code,
    })),
    checkedAt: iso(row.checked_at),
  };
}
