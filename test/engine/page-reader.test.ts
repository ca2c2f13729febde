import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readPages, START } from '../../src/engine/sync/page-reader.ts';
import type { Page } from '../../src/engine/sync/page-reader.ts';
import type { StoreGateway, StoreRequest } from '../../src/engine/sync/store-gateway.ts';
import { err, ok } from '../../src/shared/result.ts';

type Shop = { ids: number[]; readonly requests: StoreRequest[]; beforeAnswer: ((request: number) => void) | null };

/** A collection that lives while it is read. */
function createShop(ids: number[], ceiling = 100): { shop: Shop; gateway: StoreGateway } {
  const shop: Shop = { ids, requests: [], beforeAnswer: null };
  const gateway: StoreGateway = {
    requestCount: () => shop.requests.length,
    request: async (request) => {
      shop.requests.push(request);
      shop.beforeAnswer?.(shop.requests.length);
      await Promise.resolve();
      const size = Number(request.query?.['per_page']);
      if (size > ceiling) {
        const error = {
          type: 'StoreFailed',
          status: 500,
          code: 'internal_server_error',
          message: '',
          retryAfterMs: null,
        } as const;
        return err({ error, effect: 'none', serverTimeMs: null });
      }
      const offset = Number(request.query?.['offset']);
      const rows = shop.ids.toSorted((a, b) => a - b).slice(offset, offset + size);
      return ok({
        status: 200,
        body: rows.map((id) => ({ id })),
        total: shop.ids.length,
        totalPages: null,
        serverTimeMs: null,
        durationMs: 1,
      });
    },
  };
  return { shop, gateway };
}

async function readAll(gateway: StoreGateway, pageSize: number, ahead: number, onPage?: (page: Page) => boolean) {
  const seen: number[] = [];
  const sizes: number[] = [];
  const result = await readPages(
    {
      gateway,
      path: 'products',
      query: {},
      from: START,
      pageSize,
      ahead,
      signal: new AbortController().signal,
      onPageSizeChange: (size) => sizes.push(size),
    },
    (page) => {
      seen.push(...page.rows.map((row) => Number(row['id'])));
      return onPage?.(page) ?? true;
    },
  );
  return { seen, result, sizes };
}

describe('reading a collection page by page', () => {
  test('[PULL2] each page begins with the last row of the one before', async () => {
    const { shop, gateway } = createShop(Array.from({ length: 25 }, (_, index) => index + 1));
    const { seen } = await readAll(gateway, 10, 1);
    expect(seen).toEqual(shop.ids);
    expect(shop.requests.map((request) => request.query?.['offset'])).toEqual([0, 9, 18]);
  });

  test('an empty collection is one request and no rows', async () => {
    const { shop, gateway } = createShop([]);
    const { seen, result } = await readAll(gateway, 10, 4);
    expect(seen).toEqual([]);
    expect(result).toEqual(ok({ complete: true }));
    expect(shop.requests).toHaveLength(1);
  });

  test('[PULL3] rows deleted and added while it is read: nothing that stays is skipped, nothing comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 0, max: 200 }), fc.boolean()), {
          maxLength: 20,
        }),
        async (count, pageSize, ahead, events) => {
          const { shop, gateway } = createShop(Array.from({ length: count }, (_, index) => (index + 1) * 2));
          const stays = new Set(shop.ids);
          let newest = count * 2;
          shop.beforeAnswer = (request) => {
            for (const [at, which, isDelete] of events) {
              if (at !== request) continue;
              const victim = shop.ids[which % Math.max(1, shop.ids.length)];
              if (isDelete && victim !== undefined) {
                shop.ids = shop.ids.filter((id) => id !== victim);
                stays.delete(victim);
              } else {
                newest += 1;
                shop.ids = [...shop.ids, newest];
              }
            }
          };
          const { seen, result } = await readAll(gateway, pageSize, ahead);
          expect(result.ok).toBe(true);
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of stays) expect(seen).toContain(id);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('[PULL20] a host that fails on large pages is asked for smaller ones', async () => {
    const { shop, gateway } = createShop(
      Array.from({ length: 60 }, (_, index) => index + 1),
      25,
    );
    const { seen, sizes } = await readAll(gateway, 100, 4);
    expect(seen).toEqual(shop.ids);
    expect(sizes).toEqual([50, 25]);
  });

  test('[PULL19] no more pages are asked for ahead than agreed', async () => {
    const { shop, gateway } = createShop(Array.from({ length: 500 }, (_, index) => index + 1));
    let most = 0;
    let stored = 0;
    await readAll(gateway, 10, 3, () => {
      stored += 1;
      most = Math.max(most, shop.requests.length - stored);
      return true;
    });
    expect(most).toBeLessThanOrEqual(3);
  });

  test('[RUN7] a reader that may take one page asks for one page', async () => {
    const { shop, gateway } = createShop(Array.from({ length: 500 }, (_, index) => index + 1));
    const result = await readPages(
      {
        gateway,
        path: 'customers',
        query: {},
        from: START,
        pageSize: 100,
        ahead: 4,
        maxPages: 1,
        signal: new AbortController().signal,
      },
      () => true,
    );
    expect(result).toEqual(ok({ complete: false }));
    expect(shop.requests).toHaveLength(1);
  });

  test('[PULL14] a list in another order is refused instead of being read with gaps', async () => {
    const { gateway } = createShop([1, 2, 3]);
    const shuffled: StoreGateway = {
      ...gateway,
      request: async (request) => {
        const answer = await gateway.request(request);
        return answer.ok ? ok({ ...answer.value, body: [{ id: 2 }, { id: 1 }, { id: 3 }] }) : answer;
      },
    };
    const { seen, result } = await readAll(shuffled, 10, 1);
    expect(seen).toEqual([]);
    expect(result.ok ? null : result.error.error).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'wrong-shape' });
  });
});
