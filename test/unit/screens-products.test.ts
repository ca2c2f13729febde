import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedFields,
  failedSaleChecks,
  isLowStock,
  priceRange,
  readStockText,
  rowSyncWords,
  stockChangeText,
} from '../../src/renderer/screens/products/product-logic.ts';
import {
  DEFAULT_SORT,
  filtersToParams,
  isNarrowed,
  paramsToFilters,
  paramsToSort,
  PRODUCT_PILLS,
  PRODUCT_SORTS,
  PRODUCT_VIEWS,
  sortToParam,
  toQuestion,
} from '../../src/renderer/screens/products/product-question.ts';
import { isOwnStamp, returnsTo, toMoments, unsentChanges } from '../../src/renderer/screens/products/history-logic.ts';
import { shortTexts } from '../../src/renderer/screens/products/short-text.ts';
import type { HistoryEntry } from '../../src/shared/contract/history.ts';
import { formText, toChanges, wasText } from '../../src/renderer/screens/products/product-form.ts';
import { decodeEntities, htmlToParagraphs } from '../../src/renderer/screens/products/plain-html.ts';
import { clockInZone, dayInZone } from '../../src/renderer/screens/products/zoned-days.ts';
import type { ProductDetail } from '../../src/shared/contract/records.ts';
import { checkFilters, findSort } from '../../src/engine/queries/list-filters.ts';

describe('whether a product can be sold', () => {
  const sellable = {
    status: 'publish',
    price: '10.00',
    regular_price: '10.00',
    stock_status: 'instock',
    type: 'simple',
    manage_stock: true,
    stock_quantity: 3,
    trashed: false,
  };

  test('published, priced and in stock passes', () => {
    expect(failedSaleChecks(sellable)).toEqual([]);
    expect(failedSaleChecks({ ...sellable, manage_stock: false, stock_quantity: null })).toEqual([]);
  });

  test('each missing condition is named, in the same order', () => {
    const none = { ...sellable, status: 'draft', price: '', regular_price: null, stock_quantity: 0 };
    expect(failedSaleChecks(none)).toEqual(['published', 'priced', 'in-stock']);
    expect(failedSaleChecks({ ...sellable, trashed: true })).toEqual(['published']);
  });

  test('a counted product at zero sells only on backorder, and a group needs no price of its own', () => {
    expect(failedSaleChecks({ ...sellable, stock_quantity: 0, stock_status: 'onbackorder' })).toEqual([]);
    expect(failedSaleChecks({ ...sellable, stock_quantity: -2 })).toEqual(['in-stock']);
    expect(failedSaleChecks({ ...sellable, type: 'grouped', price: '', regular_price: '' })).toEqual([]);
  });
});

describe('stock as it is typed and shown', () => {
  test.each([
    ['+3', { kind: 'adjust', by: 3 }],
    ['-1', { kind: 'adjust', by: -1 }],
    ['−4', { kind: 'adjust', by: -4 }],
    ['12', { kind: 'count', to: 12 }],
    [' =10 ', { kind: 'count', to: 10 }],
    ['=-2', { kind: 'count', to: -2 }],
    ['+ 5', { kind: 'adjust', by: 5 }],
  ])('%s is understood', (text, intent) => {
    expect(readStockText(text)).toEqual(intent);
  });

  test.each(['', '2.5', '1,5', 'ten', '--3', '+', '1e3', '9999999999'])('%j is no whole number', (text) => {
    expect(readStockText(text)).toBeNull();
  });

  test('an unsent adjustment shows what it adds, a count what was counted', () => {
    const adjust = (by: number, base: unknown = 11) => ({ base, value: 0, stock: { kind: 'adjust' as const, by } });
    const count = (to: number) => ({ base: 11, value: to, stock: { kind: 'count' as const, to } });
    expect(stockChangeText([adjust(3)])).toBe('11 +3');
    expect(stockChangeText([adjust(-2)])).toBe('11 −2');
    expect(stockChangeText([count(10)])).toBe('= 10');
    expect(stockChangeText([adjust(3, null)])).toBe('+3');
    expect(stockChangeText([{ base: null, value: 12, stock: null }])).toBeNull();
    expect(stockChangeText([])).toBeNull();
  });

  test('adjustments that wait sum up, and a count replaces what came before it', () => {
    const adjust = (by: number) => ({ base: 11, value: 0, stock: { kind: 'adjust' as const, by } });
    const count = { base: 11, value: 10, stock: { kind: 'count' as const, to: 10 } };
    expect(stockChangeText([adjust(3), adjust(-1)])).toBe('11 +2');
    expect(stockChangeText([adjust(3), count])).toBe('= 10');
    expect(stockChangeText([adjust(3), count, adjust(-4)])).toBe('= 10 −4');
    expect(stockChangeText([adjust(3), adjust(-3)])).toBe('11 +0');
    expect(stockChangeText([adjust(3), { base: 14, value: 12, stock: null }])).toBe('= 12');
  });

  test('what is not counted is not low', () => {
    expect(isLowStock(null)).toBe(false);
    expect(isLowStock(8)).toBe(true);
    expect(isLowStock(9)).toBe(false);
  });
});

