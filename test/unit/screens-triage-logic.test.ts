import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countOf,
  cursorIn,
  entityOf,
  fieldToFix,
  initialsOf,
  inParts,
  keyMeaning,
  keyOfGroup,
  keyOfRecord,
  mustDiffer,
  rowsOf,
  stepFrom,
  targetOf,
  tomorrowMorning,
  typedFields,
  wayOf,
} from '../../src/renderer/screens/triage/triage-logic.ts';
import {
  filtersToParams,
  isNarrowed,
  NO_FILTERS,
  paramsToView,
  toQuestion,
  type TriageFilters,
} from '../../src/renderer/screens/triage/triage-question.ts';
import { triageMethods, type TriageGroup, type TriageRecord } from '../../src/shared/contract/triage.ts';
import { ENTITY_NAMES } from '../../src/shared/domain/entities.ts';
import { ERROR_CAUSES, ERROR_CLASSES, SAFE_ACTIONS } from '../../src/shared/domain/error-classes.ts';

const group = (fingerprint: string, changes: Partial<TriageGroup> = {}): TriageGroup => ({
  fingerprint,
  code: 'product_invalid_sku',
  class: 'duplicate',
  field: 'sku',
  entity: 'products',
  httpStatus: 400,
  advice: { what: 'sku-taken', meaning: 'kept-here', action: 'choose-another', ask: 'you' },
  count: 3,
  stores: [{ storeId: 's', count: 3 }],
  firstSeenAt: '2026-11-20T08:00:00Z',
  lastSeenAt: '2026-11-20T09:00:00Z',
  perDay: [0, 0, 0, 0, 0, 0, 3],
  message: 'no',
  samples: [],
  state: 'new',
  assignee: null,
  snoozed: null,
  retrying: null,
  ...changes,
});

const record = (id: string, changes: Partial<TriageRecord> = {}): TriageRecord => ({
  id,
  storeId: 's',
  entity: 'products',
  recordId: id,
  woo_id: 1,
  label: id,
  sku: null,
  code: 'product_invalid_sku',
  field: 'sku',
  value: 'A',
  message: 'no',
  inTheWay: null,
  attempts: 1,
  firstSeenAt: '2026-11-20T08:00:00Z',
  lastSeenAt: '2026-11-20T09:00:00Z',
  regressed: false,
  assignee: null,
  snoozed: null,
  retrying: false,
  nextRetryAt: null,
  resolvedAt: null,
  resolvedBy: null,
  note: '',
  ...changes,
});

const GROUPS = [group('a'), group('b', { count: 2 }), group('c', { count: 1, entity: 'orders', field: null })];
const RECORDS = [record('r1'), record('r2')];

