import { describe, expect, test } from 'vitest';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';

describe('normalizeStoreAddress', () => {
  test.each([
    ['shop.test', 'https://shop.test'],
    ['  https://Shop.Test/  ', 'https://shop.test'],
    ['http://shop.test', 'http://shop.test'],
    ['HTTPS://shop.test///', 'https://shop.test'],
    ['//shop.test/', 'https://shop.test'],
    ['shop.test:8443/laden', 'https://shop.test:8443/laden'],
    ['https://shop.test:443', 'https://shop.test'],
    ['https://shop.test/wp-admin/admin.php?page=wc-settings', 'https://shop.test'],
    ['https://shop.test/laden/wp-admin', 'https://shop.test/laden'],
    ['https://shop.test/wp-json/wc/v3/products?per_page=5', 'https://shop.test'],
    ['https://shop.test/laden/index.php/wp-json/', 'https://shop.test/laden'],
    ['https://shop.test/wp-login.php?redirect_to=x#top', 'https://shop.test'],
    ['https://shop.test//laden//', 'https://shop.test/laden'],
    ['https://shop.test/?utm_source=x', 'https://shop.test'],
    ['https://shop.test/wp-jsonlines', 'https://shop.test/wp-jsonlines'],
    ['münchen.example', 'https://xn--mnchen-3ya.example'],
    ['https://חנות.example/', 'https://xn--9dbd1a4b.example'],
    ['\u200fshop.test\u200b', 'https://shop.test'],
    ['localhost:8080', 'https://localhost:8080'],
    ['http://127.0.0.1:8088/', 'http://127.0.0.1:8088'],
    ['http://[::1]:8088/wp-json', 'http://[::1]:8088'],
  ])('%s becomes %s', (typed, address) => {
    expect(normalizeStoreAddress(typed)).toEqual({ ok: true, value: address });
    expect(normalizeStoreAddress(address)).toEqual({ ok: true, value: address });
  });

  test.each([
    ['', 'empty'],
    [' \u200b\n', 'empty'],
    ['ftp://shop.test', 'not-http'],
    ['javascript:alert(1)', 'not-http'],
    ['file:///etc/passwd', 'not-http'],
    ['mailto:owner@shop.test', 'not-http'],
    ['my shop.test', 'not-an-address'],
    ['https://', 'not-an-address'],
    ['https://shop..test', 'not-an-address'],
    ['https://-shop.test', 'not-an-address'],
    ['https://shop.test:99999', 'not-an-address'],
    ['owner@shop.test', 'not-an-address'],
    ['https://ck_1:cs_2@shop.test', 'has-credentials'],
    ['https://owner@shop.test/', 'has-credentials'],
    ['https://shop.test/wp-json/wc/v3/?consumer_key=ck_1&consumer_secret=cs_1', 'has-credentials'],
  ])('%j: %s', (typed, reason) => {
    expect(normalizeStoreAddress(typed)).toEqual({ ok: false, error: { type: 'InvalidAddress', reason } });
  });
});