describe('prices and states of rows', () => {
  test('a range is compared as decimals, not as text, and leaves out variations without a price', () => {
    const variations = [
      { price: '100.00', regular_price: '100.00' },
      { price: '', regular_price: '20.00' },
      { price: '9.50', regular_price: '10.00' },
      { price: null, regular_price: '' },
    ];
    expect(priceRange(variations)).toEqual({ from: '9.50', to: '100.00' });
    expect(priceRange([{ price: '', regular_price: null }])).toBeNull();
  });

  test('a row says sending, needs you, refused or waiting before it says up to date', () => {
    expect(rowSyncWords({ sync_status: 'synced', marks: {} })).toBe('same');
    expect(rowSyncWords({ sync_status: 'pending', marks: { name: 'pending' } })).toBe('waiting');
    expect(rowSyncWords({ sync_status: 'pending', marks: { name: 'sending' } })).toBe('sending');
    expect(rowSyncWords({ sync_status: 'conflict', marks: {} })).toBe('needs-you');
    expect(rowSyncWords({ sync_status: 'error', marks: {} })).toBe('refused');
  });

  test('changed fields stand in the order of the form, fields without a place after them', () => {
    const marks = { zeta: 'pending', status: 'pending', sku: 'conflict', alpha: 'pending' };
    expect(changedFields(marks, ['name', 'sku', 'status'])).toEqual(['sku', 'status', 'alpha', 'zeta']);
  });
});

describe('the question that the toolbar asks', () => {
  const nothing = paramsToFilters({});

  test('nothing chosen asks for everything', () => {
    expect(toQuestion(nothing, 's1', DEFAULT_SORT)).toEqual({
      entity: 'products',
      storeId: 's1',
      search: '',
      filters: {},
      sort: { field: 'name', descending: false },
    });
    expect(isNarrowed(nothing)).toBe(false);
  });

  test('a pill replaces what the tab filters in the same column, and categories go as numbers', () => {
    const filters = paramsToFilters({ view: 'out-of-stock', stock: 'onbackorder', category: '15,16', search: ' mug ' });
    const { filters: asked, search } = toQuestion(filters, null, DEFAULT_SORT);
    expect(asked).toEqual({ stock_status: ['onbackorder'], category: [15, 16] });
    expect(search).toBe('mug');
  });

  test('filters survive the way through the address', () => {
    const value = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...PRODUCT_VIEWS),
        fc.string(),
        value,
        value,
        value,
        fc.array(fc.nat(99).map(String), { maxLength: 3 }),
        (view, search, status, type, stock, category) => {
          const filters = { view, search, status, type, stock, category };
          expect(paramsToFilters(filtersToParams(filters))).toEqual(filters);
        },
      ),
    );
  });

  test('an order or category that nobody knows is not asked for', () => {
    expect(paramsToSort({ sort: 'sale_price' })).toEqual(DEFAULT_SORT);
    expect(paramsToSort({ sort: '-price' })).toEqual({ field: 'price', descending: true });
    expect(sortToParam({ field: 'price', descending: true })).toBe('-price');
    expect(paramsToFilters({ category: '15,x,;drop' }).category).toEqual(['15']);
  });

  test('the engine knows every order and every filter that this screen can ask for', () => {
    for (const field of PRODUCT_SORTS) expect(findSort('products', field, false)).toMatchObject({ ok: true });
    for (const view of PRODUCT_VIEWS) {
      const all = { ...nothing, view, ...Object.fromEntries(PRODUCT_PILLS.map((pill) => [pill, ['1']])) };
      expect(checkFilters('products', toQuestion(all, null, null).filters)).toMatchObject({ ok: true });
      expect(checkFilters('products', toQuestion({ ...nothing, view }, null, null).filters)).toMatchObject({
        ok: true,
      });
    }
  });
});

