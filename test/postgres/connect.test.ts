import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { parseCentralAddress, tlsOptions } from '../../src/engine/central/central-address.ts';
import { connectCentral } from '../../src/engine/central/central-connection.ts';
import { isNewEnough } from '../../src/engine/central/client-version.ts';

const noFile = (): string => {
  throw new Error('no file');
};
const parse = (url: string) => parseCentralAddress(url, noFile);

/** Connects and answers the failure, or what the server says of its TLS. */
async function outcomeOf(url: string, authority = ''): Promise<unknown> {
  const address = parseCentralAddress(url, () => authority);
  if (!address.ok) return address.error;
  const connected = await connectCentral(address.value);
  if (!connected.ok) return connected.error;
  const { rows } = await connected.value.client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  await connected.value.close();
  return rows[0];
}

function changed(change: (url: URL) => void): string {
  const url = new URL(inject('server').url);
  change(url);
  return url.href;
}

describe('[CENTRAL22] an address', () => {
  test('[CENTRAL22] is read with all its signs, and shown without its password', () => {
    const address = parse('postgresql://an%40a:p%2Fw%3A%23@[::1]:5433/shop%20db');
    expect(address).toEqual({
      ok: true,
      value: {
        host: '::1',
        port: 5433,
        database: 'shop db',
        user: 'an@a',
        password: 'p/w:#',
        tls: { mode: 'off' },
        shown: 'an@a@[::1]:5433/shop db',
      },
    });
  });

  test.each([
    ['', 'missing'],
    ['mysql://u@h/d', 'not-a-url'],
    ['postgres://u:%ZZ@h/d', 'not-a-url'],
    ['postgres:///d', 'no-host'],
    ['postgres://u@h', 'no-database'],
    ['postgres://h/d', 'no-user'],
    ['postgres://u@db.example.test/d?sslmode=disable', 'tls-off'],
    ['postgres://u@db.example.test/d?sslmode=prefer', 'tls-off'],
    ['postgres://u@db.example.test/d?sslrootcert=nowhere.pem', 'bad-authority'],
  ])('[CENTRAL22] %s is refused: %s', (url, reason) => {
    expect(parse(url)).toEqual({ ok: false, error: { type: 'CentralAddressRefused', reason } });
  });

  test.each(['', '?sslmode=require', '?sslmode=verify-ca', '?sslmode=no-verify'])(
    '[CENTRAL22] of another computer always asks for a certificate that is verified (%s)',
    (query) => {
      const address = parse(`postgres://u@db.example.test/d${query}`);
      const host = 'db.example.test';
      expect(address.ok && tlsOptions(address.value)).toEqual({ rejectUnauthorized: true, host, servername: host });
    },
  );

  test('[CENTRAL22] that only looks like this computer is another one', () => {
    for (const host of ['127.0.0.1.example.test', 'localhost.example.test', '128.0.0.1']) {
      const address = parse(`postgres://u@${host}/d`);
      expect(address.ok && address.value.tls.mode).toBe('verified');
    }
  });
});