describe('the lines of triage', () => {
  const rows = rowsOf(GROUPS, 'b', RECORDS);
  const keys = rows.map(({ key }) => key);

  test('are the causes, with the records of the open one below it', () => {
    expect(keys).toEqual([keyOfGroup('a'), keyOfGroup('b'), keyOfRecord('r1'), keyOfRecord('r2'), keyOfGroup('c')]);
    expect(rowsOf(GROUPS, null, RECORDS)).toHaveLength(3);
  });

  test('keep the mark at its height when its line goes away, so that the next key means the next cause', () => {
    expect(cursorIn(rows, keyOfGroup('b'), 0)).toBe(1);
    const left = rowsOf([GROUPS[0] ?? group('a'), GROUPS[2] ?? group('c')], null, []);
    expect(cursorIn(left, keyOfGroup('b'), 1)).toBe(1);
    expect(cursorIn(left, keyOfGroup('b'), 9)).toBe(1);
    expect(cursorIn([], keyOfGroup('b'), 1)).toBe(-1);
    expect(cursorIn(left, null, 0)).toBe(0);
  });

  test('are stepped through one by one, or from cause to cause, and end at the ends', () => {
    expect(stepFrom(rows, 1, 1, false)).toBe(2);
    expect(stepFrom(rows, 1, 1, true)).toBe(4);
    expect(stepFrom(rows, 3, -1, true)).toBe(1);
    expect(stepFrom(rows, 4, 1, true)).toBe(4);
    expect(stepFrom(rows, 0, -1, false)).toBe(0);
  });

  test('an act means what is selected, else the line with the mark', () => {
    const here = rows[2] ?? null;
    expect(targetOf(rows, new Set(), here).records.map(({ id }) => id)).toEqual(['r1']);
    const chosen = targetOf(rows, new Set([keyOfGroup('a'), keyOfRecord('r2')]), here);
    expect([chosen.groups.length, chosen.records.map(({ id }) => id), countOf(chosen)]).toEqual([1, ['r2'], 4]);
    expect(countOf(targetOf(rows, new Set(), null))).toBe(0);
  });

  test('a record of a selected cause is not counted twice', () => {
    const chosen = targetOf(rows, new Set([keyOfGroup('b'), keyOfRecord('r1')]), null);
    expect([chosen.records.length, countOf(chosen)]).toEqual([0, 2]);
  });

  test('one value is offered only for records of one kind', () => {
    expect(entityOf({ groups: [group('a')], records: [record('r')] })).toBe('products');
    expect(entityOf({ groups: GROUPS, records: [] })).toBeNull();
    expect(entityOf({ groups: [], records: [] })).toBeNull();
  });
});

describe('what can be corrected in place', () => {
  test('is the field that the store names, else the one that the cause means, if it can be typed', () => {
    expect(fieldToFix('products', 'sale_price', 'value-refused')?.column).toBe('sale_price');
    expect(fieldToFix('products', null, 'sku-taken')?.column).toBe('sku');
    expect(fieldToFix('products', 'images', 'picture-not-loaded')).toBeNull();
    expect(fieldToFix('order_refunds', null, 'refund-refused')).toBeNull();
  });

  test('leaves out choices that are not known here', () => {
    expect(typedFields('orders').map(({ column }) => column)).not.toContain('status');
    expect(typedFields('products').map(({ column }) => column)).toContain('status');
  });

  test('a value that must differ is corrected record by record, never for all at once', () => {
    expect(mustDiffer('sku')).toBe(true);
    expect(wayOf(group('a'))).toBe('fix-each');
    const advice = { ...group('a').advice, what: 'value-refused' as const, action: 'edit-value' as const };
    expect(wayOf(group('a', { advice }))).toBe('fix-each');
    expect(wayOf(group('a', { advice, field: 'sale_price' }))).toBe('fix-all');
    expect(wayOf(group('a', { advice, field: 'images' }))).toBe('open');
    expect(wayOf(group('a', { advice, field: null, entity: 'attributes' }))).toBe('shop');
  });

  test('every safe action of the catalogue has a way, and none opens or types what is not here', () => {
    for (const action of SAFE_ACTIONS) {
      for (const what of ERROR_CAUSES) {
        for (const entity of ['products', 'customers', 'attributes', 'order_refunds'] as const) {
          const way = wayOf({ advice: { ...group('a').advice, action, what }, entity, field: null });
          expect(way).toBeTypeOf('string');
          if (way === 'open') expect(['products', 'orders']).toContain(entity);
          if (way === 'fix-each' || way === 'fix-all') expect(fieldToFix(entity, null, what)).not.toBeNull();
        }
      }
    }
  });
});

