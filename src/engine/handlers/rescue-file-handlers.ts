import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { UnsentChangeView } from '../../shared/contract/rescue-file.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { labelRecord } from '../queries/record-label.ts';
import type { InspectedChange, RescueFile, RescueFileDeps } from '../rescue-file/rescue-file.ts';
import { createRescueFile } from '../rescue-file/rescue-file.ts';
import { listWaiting } from '../rescue-file/waiting-changes.ts';
import { normalizeStoreAddress } from '../woocommerce/store-address.ts';

export type RescueFileHandlers = Pick<
  Handlers<EngineContract>,
  'unsent.export' | 'unsent.inspect' | 'unsent.adopt' | 'unsent.waiting'
>;

/** Files of unsent changes, for this mirror. */
export function createUnsentFiles(deps: Omit<RescueFileDeps, 'labelOf' | 'normalizeAddress'>): RescueFile {
  return createRescueFile({
    ...deps,
    normalizeAddress: normalizeStoreAddress,
    labelOf: (entity, recordId) => labelRecord(deps.db, entity, recordId).label,
  });
}

/** The contract's methods on files of unsent changes. */
export function createRescueFileHandlers({
  db,
  files,
}: {
  readonly db: ReadableDb;
  readonly files: RescueFile;
}): RescueFileHandlers {
  return {
    'unsent.export': async (input) => {
      const { storeId } = input;
      if (storeId !== null && prepared(db, `SELECT 1 FROM stores WHERE id = ?`).get(storeId) === undefined) {
        return err({ type: 'NotFound', entity: 'stores', id: storeId });
      }
      const exported = await files.exportUnsent(input);
      return exported.ok ? ok({ ...exported.value, stores: [...exported.value.stores] }) : exported;
    },
    'unsent.inspect': async ({ path, passphrase }) => {
      const inspected = await files.inspect(path, passphrase);
      if (!inspected.ok) return inspected;
      const { program, exportedAt, stores, rows } = inspected.value;
      return ok({ program, exportedAt, total: rows.length, stores: [...stores], rows: rows.map(viewOf) });
    },
    'unsent.adopt': async ({ path, passphrase }) => {
      const adopted = await files.adopt(path, passphrase);
      if (!adopted.ok) return adopted;
      return ok({ stores: adopted.value.map((store) => ({ ...store, waiting: [...store.waiting] })) });
    },
    'unsent.waiting': () =>
      ok(
        listWaiting(db).map(({ change: { id, entity, kind, record }, storeName, storeUrl, reason, adoptedAt }) => ({
          id,
          store: storeName,
          url: storeUrl,
          entity,
          woo_id: record.wooId,
          label: record.label,
          kind,
          reason,
          adoptedAt: new Date(adoptedAt).toISOString(),
        })),
      ),
  };
}

function viewOf(change: InspectedChange): UnsentChangeView {
  const { id, store, url, entity, kind, record, reason, author, state, createdAt, here } = change;
  return {
    id,
    store,
    url,
    entity,
    woo_id: record.wooId,
    label: record.label,
    kind,
    fields: fieldsOf(change),
    reason,
    author,
    state,
    createdAt: new Date(createdAt).toISOString(),
    here,
  };
}

function fieldsOf({ entity, payload, base }: InspectedChange): UnsentChangeView['fields'] {
  if (payload.note !== undefined) return [{ field: 'note', base: null, value: payload.note.text }];
  if (payload.stock !== undefined) {
    const value = 'count' in payload.stock ? payload.stock.count : signed(payload.stock.adjust);
    return [{ field: 'stock_quantity', base: getPath(base, 'stock_quantity') ?? null, value }];
  }
  const edited = Object.entries(payload.fields ?? {}).map(([path, change]) => ({
    field: pathToColumn(entity, path),
    base: change.base as unknown,
    value: change.value as unknown,
  }));
  const created = Object.entries(payload.values ?? {}).map(([path, value]) => ({
    field: pathToColumn(entity, path),
    base: null as unknown,
    value: value as unknown,
  }));
  return [...edited, ...created];
}

function signed(by: number): string {
  return by < 0 ? String(by) : `+${by}`;
}
