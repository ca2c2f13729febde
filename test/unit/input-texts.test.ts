import { describe, expect, test } from 'vitest';
import { readAttributes, readIds, readImages, readMeta } from '../../src/shared/domain/input/read-list.ts';
import {
  readAttributeSlug,
  readBoolean,
  readChoice,
  readEmail,
  readHtml,
  readSku,
  readSlug,
  readText,
} from '../../src/shared/domain/input/read-text.ts';
import type { Reading } from '../../src/shared/domain/input/refusals.ts';

const of = <T>(read: Reading<T>): unknown => (read.ok ? read.value : read.reason);

describe('texts', () => {
  test('short texts are trimmed, long ones are kept as they are', () => {
    expect(of(readText('  Blue mug '))).toBe('Blue mug');
    expect(of(readHtml(' <p>Blue</p>\n'))).toBe(' <p>Blue</p>\n');
    expect(of(readText('ספל כחול 🫖 é'))).toBe('ספל כחול 🫖 é');
    expect(of(readText(12))).toBe('12');
  });

  test('half a surrogate pair, NUL and control characters are refused; tabs and line ends are not', () => {
    for (const bad of ['a\ud800', '\udc00b', 'a\u0000b', 'a\u0007', '\u007f']) {
      expect([of(readText(bad)), of(readHtml(bad)), of(readSku(`x${bad}`))]).toEqual(Array(3).fill('bad-characters'));
    }
    expect(of(readHtml('a\tb\r\nc'))).toBe('a\tb\r\nc');
  });

  test('lists and objects are no text, and too much text says how much fits', () => {
    expect(of(readText({}))).toBe('not-text');
    expect(of(readText(['a']))).toBe('not-text');
    expect(readHtml('x'.repeat(1_000_001))).toEqual({ ok: false, reason: 'too-long', facts: { max: 1_000_000 } });
    expect(readText('x'.repeat(201), 200)).toMatchObject({ reason: 'too-long', facts: { max: 200 } });
  });

  test('a SKU is trimmed, composed and rid of marks that nobody sees', () => {
    expect(of(readSku(' AB-1 '))).toBe('AB-1');
    expect(of(readSku('Cafe\u0301'))).toBe('Café');
    expect(of(readSku('\u200fAB\u200b-1\ufeff'))).toBe('AB-1');
    expect(of(readSku(''))).toBe('');
    expect(of(readSku(42))).toBe('42');
    expect(of(readSku('   '))).toBe('only-spaces');
    expect(of(readSku('\u200f\u200b'))).toBe('only-spaces');
    expect(of(readSku('A\\B'))).toBe('bad-characters');
    expect(of(readSku('A\nB'))).toBe('bad-characters');
    expect(readSku('x'.repeat(101))).toMatchObject({ reason: 'too-long', facts: { max: 100 } });
    expect(of(readSku('x'.repeat(100)))).toBe('x'.repeat(100));
  });

  test('a slug becomes what WordPress makes of it', () => {
    expect(of(readSlug('  Blue  Mug! 2 '))).toBe('blue-mug-2');
    expect(of(readSlug('ספל כחול'))).toBe('ספל-כחול');
    expect(of(readSlug('%d7%a1'))).toBe('%d7%a1');
    expect(of(readSlug('!!!'))).toBe('not-a-slug');
    expect(of(readSlug(''))).toBe('');
  });

  test('an attribute’s slug has the form in which the store answers it, up to 28 bytes', () => {
    expect(of(readAttributeSlug('Color'))).toBe('pa_color');
    expect(of(readAttributeSlug('pa_color'))).toBe('pa_color');
    expect(of(readAttributeSlug('pa_'))).toBe('not-a-slug');
    expect(of(readAttributeSlug('x'.repeat(28)))).toBe(`pa_${'x'.repeat(28)}`);
    expect(of(readAttributeSlug('x'.repeat(29)))).toBe('too-long');
    expect(of(readAttributeSlug('ש'.repeat(15)))).toBe('too-long');
  });

  test('e-mail addresses are those that WordPress takes; none is refused, the store cannot empty one', () => {
    for (const good of ['a@b.co', 'first.last+tag@shop.example', "o'brien@x-y.org"])
      expect(of(readEmail(good))).toBe(good);
    for (const bad of ['a', 'a@', '@b.co', 'a@b', 'a b@c.de', 'a@b..de', 'a..b@c.de', 'a@-b.de', 'é@b.de']) {
      expect([bad, of(readEmail(bad))]).toEqual([bad, 'not-an-email']);
    }
    expect(of(readEmail(' '))).toBe('required');
  });

  test('yes and no in the ways that people and stores write them', () => {
    for (const yes of [true, 'true', 'YES', ' yes ', '1', 1, 'on']) expect(of(readBoolean(yes))).toBe(true);
    for (const no of [false, 'false', 'No', '0', 0, 'off']) expect(of(readBoolean(no))).toBe(false);
    for (const bad of ['', null, 'maybe', 2, {}]) expect(of(readBoolean(bad))).toBe('not-yes-or-no');
  });

  test('a choice is one of those offered, whatever its case; the trash is none of them', () => {
    expect(of(readChoice(' Publish', ['publish', 'draft']))).toBe('publish');
    expect(readChoice('bogus', ['publish', 'draft'])).toMatchObject({ facts: { choices: 'publish, draft' } });
    expect(of(readChoice('trash', ['publish', 'draft']))).toBe('use-delete');
  });
});