describe('the keys of triage', () => {
  const press = (code: string, key: string, changes: Partial<KeyboardEvent> = {}) => ({
    key,
    code,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...changes,
  });

  test('go by their place, so that a Hebrew layout has them too', () => {
    expect(keyMeaning(press('KeyJ', 'ח'), false, true)).toBe('next-cause');
    expect(keyMeaning(press('KeyR', 'ר'), true, true)).toBe('retry');
    expect(keyMeaning(press('KeyR', 'R', { shiftKey: true }), true, false)).toBe('retry-all');
    expect(keyMeaning(press('Slash', '?', { shiftKey: true }), true, false)).toBe('sheet');
  });

  test('leave the window’s own shortcuts and the buttons alone', () => {
    expect(keyMeaning(press('KeyK', 'k', { ctrlKey: true }), true, false)).toBeNull();
    expect(keyMeaning(press('KeyS', 's', { metaKey: true }), true, false)).toBeNull();
    expect(keyMeaning(press('KeyX', 'X', { shiftKey: true }), true, false)).toBeNull();
    expect(keyMeaning(press('Enter', 'Enter'), false, false)).toBeNull();
    expect(keyMeaning(press('Enter', 'Enter'), true, false)).toBe('toggle');
  });

  test('sideways arrows follow the reading direction', () => {
    expect(keyMeaning(press('ArrowRight', 'ArrowRight'), true, false)).toBe('open');
    expect(keyMeaning(press('ArrowRight', 'ArrowRight'), true, true)).toBe('close');
    expect(keyMeaning(press('ArrowLeft', 'ArrowLeft'), true, true)).toBe('open');
  });
});

describe('what the address and the engine are asked', () => {
  const filters: fc.Arbitrary<TriageFilters> = fc.record({
    storeId: fc.constantFrom(null, 's1'),
    entity: fc.constantFrom(null, ...ENTITY_NAMES),
    code: fc.constantFrom(null, 'term_exists', 'a b&c=d'),
    class: fc.constantFrom(null, ...ERROR_CLASSES),
    age: fc.constantFrom(null, 'hour' as const, 'older' as const),
    assignee: fc.constantFrom(null, '', 'Noa Adler'),
  });

  test('filters come back from the address as they were', () => {
    fc.assert(
      fc.property(filters, (wanted) => {
        const set = Object.entries(filtersToParams(wanted)).filter(([, value]) => value !== '');
        const address = new URLSearchParams(set).toString();
        const view = paramsToView(Object.fromEntries(new URLSearchParams(address)));
        expect(view.filters).toEqual(wanted);
        expect(isNarrowed(view.filters)).toBe(set.length > 0);
      }),
    );
  });

  test('the engine accepts every question', () => {
    fc.assert(
      fc.property(filters, fc.constantFrom(null, 's9'), (wanted, storeId) => {
        const question = toQuestion({ tab: 'open', sort: 'count', filters: wanted }, storeId);
        const parsed = triageMethods['triage.groups'].input.parse(question);
        expect(parsed.storeId).toBe(storeId ?? wanted.storeId);
        expect(parsed.age).toBe(wanted.age ?? 'any');
      }),
    );
  });

  test('what does not exist is left out of the view', () => {
    const view = paramsToView({ tab: 'nowhere', entity: 'unicorns', class: 'x', age: 'y', sort: 'z' });
    expect(view).toEqual({ tab: 'open', sort: 'count', filters: NO_FILTERS });
  });
});

describe('small things', () => {
  test('tomorrow is eight in the morning of the next day here, also at the end of a month', () => {
    const at = new Date(tomorrowMorning(new Date(2026, 10, 30, 23, 59).getTime()));
    expect([at.getMonth(), at.getDate(), at.getHours(), at.getMinutes()]).toEqual([11, 1, 8, 0]);
  });

  test('parts hold all items once, none more than one call takes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (items, size) => {
        const parts = inParts(items, size);
        expect(parts.flat()).toEqual(items);
        expect(parts.every((part) => part.length > 0 && part.length <= size)).toBe(true);
      }),
    );
  });

  test.each([
    ['Noa Adler', 'NA'],
    ['מיכל תמר', 'מת'],
    ['  dana  ', 'D'],
    ['Anna Maria Müller', 'AM'],
  ])('the initials of “%s” are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
