import type { EntityName, ShopState, WriteEntry } from './core/state.ts';
import type { Indexed, Table } from './core/table.ts';

/** A look behind the API, for ledgers and tests. Nothing here changes the shop or depends on filters. */
export type Inspection = {
  /** The stored record, or undefined once it is gone for good. */
  readonly raw: (entity: EntityName, id: number) => unknown;
  /** Ascending ids. Trash is included unless `live`. For notes: the ids of one order's notes. */
  readonly ids: (
    entity: EntityName,
    options?: { readonly live?: boolean; readonly parentId?: number; readonly termKind?: string },
  ) => number[];
  readonly count: (entity: EntityName, options?: { readonly live?: boolean }) => number;
  /** Every write that took effect, in order; `since` leaves out entries up to that number. */
  readonly writes: (since?: number) => readonly WriteEntry[];
};

const TABLES: ReadonlySet<EntityName> = new Set([
  'products',
  'variations',
  'orders',
  'refunds',
  'customers',
  'coupons',
  'reviews',
]);

function tableOf(state: ShopState, entity: EntityName): Table<Indexed> | null {
  if (!TABLES.has(entity)) return null;
  return (state as unknown as Record<string, Table<Indexed>>)[entity] ?? null;
}

export function createInspection(state: ShopState): Inspection {
  const ids: Inspection['ids'] = (entity, options = {}) => {
    const table = tableOf(state, entity);
    if (table !== null) {
      const columns = table.columns();
      const found: number[] = [];
      for (let row = 0; row < table.rowCount(); row += 1) {
        if (columns.alive[row] !== 1) continue;
        if (options.live === true && table.statusAt(row) === 'trash') continue;
        if (options.parentId !== undefined && columns.parent[row] !== options.parentId) continue;
        found.push(columns.id[row] ?? 0);
      }
      return found;
    }
    if (entity === 'terms')
      return state.terms
        .values()
        .filter(
          (term) =>
            (options.termKind === undefined || term.kind === options.termKind) &&
            (options.parentId === undefined || term.attribute_id === options.parentId),
        )
        .map((term) => term.id);
    if (entity === 'attributes') return state.attributes.values().map((attribute) => attribute.id);
    if (entity === 'webhooks') return state.webhooks.values().map((webhook) => webhook.id);
    if (entity === 'notes') return (state.notes.get(options.parentId ?? 0) ?? []).map((note) => note.id);
    return state.attachments.values().map((image) => image.id);
  };
  return {
    raw: (entity, id) => {
      const table = tableOf(state, entity);
      if (table !== null) return table.get(id);
      if (entity === 'terms') return state.terms.get(id);
      if (entity === 'attributes') return state.attributes.get(id);
      if (entity === 'webhooks') return state.webhooks.get(id);
      return entity === 'notes' ? state.notes.get(id) : state.attachments.get(id);
    },
    ids,
    count: (entity, options) => ids(entity, options ?? {}).length,
    writes: (since = 0) => (since === 0 ? state.writes : state.writes.slice(since)),
  };
}
