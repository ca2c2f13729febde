import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createPinoLogger } from '../../src/engine/platform/pino-logger.ts';
import { redact } from '../../src/engine/platform/redact.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function openLog(options: { level?: 'debug' | 'info'; secrets?: readonly string[] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-log-'));
  folders.push(folder);
  const file = join(folder, 'logs', 'engine.log');
  const logger = createPinoLogger({ destination: { file }, ...options });
  const read = (): string => {
    logger.flush();
    return readFileSync(file, 'utf8');
  };
  const lines = (): Record<string, unknown>[] =>
    read()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, read, lines };
}

describe('the log', () => {
  test('writes one JSON line per event with time, level, event and fields', () => {
    const { logger, lines } = openLog();
    logger.log('info', 'sync.started', { store: 'Berlin', pages: 3, at: new Date(0) });
    logger.log('warn', 'sync.slow');
    expect(lines()).toMatchObject([
      { level: 30, msg: 'sync.started', store: 'Berlin', pages: 3, at: '1970-01-01T00:00:00.000Z' },
      { level: 40, msg: 'sync.slow' },
    ]);
    expect(lines()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('leaves out what is below its level', () => {
    const { logger, lines } = openLog();
    logger.log('debug', 'hidden', { a: 1 });
    logger.log('error', 'shown');
    expect(lines().map((line) => line['msg'])).toEqual(['shown']);
  });

  test('blots out known secrets by value, wherever and however they stand', () => {
    const { logger, read } = openLog({ secrets: ['s3cr3t/value+1'] });
    logger.addSecret('later-secret');
    const failure = Object.assign(new Error('GET http://x/?k=s3cr3t%2Fvalue%2B1'), {
      code: 'E',
      config: { note: 's3cr3t/value+1' },
    });
    logger.log('error', 'event with later-secret', {
      text: 'a s3cr3t/value+1 b',
      list: ['later-secret', { deep: { deeper: Buffer.from('s3cr3t/value+1').toString('base64') } }],
      failure,
      'later-secret': 1,
    });
    expect(read()).not.toMatch(/s3cr3t|later-secret|czNjcjN0/);
    expect(read()).toContain('GET http://x/?k=[redacted]');
  });

  test('blots out by the name of the field, but tells whether there is something', () => {
    const { logger, lines } = openLog();
    logger.log('info', 'x', {
      consumerSecret: 'abc',
      headers: { Authorization: 'zzz', cookie: ['q'] },
      hasPassword: true,
      token: null,
    });
    expect(lines()[0]).toMatchObject({
      consumerSecret: '[redacted]',
      headers: { Authorization: '[redacted]', cookie: '[redacted]' },
      hasPassword: true,
      token: null,
    });
  });

  test('survives circular, endless and odd values', () => {
    const { logger, lines } = openLog();
    const circle: Record<string, unknown> = {
      big: 10n,
      bytes: new Uint8Array(3),
      call: () => 1,
      broken: new Date(Number.NaN),
    };
    circle['self'] = circle;
    logger.log('info', 'odd', { circle, long: 'x'.repeat(50_000) });
    expect(lines()[0]).toMatchObject({ circle: { big: '10', bytes: '[3 bytes]', self: '[circular]', broken: null } });
    expect(String(lines()[0]?.['long'])).toHaveLength(4_000);
  });
});

describe('redact', () => {
  test.each([
    [
      'https://shop.test/wp-json?consumer_key=ck_1&consumer_secret=abc&page=2',
      'https://shop.test/wp-json?consumer_key=[redacted]&consumer_secret=[redacted]&page=2',
    ],
    [
      'oauth_nonce=a1&amp;oauth_signature=Zm9v%3D&amp;x=1',
      'oauth_nonce=[redacted]&amp;oauth_signature=[redacted]&amp;x=1',
    ],
    ['{"oauth_signature":"abc","id":1}', '{"oauth_signature":"[redacted]","id":1}'],
    ['oauth_consumer_key%3Dck_abc', 'oauth_consumer_key%3D[redacted]'],
    ['Authorization: Basic Y2tfMTIzNDU2Nzg5MDpjc19hYmM=', 'Authorization: Basic [redacted]'],
    ['key ck_0123456789abcdef0123456789abcdef01234567 is wrong', 'key [redacted] is wrong'],
    ['Basic information about your order', 'Basic information about your order'],
    ['Consumer key is invalid.', 'Consumer key is invalid.'],
  ])('%s', (text, clean) => {
    expect(redact(text, [])).toBe(clean);
  });

  test('leaves ordinary text alone when a "secret" is too short to be one', () => {
    expect(redact('a banana', ['a', ''])).toBe('a banana');
  });
});
