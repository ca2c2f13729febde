import type { JsonObject } from '../../../shared/domain/entities.ts';
import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import type { Operation } from '../operation.ts';
import { asId, asText } from '../projections/read-json.ts';
import type { StoreGateway } from '../store-gateway.ts';
import type { RunProblem } from '../sync-report.ts';

export type SkuOwner = { readonly wooId: number; readonly name: string; readonly inTrash: boolean };
/** By SKU in lower case; null: the store was asked and nobody has it. */
export type SkuOwners = Readonly<Record<string, SkuOwner | null>>;

const PER_REQUEST = 50;
const REQUESTS = 2;

/** The SKU that an operation gives its record; null for none. */
export function wantedSku(operation: Operation): string | null {
  const { fields, values } = operation.payload;
  if (operation.kind === 'create') return asText(values?.['sku']) || null;
  return fields?.['sku'] === undefined ? null : asText(fields['sku'].value) || null;
}

/**
 * Asks the store who has the SKUs that open operations want: only it knows those of records that are new there. It
 * answers for products and variations alike, whatever the case. [PREVIEW5]
 */
export async function askSkuOwners(
  gateway: StoreGateway,
  operations: readonly Operation[],
): Promise<Result<SkuOwners, RunProblem>> {
  const skus = new Set<string>();
  for (const operation of operations) {
    if (operation.entity !== 'products' && operation.entity !== 'variations') continue;
    const sku = wantedSku(operation);
    // the question separates them by commas
    if (sku !== null && !sku.includes(',')) skus.add(sku.toLowerCase());
  }
  const asked = [...skus].slice(0, PER_REQUEST * REQUESTS);
  const owners: Record<string, SkuOwner | null> = {};
  for (let start = 0; start < asked.length; start += PER_REQUEST) {
    const group = asked.slice(start, start + PER_REQUEST);
    const answer = await gateway.request({
      method: 'GET',
      path: 'products',
      query: {
        sku: group.join(','),
        include_status: 'any,trash',
        per_page: 100,
        _fields: 'id,name,sku,status',
      },
      expect: 'list',
      fresh: true,
    });
    if (!answer.ok) return err(answer.error.error);
    for (const sku of group) owners[sku] = null;
    for (const row of answer.value.body as readonly JsonObject[]) {
      const wooId = asId(row['id']);
      const sku = asText(row['sku']).toLowerCase();
      if (wooId !== null && group.includes(sku))
        owners[sku] = { wooId, name: asText(row['name']), inTrash: row['status'] === 'trash' };
    }
  }
  return ok(owners);
}

type OwnerRow = { woo_id: number; name: string; status: string };

/**
 * Who has a SKU according to the mirror: records that the store confirmed with it. Serves where the store was not asked,
 * and for records in the trash, which shops before 10 do not list.
 */
export function skuOwnerHere(db: ReadableDb, storeId: string, sku: string): SkuOwner | null {
  for (const table of ['products', 'product_variations'] as const) {
    const row = prepared<OwnerRow>(
      db,
      `SELECT r.woo_id, r.name, d.document ->> '$.status' AS status FROM ${table} r
       JOIN base_documents d ON d.record_id = r.id
       WHERE r.store_id = ? AND r.sku = ? COLLATE NOCASE AND r.woo_id IS NOT NULL
         AND lower(d.document ->> '$.sku') = lower(?) LIMIT 1`,
    ).get(storeId, sku, sku);
    if (row !== undefined) return { wooId: row.woo_id, name: row.name, inTrash: row.status === 'trash' };
  }
  return null;
}
