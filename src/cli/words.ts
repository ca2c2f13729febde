import type { DomainError } from '../shared/contract/common.ts';
import type { RescueFileError } from '../shared/contract/rescue-file.ts';
import type { ConnectionReport } from '../shared/domain/connection-report.ts';
import type { RemoteError, NotJsonCause, UnreachableCause } from '../shared/domain/remote-error.ts';
import type { RefusalReason } from '../shared/domain/input/refusals.ts';
import type { OpenFailure } from '../engine/database/open-database.ts';
import type { LockedReason } from '../engine/secrets/secrets-errors.ts';
import { BOARD_REFUSED } from './board-words.ts';
import { CENTRAL_SENTENCES } from './central-words.ts';
import { TEAM_SENTENCES } from './team-words.ts';
import { describeProbe } from './probe-words.ts';

/** A failure as the engine and the files name it: a tag with facts. */
export type Tagged = { readonly type: string } & Readonly<Record<string, unknown>>;

/** One sentence on what happened, and where there is one, another on the way forward. */
export function sentenceFor(failure: Tagged): string {
  const word = Object.hasOwn(SENTENCES, failure.type) ? SENTENCES[failure.type] : undefined;
  return word === undefined ? `Failed: ${failure.type}.` : word(failure);
}

const text = (failure: Tagged, field: string): string => plain(failure[field]);

/** A fact as it is written into a sentence; lists and objects have no place there. */
function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

type Word = (failure: Tagged) => string;
/** Every error of the engine has its sentence; the commands' own ones stand beside them. */
type Sentences = Readonly<
  Record<RemoteError['type'] | OpenFailure['type'] | DomainError['type'] | RescueFileError['type'], Word>
> &
  Readonly<Record<string, Word>>;

const SENTENCES: Sentences = {
  NotFound: (failure) => {
    const id = text(failure, 'id');
    const hint = /^\d+$/.test(id) ? ` For the number in the shop write woo:${id}.` : '';
    return `There is no record ${id} among ${text(failure, 'entity')}.${hint}`;
  },
  StoreNotFound: (failure) =>
    `There is no store named ${text(failure, 'name')}. Known: ${text(failure, 'known') || 'none'}.`,
  FieldRefused: (failure) => refusalSentence(failure),
  InvalidInput: (failure) => `${text(failure, 'field') || 'The input'}: ${text(failure, 'message')}`,
  StoreNotConnected: () =>
    'This computer has no key for the store. Give one with BACKROOM_WOO_KEY and BACKROOM_WOO_SECRET, or add the store again.',
  StoreRefusedCheck: (failure) => checkSentence(failure['report'] as ConnectionReport),
  NameTaken: (failure) => `A store named ${text(failure, 'name')} exists already. Choose another name.`,
  UnsentChanges: (failure) =>
    `${text(failure, 'unsent')} changes were not sent yet, so nothing was removed. Sync first, or give --discard-unsent.`,
  SignedOut: () => 'Nobody is signed in to the team. Sign in first: backroom team sign-in',
  NotAllowed: (failure) =>
    `Your role in the team does not permit that (${text(failure, 'permission')}). Ask an administrator. Nothing was changed.`,
  SyncBusy: (failure) => `The store is being synced by ${text(failure, 'holder')}. Try again when that is done.`,
  LeaseLost: () =>
    'Another computer of the team works with this store now. What was being sent is looked up first; nothing needs to be done.',
  CentralRefused: (failure) => `The team’s central database refused: ${text(failure, 'detail')}. Nothing was changed.`,
  DiskFull: () => 'The disk is full. Nothing was changed; free some space and try again.',
  ReadOnlyProfile: (failure) =>
    `${text(failure, 'path')} cannot be written. Give its owner write permission, or choose another folder with --profile.`,
  DatabaseNewer: (failure) =>
    `The database is of a later version (${text(failure, 'found')}) than this program (${text(failure, 'known')}). Update Backroom, or restore a backup made before.`,
  DatabaseDamaged: (failure) =>
    `The database file is damaged (${text(failure, 'detail')}). Close the app and every other command, then run any command again: the file is set aside and unsent changes are rescued.`,
  DatabaseBusy: (failure) => `The profile is in use by ${text(failure, 'holder')}. Close it and try again.`,
  SecretsLocked: (failure) =>
    LOCKED[text(failure, 'reason') as LockedReason] ?? `Stored keys cannot be used: ${text(failure, 'reason')}.`,
  FileNotFound: (failure) => `There is no file ${text(failure, 'path')}.`,
  FileNotReadable: (failure) => `${text(failure, 'path')} cannot be read. Check its permissions.`,
  FileNotWritable: (failure) =>
    `${text(failure, 'path')} cannot be written. Nothing was exported; choose another folder or check its permissions.`,
  NotUnsentFile: (failure) => `${text(failure, 'path')} is no file of unsent changes. It was left as it is.`,
  UnsentFileDamaged: (failure) =>
    `${text(failure, 'path')} is damaged. Nothing was taken over; copy it again, or export anew.`,
  UnsentFileNewer: (failure) =>
    `${text(failure, 'path')} was written by a later version of Backroom (layout ${text(failure, 'found')}, known: ${text(failure, 'known')}). Update Backroom here.`,
  WrongPassphrase: (failure) =>
    `The passphrase does not open ${text(failure, 'path')}. Give the one that was used for the export.`,
  NotABackup: (failure) => `${text(failure, 'path')} is no backup of Backroom. It was left as it is.`,
  NoStores: () =>
    'No store is connected yet. Add one with: backroom store add --name N --url U --key ck_… --secret cs_…',
  Cancelled: () => 'Stopped before it was done. What was stored until then stays.',
  Remote: (failure) => sentenceFor(failure['error'] as Tagged),
  Defect: (failure) => `A defect of the program: ${text(failure, 'message')}`,
  ...CENTRAL_SENTENCES,
  ...TEAM_SENTENCES,
  StoreUnreachable: (failure) => UNREACHABLE[text(failure, 'cause') as UnreachableCause] ?? UNREACHABLE.unknown,
  StoreUnauthorized: (failure) =>
    `The store does not accept the key${quoted(failure)}. Make a new one under WooCommerce → Settings → Advanced → REST API.`,
  StoreForbidden: (failure) =>
    `The key may not do this${quoted(failure)}. It needs read and write permission of a shop manager.`,
  StoreRateLimited: (failure) =>
    `The store asks for a pause${failure['retryAfterMs'] === null ? '' : ` of ${Math.ceil(Number(failure['retryAfterMs']) / 1000)} seconds`}. Try again later.`,
  StoreRejected: (failure) => `The store refused${quoted(failure)}.`,
  StoreFailed: (failure) =>
    `The store failed with status ${text(failure, 'status')}${quoted(failure)}. Try again later.`,
  StoreSpeaksHtml: (failure) => NOT_JSON[text(failure, 'cause') as NotJsonCause] ?? NOT_JSON['wrong-shape'],
};

