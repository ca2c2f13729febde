/**
 * Why an input is refused, and the names of the facts that come with each reason. The screens word every one of
 * them; a reason that is not listed here is never given.
 */
export const REFUSAL_REASONS = {
  /** No such column for this kind of record. */
  'unknown-field': [],
  /** The store sets this column itself, or it cannot change any more. */
  'read-only': [],
  required: [],
  /** `max` characters. */
  'too-long': ['max'],
  /** NUL, other control characters, half of a surrogate pair; in a SKU also the backslash, which the store drops. */
  'bad-characters': [],
  'only-spaces': [],
  /** A list or an object where text belongs. */
  'not-text': [],
  'not-a-price': [],
  'not-a-number': [],
  'not-whole': [],
  negative: [],
  'too-small': ['min'],
  'too-large': ['max'],
  /** More than `max` decimals. */
  'too-many-decimals': ['max'],
  'not-yes-or-no': [],
  /** `choices`: the accepted values, separated by comma and space. */
  'not-a-choice': ['choices'],
  'not-a-date': [],
  'not-an-email': [],
  'not-a-slug': [],
  'not-a-web-address': [],
  /** No list of the form that this column takes. */
  'not-a-list': [],
  /** `value` is no number of the store's. */
  'not-an-id': ['value'],
  'too-many-items': ['max'],
  /** The same `key` twice. */
  'duplicate-key': ['key'],
  /** `trash` is not a status to choose: deleting is. */
  'use-delete': [],

  /** `regular_price`: what the sale price must stay below. */
  'sale-not-below-regular': ['regular_price'],
  'sale-without-regular': [],
  'sale-ends-before-start': [],
  /** A variable product has no price of its own: its variations have. */
  'price-on-variations': [],
  /** A grouped product has no price of its own: its parts have. */
  'price-on-parts': [],
  /** The variation counts its product's stock. */
  'stock-from-parent': [],
  'stock-not-managed': [],
  /** Products of this `type` have no stock. */
  'no-stock-for-type': ['type'],
  /** The quantity decides the stock status while stock is managed. */
  'status-follows-stock': [],
  'percent-above-100': [],
  'minimum-above-maximum': [],

  /** `name` and `id` of the record that has the SKU. */
  'sku-taken': ['name', 'id'],
  /** The same, and that record is in the trash, where it still blocks the SKU. */
  'sku-taken-in-trash': ['name', 'id'],
  /** `id` of the coupon that has the code. */
  'code-taken': ['id'],
  /** `value` names no record of this store. */
  'unknown-reference': ['value'],
  /** The named record was never sent: it must exist in the store first. */
  'not-sent-yet': ['name'],
  'parent-is-itself': [],
  /** `name`: the category that would be its own ancestor. */
  'parent-cycle': ['name'],
  /** Variations belong to variable products. */
  'not-variable': [],
  /** Changing the type would delete `count` variations in the store. */
  'has-variations': ['count'],

  'in-trash': [],
  'not-in-trash': [],
  /** The change is on its way, or its outcome is not known yet. */
  'being-sent': [],
  'not-creatable': [],
  'not-deletable': [],
  /** The field is not part of this decision. */
  'not-in-conflict': [],
  'already-settled': [],
  /** A bulk edit does not answer the question that is open about this field. */
  'in-decision': [],
  /** There is no price to raise or lower. */
  'no-price-yet': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RefusalReason = keyof typeof REFUSAL_REASONS;
export type RefusalFacts = Readonly<Record<string, string | number>>;

/** One refused field; nothing was changed. `field` is a column name. */
export type FieldRefusal = {
  readonly type: 'FieldRefused';
  readonly field: string;
  readonly reason: RefusalReason;
  readonly facts: Record<string, string | number>;
};

export function fieldRefusal(field: string, reason: RefusalReason, facts: RefusalFacts = {}): FieldRefusal {
  return { type: 'FieldRefused', field, reason, facts: { ...facts } };
}

/** What became of one typed value: the store's form of it, or why there is none. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: RefusalReason; readonly facts: RefusalFacts };

export function accepted<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refusedAs(reason: RefusalReason, facts: RefusalFacts = {}): Reading<never> {
  return { ok: false, reason, facts };
}
