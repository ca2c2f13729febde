import { afterEach, describe, expect, test } from 'vitest';
import {
  EngineCallError,
  engineErrorOf,
  readRemoteError,
  toEngineError,
} from '../../src/renderer/app/engine-errors.ts';
import { wordError, wordProblem, wordRemoteError } from '../../src/renderer/app/error-words.ts';
import { wordField, wordRefusal } from '../../src/renderer/app/field-words.ts';
import '../../src/renderer/app/locale.ts';
import { useView } from '../../src/renderer/state/view.ts';
import { REFUSAL_REASONS } from '../../src/shared/domain/input/refusals.ts';
import { EDITABLE_FIELDS } from '../../src/shared/domain/fields.ts';
import type { NotJsonCause, RemoteError, UnreachableCause } from '../../src/shared/domain/remote-error.ts';
import type { EngineError } from '../../src/renderer/app/engine-errors.ts';

const DOMAIN_AND_WIRE: readonly EngineError[] = [
  { type: 'NotFound', entity: 'products', id: 'x' },
  { type: 'FieldRefused', field: 'sale_price', reason: 'sale-not-below-regular', facts: { regular_price: '210.00' } },
  { type: 'StoreNotConnected', storeId: 's' },
  { type: 'StoreRefusedCheck', report: null },
  { type: 'NameTaken', name: 'Tamar' },
  { type: 'SyncBusy', storeId: 's', holder: 'command-line' },
  { type: 'DiskFull' },
  { type: 'ReadOnlyProfile', path: '/data' },
  { type: 'DatabaseNewer', found: 90, known: 60 },
  ...['no-passphrase', 'wrong-passphrase', 'keyring-unavailable', 'keyring-unreadable', 'newer', 'busy'].map(
    (reason): EngineError => ({ type: 'SecretsLocked', reason }),
  ),
  ...(
    [
      'FileNotFound',
      'FileNotReadable',
      'FileNotWritable',
      'NotUnsentFile',
      'UnsentFileDamaged',
      'WrongPassphrase',
    ] as const
  ).map((type): EngineError => ({ type, path: '/media/stick/unsent.backroom' })),
  { type: 'UnsentFileNewer', path: '/media/stick/unsent.backroom', found: 9, known: 1 },
  { type: 'Remote', error: { type: 'StoreUnreachable', cause: 'dns', detail: '' } },
  { type: 'EngineStopped' },
  { type: 'Cancelled' },
  { type: 'InvalidInput', field: 'name', message: 'too long' },
  { type: 'InvalidInput', field: '', message: 'no object' },
  { type: 'Defect', message: 'TypeError: x' },
];

const CAUSES: readonly UnreachableCause[] = [
  'offline',
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'aborted',
  'unknown',
];
const PAGES: readonly NotJsonCause[] = [
  'maintenance',
  'captcha',
  'login',
  'redirect',
  'firewall',
  'php-notice',
  'byte-order-mark',
  'html',
  'truncated',
  'too-large',
  'empty',
  'wrong-shape',
];
const REMOTE: readonly RemoteError[] = [
  ...CAUSES.map((cause): RemoteError => ({ type: 'StoreUnreachable', cause, detail: '' })),
  ...PAGES.map((cause): RemoteError => ({
    type: 'StoreSpeaksHtml',
    status: 200,
    cause,
    retryAfterMs: null,
    excerpt: '<html>',
  })),
  { type: 'StoreUnauthorized', status: 401, code: 'c', message: 'm' },
  { type: 'StoreForbidden', status: 403, code: 'c', message: 'm' },
  { type: 'StoreRateLimited', retryAfterMs: null },
  { type: 'StoreRateLimited', retryAfterMs: 90_000 },
  { type: 'StoreRejected', status: 400, code: 'c', message: 'm', field: 'sku', resourceId: 5 },
  { type: 'StoreRejected', status: 400, code: 'c', message: 'm', field: null, resourceId: null },
  { type: 'StoreFailed', status: 500, code: 'c', message: 'm', retryAfterMs: null },
];

const HEBREW = /[\u0590-\u05ff]/;

afterEach(() => useView.setState({ locale: 'en' }));

