import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterOf } from '../../src/engine/woocommerce/answer-headers.ts';
import { classifyAnswer } from '../../src/engine/woocommerce/classify-answer.ts';
import { plainText } from '../../src/engine/woocommerce/plain-text.ts';
import { htmlAnswer, jsonAnswer, textAnswer, wooError } from '../support/scripted-transport.ts';
import type { HttpResponse } from '../../src/engine/platform/deps.ts';
import type { RemoteError } from '../../src/shared/domain/remote-error.ts';

const SECRETS = ['ck_0000000000000001', 'cs_0000000000000002'];

function classify(answer: HttpResponse, expectShape: 'list' | 'object' = 'list', allowEmptyObject = false) {
  return classifyAnswer(answer, {
    expect: expectShape,
    allowEmptyObject,
    requestUrl: 'http://shop.test/wp-json/wc/v3/products',
    secrets: SECRETS,
    nowMs: Date.UTC(2026, 10, 20, 6, 0, 0),
  });
}

function errorOf(answer: HttpResponse, expectShape: 'list' | 'object' = 'list'): RemoteError {
  const result = classify(answer, expectShape);
  if (result.ok) throw new Error('expected an error');
  return result.error;
}

describe('good answers', () => {
  test('a list and an object are parsed, from text and from bytes', () => {
    expect(classify(jsonAnswer([{ id: 1 }]))).toEqual({ ok: true, value: [{ id: 1 }] });
    const bytes = new TextEncoder().encode('  {"name":"שלום 🛒"}\n');
    expect(classify({ status: 201, headers: {}, body: bytes }, 'object')).toEqual({
      ok: true,
      value: { name: 'שלום 🛒' },
    });
  });

  test('an empty list is a list, and an empty object only where PHP writes one as []', () => {
    expect(classify(jsonAnswer([]))).toEqual({ ok: true, value: [] });
    expect(classify(jsonAnswer([]), 'object', true)).toEqual({ ok: true, value: {} });
    expect(errorOf(jsonAnswer([]), 'object')).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'wrong-shape' });
  });

  test('a coupon, which has a code of its own, is no error', () => {
    expect(classify(jsonAnswer({ id: 5, code: 'summer', status: 'publish' }), 'object').ok).toBe(true);
  });
});

describe('a good status with something else inside never passes', () => {
  test.each<[string, HttpResponse, string]>([
    ['nothing at all', textAnswer(''), 'empty'],
    ['blanks', textAnswer(' \n '), 'empty'],
    ['a theme page', htmlAnswer('<!DOCTYPE html><html><title>Shop</title><body>Hello</body></html>'), 'html'],
    ['a byte order mark', textAnswer('\ufeff[{"id":1}]'), 'byte-order-mark'],
    [
      'a PHP notice before the list',
      textAnswer('<br />\n<b>Warning</b>:  Undefined variable in x.php on line 3<br />\n[{"id":1}]'),
      'php-notice',
    ],
    ['a bare PHP notice', textAnswer('PHP Deprecated:  Function strftime() in x\n[]'), 'php-notice'],
    ['a PHP notice behind the list', textAnswer('[{"id":1}]<br />\n<b>Notice</b>: x'), 'php-notice'],
    ['a comment of a cache plugin behind the list', textAnswer('[{"id":1}]\n<!-- cached -->'), 'php-notice'],
    ['a list cut in the middle', textAnswer('[{"id":1,"name":"a long na'), 'truncated'],
    ['an object where a list belongs', jsonAnswer({ id: 1 }), 'wrong-shape'],
    ['null', jsonAnswer(null), 'wrong-shape'],
    ['a string', jsonAnswer('ok'), 'wrong-shape'],
    ['plain text', textAnswer('ok'), 'html'],
    ['a Cloudflare challenge', htmlAnswer('<html><head><title>Just a moment...</title>'), 'captcha'],
    [
      'a SiteGround challenge',
      htmlAnswer('<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">', 202),
      'captcha',
    ],
    ['a Sucuri challenge', htmlAnswer('<script>sucuri_cloudproxy_js="";</script>'), 'captcha'],
    ['a login form', htmlAnswer('<form name="loginform" id="loginform" action="/wp-login.php">'), 'login'],
    ['a coming-soon page', htmlAnswer('<title>Our shop is coming soon</title>'), 'maintenance'],
  ])('%s', (_, answer, cause) => {
    expect(errorOf(answer)).toMatchObject({ type: 'StoreSpeaksHtml', status: answer.status, cause });
  });

  test('more than 32 MB is not even looked at', () => {
    const body = `["${'x'.repeat(32 * 1024 * 1024)}"]`;
    expect(errorOf(textAnswer(body))).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'too-large' });
  });

  test('an error whose status a host turned into 200 is still that error', () => {
    const hidden = jsonAnswer({
      code: 'product_invalid_sku',
      message: 'Invalid or duplicated SKU.',
      data: { status: 400, resource_id: 12 },
    });
    expect(errorOf(hidden, 'object')).toMatchObject({ type: 'StoreRejected', status: 400, resourceId: 12 });
  });
});

