import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createCertificateReader } from '../../src/engine/platform/node-certificate.ts';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.ts';
import { answerJson, startTinyServer } from '../support/tiny-http-server.ts';
import type { HttpRequest } from '../../src/engine/platform/deps.ts';
import type { NodeHttpTransportOptions } from '../../src/engine/platform/node-http-transport.ts';
import type { TinyHandler, TinyServer } from '../support/tiny-http-server.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(handler: TinyHandler, tls?: { key: string; cert: string }): Promise<TinyServer> {
  const server = await startTinyServer(handler, tls);
  cleanups.push(server.close);
  return server;
}

function open(options: NodeHttpTransportOptions = {}): (
  url: string,
  more?: Partial<HttpRequest>,
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}> {
  const transport = createNodeHttpTransport(options);
  cleanups.push(transport.close);
  return async (url, more = {}) => {
    const request: HttpRequest = {
      method: 'GET',
      url,
      headers: {},
      body: null,
      signal: null,
      timeoutMs: 20_000,
      ...more,
    };
    const response = await transport.send(request);
    return { ...response, text: Buffer.from(response.body as Uint8Array).toString('utf8') };
  };
}

describe('the HTTP transport', () => {
  test('sends method, headers and body and returns status, headers and body', async () => {
    const server = await serve((request, response) =>
      answerJson(response, 201, { got: request.body }, { 'X-WP-Total': '7' }),
    );
    const answer = await open()(`${server.url}/a?b=%5B1%5D`, {
      method: 'PUT',
      body: '{"name":"Größe ✂"}',
      headers: { 'x-one': '1' },
    });
    expect(answer).toMatchObject({ status: 201, text: '{"got":"{\\"name\\":\\"Größe ✂\\"}"}' });
    expect(answer.headers['x-wp-total']).toBe('7');
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      target: '/a?b=%5B1%5D',
      headers: { 'x-one': '1', 'content-length': String(Buffer.byteLength('{"name":"Größe ✂"}')) },
    });
  });

  test('keeps the Link header and cookies out of the answer', async () => {
    const server = await serve((_, response) =>
      answerJson(response, 200, [], { Link: '<http://x/?oauth_signature=1>', 'Set-Cookie': 'a=b' }),
    );
    expect(Object.keys((await open()(server.url)).headers)).not.toEqual(expect.arrayContaining(['link']));
    expect(Object.keys((await open()(server.url)).headers)).not.toEqual(expect.arrayContaining(['set-cookie']));
  });

  test('uses one connection for requests that follow each other', async () => {
    const server = await serve((_, response) => answerJson(response, 200, []));
    const get = open();
    for (let round = 0; round < 5; round += 1) await get(server.url);
    expect(server.requests).toHaveLength(5);
    expect(server.connections()).toBe(1);
  });

  test('never trusts a write to a kept connection, which may have died unnoticed', async () => {
    const server = await startTinyServer((_, response) => answerJson(response, 200, []));
    const send = open();
    await send(server.url);
    await send(server.url, { method: 'PUT', body: '{}' });
    expect(server.connections()).toBe(2);
    await server.close();
    const write = send(server.url, { method: 'POST', body: '{}' });
    await expect(write).rejects.toMatchObject({ code: 'ECONNREFUSED', phase: 'connect' });
  });

  test('returns a redirect instead of following it', async () => {
    const server = await serve((_, response) => response.writeHead(301, { location: '/elsewhere' }).end());
    const answer = await open()(`${server.url}/here`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(301);
    expect(answer.headers['location']).toBe('/elsewhere');
    expect(server.requests.map((request) => request.path)).toEqual(['/here']);
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('unpacks %s', async (encoding, pack) => {
    const text = JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id, name: `שלום ${id}` })));
    const server = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(text)),
    );
    expect((await open()(server.url)).text).toBe(text);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, br');
  });

  test('refuses a small body that unpacks to a huge one', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const server = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    await expect(open()(server.url)).rejects.toMatchObject({ code: 'ERR_BODY_TOO_LARGE', phase: 'exchange' });
  });

  test('refuses a body above the cap, announced or not', async () => {
    const server = await serve((request, response) => {
      const body = Buffer.alloc(200_000, 'a');
      response.writeHead(200, request.path === '/announced' ? { 'content-length': String(body.length) } : {}).end(body);
    });
    const get = open({ maxBodyBytes: 100_000 });
    await expect(get(`${server.url}/announced`)).rejects.toMatchObject({ code: 'ERR_BODY_TOO_LARGE' });
    await expect(get(`${server.url}/chunked`)).rejects.toMatchObject({ code: 'ERR_BODY_TOO_LARGE' });
  });

  test('names a damaged packed body', async () => {
    const packed = gzipSync('{"id":1}');
    const server = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, 12)),
    );
    await expect(open()(server.url)).rejects.toMatchObject({ code: 'ERR_BODY_DAMAGED' });
  });

  test('fails with ECONNRESET when the connection ends in the middle of the body', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('[{"id":1}', () => response.destroy());
    });
    await expect(open()(server.url)).rejects.toMatchObject({ code: 'ECONNRESET', phase: 'exchange' });
  });

  test('tells a refused connection as something that was never sent', async () => {
    const server = await startTinyServer((_, response) => response.end());
    await server.close();
    await expect(open()(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED', phase: 'connect' });
  });

  test('gives up a silent server after the deadline, with the request sent', async () => {
    const server = await serve((request, response) => {
      if (request.path === '/warm') response.end();
    });
    const get = open();
    // A kept connection makes sure that the deadline cannot fall into connecting, however slow the machine is.
    await get(`${server.url}/warm`);
    await expect(get(server.url, { timeoutMs: 60 })).rejects.toMatchObject({ code: 'ETIMEDOUT', phase: 'exchange' });
  });

  test('gives up a handshake that never ends, with nothing sent', async () => {
    const mute = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => mute.close());
    const { port } = mute.address() as AddressInfo;
    const attempt = open({ connectTimeoutMs: 60 })(`https://127.0.0.1:${port}/`);
    await expect(attempt).rejects.toMatchObject({ code: 'ETIMEDOUT', phase: 'connect' });
  });

  test('ends with ABORT_ERR when its signal aborts, before or while it waits', async () => {
    const server = await serve((_, response) => setImmediate(() => controller.abort(response)));
    const controller = new AbortController();
    await expect(open()(server.url, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORT_ERR',
      phase: 'exchange',
    });
    await expect(open()(server.url, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORT_ERR',
      phase: 'connect',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('carries nothing of the request in its errors', async () => {
    const server = await startTinyServer((_, response) => response.end());
    await server.close();
    const address = `http://127.0.0.1:${server.port}/?consumer_secret=cs_topsecret123`;
    const failure = await open()(address, { headers: { authorization: 'Basic topsecret' } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(`${String(failure)} ${(failure as Error).stack} ${JSON.stringify(failure)}`).not.toContain('topsecret');
  });

  test('trusts a certificate only when told to, and reads how long it is valid', async () => {
    const validTo = new Date(Date.UTC(2040, 0, 2, 3, 4, 5));
    const pair = createSelfSignedCertificate({
      names: ['localhost'],
      validFrom: new Date(Date.UTC(2020, 0, 1)),
      validTo,
    });
    const server = await serve((_, response) => answerJson(response, 200, { secure: true }), pair);
    await expect(open()(server.url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', phase: 'connect' });
    expect((await open({ ca: pair.cert })(server.url)).text).toBe('{"secure":true}');
    expect(await createCertificateReader({ ca: pair.cert })('localhost', server.port)).toEqual({
      validToMs: validTo.getTime(),
      issuer: 'Backroom tests',
    });
    expect(await createCertificateReader()('localhost', server.port)).toBeNull();
  });

  test('rejects an expired certificate and one for another name', async () => {
    const expired = createSelfSignedCertificate({
      names: ['localhost'],
      validFrom: new Date(Date.UTC(2019, 0, 1)),
      validTo: new Date(Date.UTC(2020, 0, 1)),
    });
    const other = createSelfSignedCertificate({
      names: ['elsewhere.test'],
      validFrom: new Date(Date.UTC(2020, 0, 1)),
      validTo: new Date(Date.UTC(2040, 0, 1)),
    });
    const first = await serve((_, response) => response.end(), expired);
    const second = await serve((_, response) => response.end(), other);
    await expect(open({ ca: expired.cert })(first.url)).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    await expect(open({ ca: other.cert })(second.url)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});