describe('lists', () => {
  test('references come as numbers, objects, text or JSON text, each once', () => {
    for (const raw of [
      [16, 17],
      [{ id: 16 }, { id: 17, name: 'x' }],
      '16,17',
      ' 16 ; woo:17 ',
      '[16,"17"]',
      ['16', 17, 16],
    ]) {
      expect(of(readIds(raw))).toEqual([16, 17]);
    }
    expect(of(readIds(''))).toEqual([]);
    expect(of(readIds(null))).toEqual([]);
    expect(of(readIds(5))).toEqual([5]);
  });

  test.each([[[0]], [[-1]], [[1.5]], ['mugs'], [[null]], [[{}]], [['9007199254740993']], [[{ id: '__proto__' }]]])(
    '%j names no record',
    (raw) => {
      expect(of(readIds(raw))).toBe('not-an-id');
    },
  );

  test('what is no list is refused, and so is one that is too long', () => {
    expect(of(readIds({}))).toBe('not-a-list');
    expect(of(readIds('[1,'))).toBe('not-a-list');
    expect(readIds(Array.from({ length: 1001 }, (_, index) => index + 1))).toMatchObject({ reason: 'too-many-items' });
  });

  test('meta data keeps any JSON, drops ids, and does not let our own stamp be typed', () => {
    expect(
      of(
        readMeta([
          { id: 7, key: 'a', value: { deep: [1, null, 'ש'] } },
          { key: 'b', value: null },
        ]),
      ),
    ).toEqual([
      { key: 'a', value: { deep: [1, null, 'ש'] } },
      { key: 'b', value: null },
    ]);
    expect(of(readMeta('[{"key":"a","value":"1"}]'))).toEqual([{ key: 'a', value: '1' }]);
    expect(of(readMeta([{ key: 'backroom_op', value: 'x' }]))).toBe('read-only');
    expect(of(readMeta([{ key: 'a' }, { key: 'a' }]))).toBe('duplicate-key');
    expect(of(readMeta([{ value: 1 }]))).toBe('not-a-list');
    expect(of(readMeta(['a']))).toBe('not-a-list');
    expect(of(readMeta('a=b'))).toBe('not-a-list');
    expect(of(readMeta([{ key: 'a', value: 'x\u0000' }]))).toBe('bad-characters');
    expect(of(readMeta([{ key: 'a', value: '\ud800' }]))).toBe('bad-characters');
    expect(of(readMeta([{ key: 'a', value: Number.POSITIVE_INFINITY }]))).toBe('bad-characters');
  });

  test('JSON that nests without end is refused, and __proto__ is a name like any other', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(of(readMeta([{ key: 'a', value: deep }]))).toBe('bad-characters');
    const read = readMeta(JSON.parse('[{"key":"a","value":{"__proto__":{"x":1}}}]'));
    expect(JSON.stringify(of(read))).toBe('[{"key":"a","value":{"__proto__":{"x":1}}}]');
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('pictures are kept by number or fetched from the web, from nowhere else', () => {
    expect(of(readImages([{ id: 5, src: 'https://a.test/b.jpg', alt: 'B', extra: 1 }, 'http://a.test/c.png']))).toEqual(
      [{ id: 5, src: 'https://a.test/b.jpg', alt: 'B' }, { src: 'http://a.test/c.png' }],
    );
    for (const bad of [
      'data:image/png;base64,AA',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'mug.jpg',
      '/mug.jpg',
    ]) {
      expect([bad, of(readImages([bad]))]).toEqual([bad, 'not-a-web-address']);
    }
    expect(of(readImages([{ name: 'x' }]))).toBe('not-a-web-address');
    expect(of(readImages([{ id: 'x' }]))).toBe('not-an-id');
    expect(of(readImages([]))).toEqual([]);
  });

  test('attributes have a number or a name, and options that say something', () => {
    expect(of(readAttributes([{ id: 1, options: ['S', ' M '], variation: true }], 'options'))).toEqual([
      { id: 1, visible: true, variation: true, options: ['S', 'M'] },
    ]);
    expect(of(readAttributes([{ name: 'Size', option: 'S' }], 'option'))).toEqual([
      { id: 0, name: 'Size', option: 'S' },
    ]);
    for (const bad of [
      [{ options: ['S'] }],
      [{ id: 1, options: [''] }],
      [{ id: 1, options: 'S' }],
      ['S'],
      [{ id: -1 }],
    ]) {
      expect(of(readAttributes(bad, 'options'))).toBe('not-a-list');
    }
  });
});
