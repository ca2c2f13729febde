import { describe, expect, test } from 'vitest';
import {
  addressLines,
  choosableStatuses,
  countryName,
  isAmount,
  isSameAddress,
  nextStatus,
  orderTimeline,
} from '../../src/renderer/screens/orders/order-logic.ts';
import { dayGroup, groupByDay } from '../../src/renderer/screens/products/day-groups.ts';
import {
  orderFiltersToParams,
  ORDER_VIEWS,
  paramsToOrderFilters,
  toOrderQuestion,
} from '../../src/renderer/screens/orders/order-question.ts';
import { checkFilters, findSort } from '../../src/engine/queries/list-filters.ts';
import type { OrderDetail } from '../../src/shared/contract/records.ts';

describe('the status of an order', () => {
  test('offers WooCommerce’s statuses but never refunds by hand, and keeps a plugin’s where it stands', () => {
    expect(choosableStatuses('processing')).not.toContain('refunded');
    expect(choosableStatuses('refunded')).toContain('refunded');
    expect(choosableStatuses('packed')[0]).toBe('packed');
    expect(choosableStatuses('completed')).not.toContain('packed');
  });

  test('the next step leads towards completed and then there is none', () => {
    expect(nextStatus('pending')).toBe('processing');
    expect(nextStatus('processing')).toBe('completed');
    expect(nextStatus('completed')).toBeNull();
    expect(nextStatus('packed')).toBeNull();
  });
});

describe('addresses', () => {
  const hebrew = {
    first_name: 'נועה',
    last_name: 'בן־דוד',
    company: '',
    address_1: 'רחוב הרצל 24',
    address_2: ' ',
    city: 'חיפה',
    postcode: '3303142',
    country: 'IL',
    email: 'noa@example.com',
    phone: '052',
  };

  test('are written line by line, without what is empty and without mail and phone', () => {
    expect(addressLines(hebrew, (code) => countryName(code, 'he'))).toEqual([
      'נועה בן־דוד',
      'רחוב הרצל 24',
      '3303142 חיפה',
      'ישראל',
    ]);
    expect(addressLines({})).toEqual([]);
  });

  test('are the same when all lines are, whatever the mail says', () => {
    expect(isSameAddress(hebrew, { ...hebrew, email: 'else@example.com' })).toBe(true);
    expect(isSameAddress(hebrew, { ...hebrew, city: 'עכו' })).toBe(false);
    expect(isSameAddress(hebrew, {})).toBe(false);
  });

  test('a country that nobody knows keeps its letters', () => {
    expect(countryName('DE', 'en')).toBe('Germany');
    expect(countryName('not a country', 'en')).toBe('not a country');
  });
});

describe('what happened to an order', () => {
  const order = {
    date_created_woo: '2026-11-20T10:00:00Z',
    notes: [
      {
        id: 'n1',
        woo_id: 1,
        author: 'Tamar',
        note: 'first',
        customer_note: false,
        created_at: '2026-11-20T11:00:00Z',
        pending: false,
      },
      { id: 'n2', woo_id: null, author: 'Tamar', note: 'waits', customer_note: true, created_at: null, pending: true },
    ],
    refunds: [{ id: 'r1', woo_id: 2, amount: '5.00', reason: '', created_at: '2026-11-21T09:00:00Z' }],
    status_log: [
      { old_status: 'pending', new_status: 'processing', changed_by: 'store', created_at: '2026-11-20T10:00:00Z' },
    ],
  } as unknown as OrderDetail;

  test('stands latest first; what is still on its way on top, the order itself at the bottom', () => {
    expect(orderTimeline(order).map(({ key }) => key)).toEqual([
      'note-n2',
      'refund-r1',
      'note-n1',
      'status-0',
      'placed',
    ]);
  });

  test('is grouped by the store’s calendar, not by 24 hours', () => {
    const now = Date.parse('2026-11-20T23:30:00Z');
    // In Jerusalem it is already the 21st.
    expect(dayGroup('2026-11-20T23:00:00Z', now, 'Asia/Jerusalem')).toBe('today');
    expect(dayGroup('2026-11-20T21:00:00Z', now, 'Asia/Jerusalem')).toBe('yesterday');
    expect(dayGroup('2026-11-20T21:00:00Z', now, 'UTC')).toBe('today');
    expect(dayGroup('2026-11-14T12:00:00Z', now, 'UTC')).toBe('week');
    expect(dayGroup('2026-11-12T12:00:00Z', now, 'UTC')).toBe('month');
    expect(dayGroup('2026-01-01T12:00:00Z', now, 'UTC')).toBe('older');
    expect(dayGroup(null, now, 'UTC')).toBe('today');
  });

  test('a group holds its neighbours in their order', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    const groups = groupByDay(orderTimeline(order), now, 'UTC');
    expect(groups.map(({ group, entries }) => [group, entries.length])).toEqual([
      ['today', 2],
      ['yesterday', 3],
    ]);
  });

  test('zero is no amount, in whatever form the store writes it', () => {
    expect(['0', '0.00', '', null, undefined].map(isAmount)).toEqual([false, false, false, false, false]);
    expect(['0.01', '-5', '10'].map(isAmount)).toEqual([true, true, true]);
  });
});

describe('the question of the order list', () => {
  test('latest orders first, and a chosen status replaces the quick choice', () => {
    const filters = paramsToOrderFilters({ view: 'open', status: 'failed', search: ' 10482 ' });
    expect(toOrderQuestion(filters, null)).toEqual({
      entity: 'orders',
      storeId: null,
      search: '10482',
      filters: { status: ['failed'] },
      sort: { field: 'date_created_woo', descending: true },
    });
  });

  test('filters survive the way through the address', () => {
    for (const view of ORDER_VIEWS) {
      const filters = { view, search: 'כהן', status: ['on-hold', 'failed'] };
      expect(paramsToOrderFilters(orderFiltersToParams(filters))).toEqual(filters);
    }
  });

  test('the engine knows its order and its filters', () => {
    for (const view of ORDER_VIEWS) {
      const { filters, sort } = toOrderQuestion({ view, search: '', status: [] }, null);
      expect(checkFilters('orders', filters)).toMatchObject({ ok: true });
      expect(findSort('orders', sort?.field ?? '', false)).toMatchObject({ ok: true });
    }
  });
});
