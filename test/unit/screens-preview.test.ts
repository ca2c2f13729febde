import { describe, expect, test } from 'vitest';
import {
  decisionsOf,
  missedOnce,
  previewLines,
  wordCost,
  wordPrediction,
} from '../../src/renderer/screens/sync/preview-logic.ts';
import type { PredictionView, Preview } from '../../src/shared/contract/preview.ts';
import { preview } from '../../src/shared/contract/preview.ts';
import { LISTED_ENTITIES } from '../../src/shared/domain/entities.ts';

const NONE = { fetched: 0, created: 0, updated: 0, deleted: 0, unchanged: 0, pushed: 0, failed: 0, conflicts: 0 };

function previewOf(entities: Partial<Preview['entities']>, changes: Partial<Preview> = {}): Preview {
  const all = Object.fromEntries(LISTED_ENTITIES.map((entity) => [entity, NONE]));
  return preview.parse({
    storeId: 's',
    kind: 'incremental',
    ok: true,
    problem: null,
    entities: { ...all, ...entities },
    predicted: [],
    missing: [],
    cost: {
      requests: 11,
      minutes: 0.2,
      pull: { requests: 11, minutes: 0.2 },
      push: { requests: 0, minutes: 0 },
      measured: 'now',
    },
    requests: 11,
    computedAt: '2026-11-20T06:00:00.000Z',
    ...changes,
  });
}

const predicted = (changes: Partial<PredictionView>): PredictionView => ({
  operationId: 'o',
  entity: 'products',
  recordId: 'r',
  wooId: 1,
  label: 'Lamp',
  effect: 'refused',
  code: 'product_invalid_sku',
  httpStatus: 400,
  field: 'sku',
  facts: {},
  ...changes,
});

describe('[PREVIEW2] a preview on screen', () => {
  test('shows what would change on either side and leaves out what is only read again', () => {
    const shown = previewOf({
      products: { ...NONE, fetched: 9, unchanged: 8, updated: 1, pushed: 2 },
      orders: { ...NONE, fetched: 4, unchanged: 4 },
      tags: { ...NONE, failed: 1 },
    });
    expect(previewLines(shown)).toEqual([
      { entity: 'products', read: 9, created: 0, updated: 1, deleted: 0, sent: 2 },
      { entity: 'tags', read: 0, created: 0, updated: 0, deleted: 0, sent: 0 },
    ]);
  });

  test('counts decisions over all kinds, and what was missed once', () => {
    const shown = previewOf(
      { products: { ...NONE, conflicts: 2 }, orders: { ...NONE, conflicts: 1 } },
      {
        missing: [
          { entity: 'products', once: 3, twice: 1, held: false },
          { entity: 'tags', once: 1, twice: 0, held: false },
        ],
      },
    );
    expect(decisionsOf(shown)).toBe(3);
    expect(missedOnce(shown)).toBe(4);
  });
});

describe('[PREVIEW7] [PREVIEW4] a preview in words', () => {
  test('cost: requests and time, without a time that nobody measured', () => {
    expect(wordCost({ requests: 40, minutes: 1 }, 'earlier-runs')).toBe('About 40 requests, 1 min');
    expect(wordCost({ requests: 1, minutes: 0.05 }, 'now')).toBe('About 1 request, 3 s');
    expect(wordCost({ requests: 1200, minutes: 75 }, 'now')).toBe('About 1,200 requests, 1 h 15 min');
    expect(wordCost({ requests: 40, minutes: 0 }, 'never')).toBe('About 40 requests');
    expect(wordCost({ requests: 0, minutes: 0 }, 'now')).toBe('About 0 requests');
  });

  test('every prediction is a sentence of its own', () => {
    expect(wordPrediction(predicted({ facts: { name: 'Vase', in_trash: 0 } }))).toBe(
      '“Vase” has this SKU. Enter another',
    );
    const inTrash = { code: 'woocommerce_rest_product_not_created', facts: { name: 'Vase', in_trash: 1 } };
    expect(wordPrediction(predicted(inTrash))).toBe('“Vase” in the trash has this SKU. Enter another');
    const sale = { code: 'backroom_value_not_kept', field: 'sale_price', facts: { value: '9', regular_price: '8' } };
    expect(wordPrediction(predicted(sale))).toContain('sale price 9');
    const term = { code: 'backroom_value_not_kept', field: 'categories', facts: { value: 'Lamps' } };
    expect(wordPrediction(predicted(term))).toContain('“Lamps”');
    expect(wordPrediction(predicted({ code: 'backroom_picture_again', field: 'images' }))).toBe(
      'The picture would be loaded a second time',
    );
    expect(wordPrediction(predicted({ code: 'woocommerce_rest_coupon_code_already_exists', field: 'code' }))).not.toBe(
      '',
    );
  });
});