describe('the form of a product', () => {
  const detail = {
    name: 'Mug',
    sku: null,
    sale_price: '9.00',
    date_on_sale_from: '2026-11-30T22:00:00Z',
    date_on_sale_to: null,
    pending: [
      { operation_id: '1', field: 'sale_price', base: '12.00', value: '9.00', mark: 'pending' },
      { operation_id: '2', field: 'date_on_sale_from', base: '2026-11-24T22:00:00', value: 'x', mark: 'pending' },
      { operation_id: '3', field: 'sku', base: null, value: 'A', mark: 'pending' },
      { operation_id: '4', field: 'name', base: 'Cup', value: 'Mug', mark: 'conflict' },
    ],
  } as unknown as ProductDetail;
  const zone = 'Asia/Jerusalem';

  test('shows days of the store, not of this computer', () => {
    expect(formText(detail, 'date_on_sale_from', zone)).toBe('2026-12-01');
    expect(formText(detail, 'date_on_sale_to', zone)).toBe('');
    expect(formText(detail, 'sku', zone)).toBe('');
  });

  test('says what a field was; a field that waits for a decision says it elsewhere', () => {
    expect(wasText(detail, 'sale_price', zone)).toBe('12.00');
    expect(wasText(detail, 'date_on_sale_from', zone)).toBe('2026-11-25');
    expect(wasText(detail, 'sku', zone)).toBe('');
    expect(wasText(detail, 'name', zone)).toBeNull();
    expect(wasText(detail, 'status', zone)).toBeNull();
  });

  test('an emptied day is none, an emptied price stays an empty price', () => {
    expect(toChanges({ date_on_sale_to: '', date_on_sale_from: '2026-12-01', sale_price: '' })).toEqual({
      date_on_sale_to: null,
      date_on_sale_from: '2026-12-01',
      sale_price: '',
    });
  });
});

describe('days in the store’s zone', () => {
  test('a suffix is obeyed, its absence is UTC, and an unknown zone counts as UTC', () => {
    expect(dayInZone('2026-12-24T21:59:59Z', 'Asia/Jerusalem')).toBe('2026-12-24');
    expect(dayInZone('2026-12-24T22:00:00', 'Asia/Jerusalem')).toBe('2026-12-25');
    expect(dayInZone('2026-12-24T23:30:00+02:00', null)).toBe('2026-12-24');
    expect(dayInZone('2026-12-24T23:30:00Z', 'Mars/Olympus')).toBe('2026-12-24');
    expect(dayInZone(null, null)).toBe('');
    expect(dayInZone('never', null)).toBe('');
  });

  test('clocks are the store’s, in winter and in summer', () => {
    expect(clockInZone('2026-01-10T12:00:00Z', 'Asia/Jerusalem')).toBe('14:00');
    expect(clockInZone('2026-07-10T12:00:00Z', 'Asia/Jerusalem')).toBe('15:00');
    expect(clockInZone('2026-07-10T12:00:00Z', 'Mars/Olympus')).toBe('12:00');
  });
});

