import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causeOf, ERROR_CAUSES, groupErrors } from '../../src/renderer/screens/sync/error-causes.ts';
import {
  changedPart,
  chosenCount,
  formOf,
  groupConflicts,
  movedBy,
  toResolutions,
  wholeAs,
} from '../../src/renderer/screens/sync/conflict-logic.ts';
import { faceOfLine, toLines } from '../../src/renderer/screens/sync/sync-logic.ts';
import type { ConflictRow, EntityProgress, SyncErrorRow } from '../../src/shared/contract/sync.ts';
import { conflictRow } from '../../src/shared/contract/sync.ts';
import { ENTITY_NAMES } from '../../src/shared/domain/entities.ts';

const progress = (entity: EntityProgress['entity'], changes: Partial<EntityProgress> = {}): EntityProgress => ({
  entity,
  inStore: 10,
  onDevice: 10,
  state: 'complete',
  processed: 0,
  itemsPerMinute: null,
  etaSeconds: null,
  ...changes,
});

describe('[STATUS1] the table of both sides', () => {
  test('every kind of record has a line, and taxonomy stands as one', () => {
    const lines = toLines(ENTITY_NAMES.map((entity) => progress(entity)));
    expect(lines.flatMap(({ entities }) => entities).toSorted()).toEqual([...ENTITY_NAMES].toSorted());
    expect(lines.find(({ line }) => line === 'taxonomy')).toMatchObject({
      inStore: 60,
      onDevice: 60,
      state: 'complete',
    });
  });

  test('a sum with an unknown part is unknown, and one part that fails decides', () => {
    const [line] = toLines([progress('tags', { inStore: null, state: 'failed' }), progress('categories')]);
    expect(line).toMatchObject({ inStore: null, onDevice: 20, state: 'failed' });
  });

  test('green is said only when both sides were counted and agree', () => {
    const face = (changes: Partial<EntityProgress>): string => faceOfLine(progress('products', changes)).face;
    expect(face({})).toBe('complete');
    expect(face({ inStore: null })).toBe('not-counted');
    expect(face({ onDevice: 9 })).toBe('behind');
    expect(face({ onDevice: 11 })).toBe('more-here');
    expect(face({ state: 'incomplete' })).toBe('not-counted');
    expect(face({ state: 'running' })).toBe('running');
    expect(face({ state: 'failed' })).toBe('failed');
  });

  test('no state but a counted, equal one is ever green', () => {
    const count = fc.option(fc.nat(20));
    const state = fc.constantFrom<EntityProgress['state']>('waiting', 'running', 'complete', 'incomplete', 'failed');
    fc.assert(
      fc.property(count, fc.nat(20), state, (inStore, onDevice, lineState) => {
        const face = faceOfLine(progress('orders', { inStore, onDevice, state: lineState }));
        if (face.face === 'complete') expect([lineState, onDevice]).toEqual(['complete', inStore]);
      }),
    );
  });

  test('the time left of a group is that of its slowest part', () => {
    const [line] = toLines([
      progress('tags', { state: 'running', itemsPerMinute: 100, etaSeconds: 30 }),
      progress('terms', { state: 'running', itemsPerMinute: 50, etaSeconds: 90 }),
    ]);
    expect(line).toMatchObject({ state: 'running', itemsPerMinute: 150, etaSeconds: 90 });
  });
});

const refused = (id: string, code: string, changes: Partial<SyncErrorRow> = {}): SyncErrorRow => ({
  id,
  storeId: 's',
  entity: 'products',
  recordId: id,
  woo_id: 1,
  label: id,
  code,
  httpStatus: 400,
  message: 'no',
  field: null,
  retryCount: 0,
  nextRetryAt: null,
  createdAt: '2026-11-20T10:00:00Z',
  resolved: false,
  ...changes,
});

