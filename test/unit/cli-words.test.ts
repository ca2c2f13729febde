import { describe, expect, test } from 'vitest';
import { watchAnswers, SILENCE_MS } from '../../src/cli/answer-watch.ts';
import { defaultProfile } from '../../src/cli/default-profile.ts';
import { exitCodeOf } from '../../src/cli/commands/sync.ts';
import { failed } from '../../src/cli/failures.ts';
import { fields, table } from '../../src/cli/output.ts';
import { sentenceFor } from '../../src/cli/words.ts';
import type { Clock, HttpRequest } from '../../src/engine/platform/deps.ts';
import { BOARD_REFUSALS } from '../../src/shared/domain/boards/refusals.ts';
import { REFUSAL_REASONS } from '../../src/shared/domain/input/refusals.ts';

describe('sentences', () => {
  test('every reason for refusing a field is worded with its facts', () => {
    for (const [reason, names] of [...Object.entries(BOARD_REFUSALS), ...Object.entries(REFUSAL_REASONS)]) {
      const facts = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
      const sentence = sentenceFor({ type: 'FieldRefused', field: 'sale_price', reason, facts });
      expect(sentence, reason).toMatch(/^sale_price .+\. Nothing was changed\.$/);
      expect(sentence, reason).not.toContain(`(${reason})`);
      expect(sentence, reason).not.toMatch(/[{}]/);
    }
    const above = {
      type: 'FieldRefused',
      field: 'sale_price',
      reason: 'sale-not-below-regular',
      facts: { regular_price: '10.00' },
    };
    expect(sentenceFor(above)).toBe('sale_price must be below the regular price 10.00. Nothing was changed.');
  });

  test('an error of the store inside another is said in its own words', () => {
    const error = { type: 'StoreUnreachable', cause: 'refused', detail: 'ECONNREFUSED' };
    expect(sentenceFor({ type: 'Remote', error })).toBe(sentenceFor(error));
    expect(sentenceFor(error)).toContain('Nothing answers at the store’s address');
  });

  test('names from the prototype are no errors with words', () => {
    expect(sentenceFor({ type: 'constructor' })).toBe('Failed: constructor.');
  });
});

describe('exit codes', () => {
  test('an unknown field is wrong usage, a wrong value a failure', () => {
    const refused = (reason: string) =>
      failed({ type: 'FieldRefused', field: 'f', reason, facts: {} } as { type: string });
    expect(refused('unknown-field')).toMatchObject({ error: { exitCode: 2 } });
    expect(refused('not-a-price')).toMatchObject({ error: { exitCode: 1 } });
  });

  test('a store that was not reached outweighs refused records; a preview refuses nothing', () => {
    const done = { ok: true, refused: 0 };
    const refused = { ok: true, refused: 2 };
    const dead = { ok: false, refused: 0 };
    expect(exitCodeOf([done], false)).toBe(0);
    expect(exitCodeOf([done, refused], false)).toBe(3);
    expect(exitCodeOf([refused, dead], false)).toBe(1);
    expect(exitCodeOf([refused], true)).toBe(0);
    expect(exitCodeOf([dead], true)).toBe(1);
  });
});

describe('the data folder', () => {
  test('is the app’s own on each system', () => {
    const home = '/home/ada';
    expect(defaultProfile({ platform: 'linux', env: {}, home })).toBe('/home/ada/.config/Backroom');
    expect(defaultProfile({ platform: 'linux', env: { XDG_CONFIG_HOME: '/cfg' }, home })).toBe('/cfg/Backroom');
    expect(defaultProfile({ platform: 'linux', env: { XDG_CONFIG_HOME: 'relative' }, home })).toBe(
      '/home/ada/.config/Backroom',
    );
    expect(defaultProfile({ platform: 'darwin', env: {}, home: '/Users/ada' })).toBe(
      '/Users/ada/Library/Application Support/Backroom',
    );
    const appData = 'C:\\Users\\ada\\AppData\\Roaming';
    expect(defaultProfile({ platform: 'win32', env: { APPDATA: appData }, home: 'C:\\Users\\ada' })).toBe(
      `${appData}\\Backroom`,
    );
    expect(defaultProfile({ platform: 'win32', env: {}, home: 'C:\\Users\\ada' })).toBe(`${appData}\\Backroom`);
    expect(defaultProfile({ platform: 'linux', env: { BACKROOM_PROFILE: '/elsewhere' }, home })).toBe('/elsewhere');
  });
});

describe('output for people', () => {
  test('columns are aligned and empty ones left out', () => {
    const rows = [
      { id: 'a', name: 'Vase', price: null },
      { id: 'bb', name: 'Häkelkorb', price: '' },
    ];
    expect(table(rows, ['id', 'name', 'price'])).toBe('id  name\na   Vase\nbb  Häkelkorb');
    expect(table([], ['id'])).toBe('');
  });

  test('names with line breaks, terminal controls or direction marks cannot disturb the lines around them', () => {
    const name = 'A\n\u001b[31mred\u202eevil';
    expect(table([{ name }], ['name'])).toBe('name\nA [31mred evil');
    expect(fields({ name }).split('\n')).toHaveLength(1);
  });
});

describe('a silent store', () => {
  function world() {
    let now = 0;
    const waiting: { at: number; wake: () => void; fail: (reason: unknown) => void }[] = [];
    const clock: Clock = {
      now: () => now,
      monotonic: () => now,
      sleep: (ms, signal) =>
        new Promise((wake, fail) => {
          waiting.push({ at: now + ms, wake, fail });
          signal?.addEventListener('abort', () => fail(signal.reason), { once: true });
        }),
    };
    const advance = async (ms: number): Promise<void> => {
      for (const end = now + ms; now < end;) {
        now += 250;
        for (const entry of waiting.splice(0)) {
          if (entry.at <= now) entry.wake();
          else waiting.push(entry);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { clock, advance };
  }
  const request = (url: string): HttpRequest => ({
    method: 'GET',
    url,
    headers: {},
    body: null,
    signal: null,
    timeoutMs: 1000,
  });

  test('is given up after less than a minute without a useful answer', async () => {
    const { clock, advance } = world();
    let status = 200;
    const watch = watchAnswers(() => Promise.resolve({ status, headers: {}, body: '' }), clock);
    let silent: boolean | null = null;
    void watch.silenceOf('https://shop.test/shop', new AbortController().signal).then((found) => (silent = found));
    await advance(40_000);
    await watch.transport(request('https://shop.test/shop/wp-json/wc/v3/products'));
    await advance(SILENCE_MS - 1_000);
    expect(silent).toBeNull();
    status = 503;
    await watch.transport(request('https://shop.test/shop/wp-json/wc/v3/products'));
    await watch.transport(request('https://other.test/'));
    await advance(2_000);
    expect(silent).toBe(true);
    expect(SILENCE_MS).toBeLessThan(60_000);
  });

  test('is no longer watched when the run is over', async () => {
    const { clock, advance } = world();
    const done = new AbortController();
    const silence = watchAnswers(() => Promise.reject(new Error('down')), clock).silenceOf(
      'https://shop.test',
      done.signal,
    );
    await advance(10_000);
    done.abort();
    expect(await silence).toBe(false);
  });
});
