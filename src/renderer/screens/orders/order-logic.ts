import { ORDER_STATUSES } from '../../app/order-status.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { OrderDetail } from '../../../shared/contract/records.ts';

/** Statuses that still ask something of the shop. */
export const OPEN_STATUSES: readonly string[] = ['pending', 'processing', 'on-hold'];

/**
 * Statuses that a person may choose for an order. Refunding is an act of its own that moves money, so `refunded` is
 * offered only where it already stands; a plugin's status stays choosable where it stands.
 */
export function choosableStatuses(present: string): readonly string[] {
  const own: readonly string[] = ORDER_STATUSES.filter((status) => status !== 'refunded' || present === 'refunded');
  return own.includes(present) ? own : [present, ...own];
}

/** The one next step that most orders take from here; null when there is none. */
export function nextStatus(status: string): 'processing' | 'completed' | null {
  if (status === 'processing') return 'completed';
  return status === 'on-hold' || status === 'pending' ? 'processing' : null;
}

type Address = Readonly<Record<string, string>>;

/** A country's name for its two letters; what is no country stays as it is. */
export function countryName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

/** An address as people write it, line by line, without empty lines, e-mail and phone. */
export function addressLines(
  address: Address,
  wordCountry: (code: string) => string = (code) => code,
): readonly string[] {
  const read = (part: string): string => (address[part] ?? '').trim();
  const lines = [
    [read('first_name'), read('last_name')].filter(Boolean).join(' '),
    read('company'),
    read('address_1'),
    read('address_2'),
    [read('postcode'), read('city')].filter(Boolean).join(' '),
    [read('state'), read('country') && wordCountry(read('country'))].filter(Boolean).join(', '),
  ];
  return lines.filter((line) => line !== '');
}

export function isSameAddress(one: Address, other: Address): boolean {
  const lines = addressLines(one);
  const otherLines = addressLines(other);
  return lines.length === otherLines.length && lines.every((line, at) => line === otherLines[at]);
}

/** `"0"`, `"0.00"` and nothing are no amount. */
export function isAmount(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && /[1-9]/.test(value);
}

/** A line's unit price with two decimals: the store gives a bare number (`125.9`, `8.333333`) beside its money strings. */
export function unitPriceText(value: string | null): string | null {
  if (value === null || !/^-?\d+(?:\.\d+)?$/.test(value)) return value;
  return Number(value).toFixed(2);
}

export type TimelineEntry = { readonly key: string; readonly at: string | null } & (
  | {
      readonly kind: 'note';
      readonly author: string;
      readonly html: string;
      readonly toCustomer: boolean;
      readonly isPending: boolean;
    }
  | { readonly kind: 'status'; readonly from: string; readonly to: string; readonly by: string }
  | { readonly kind: 'refund'; readonly amount: string; readonly reason: string }
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly before: unknown;
      readonly after: unknown;
      readonly author: HistoryEntry['author'];
      readonly person: string | null;
    }
  | { readonly kind: 'placed' }
);

/** Everything that happened to an order, latest first; what is still on its way stands on top. */
export function orderTimeline(order: OrderDetail, history: readonly HistoryEntry[] = []): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...order.notes.map((note) => ({
      kind: 'note' as const,
      key: `note-${note.id}`,
      at: note.created_at,
      author: note.author,
      html: note.note,
      toCustomer: note.customer_note,
      isPending: note.pending,
    })),
    ...order.status_log.map((change, at) => ({
      kind: 'status' as const,
      key: `status-${at}`,
      at: change.created_at,
      from: change.old_status,
      to: change.new_status,
      by: change.changed_by,
    })),
    ...order.refunds.map((refund) => ({
      kind: 'refund' as const,
      key: `refund-${refund.id}`,
      at: refund.created_at,
      amount: refund.amount,
      reason: refund.reason,
    })),
    ...history
      // The status log tells of statuses already.
      .filter(({ field }) => field !== 'status')
      .map((change) => ({
        kind: 'field' as const,
        key: `field-${change.sequence}`,
        at: change.changedAt,
        field: change.field,
        before: change.oldValue,
        after: change.newValue,
        author: change.author,
        person: change.person ?? null,
      })),
    { kind: 'placed', key: 'placed', at: order.date_created_woo },
  ];
  const rank = (entry: TimelineEntry): number => (entry.at === null ? Number.POSITIVE_INFINITY : Date.parse(entry.at));
  return entries.sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (left === right) return a.kind === 'placed' ? 1 : b.kind === 'placed' ? -1 : 0;
    return right - left;
  });
}
