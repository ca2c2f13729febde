import { TABLE_OF, isEntityName } from '../../shared/domain/entities.ts';
import { boardTablesReadBy } from './boards/board-tables.ts';
import type { MethodName } from './engine-client.tsx';

const MARK_TABLES = ['outbox', 'sync_conflict', 'sync_errors'];
const PRODUCT_TABLES = [
  'products',
  'product_variations',
  'product_images',
  'product_attributes',
  'store_categories',
  'store_tags',
  'store_brands',
];
const ORDER_TABLES = ['orders', 'order_items', 'order_notes', 'order_refunds', 'order_status_logs'];

function tablesOfEntity(input: unknown): readonly string[] {
  const entity = typeof input === 'object' && input !== null && 'entity' in input ? String(input.entity) : '';
  return isEntityName(entity) ? [TABLE_OF[entity], ...MARK_TABLES] : MARK_TABLES;
}

/**
 * The mirror's tables that the answer of a reading method depends on: its queries refetch when one of them changes.
 * Null: the method changes something itself, or its answer never changes.
 */
export function tablesReadBy(method: MethodName, input: unknown): readonly string[] | null {
  switch (method) {
    case 'stores.list':
      return ['stores', 'products', 'orders'];
    case 'records.list':
    case 'records.get':
    case 'records.counts':
      return tablesOfEntity(input);
    case 'products.detail':
      return [...PRODUCT_TABLES, ...MARK_TABLES];
    case 'orders.detail':
      return [...ORDER_TABLES, ...MARK_TABLES];
    case 'sync.status':
      return ['stores', ...MARK_TABLES];
    case 'history.list':
      return tablesOfEntity(input);
    case 'sync.runs':
    case 'sync.progress':
    case 'journal.activity':
    case 'journal.items':
      return ['sync_runs'];
    case 'pending.list':
      return ['outbox'];
    // a place is found when a run reads the store, when a decision is settled, or when a store is connected
    case 'unsent.waiting':
      return ['outbox', 'stores', 'sync_runs', 'sync_conflict'];
    case 'errors.list':
      return ['sync_errors', 'outbox'];
    case 'triage.groups':
    case 'triage.records':
      return ['sync_errors', 'outbox'];
    case 'conflicts.list':
    case 'conflicts.merged':
      return ['sync_conflict', 'outbox'];
    case 'secrets.status':
      return ['stores'];
    case 'shared.inbox':
      return ['team_decisions', 'team_outbox', 'tasks', 'people'];
    case 'team.shops':
      return ['stores'];
    case 'settings.get':
      return ['app_settings'];
    default:
      return boardTablesReadBy(method);
  }
}