describe('every error', () => {
  test.each(['en', 'he'] as const)('has a sentence and a way forward in %s', (locale) => {
    useView.setState({ locale });
    const worded = [...DOMAIN_AND_WIRE.map(wordError), ...REMOTE.map(wordRemoteError)];
    for (const { title, way } of worded) {
      expect(title).not.toBe('');
      expect(way).toMatch(/\.$/);
      expect([title, HEBREW.test(title)]).toEqual([title, locale === 'he']);
      expect([way, HEBREW.test(way)]).toEqual([way, locale === 'he']);
    }
  });

  test('of the store has words of its own', () => {
    const titles = REMOTE.filter((error) => error.type !== 'StoreRateLimited').map(
      (error) => wordRemoteError(error).title,
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('keeps the other side’s own words apart, as a detail', () => {
    const words = wordRemoteError({ type: 'StoreUnauthorized', status: 401, code: 'c', message: 'Invalid signature' });
    expect(words.detail).toBe('Invalid signature');
    expect(words.title).not.toContain('Invalid signature');
  });

  test('says when the next try comes where the store said so', () => {
    expect(wordRemoteError({ type: 'StoreRateLimited', retryAfterMs: 90_000 }).way).toBe(
      'The next try comes in 2 min.',
    );
  });
});

describe('an error that came over the wire', () => {
  test('is recognised by its tag', () => {
    for (const error of DOMAIN_AND_WIRE) expect(toEngineError(error)).toEqual(error);
  });

  test('becomes a defect that names it when nobody here knows it', () => {
    expect(toEngineError({ type: 'SomethingNew' })).toEqual({ type: 'Defect', message: 'SomethingNew' });
    // A known tag with other contents is as unknown.
    expect(toEngineError({ type: 'NameTaken' })).toEqual({ type: 'Defect', message: 'NameTaken' });
  });

  test('comes back unchanged out of a thrown value', () => {
    expect(engineErrorOf(new EngineCallError({ type: 'DiskFull' }))).toEqual({ type: 'DiskFull' });
    expect(engineErrorOf(new TypeError('broken'))).toEqual({ type: 'Defect', message: 'broken' });
  });

  test('of a store is read only when it is whole', () => {
    for (const error of REMOTE) expect(readRemoteError(error)).toEqual(error);
    for (const other of [
      null,
      'x',
      {},
      { type: 'StoreFailed' },
      { type: 'StoreUnreachable', cause: 'moon', detail: '' },
    ]) {
      expect(readRemoteError(other)).toBeNull();
      expect(wordProblem(other)).toBeNull();
    }
  });
});

describe('a refused field', () => {
  test.each(['en', 'he'] as const)(
    'is worded in %s for every reason that the engine gives, with its facts',
    (locale) => {
      useView.setState({ locale });
      for (const [reason, names] of Object.entries(REFUSAL_REASONS)) {
        const facts = Object.fromEntries(names.map((name, index) => [name, name === 'count' ? 7 : `fact-${index}`]));
        const words = wordRefusal({ field: 'sku', reason, facts });
        expect([reason, HEBREW.test(words)]).toEqual([reason, locale === 'he']);
        for (const name of names) if (name !== 'id') expect(words).toContain(String(facts[name]));
      }
    },
  );

  test('says what to type', () => {
    const refusal = { field: 'sale_price', reason: 'sale-not-below-regular', facts: { regular_price: '210.00' } };
    expect(wordRefusal(refusal)).toBe('Enter a sale price below 210.00');
    expect(wordRefusal({ field: 'url', reason: 'has-credentials', facts: {} })).toBe(
      'Type the address without a user name, password or key',
    );
  });

  test('is named at least, when its reason has no words here', () => {
    expect(wordRefusal({ field: 'sku', reason: 'a new reason', facts: {} })).toBe('SKU: this value does not fit');
  });

  test('has a name for each field of products, variations and addresses that can be edited', () => {
    const withoutWords = ['meta_data', 'default_attributes', 'upsell_ids', 'cross_sell_ids'];
    for (const { column } of [...EDITABLE_FIELDS.products, ...EDITABLE_FIELDS.variations]) {
      if (!withoutWords.includes(column)) expect([column, wordField(column)]).not.toEqual([column, column]);
    }
    expect(wordField('billing_first_name')).toBe('Billing: First name');
  });
});