describe('pages with an error status', () => {
  test.each<[string, HttpResponse, object]>([
    [
      'the maintenance page of WordPress in German',
      htmlAnswer('<title>Wartung</title><p>Kurzzeitig nicht verfügbar', 503, { 'retry-after': '600' }),
      { cause: 'maintenance', retryAfterMs: 600_000 },
    ],
    [
      'maintenance by its sentence',
      htmlAnswer('<p>Briefly unavailable for scheduled maintenance. Check back in a minute.', 503),
      { cause: 'maintenance', retryAfterMs: null },
    ],
    [
      'maintenance as JSON',
      jsonAnswer({ code: 'wp_die', message: 'Wartung', data: { status: 503 }, additional_errors: [] }, 503),
      { cause: 'maintenance' },
    ],
    ['an overloaded web server', htmlAnswer('<h1>503 Service Temporarily Unavailable</h1>', 503), { cause: 'html' }],
    [
      'nginx without PHP',
      htmlAnswer('<html><head><title>502 Bad Gateway</title>', 502),
      { cause: 'html', status: 502 },
    ],
    ['a firewall by its status', htmlAnswer('<h1>Forbidden</h1>', 403), { cause: 'firewall' }],
    ['Wordfence', htmlAnswer('<p>Generated by Wordfence at', 503), { cause: 'firewall' }],
    ['Cloudflare saying no', htmlAnswer('<title>Attention Required! | Cloudflare</title>', 403), { cause: 'firewall' }],
    [
      'Cloudflare asking for proof by header',
      htmlAnswer('<html>', 403, { 'cf-mitigated': 'challenge' }),
      { cause: 'captcha' },
    ],
    [
      'hCaptcha where access is stopped',
      htmlAnswer('<script src="https://js.hcaptcha.com/1/api.js">', 403),
      { cause: 'captcha' },
    ],
    [
      'a page not found that happens to carry a puzzle',
      htmlAnswer('<title>Not found</title><div class="g-recaptcha">', 404),
      { cause: 'html', status: 404 },
    ],
    [
      'a web server that wants a password',
      htmlAnswer('<h1>401</h1>', 401, { 'www-authenticate': 'Basic realm="staging"' }),
      { cause: 'login' },
    ],
    [
      'a body too large for nginx',
      htmlAnswer('<title>413 Request Entity Too Large</title>', 413),
      { cause: 'html', status: 413 },
    ],
  ])('%s', (_, answer, error) => {
    expect(errorOf(answer)).toMatchObject({ type: 'StoreSpeaksHtml', ...error });
  });

  test('429 is a rate limit whatever its body, unless it is a challenge', () => {
    expect(errorOf(htmlAnswer('<h1>Too many</h1>', 429, { 'retry-after': '7' }))).toEqual({
      type: 'StoreRateLimited',
      retryAfterMs: 7_000,
    });
    expect(errorOf(jsonAnswer({ error: 'slow down' }, 429))).toEqual({ type: 'StoreRateLimited', retryAfterMs: null });
    expect(errorOf(textAnswer('{"error":', 429))).toMatchObject({ type: 'StoreRateLimited' });
    expect(errorOf(htmlAnswer('<title>Just a moment...</title>', 429))).toMatchObject({ cause: 'captcha' });
  });
});

