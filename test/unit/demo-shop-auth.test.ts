import { describe, expect, test } from 'vitest';
import { createWorld } from '../conformance/world.ts';

const bodyOf = (answer: { readonly body: unknown }): Record<string, unknown> => answer.body as Record<string, unknown>;

describe('who the demo shop lets in', () => {
  test('a signed request passes with SHA-256 and with SHA-1', () => {
    const world = createWorld();
    expect(world.call('GET', 'products', { signatureMethod: 'HMAC-SHA256' }).status).toBe(200);
    expect(world.call('GET', 'products', { signatureMethod: 'HMAC-SHA1' }).status).toBe(200);
  });

  test('the signature covers query values with blanks, umlauts, Hebrew and reserved characters', () => {
    const world = createWorld();
    const answer = world.call('GET', 'products', {
      query: { search: "Käse & 'קערה' (1+1)*~", 'include[0]': '101', 'include[1]': '102' },
    });
    expect(answer.status).toBe(200);
  });

  test('a list spelled `name[]` is signed by the shop as `name[0]`, so a client signing its own spelling fails', () => {
    const world = createWorld();
    const answer = world.call('GET', 'products', { query: { 'include[]': '101' } });
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)['message']).toBe('Invalid signature - provided signature does not match.');
  });

  test('the timestamp window is fifteen minutes to both sides', () => {
    const world = createWorld();
    const now = Math.floor(world.nowMs() / 1000);
    expect(world.call('GET', 'products', { timestampSec: now - 900 }).status).toBe(200);
    expect(world.call('GET', 'products', { timestampSec: now + 900 }).status).toBe(200);
    expect(bodyOf(world.call('GET', 'products', { timestampSec: now + 901 }))['message']).toBe('Invalid timestamp.');
  });

  test('a missing OAuth parameter is named', () => {
    const world = createWorld();
    const answer = world.call('GET', '/wp-json/wc/v3/products?oauth_consumer_key=x&oauth_nonce=y', { auth: 'none' });
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)['code']).toBe('woocommerce_rest_authentication_missing_parameter');
    expect(bodyOf(answer)['message']).toBe(
      'Missing OAuth parameters oauth_timestamp, oauth_signature, oauth_signature_method',
    );
  });

  test('Basic and query credentials count only on https', () => {
    const secure = createWorld({ assumeHttps: true });
    expect(secure.call('GET', 'products', { auth: 'basic' }).status).toBe(200);
    expect(secure.call('GET', 'products', { auth: 'query' }).status).toBe(200);
    const wrong = secure.call('GET', 'products', { auth: 'basic', secret: 'cs_wrong' });
    expect([wrong.status, bodyOf(wrong)['message']]).toEqual([401, 'Consumer secret is invalid.']);
    const plain = createWorld();
    expect(bodyOf(plain.call('GET', 'products', { auth: 'basic' }))['code']).toBe('woocommerce_rest_cannot_view');
  });

  test('with query credentials the Link header repeats the secret', () => {
    const world = createWorld({ assumeHttps: true });
    const link = world.call('GET', 'products', { auth: 'query', query: { per_page: '1' } }).headers['link'];
    expect(link).toContain(`consumer_secret=${world.shop.config.consumerSecret}`);
  });

  test('a read key may not write and a write key may not read, before any route is looked at', () => {
    const reader = createWorld({ permissions: 'read' });
    expect(reader.call('GET', 'products').status).toBe(200);
    expect(reader.call('DELETE', 'no/such/route').status).toBe(401);
    const writer = createWorld({ permissions: 'write' });
    expect(writer.call('POST', 'products', { body: { name: 'x' } }).status).toBe(201);
    expect(writer.call('HEAD', 'products').status).toBe(401);
  });

  test('strangers get 401 and users without the capability 403, each with the words for what they tried', () => {
    const stranger = createWorld();
    const customer = createWorld({ role: 'customer' });
    const told = (method: string, path: string): unknown[] => {
      const a = stranger.call(method, path, { auth: 'none', body: {} });
      const b = customer.call(method, path, { body: {} });
      expect(a.status).toBe(401);
      expect(b.status).toBe(403);
      expect(bodyOf(a)['code']).toBe(bodyOf(b)['code']);
      return [bodyOf(a)['code']];
    };
    expect(told('GET', 'products/101')).toEqual(['woocommerce_rest_cannot_view']);
    expect(told('PUT', 'products/101')).toEqual(['woocommerce_rest_cannot_edit']);
    expect(told('DELETE', 'products/101')).toEqual(['woocommerce_rest_cannot_delete']);
    expect(told('POST', 'products/batch')).toEqual(['woocommerce_rest_cannot_batch']);
  });

  test('parameters are checked before the capability, so a stranger learns about a bad parameter first', () => {
    const answer = createWorld().call('GET', 'products', { auth: 'none', query: { per_page: '500' } });
    expect([answer.status, bodyOf(answer)['code']]).toEqual([400, 'rest_invalid_param']);
  });

  test('the site index needs no key and names the zone, the offset and the namespaces', () => {
    const body = bodyOf(createWorld({ timeZone: 'Asia/Jerusalem' }).call('GET', '/wp-json/', { auth: 'none' }));
    expect(body).toMatchObject({
      name: 'Woo Test',
      timezone_string: 'Asia/Jerusalem',
      gmt_offset: 2,
      url: 'http://127.0.0.1:8088',
    });
    expect(body['namespaces']).toContain('wc/v3');
  });

  test('a shop in a folder below its host answers there and signs the whole address', () => {
    const world = createWorld({ baseUrl: 'http://127.0.0.1:8088/shop' });
    expect(world.call('GET', '/shop/wp-json/wc/v3/products').status).toBe(200);
  });
});
