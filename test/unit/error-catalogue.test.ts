import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainError } from '../../src/cli/catalogue-words.ts';
import { classifyAnswer } from '../../src/engine/woocommerce/classify-answer.ts';
import type { ErrorFacts } from '../../src/shared/domain/error-catalogue.ts';
import { catalogueKeys, fingerprintOf, lookUpError } from '../../src/shared/domain/error-catalogue.ts';
import type { RemoteError } from '../../src/shared/domain/remote-error.ts';

const SAMPLES = join(import.meta.dirname, '../conformance/samples');

type Sample = {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly bodyStart?: string;
  readonly raw?: string;
};

/** The recorded answer as the gateway reads it. */
function errorOf(name: string): RemoteError {
  const sample = JSON.parse(readFileSync(join(SAMPLES, name), 'utf8')) as Sample;
  const page = sample.raw?.split('\n\n').slice(1).join('\n\n') ?? sample.bodyStart;
  const body = page ?? (typeof sample.body === 'string' ? sample.body : JSON.stringify(sample.body));
  const isPage = page !== undefined || typeof sample.body === 'string';
  const read = classifyAnswer(
    { status: sample.status, headers: { 'content-type': isPage ? 'text/html' : 'application/json' }, body },
    { expect: 'object', allowEmptyObject: false, requestUrl: 'https://shop.test/', secrets: [], nowMs: 0 },
  );
  if (read.ok) throw new Error(`${name} is no error`);
  return read.error;
}

function factsOf(error: RemoteError): ErrorFacts {
  return {
    code: 'code' in error ? error.code : error.type,
    httpStatus: 'status' in error ? error.status : null,
    cause: 'cause' in error ? error.cause : null,
    message: 'message' in error ? error.message : '',
  };
}

const samples = readdirSync(SAMPLES).filter((name) => name.startsWith('error-'));

describe('the error catalogue', () => {
  test('there are recorded errors to hold it against', () => {
    expect(samples.length).toBeGreaterThan(60);
  });

  test.each(samples)('[ERROR8] %s has a line of its own', (name) => {
    const facts = factsOf(errorOf(name));
    expect(lookUpError(facts), JSON.stringify(facts)).toMatchObject({ isListed: true });
  });

  test.each([
    ['error-dup-sku.json', 'sku-taken', 'duplicate'],
    ['error-sku-race.json', 'sku-taken', 'duplicate'],
    ['error-attribute-dup.json', 'slug-taken', 'duplicate'],
    ['error-attribute-reserved-slug.json', 'slug-reserved', 'value'],
    ['error-attribute-too-long.json', 'slug-too-long', 'value'],
    ['error-auth-bad-consumer-key.json', 'key-unknown', 'permission'],
    ['error-auth-bad-secret.json', 'key-refused', 'permission'],
    ['error-auth-none.json', 'key-did-not-arrive', 'permission'],
    ['error-perm-read-key-post.json', 'key-reads-only', 'permission'],
    ['error-perm-customer-role-create.json', 'key-may-not', 'permission'],
    ['error-oauth-timestamp.json', 'clock-differs', 'permission'],
    ['error-oauth-nonce-reused.json', 'request-repeated', 'intermittent'],
    ['error-missing-param.json', 'value-missing', 'missing'],
    ['error-image-404.json', 'picture-not-loaded', 'value'],
    ['error-html-502-fpm-down.json', 'store-crashed', 'intermittent'],
    ['error-html-503-maintenance.json', 'maintenance', 'intermittent'],
    ['error-oversize-413.json', 'request-too-large', 'too_large'],
    ['error-batch-101.json', 'too-many-items', 'too_large'],
    ['error-malformed-json-unauth-.json', 'request-garbled', 'parse'],
    ['error-product_invalid_id-put.json', 'record-gone', 'gone'],
    ['error-no-route.json', 'route-missing', 'missing'],
  ])('%s is %s, of class %s', (name, what, errorClass) => {
    expect(lookUpError(factsOf(errorOf(name)))).toMatchObject({ what, class: errorClass });
  });

  test('[ERROR8] our own tags are in it, whatever else the gateway knows of them', () => {
    const causes = ['offline', 'dns', 'refused', 'reset', 'timeout', 'tls', 'aborted', 'unknown'];
    const own: ErrorFacts[] = [
      ...causes.map((cause) => ({ code: 'StoreUnreachable', httpStatus: null, cause })),
      ...[
        'SyncBusy',
        'SecretsLocked',
        'StoreNotConnected',
        'DiskFull',
        'ReadOnlyProfile',
        'Cancelled',
        'LeaseLost',
        'CentralUnavailable',
        'CentralRefused',
      ].map((code) => ({
        code,
        httpStatus: null,
      })),
      { code: 'EngineStopped', httpStatus: null },
      { code: 'StoreRateLimited', httpStatus: null },
      { code: 'backroom_value_not_kept', httpStatus: null },
    ];
    for (const facts of own) expect(lookUpError(facts), JSON.stringify(facts)).toMatchObject({ isListed: true });
    expect(lookUpError({ code: 'StoreUnreachable', httpStatus: null, cause: 'timeout' }).what).toBe('no-answer');
    expect(lookUpError({ code: 'StoreUnreachable', httpStatus: null, cause: 'dns' }).what).toBe('address-not-found');
  });

  test.each([
    ['acme_cannot_sell', 403, 'permission'],
    ['acme_slot_exists', 400, 'duplicate'],
    ['acme_thing_invalid_id', 400, 'gone'],
    ['acme_missing_label', 400, 'missing'],
    ['acme_invalid_label', 400, 'value'],
    ['acme_failed', 500, 'intermittent'],
    ['acme_failed', 429, 'rate_limit'],
    ['acme', 413, 'too_large'],
    ['constructor', 400, 'value'],
  ])(
    '[ERROR8] %s with status %i, a code of nobody we know, is judged %s by its form',
    (code, httpStatus, errorClass) => {
      expect(lookUpError({ code, httpStatus })).toMatchObject({ class: errorClass, isListed: false });
    },
  );

  test('[ERROR2] a fingerprint is the same in every store and language, and tells apart what one code stands for', () => {
    const sku = { code: 'product_invalid_sku', httpStatus: 400, field: 'sku', entity: 'products' };
    expect(fingerprintOf(sku)).toBe('product_invalid_sku/sku/products');
    expect(fingerprintOf({ ...sku, entity: 'variations' })).not.toBe(fingerprintOf(sku));
    const create = { code: 'woocommerce_rest_cannot_create', field: null, entity: 'attributes' };
    expect(fingerprintOf({ ...create, httpStatus: 403 })).not.toBe(fingerprintOf({ ...create, httpStatus: 400 }));
    expect(fingerprintOf({ ...create, httpStatus: 400 })).toBe('woocommerce_rest_cannot_create//attributes');
  });

  test('the command line says of every line what happened, what it means and what to do', () => {
    for (const key of catalogueKeys()) {
      const [code = '', status] = key.split('@');
      const sentence = explainError({
        code: code.split('#')[0] ?? '',
        httpStatus: status === undefined ? null : Number(status),
      });
      expect(sentence, key).toMatch(/^\S.+[.] \S.+[.] \S.+[.]?$/);
      expect(sentence, key).not.toContain('undefined');
    }
    expect(explainError({ code: 'product_invalid_sku', httpStatus: 400 })).toBe(
      'Another product, often one in the trash, has this SKU. The change is kept on this computer; the store is as it was. Set another value with: backroom set, or free it in the shop and retry.',
    );
  });
});