describe('redirects are named, not followed', () => {
  test.each([
    ['http://shop.test/wp-login.php?redirect_to=x&reauth=1', 'login', 'http://shop.test/wp-login.php'],
    ['https://shop.test/wp-json/wc/v3/products?oauth_signature=abc', 'redirect', 'https://shop.test'],
    ['https://www.shop.test/laden/wp-json/wc/v3/products', 'redirect', 'https://www.shop.test/laden'],
    ['/', 'redirect', 'http://shop.test'],
  ])('%s', (location, cause, target) => {
    const error = errorOf(textAnswer('', 301, { location }));
    expect(error).toMatchObject({ type: 'StoreSpeaksHtml', status: 301, cause, target });
    expect(JSON.stringify(error)).not.toContain('abc');
  });

  test('a redirect to nowhere has no target', () => {
    expect(errorOf(textAnswer('', 302))).not.toHaveProperty('target');
    expect(errorOf(textAnswer('', 302, { location: 'javascript:alert(1)' }))).not.toHaveProperty('target');
  });
});

describe('what WooCommerce refuses', () => {
  test.each<[string, HttpResponse, object]>([
    [
      'a duplicate SKU',
      wooError('product_invalid_sku', 400, 'Invalid or duplicated SKU.', { resource_id: 12, unique_sku: 'A-1' }),
      { type: 'StoreRejected', code: 'product_invalid_sku', field: 'sku', resourceId: 12 },
    ],
    [
      'a SKU of a trashed product',
      wooError('woocommerce_rest_product_not_created', 400, 'The SKU is already present in the lookup table'),
      { field: 'sku', resourceId: null },
    ],
    [
      'a duplicate GTIN',
      wooError('product_invalid_global_unique_id', 400, 'x', { resource_id: 1048 }),
      { field: 'global_unique_id', resourceId: 1048 },
    ],
    ['a duplicate term', wooError('term_exists', 400, 'x', { resource_id: 26 }), { field: 'name', resourceId: 26 }],
    [
      'a duplicate attribute slug',
      wooError('woocommerce_rest_cannot_create', 400, 'Slug "size" is already in use. Change it, please.'),
      { type: 'StoreRejected', field: 'slug' },
    ],
    ['a duplicate coupon code', wooError('woocommerce_rest_coupon_code_already_exists', 400), { field: 'code' }],
    ['a known e-mail', wooError('registration-error-email-exists', 400), { field: 'email' }],
    ['a known user name', wooError('existing_user_login', 500 - 100), { field: 'username' }],
    ['an image that is none', wooError('woocommerce_product_image_upload_error', 400), { field: 'images' }],
    [
      'an invalid parameter',
      wooError('rest_invalid_param', 400, 'Invalid parameter(s): regular_price', {
        params: { regular_price: 'is not of type string.' },
      }),
      { field: 'regular_price' },
    ],
    [
      'a part of a parameter',
      wooError('rest_invalid_param', 400, 'x', {
        params: { stock_quantity: 'x' },
        details: { stock_quantity: { code: 'rest_invalid_type', data: { param: 'stock_quantity' } } },
      }),
      { field: 'stock_quantity' },
    ],
    [
      'a missing parameter',
      wooError('rest_missing_callback_param', 400, 'Missing parameter(s): name', { params: ['name'] }),
      { field: 'name' },
    ],
    [
      'an unknown id on PUT',
      wooError('woocommerce_rest_product_invalid_id', 400, 'Invalid ID.'),
      { type: 'StoreRejected', status: 400, field: null },
    ],
    [
      'something in the trash already',
      wooError('woocommerce_rest_already_trashed', 410),
      { type: 'StoreRejected', status: 410 },
    ],
    [
      'a trash that is none (501)',
      wooError('woocommerce_rest_trash_not_supported', 501),
      { type: 'StoreRejected', status: 501 },
    ],
    [
      'a refund with data: 500',
      jsonAnswer(
        { code: 'woocommerce_rest_cannot_create_order_refund', message: 'Invalid refund amount.', data: 500 },
        500,
      ),
      { type: 'StoreRejected', status: 500 },
    ],
    [
      'an unknown coupon on an order, which leaves a draft',
      wooError('woocommerce_rest_invalid_coupon', 400, 'Coupon &quot;nope&quot; cannot be applied.', {
        new_draft_order_id: 1058,
      }),
      { field: 'coupon_lines', draftOrderId: 1058, message: 'Coupon "nope" cannot be applied.' },
    ],
    [
      'a bad key',
      wooError('woocommerce_rest_authentication_error', 401, 'Consumer key is invalid.'),
      { type: 'StoreUnauthorized', message: 'Consumer key is invalid.' },
    ],
    ['a missing capability', wooError('woocommerce_rest_cannot_view', 403), { type: 'StoreForbidden' }],
    [
      'a fatal error',
      jsonAnswer(
        {
          code: 'internal_server_error',
          message: '<p>There has been a critical error.</p><p><a href="x">Learn more</a></p>',
          data: { status: 500 },
        },
        500,
      ),
      { type: 'StoreFailed', status: 500, message: 'There has been a critical error. Learn more' },
    ],
    [
      'a batch of more than 100',
      wooError('woocommerce_rest_request_entity_too_large', 413),
      { type: 'StoreRejected', status: 413 },
    ],
    [
      'a gateway with an error shape of its own',
      jsonAnswer({ error: 'bad' }, 400),
      { type: 'StoreRejected', code: 'unknown_error', message: 'bad' },
    ],
    ['an error body that is a list', jsonAnswer(['x'], 500), { type: 'StoreFailed', code: 'unknown_error' }],
  ])('%s', (_, answer, error) => {
    expect(errorOf(answer, 'object')).toMatchObject(error);
  });

  test('codes that are names of JavaScript itself have no field', () => {
    for (const code of ['constructor', '__proto__', 'toString']) {
      expect(errorOf(wooError(code, 400), 'object')).toMatchObject({ code, field: null });
    }
  });
});