describe('a store’s HTML as text', () => {
  test('blocks become paragraphs, lists become lines, entities become characters', () => {
    expect(htmlToParagraphs('<p>One &amp; <b>two</b></p><ul><li>a</li><li>b&#8217;s</li></ul>three<br>four')).toEqual([
      'One & two',
      '• a',
      '• b’s',
      'three',
      'four',
    ]);
  });

  test('scripts, styles, comments and attributes leave no text', () => {
    const html =
      '<style>p{}</style>a<!-- hidden <p>x</p> --><script>alert("<p>1</p>")</script><img alt="x>y" src=x onerror=alert(1)>b';
    expect(htmlToParagraphs(html).join(' ')).toBe('ab');
  });

  test('markup that never ends hides what follows instead of showing it', () => {
    expect(htmlToParagraphs('shown<script>alert(1)')).toEqual(['shown']);
    expect(htmlToParagraphs('shown<!-- rest')).toEqual(['shown']);
  });

  test('a lone angle bracket is text, and broken entities stay as written', () => {
    expect(htmlToParagraphs('3 < 4 and 5 > 4')).toEqual(['3 < 4 and 5 > 4']);
    expect(decodeEntities('&nope; &#xD800; &#1114112; &amp;amp;')).toBe('&nope; &#xD800; &#1114112; &amp;');
  });

  test('ends for any input and never invents an element', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<p>', '</p>', '<', '>', 'a', '"', "'", '&lt;', '<script', '-->', '<!--', ' '), {
          maxLength: 40,
        }),
        (parts) => {
          const paragraphs = htmlToParagraphs(parts.join(''));
          for (const paragraph of paragraphs) expect(paragraph.trim()).not.toBe('');
        },
      ),
    );
  });
});

const change = (sequence: number, changes: Partial<HistoryEntry> = {}): HistoryEntry => ({
  sequence,
  field: 'regular_price',
  oldValue: String(sequence),
  newValue: String(sequence + 1),
  author: 'you',
  person: null,
  runId: null,
  batchId: null,
  changedAt: `2026-11-20T10:00:0${sequence}Z`,
  ...changes,
});

describe('[HISTORY2] the history of a product', () => {
  test('fields of one save stand together, those of another hand or time apart', () => {
    const at = '2026-11-20T10:00:00Z';
    const moments = toMoments([
      change(4, { changedAt: at, field: 'sku' }),
      change(3, { changedAt: at }),
      change(2, { changedAt: at, author: 'store' }),
      change(1),
    ]);
    expect(moments.map(({ sequence, entries }) => [sequence, entries.length])).toEqual([
      [4, 2],
      [2, 1],
      [1, 1],
    ]);
  });

  test('going back lists each field once, from what it is now to what it was then', () => {
    const history = [change(4), change(3), change(2, { field: 'sku', oldValue: 'A', newValue: 'B' }), change(1)];
    expect(returnsTo(history, 1)).toEqual([
      { field: 'regular_price', now: '5', then: '3' },
      { field: 'sku', now: 'B', then: 'A' },
    ]);
    expect(returnsTo(history, 4)).toEqual([]);
  });

  test('a field that became the same again is nothing to bring back', () => {
    const history = [change(3, { oldValue: '2', newValue: '1' }), change(2, { oldValue: '1', newValue: '2' })];
    expect(returnsTo(history, 1)).toEqual([]);
  });

  test('only the latest change of a field that waits is unsent, and never one that the store made', () => {
    const history = [change(4), change(3), change(2, { field: 'sku', author: 'store' }), change(1, { field: 'name' })];
    expect([...unsentChanges(history, new Set(['regular_price', 'sku']))]).toEqual([4]);
  });

  test('the stamp by which Backroom knows its own requests is no change, what else changed beside it is', () => {
    const stamp = { key: 'backroom_op', value: 'x' };
    const meta = (newValue: unknown): HistoryEntry => change(1, { field: 'meta_data', oldValue: [], newValue });
    expect(isOwnStamp(meta([stamp]))).toBe(true);
    expect(isOwnStamp(meta([stamp, { key: 'colour', value: 'red' }]))).toBe(false);
    expect(isOwnStamp(change(1))).toBe(false);
  });

  test('long texts are cut so that their first difference shows', () => {
    const same = 'A long story of brass. '.repeat(20);
    const [before, after] = shortTexts(`${same}Old end.`, `${same}New end.`);
    expect(before).toContain('Old end.');
    expect(after).toContain('New end.');
    expect(before.length).toBeLessThan(100);
    expect(shortTexts('89.00', '94.50')).toEqual(['89.00', '94.50']);
  });
});