function quoted(failure: Tagged): string {
  const message = text(failure, 'message') || text(failure, 'code');
  return message === '' ? '' : ` (${message})`;
}

const UNREACHABLE: Readonly<Record<UnreachableCause, string>> = {
  offline: 'This computer is offline. Nothing was lost; sync again when it is back.',
  dns: 'The store’s address was not found. Check its spelling and the network.',
  refused: 'Nothing answers at the store’s address. Check the address and that the shop is running.',
  reset: 'The connection to the store broke off. Try again.',
  timeout: 'The store did not answer in time. Try again later.',
  tls: 'The store’s certificate is not accepted. Renew it, or check the address.',
  aborted: 'Stopped before the store answered.',
  unknown: 'The store cannot be reached. Check the network and the address.',
};

const NOT_JSON: Readonly<Record<NotJsonCause, string>> = {
  maintenance: 'The store is in maintenance mode. Try again when that is over.',
  captcha: 'A captcha stands before the store’s API. Let the protection pass requests to /wp-json/wc/.',
  login: 'The store asks for a login before its API. Open /wp-json/wc/ for requests with a key.',
  redirect: 'The store sends to another address. Use that address for the store.',
  firewall: 'A firewall stands before the store’s API. Let it pass requests to /wp-json/wc/.',
  'php-notice': 'The store mixes error messages of PHP into its answers. Switch their display off.',
  'byte-order-mark': 'A file of the store’s theme or plugins begins with an invisible mark that spoils every answer.',
  html: 'A web page came instead of data. Check that the address is a WooCommerce shop.',
  truncated: 'The store’s answer was cut off. Try again.',
  'too-large': 'The store’s answer was too large to be true.',
  empty: 'The store answered with nothing. Its error log may say why.',
  'wrong-shape': 'The store’s answer was not what WooCommerce answers. Check that the address is a WooCommerce shop.',
};

const LOCKED: Readonly<Record<LockedReason, string>> = {
  'no-passphrase': 'The stored keys are protected by a passphrase. Set BACKROOM_PASSPHRASE.',
  'wrong-passphrase': 'BACKROOM_PASSPHRASE is not the passphrase that protects the stored keys.',
  'keyring-unavailable':
    'The stored keys are protected by this computer’s keyring, which only the app can open. Start the app once with BACKROOM_PASSPHRASE set to add a passphrase, or set BACKROOM_WOO_KEY and BACKROOM_WOO_SECRET.',
  'keyring-unreadable': 'This computer’s keyring no longer opens the stored keys. Give the store’s key again.',
  'device-key-missing':
    'The file device.key, which opens the stored keys, is gone. Bring it back, or give the store’s key again.',
  damaged: 'The file of stored keys was damaged and is set aside. Give the store’s key again; nothing else was lost.',
  newer: 'The stored keys were written by a later version of the program. Update Backroom.',
  busy: 'Another process is working with the stored keys. Try again.',
};

