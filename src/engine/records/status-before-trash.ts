import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { prepared } from '../database/database.ts';
import type { CommandContext } from './command-context.ts';
import type { RecordState } from './record-state.ts';

/**
 * The status that a trashed record had: from our own trash operation, from what WordPress noted on the record, from
 * an order's log. When nobody knows: in the shop again, and for an order waiting for payment, which sends no mail.
 */
export function statusBeforeTrash(context: CommandContext, record: RecordState): string {
  const fallback = record.entity === 'orders' ? 'pending' : 'publish';
  return ownTrashStatus(context, record.id) ?? notedStatus(record.base) ?? loggedStatus(context, record) ?? fallback;
}

function known(status: string | null | undefined): string | null {
  const bare = (status ?? '').replace(/^wc-/, '');
  return bare === '' || bare === 'trash' ? null : bare;
}

function ownTrashStatus(context: CommandContext, recordId: string): string | null {
  const row = prepared<{ status: string | null }>(
    context.db,
    `SELECT payload ->> '$.previousStatus' AS status FROM outbox WHERE record_id = ? AND kind = 'trash' ORDER BY sequence DESC LIMIT 1`,
  ).get(recordId);
  return known(row?.status);
}

function notedStatus(base: JsonObject | null): string | null {
  const meta = base?.['meta_data'];
  if (!Array.isArray(meta)) return null;
  const entry = (meta as readonly JsonValue[]).find(
    (item) => (item as JsonObject | null)?.['key'] === '_wp_trash_meta_status',
  );
  const value = (entry as JsonObject | undefined)?.['value'];
  return typeof value === 'string' ? known(value) : null;
}

function loggedStatus(context: CommandContext, record: RecordState): string | null {
  if (record.entity !== 'orders') return null;
  const row = prepared<{ old_status: string }>(
    context.db,
    `SELECT old_status FROM order_status_logs WHERE order_id = ? AND new_status = 'trash' ORDER BY created_at DESC, row_number DESC LIMIT 1`,
  ).get(record.id);
  return known(row?.old_status);
}
