/**
 * Hostile connections: what a host, or somebody in between, can do to HTTP itself. Over real sockets through the real
 * transport and gateway: every run ends with an error that names the trouble, within its bounds, the mirror stays as
 * it was, and the next honest run is complete.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';
import { mirrorBeside, openHostileShop } from '../support/hostile-shop.ts';
import type { HostileShop, Tamper } from '../support/hostile-shop.ts';

let world: HostileShop;
let before = '';
let requests = 0;

beforeAll(async () => {
  world = await openHostileShop({ readTimeoutMs: 400, pageSize: 10 });
  expect((await world.run('full')).ok).toBe(true);
  before = mirrorBeside(world.db, []);
});
afterEach(async () => {
  expect(mirrorBeside(world.db, []) === before).toBe(true);
  world.tamper(null);
  world.advance(3_600_000);
  const honest = await world.run('full');
  expect(honest).toMatchObject({ ok: true, problem: null });
  expect(mirrorBeside(world.db, []) === before).toBe(true);
});
afterAll(() => world.close());

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const MEGABYTE = 1024 * 1024;

/** Every answer is written by hand; requests are counted. */
function byHand(write: (response: ServerResponse) => void): Tamper {
  requests = 0;
  return (_, __, response) => {
    requests += 1;
    write(response);
    return null;
  };
}

/** Runs while the memory of this process is watched; megabytes that it grew by at most. */
async function runWatched(tamper: Tamper) {
  world.tamper(tamper);
  const start = process.memoryUsage().rss;
  let peak = start;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const report = await world.run('full');
  clearInterval(watch);
  return { report, grownMegabytes: (peak - start) / MEGABYTE };
}

/** A list that would be read if it were let in: so many bytes of blanks between its brackets. */
function sendBlanks(response: ServerResponse, megabytes: number): void {
  response.writeHead(200, JSON_TYPE);
  const blanks = Buffer.alloc(MEGABYTE, ' ');
  const write = (left: number): void => {
    if (response.destroyed) return;
    if (left === 0) response.end(']');
    else response.write(blanks, () => write(left - 1));
  };
  response.write('[');
  write(megabytes);
}

describe('[HOSTILE6] an answer that is too much', () => {
  test('a page of 50 MB is broken off', async () => {
    const { report, grownMegabytes } = await runWatched(byHand((response) => sendBlanks(response, 50)));
    expect(report.problem).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'too-large' });
    expect(grownMegabytes).toBeLessThan(400);
  });

  test('a page that says beforehand that it has 50 MB is not even begun', async () => {
    const tamper = byHand((response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': String(50 * MEGABYTE) }).write('[');
    });
    expect((await runWatched(tamper)).report.problem).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'too-large' });
  });

  test('a gzip of a gigabyte of zeros is broken off', async () => {
    const zeros = Buffer.alloc(MEGABYTE);
    const bomb = await new Promise<Buffer>((resolve) => {
      const gzip = createGzip({ level: 9 });
      const parts: Buffer[] = [];
      gzip.on('data', (part: Buffer) => parts.push(part));
      gzip.on('end', () => resolve(Buffer.concat(parts)));
      const write = (left: number): void => {
        if (left === 0) gzip.end();
        else gzip.write(zeros, () => write(left - 1));
      };
      write(1024);
    });
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const { report, grownMegabytes } = await runWatched(
      byHand((response) => response.writeHead(200, headers).end(bomb)),
    );
    expect(report.problem).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'too-large' });
    expect(grownMegabytes).toBeLessThan(400);
  });

  test('a flood of headers is refused', async () => {
    const flood = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`x-flood-${index}`, 'y'.repeat(60)]));
    const { report } = await runWatched(
      byHand((response) => response.writeHead(200, { ...JSON_TYPE, ...flood }).end('[]')),
    );
    expect(report.problem).toMatchObject({ type: 'StoreUnreachable' });
  });
});