describe('[CENTRAL23] connecting says what is wrong', () => {
  test('[CENTRAL23] a wrong password, an unknown user, an unknown database', async () => {
    const user = randomUUID();
    expect(await outcomeOf(changed((url) => (url.password = 'wrong')))).toEqual({
      type: 'CentralWrongPassword',
      user: 'postgres',
    });
    expect(await outcomeOf(changed((url) => (url.password = '')))).toEqual({
      type: 'CentralWrongPassword',
      user: 'postgres',
    });
    expect(await outcomeOf(changed((url) => (url.username = user)))).toEqual({ type: 'CentralWrongPassword', user });
    expect(await outcomeOf(changed((url) => (url.pathname = '/none')))).toEqual({
      type: 'CentralNoSuchDatabase',
      database: 'none',
    });
  });

  test('[CENTRAL23] nobody there, and somebody there who is no PostgreSQL or hangs up', async () => {
    const { port, close } = await serve((socket) => socket.destroy());
    expect(await outcomeOf(`postgres://u:secret@127.0.0.1:${port}/d`)).toMatchObject({
      type: 'CentralUnreachable',
      cause: 'reset',
    });
    await close();
    expect(await outcomeOf(`postgres://u:secret@127.0.0.1:${port}/d`)).toEqual({
      type: 'CentralUnreachable',
      address: `u@127.0.0.1:${port}/d`,
      cause: 'refused',
    });
  });

  test('[CENTRAL23] somebody there who never answers', async () => {
    const { port, close } = await serve(() => undefined);
    const address = parse(`postgres://u:secret@127.0.0.1:${port}/d`);
    if (!address.ok) throw new Error(address.error.type);
    expect(await connectCentral(address.value, { limitMs: 50 })).toEqual({
      ok: false,
      error: { type: 'CentralUnreachable', address: `u@127.0.0.1:${port}/d`, cause: 'timeout' },
    });
    await close();
  });

  test('[CENTRAL23] a server older than 15', async () => {
    const { port, close } = await serve(answerAsVersion14);
    expect(await outcomeOf(`postgres://u@127.0.0.1:${port}/d`)).toEqual({ type: 'CentralTooOld', found: '14.9' });
    await close();
  });

  test('[CENTRAL23] TLS: unknown authority, known authority, another name, none at all', async () => {
    const { certificate } = inject('server');
    const strict = changed((url) => {
      url.hostname = 'localhost';
      url.searchParams.set('sslmode', 'verify-full');
    });
    expect(await outcomeOf(strict)).toMatchObject({ type: 'CentralTlsRefused', cause: 'certificate' });
    expect(await outcomeOf(`${strict}&sslrootcert=x`, certificate)).toEqual({ ssl: true });
    const otherName = strict.replace('localhost', '127.0.0.1');
    expect(await outcomeOf(`${otherName}&sslrootcert=x`, certificate)).toMatchObject({
      type: 'CentralTlsRefused',
      cause: 'certificate',
    });
    const { port, close } = await serve((socket) => socket.once('data', () => socket.write('N')));
    expect(await outcomeOf(`postgres://u@localhost:${port}/d?sslmode=require`)).toMatchObject({
      type: 'CentralTlsRefused',
      cause: 'no-tls',
    });
    await close();
    expect(await outcomeOf(inject('server').url)).toEqual({ ssl: false });
  });
});

describe('[CENTRAL3] versions of the program', () => {
  test.each([
    ['0.1.0', '0.1.0', true],
    ['0.10.0', '0.9.9', true],
    ['1.0.0-beta.2', '1.0.0', true],
    ['0.9.9', '0.10.0', false],
    ['0.1', '0.1.0', false],
    ['', '0.0.0', false],
  ])('[CENTRAL3] %s where %s is asked for: %s', (own, minimum, isEnough) => {
    expect(isNewEnough(own, minimum)).toBe(isEnough);
  });
});

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

async function serve(answer: (socket: Socket) => void): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** As much of the protocol as a client needs to sign in without a password and to ask for the version. */
function answerAsVersion14(socket: Socket): void {
  const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(5);
    head.write(type, 0, 'ascii');
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const int16 = (value: number): Buffer => int32(value).subarray(2);
  const column = (name: string): Buffer =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
  const cell = (value: string): Buffer => Buffer.concat([int32(value.length), Buffer.from(value)]);
  const ready = message('Z', Buffer.from('I'));
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', int32(0)), ready]));
    socket.once('data', () => {
      const description = message('T', int16(2), column('number'), column('name'));
      const data = message('D', int16(2), cell('140009'), cell('14.9'));
      socket.write(Buffer.concat([description, data, message('C', Buffer.from('SELECT 1\0')), ready]));
    });
  });
}