/** What is said of a field that was refused; `{max}` and the like stand for the facts. */
const REFUSED: Readonly<Record<RefusalReason | AddressReason, string>> = {
  'unknown-field': 'is not a field here',
  'read-only': 'is set by the store and cannot be changed',
  required: 'must not be empty',
  'too-long': 'may have at most {max} characters',
  'bad-characters': 'holds characters that the store does not keep',
  'only-spaces': 'must not consist of spaces',
  'not-text': 'must be text',
  'not-a-price': 'is no price',
  'not-a-number': 'is no number',
  'not-whole': 'must be a whole number',
  negative: 'must not be negative',
  'too-small': 'must be at least {min}',
  'too-large': 'must be at most {max}',
  'too-many-decimals': 'may have at most {max} decimals',
  'not-yes-or-no': 'must be true or false',
  'not-a-choice': 'must be one of {choices}',
  'not-a-date': 'is no date',
  'not-an-email': 'is no e-mail address',
  'not-a-slug': 'may hold only lower-case letters, digits and hyphens',
  'not-a-web-address': 'is no web address',
  'not-a-list': 'is not in the form of a list',
  'not-an-id': 'names {value}, which is no number of the store',
  'too-many-items': 'may hold at most {max} entries',
  'duplicate-key': 'holds {key} twice',
  'use-delete': 'cannot be trash: use delete',
  'sale-not-below-regular': 'must be below the regular price {regular_price}',
  'sale-without-regular': 'needs a regular price',
  'sale-ends-before-start': 'ends before it starts',
  'price-on-variations': 'belongs to the variations of this product',
  'price-on-parts': 'belongs to the parts of this grouped product',
  'stock-from-parent': 'is counted at the product, not at this variation',
  'stock-not-managed': 'is not managed for this product',
  'no-stock-for-type': 'does not exist for products of type {type}',
  'status-follows-stock': 'follows from the quantity while stock is managed',
  'percent-above-100': 'must not exceed 100 percent',
  'minimum-above-maximum': 'must not exceed the maximum',
  'sku-taken': 'is taken by {name} ({id})',
  'sku-taken-in-trash': 'is taken by {name} ({id}), which is in the trash',
  'code-taken': 'is taken by another coupon ({id})',
  'unknown-reference': 'names {value}, which is not in this store',
  'not-sent-yet': 'names {name}, which the store does not have yet: sync first',
  'parent-is-itself': 'must not be the record itself',
  'parent-cycle': 'would make {name} its own ancestor',
  'not-variable': 'must be a variable product',
  'has-variations': 'cannot change while there are {count} variations',
  'in-trash': 'is in the trash',
  'not-in-trash': 'is not in the trash',
  'being-sent': 'is being sent at this moment: try again',
  'not-creatable': 'cannot be created here',
  'not-deletable': 'cannot be deleted here',
  'not-in-conflict': 'is not part of this decision',
  'already-settled': 'is settled already',
  'in-decision': 'it waits for your decision: settle that first',
  'no-price-yet': 'there is no price to raise or lower: set one first',
  empty: 'must not be empty',
  'not-an-address': 'is no address of a shop',
  'not-http': 'must begin with https:// or http://',
  'has-credentials': 'must not contain a key or a password',
  'not-here': 'exists only in the app',
};
type AddressReason = 'empty' | 'not-an-address' | 'not-http' | 'has-credentials' | 'not-here';

function refusalSentence(failure: Tagged): string {
  const reason = text(failure, 'reason');
  const facts = (failure['facts'] ?? {}) as Readonly<Record<string, unknown>>;
  const known: Readonly<Record<string, string>> = { ...BOARD_REFUSED, ...REFUSED };
  const words = Object.hasOwn(known, reason) ? (known[reason] ?? '') : `was refused (${reason})`;
  const said = words.replace(/\{(\w+)\}/g, (_whole, name: string) => plain(facts[name]));
  const others = typeof facts['known'] === 'string' ? `. Known: ${facts['known']}` : '';
  return `${text(failure, 'field')} ${said}${others}. Nothing was changed.`;
}

function checkSentence(report: ConnectionReport): string {
  const failed = report.probes
    .filter((probe) => probe.outcome === 'failed')
    .map((probe) => `  ${describeProbe(probe)}`);
  const other = report.suggestedUrl === null ? '' : `\n  The shop may be at ${report.suggestedUrl}`;
  return `The store was not added, because the connection check failed:\n${failed.join('\n')}${other}`;
}