describe('refused records', () => {
  test.each([
    ['product_invalid_sku', 400, 'sku-taken'],
    ['woocommerce_rest_product_not_created', 400, 'sku-taken'],
    ['product_invalid_global_unique_id', 400, 'gtin-taken'],
    ['term_exists', 400, 'term-exists'],
    ['woocommerce_rest_coupon_code_already_exists', 400, 'coupon-exists'],
    ['registration-error-email-exists', 400, 'email-taken'],
    ['registration-error-username-exists', 400, 'username-taken'],
    ['woocommerce_rest_shop_order_invalid_id', 400, 'gone'],
    ['woocommerce_rest_shop_coupon_invalid_id', 400, 'gone'],
    ['woocommerce_rest_term_invalid', 404, 'gone'],
    ['rest_invalid_param', 400, 'bad-value'],
    ['rest_missing_callback_param', 400, 'missing-value'],
    ['woocommerce_product_image_upload_error', 400, 'image-refused'],
    ['woocommerce_rest_cannot_create_order_refund', 500, 'refund-refused'],
    ['woocommerce_rest_cannot_edit', 403, 'key-may-not'],
    ['woocommerce_rest_authentication_error', 401, 'key-may-not'],
    ['internal_server_error', 500, 'store-failed'],
    ['some_plugin_said_no', 400, 'other'],
    ['some_plugin_said_no', 502, 'store-failed'],
  ])('%s with status %i is %s', (code, httpStatus, cause) => {
    expect(causeOf({ code, httpStatus })).toBe(cause);
    expect(ERROR_CAUSES).toContain(cause);
  });

  test('stand under their causes, the cause with most records first, newest record first', () => {
    const groups = groupErrors([
      refused('a', 'rest_invalid_param'),
      refused('b', 'product_invalid_sku', { createdAt: '2026-11-20T11:00:00Z' }),
      refused('c', 'woocommerce_rest_product_not_created', { createdAt: '2026-11-20T12:00:00Z' }),
    ]);
    expect(groups.map(({ cause, errors }) => [cause, errors.map(({ id }) => id)])).toEqual([
      ['sku-taken', ['c', 'b']],
      ['bad-value', ['a']],
    ]);
  });

  test('are never lost by grouping', () => {
    const codes = fc.array(fc.constantFrom('term_exists', 'x_invalid_id', 'rest_invalid_param', '?'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(codes, (list) => {
        const errors = list.map((code, at) => refused(`e${at}`, code));
        const grouped = groupErrors(errors).flatMap((group) => group.errors.map(({ id }) => id));
        expect(grouped.toSorted()).toEqual(errors.map(({ id }) => id).toSorted());
      }),
    );
  });
});

const conflict = (changes: Partial<ConflictRow> = {}): ConflictRow => ({
  id: 'c',
  storeId: 's',
  entity: 'products',
  recordId: 'p',
  woo_id: 1,
  label: 'Cups',
  kind: 'both_changed',
  fields: [
    { field: 'regular_price', base: '168.00', mine: '179.00', theirs: '159.00' },
    { field: 'name', base: 'Cups', mine: 'My cups', theirs: 'Their cups' },
  ],
  detectedAt: '2026-11-20T10:00:00Z',
  count: null,
  ...changes,
});

describe('[MERGE3] decisions', () => {
  test('only chosen fields are settled; the last agreed value and a typed one go as values', () => {
    expect(toResolutions(conflict(), { regular_price: { side: 'base' } })).toEqual({
      regular_price: { choice: 'value', value: '168.00' },
    });
    expect(
      toResolutions(conflict(), {
        regular_price: { side: 'other', text: '170' },
        name: { side: 'theirs' },
        gone: { side: 'mine' },
      }),
    ).toEqual({ regular_price: { choice: 'value', value: '170' }, name: { choice: 'theirs' } });
  });

  test('an empty other value is no answer yet', () => {
    expect(chosenCount(conflict(), { regular_price: { side: 'other', text: ' ' }, name: { side: 'mine' } })).toBe(1);
    expect(chosenCount(conflict(), { regular_price: { side: 'other', text: '0' }, name: { side: 'mine' } })).toBe(2);
  });

  test('questions about a whole record or collection are answered whole', () => {
    expect(formOf('mass_deletion')).toBe('whole');
    expect(formOf('stock_moved')).toBe('stock');
    expect(wholeAs('theirs')).toEqual({ '*': { choice: 'theirs' } });
  });

  test('every kind of decision has a section, and none is lost', () => {
    const kinds = conflictRow.shape.kind.options;
    const all = kinds.map((kind) => conflict({ id: kind, kind }));
    const grouped = groupConflicts(all).flatMap((group) => group.conflicts.map(({ id }) => id));
    expect(grouped.toSorted()).toEqual([...kinds].toSorted());
  });

  test('a number says how far it moved, with the decimals of money', () => {
    expect(movedBy('168.00', '179.00')).toBe('+11.00');
    expect(movedBy('168.00', '159')).toBe('−9.00');
    expect(movedBy(10, 7)).toBe('−3');
    expect(movedBy('0.1', '0.3')).toBe('+0.2');
    expect(movedBy('168.00', '168.00')).toBeNull();
    expect(movedBy('a', 'b')).toBeNull();
    expect(movedBy(null, 3)).toBeNull();
  });

  test('the changed part of a text is found between what stayed', () => {
    expect(changedPart('Four cups, 60 ml.', 'Four cups, 70 ml.')).toEqual(['Four cups, ', '70 ', 'ml.']);
    expect(changedPart('Four cups.', 'Four cups. Stackable.')).toEqual(['Four cups. ', 'Stackable.', '']);
    expect(changedPart('', 'new')).toEqual(['', 'new', '']);
    expect(changedPart('same text', 'same text')).toEqual(['same text', '', '']);
  });

  test('the parts of a text always add up to the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (base, text) => {
        expect(changedPart(base, text).join('')).toBe(text);
      }),
    );
  });
});