describe('[HOSTILE6] an answer that never comes whole', () => {
  test('a drip of a byte at a time ends with the time limit', async () => {
    const timers: NodeJS.Timeout[] = [];
    const tamper = byHand((response) => {
      response.writeHead(200, JSON_TYPE);
      timers.push(setInterval(() => response.write(' '), 20));
    });
    const { report } = await runWatched(tamper);
    for (const timer of timers) clearInterval(timer);
    expect(report.problem).toMatchObject({ type: 'StoreUnreachable', cause: 'timeout' });
  });

  test.each<[string, (response: ServerResponse) => void, object]>([
    [
      'a Content-Length that promises more',
      (response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '500' }).write('[]');
        setTimeout(() => response.destroy(), 20);
      },
      { type: 'StoreUnreachable', cause: 'reset' },
    ],
    [
      'a Content-Length that promises less',
      (response) => {
        response.socket?.end(
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n[{"id":1}]',
        );
      },
      { type: 'StoreUnreachable', detail: expect.stringMatching(/^HPE_/) as string },
    ],
    [
      'a Content-Length that is none',
      (response) => {
        response.socket?.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: many\r\n\r\n[]');
      },
      { type: 'StoreUnreachable' },
    ],
    [
      'something that is not HTTP',
      (response) => {
        response.socket?.end('220 mail.example ESMTP ready\r\n');
      },
      { type: 'StoreUnreachable' },
    ],
    [
      'gzip that is cut',
      (response) => {
        response
          .writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
          .end(gzipSync('[{"id":1}]').subarray(0, 14));
      },
      { type: 'StoreSpeaksHtml', cause: 'truncated' },
    ],
    [
      'an encoding that nobody knows',
      (response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'rot13' }).end('[]');
      },
      { type: 'StoreSpeaksHtml', cause: 'truncated' },
    ],
    [
      'JSON a hundred thousand levels deep',
      (response) => {
        response.writeHead(200, JSON_TYPE).end('['.repeat(100_000));
      },
      { type: 'StoreSpeaksHtml' },
    ],
  ])('%s', async (_, write, problem) => {
    const { report } = await runWatched(byHand(write));
    expect(report.ok).toBe(false);
    expect(report.problem).toMatchObject(problem);
  });
});

describe('[HOSTILE7] addresses', () => {
  test('redirects are never followed: a chain of a hundred is one answer each', async () => {
    const { report } = await runWatched(
      byHand((response) => response.writeHead(302, { location: `/again?step=${requests}` }).end()),
    );
    expect(report.problem).toMatchObject({ type: 'StoreSpeaksHtml', cause: 'redirect' });
    expect(requests).toBeLessThan(30);
  });

  test('a redirect to a private machine is not asked, and no key stands in what is told', async () => {
    let asked = 0;
    const inner = createServer((_, response) => {
      asked += 1;
      response.end('[]');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => inner.once('listening', resolve));
    const location = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/latest/meta-data?consumer_key=ck_hostile_shop`;
    const { report } = await runWatched(byHand((response) => response.writeHead(307, { location }).end()));
    inner.close();
    expect(asked).toBe(0);
    expect(report.problem).toMatchObject({ cause: 'redirect' });
    expect(JSON.stringify(report) + world.logged.join('\n')).not.toContain('ck_hostile_shop');
  });

  test('credentials in an address are refused, look-alike names are shown in their plain form', () => {
    expect(normalizeStoreAddress('https://user:pass@shop.test')).toMatchObject({
      error: { reason: 'has-credentials' },
    });
    expect(normalizeStoreAddress('https://shop.test/?consumer_secret=cs_1')).toMatchObject({
      error: { reason: 'has-credentials' },
    });
    // A Cyrillic а in the place of the Latin one.
    expect(normalizeStoreAddress('https://аpple.com')).toEqual({ ok: true, value: 'https://xn--pple-43d.com' });
    expect(normalizeStoreAddress('http://[::1]:8080/shop/wp-admin')).toEqual({
      ok: true,
      value: 'http://[::1]:8080/shop',
    });
  });

  const hasLoopback6 = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === '::1'),
  );
  test.skipIf(!hasLoopback6)('an IPv6 literal is asked like any other address', async () => {
    const server = createServer((_, response) => response.writeHead(200, JSON_TYPE).end('[]')).listen(0, '::1');
    await new Promise((resolve) => server.once('listening', resolve));
    const http = createNodeHttpTransport();
    const url = `http://[::1]:${(server.address() as AddressInfo).port}/wp-json/`;
    const answer = await http.send({ method: 'GET', url, headers: {}, body: null, signal: null, timeoutMs: 2_000 });
    http.close();
    server.close();
    expect(answer.status).toBe(200);
  });
});
