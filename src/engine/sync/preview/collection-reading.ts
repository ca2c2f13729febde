import type { JsonObject } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import type { StoreGateway } from '../store-gateway.ts';
import type { StoreRow } from '../store-rows.ts';
import type { SkuOwners } from './sku-owners.ts';

/** What a preview read of one kind of record; kept for an hour as it is. [PREVIEW8] */
export type CollectionReading = {
  readonly fetched: number;
  readonly created: number;
  readonly updated: number;
  /** Put into the trash by the store. */
  readonly deleted: number;
  readonly unchanged: number;
  /** Requests that the run would need for it. */
  readonly requests: number;
  /** Requests of the preview for it, and the milliseconds that their answers took. */
  readonly asked: { readonly count: number; readonly ms: number };
  /** The store's newest documents of records with open changes, by local id. */
  readonly fresh: Readonly<Record<string, JsonObject>>;
  /** Store numbers here that a complete list did not hold; null where the list was not read whole. */
  readonly absent: readonly number[] | null;
  /** Store numbers that are not here yet. */
  readonly added: readonly number[];
  readonly withVariations: number;
  /** Store numbers of what new or changed orders sold. */
  readonly soldProducts: readonly number[];
  readonly soldVariations: readonly number[];
  /** With products: who has the SKUs that open changes want. */
  readonly skuOwners: SkuOwners;
};

export function emptyReading(): CollectionReading {
  return {
    fetched: 0,
    created: 0,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    requests: 0,
    asked: { count: 0, ms: 0 },
    fresh: {},
    absent: null,
    added: [],
    withVariations: 0,
    soldProducts: [],
    soldVariations: [],
    skuOwners: {},
  };
}

/** What a preview reads with; it has no means to write. */
export type PreviewReader = {
  readonly db: ReadableDb;
  readonly store: StoreRow;
  readonly gateway: StoreGateway;
  /** Epoch ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Local ids of records with operations that have not ended. */
  readonly openRecords: ReadonlySet<string>;
  /** The attribute whose terms are read; null for every other collection. */
  readonly attributeWooId: number | null;
};

export type Meter = { readonly gateway: StoreGateway; readonly asked: () => { count: number; ms: number } };

/** The gateway with a count of what goes through it. */
export function metered(gateway: StoreGateway): Meter {
  const before = gateway.requestCount();
  let ms = 0;
  return {
    gateway: {
      requestCount: gateway.requestCount,
      request: async (request) => {
        const answer = await gateway.request(request);
        if (answer.ok) ms += answer.value.durationMs;
        return answer;
      },
    },
    asked: () => ({ count: gateway.requestCount() - before, ms }),
  };
}