const asRecord = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {};

describe('classifyAnswer is total', () => {
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'retry-after', 'location', 'date', 'www-authenticate'),
    fc.string(),
  );
  const body = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }), fc.json());

  test('whatever comes, it answers, and what it lets through is JSON of the expected shape', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), headers, body, fc.boolean(), (status, fields, bytes, isList) => {
        const result = classify({ status, headers: fields, body: bytes }, isList ? 'list' : 'object');
        if (!result.ok) return typeof result.error.type === 'string';
        const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        const parsed: unknown = JSON.parse(text);
        // [HOSTILE3] what is no record in a list becomes one without an id
        expect(result.value).toEqual(Array.isArray(parsed) && isList ? parsed.map(asRecord) : parsed);
        expect(status < 300 && Array.isArray(result.value) === isList).toBe(true);
        return true;
      }),
      { numRuns: 2_000, seed: 20261120 },
    );
  });

  test('[HOSTILE2] numbers that JavaScript cannot hold keep their digits, ids as texts become numbers', () => {
    const text =
      '[{"id":"12","a":9007199254740993,"b":9007199254740991,"c":-1e999,"d":[1e308],"e":"9007199254740993"}]';
    const kept = { id: 12, a: '9007199254740993', b: 9007199254740991, c: '-1e999', d: [1e308], e: '9007199254740993' };
    expect(classify(textAnswer(text), 'list')).toEqual({ ok: true, value: [kept] });
  });

  test('a document cut anywhere is never taken for whole', () => {
    const text = JSON.stringify([{ id: 1, name: 'a "b" [c] {d}', images: [{ id: 2 }], meta: {} }, { id: 3 }]);
    for (let length = 0; length < text.length; length += 1) {
      expect(classify(textAnswer(text.slice(0, length))).ok).toBe(false);
    }
    expect(classify(textAnswer(text)).ok).toBe(true);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 20, 6, 0, 0);
  test.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': '86400' }, 900_000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '3 minutes' }, null],
    [{ 'retry-after': 'Fri, 20 Nov 2026 06:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 05:00:00 GMT' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 900_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 08:00:20 GMT', date: 'Fri, 20 Nov 2026 08:00:00 GMT' }, 20_000],
  ])('%j', (headers, ms) => {
    expect(retryAfterOf(headers, now)).toBe(ms);
  });
});

test('a message becomes one line of plain text', () => {
  expect(plainText('<p>Preis &#8211; 5&nbsp;&euro; &amp; &#x1F6D2; &unknown; &#0;</p>\n<b>Ende</b>.')).toBe(
    'Preis – 5 € & 🛒 &unknown; Ende.',
  );
  expect(plainText('x'.repeat(9_000))).toHaveLength(500);
});
