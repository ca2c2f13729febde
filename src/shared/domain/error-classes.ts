/** Kinds of trouble with a record or a run; what a person filters by. */
export const ERROR_CLASSES = [
  'value',
  'missing',
  'connection',
  'intermittent',
  'rate_limit',
  'too_large',
  'parse',
  'duplicate',
  'permission',
  'gone',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** What happened, as the screens and the command line word it. */
export const ERROR_CAUSES = [
  'sku-taken',
  'gtin-taken',
  'term-exists',
  'slug-refused',
  'slug-taken',
  'slug-reserved',
  'slug-too-long',
  'coupon-code-taken',
  'email-taken',
  'username-taken',
  'exists-already',
  'value-refused',
  'value-missing',
  'email-refused',
  'picture-not-loaded',
  'picture-unknown',
  'picture-again',
  'coupon-not-valid',
  'line-unknown',
  'line-without-product',
  'customer-unknown',
  'reference-unknown',
  'refund-refused',
  'record-gone',
  'taxonomy-gone',
  'trashed-already',
  'no-trash',
  'route-missing',
  'not-created',
  'not-deleted',
  'too-many-items',
  'request-too-large',
  'request-garbled',
  'key-unknown',
  'key-refused',
  'key-did-not-arrive',
  'key-reads-only',
  'key-may-not',
  'clock-differs',
  'request-repeated',
  'store-crashed',
  'database-failed',
  'rate-limited',
  'maintenance',
  'offline',
  'address-not-found',
  'connection-refused',
  'connection-broken',
  'no-answer',
  'certificate-refused',
  'stopped-before-answer',
  'captcha',
  'login-wall',
  'redirected',
  'firewall',
  'php-notices',
  'byte-order-mark',
  'web-page',
  'answer-cut-off',
  'answer-too-large',
  'answer-empty',
  'answer-misshaped',
  'webhook-refused',
  'value-not-kept',
  'busy-elsewhere',
  'held-elsewhere',
  'central-silent',
  'team-refused',
  'keys-locked',
  'no-key-here',
  'disk-full',
  'folder-read-only',
  'cancelled',
  'engine-stopped',
  'unknown',
] as const;
export type ErrorCauseTag = (typeof ERROR_CAUSES)[number];

/**
 * What it means for the data.
 * - `kept-here`: the change is kept on this computer, the store is as it was.
 * - `looked-up-first`: the change may have arrived; the store is asked before anything is sent again.
 * - `nothing-changed`: nothing was being written, both sides are as they were.
 * - `taken-in-part`: the store took the change and left this value out; the store's value stands.
 * - `record-not-there`: the store no longer has the record; the change is kept here until a person decides.
 * - `left-behind`: the change is kept here, and the store kept an unfinished record of its own.
 * - `done-already`: the store already is as it was wanted.
 */
export const ERROR_MEANINGS = [
  'kept-here',
  'looked-up-first',
  'nothing-changed',
  'taken-in-part',
  'record-not-there',
  'left-behind',
  'done-already',
] as const;
export type ErrorMeaning = (typeof ERROR_MEANINGS)[number];

/** The one thing to do that cannot do harm. `wait`: nothing, it is tried again by itself. */
export const SAFE_ACTIONS = [
  'wait',
  'retry',
  'edit-value',
  'fill-in',
  'choose-another',
  'use-existing',
  'choose-picture',
  'sync-then-edit',
  'discard-or-recreate',
  'delete-for-good',
  'do-it-in-the-shop',
  'clean-up-in-the-shop',
  'renew-key',
  'allow-key',
  'set-clock',
  'let-api-through',
  'fix-answers',
  'raise-limit',
  'check-address',
  'renew-certificate',
  'update-shop',
  'go-online',
  'close-other',
  'unlock-keys',
  'free-space',
  'make-writable',
  'report-defect',
] as const;
export type SafeAction = (typeof SAFE_ACTIONS)[number];

/** Who can help: the person at the screen, who manages the shop, its hosting company, the makers of a plugin, ours. */
export const ERROR_HELPERS = ['nobody', 'you', 'shop-manager', 'hosting', 'plugin-maker', 'backroom'] as const;
export type ErrorHelper = (typeof ERROR_HELPERS)[number];

export type CatalogueEntry = {
  readonly what: ErrorCauseTag;
  readonly class: ErrorClass;
  readonly meaning: ErrorMeaning;
  readonly action: SafeAction;
  readonly ask: ErrorHelper;
};

/** One line of the catalogue. */
export function entry(
  what: ErrorCauseTag,
  errorClass: ErrorClass,
  meaning: ErrorMeaning,
  action: SafeAction,
  ask: ErrorHelper,
): CatalogueEntry {
  return { what, class: errorClass, meaning, action, ask };
}
