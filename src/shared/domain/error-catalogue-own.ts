import type { CatalogueEntry } from './error-classes.ts';
import { entry } from './error-classes.ts';
import type { NotJsonCause, RemoteError, UnreachableCause } from './remote-error.ts';

/** Troubles on the way to the store. Whether a write may have arrived is the gateway's finding, not the catalogue's. */
const UNREACHABLE: Readonly<Record<UnreachableCause, CatalogueEntry>> = {
  offline: entry('offline', 'connection', 'kept-here', 'go-online', 'you'),
  dns: entry('address-not-found', 'connection', 'kept-here', 'check-address', 'you'),
  refused: entry('connection-refused', 'connection', 'kept-here', 'wait', 'hosting'),
  reset: entry('connection-broken', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  timeout: entry('no-answer', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  tls: entry('certificate-refused', 'connection', 'kept-here', 'renew-certificate', 'hosting'),
  aborted: entry('stopped-before-answer', 'intermittent', 'looked-up-first', 'wait', 'nobody'),
  unknown: entry('connection-broken', 'connection', 'looked-up-first', 'wait', 'hosting'),
};

const NOT_JSON: Readonly<Record<NotJsonCause, CatalogueEntry>> = {
  maintenance: entry('maintenance', 'intermittent', 'kept-here', 'wait', 'shop-manager'),
  captcha: entry('captcha', 'permission', 'kept-here', 'let-api-through', 'hosting'),
  login: entry('login-wall', 'permission', 'kept-here', 'let-api-through', 'hosting'),
  redirect: entry('redirected', 'connection', 'kept-here', 'check-address', 'you'),
  firewall: entry('firewall', 'permission', 'looked-up-first', 'let-api-through', 'hosting'),
  'php-notice': entry('php-notices', 'parse', 'looked-up-first', 'fix-answers', 'hosting'),
  'byte-order-mark': entry('byte-order-mark', 'parse', 'looked-up-first', 'fix-answers', 'plugin-maker'),
  html: entry('web-page', 'parse', 'looked-up-first', 'check-address', 'hosting'),
  truncated: entry('answer-cut-off', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  'too-large': entry('answer-too-large', 'too_large', 'looked-up-first', 'fix-answers', 'hosting'),
  empty: entry('answer-empty', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  'wrong-shape': entry('answer-misshaped', 'parse', 'looked-up-first', 'fix-answers', 'plugin-maker'),
};

const REMOTE: Readonly<Record<RemoteError['type'], CatalogueEntry>> = {
  StoreUnreachable: UNREACHABLE.unknown,
  StoreUnauthorized: entry('key-refused', 'permission', 'kept-here', 'renew-key', 'shop-manager'),
  StoreForbidden: entry('key-may-not', 'permission', 'kept-here', 'allow-key', 'shop-manager'),
  StoreRateLimited: entry('rate-limited', 'rate_limit', 'kept-here', 'wait', 'hosting'),
  StoreRejected: entry('unknown', 'value', 'kept-here', 'edit-value', 'plugin-maker'),
  StoreFailed: entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  StoreSpeaksHtml: NOT_JSON['wrong-shape'],
};

function withCauses(type: string, causes: Readonly<Record<string, CatalogueEntry>>): Record<string, CatalogueEntry> {
  return Object.fromEntries(Object.entries(causes).map(([cause, found]) => [`${type}.${cause}`, found]));
}

/** A picture named by its address although the store has it: it is loaded a second time. */
export const PICTURE_AGAIN = 'backroom_picture_again';

/** Tags of our own: kinds of remote errors, why a run did not do its work, and codes that begin with `backroom_`. */
export const OWN_CODES: Readonly<Record<string, CatalogueEntry>> = {
  ...REMOTE,
  ...withCauses('StoreUnreachable', UNREACHABLE),
  ...withCauses('StoreSpeaksHtml', NOT_JSON),
  // a page of the web server itself: the request never reached the shop's program
  'StoreSpeaksHtml.html@413': entry('request-too-large', 'too_large', 'kept-here', 'raise-limit', 'hosting'),
  'StoreSpeaksHtml.html@404': entry('web-page', 'connection', 'kept-here', 'check-address', 'you'),
  'StoreSpeaksHtml.html@502': entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  'StoreSpeaksHtml.html@503': entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  'StoreSpeaksHtml.html@504': entry('no-answer', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  backroom_value_not_kept: entry('value-not-kept', 'value', 'taken-in-part', 'edit-value', 'you'),
  [PICTURE_AGAIN]: entry('picture-again', 'duplicate', 'kept-here', 'choose-picture', 'you'),
  SyncBusy: entry('busy-elsewhere', 'intermittent', 'nothing-changed', 'close-other', 'you'),
  LeaseLost: entry('held-elsewhere', 'intermittent', 'looked-up-first', 'wait', 'nobody'),
  CentralUnavailable: entry('central-silent', 'connection', 'kept-here', 'wait', 'you'),
  CentralRefused: entry('team-refused', 'permission', 'kept-here', 'retry', 'you'),
  backroom_central_forbidden: entry('team-refused', 'permission', 'kept-here', 'retry', 'you'),
  backroom_central_refused: entry('team-refused', 'value', 'kept-here', 'edit-value', 'you'),
  SecretsLocked: entry('keys-locked', 'permission', 'kept-here', 'unlock-keys', 'you'),
  StoreNotConnected: entry('no-key-here', 'permission', 'kept-here', 'renew-key', 'you'),
  DiskFull: entry('disk-full', 'too_large', 'nothing-changed', 'free-space', 'you'),
  ReadOnlyProfile: entry('folder-read-only', 'permission', 'nothing-changed', 'make-writable', 'you'),
  Cancelled: entry('cancelled', 'intermittent', 'kept-here', 'retry', 'you'),
  EngineStopped: entry('engine-stopped', 'intermittent', 'looked-up-first', 'wait', 'nobody'),
};
