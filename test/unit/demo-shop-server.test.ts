import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { ControlCommand } from '../../src/demo-shop/control.ts';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import { createStream } from '../../src/demo-shop/generate/prng.ts';
import type { DemoShopServer } from '../../src/demo-shop/server.ts';
import { startDemoShopServer } from '../../src/demo-shop/server.ts';
import { signedQuery } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
type Address = { readonly url: string; readonly key: string; readonly secret: string };
type Running = Address & {
  readonly control: { readonly url: string; readonly token: string };
  readonly child: ChildProcess;
};

const main = fileURLToPath(new URL('../../src/demo-shop/main.ts', import.meta.url));
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

let nonces = 0;
async function call(
  shop: Address,
  method: string,
  path: string,
  body?: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }> {
  nonces += 1;
  const address = `${shop.url}/wp-json/wc/v3/${path}`;
  const search = signedQuery({
    method,
    address,
    query,
    key: shop.key,
    secret: shop.secret,
    nonce: `n${nonces}-${Math.random()}`,
    timestampSec: Math.floor(Date.now() / 1000),
    signatureMethod: 'HMAC-SHA256',
  });
  const answer = await fetch(`${address}?${search}`, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

async function inProcess(products = 60): Promise<{
  readonly server: DemoShopServer;
  readonly shop: ReturnType<typeof createDemoShop>;
  readonly address: Address;
}> {
  const shop = createDemoShop({ seed: 3, products, clock: { now: () => Date.now() }, random: createStream(9) });
  const server = await startDemoShopServer({ shop });
  undo.push(() => server.close());
  return {
    server,
    shop,
    address: { url: server.url, key: shop.config.consumerKey, secret: shop.config.consumerSecret },
  };
}

async function startMain(...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [main, '--port', '0', '--products', '80', '--seed', '5', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  undo.push(() => {
    child.kill('SIGKILL');
  });
  const line = await new Promise<string>((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
      if (out.includes('\n')) resolve(out);
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString();
    });
    child.on('exit', (code) => reject(new Error(`exited with ${String(code)}: ${err}`)));
  });
  expect(line.trim().split('\n')).toHaveLength(1);
  return { ...(JSON.parse(line) as Omit<Running, 'child'>), child };
}

async function control(shop: Running, command: ControlCommand): Promise<unknown> {
  const answer = await fetch(shop.control.url, {
    method: 'POST',
    headers: { 'x-control-token': shop.control.token },
    body: JSON.stringify(command),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { readonly result: unknown }).result;
}

const exited = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null
      ? child.once('exit', (code) => resolve(code))
      : resolve(child.exitCode),
  );
const causeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'answered',
    (error: unknown) => (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message,
  );

describe('the shop on a port', () => {
  test('answers signed requests, serves pictures, and gives an HTML 404 elsewhere', async () => {
    const { address } = await inProcess();
    const list = await call(address, 'GET', 'products', undefined, { per_page: '5' });
    expect([list.status, list.headers.get('x-wp-total')]).toEqual([200, '60']);
    const image = (list.body as { images: { src: string }[] }[]).flatMap((row) => row.images)[0];
    const picture = await fetch(image?.src ?? '');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    const page = await fetch(`${address.url}/somewhere`);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  });

  test('down refuses connections, up answers on the same port with the same state', async () => {
    const { server, address } = await inProcess();
    const made = await call(address, 'POST', 'products/tags', { name: 'Kept' });
    await server.down();
    expect(await causeOf(call(address, 'GET', 'products'))).toBe('ECONNREFUSED');
    await server.up();
    const again = await call(address, 'GET', `products/tags/${String((made.body as Row)['id'])}`);
    expect(again.body).toMatchObject({ name: 'Kept' });
  });

  test('a dropped connection and a truncated body fail in the client, a dropped write has happened', async () => {
    const { shop, address } = await inProcess();
    shop.faults.set([
      { kind: 'drop-after', match: { method: 'write' } },
      { kind: 'truncate', match: { method: 'GET' } },
    ]);
    expect(await causeOf(call(address, 'POST', 'products', { name: 'happened' }))).not.toBe('answered');
    expect(shop.inspect.count('products')).toBe(61);
    expect(await causeOf(call(address, 'GET', 'products'))).not.toBe('answered');
  });

  test('a hanging answer never comes and an abort does not undo the write', async () => {
    const { shop, address } = await inProcess();
    shop.faults.set([{ kind: 'timeout-after' }]);
    const search = signedQuery({
      method: 'POST',
      address: `${address.url}/wp-json/wc/v3/products`,
      query: {},
      key: address.key,
      secret: address.secret,
      nonce: 'hang',
      timestampSec: Math.floor(Date.now() / 1000),
      signatureMethod: 'HMAC-SHA256',
    });
    const given = fetch(`${address.url}/wp-json/wc/v3/products?${search}`, {
      method: 'POST',
      body: '{"name":"x"}',
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(300),
    });
    await expect(given).rejects.toThrow();
    expect(shop.inspect.count('products')).toBe(61);
  });
});

describe('the command line', () => {
  test('prints one line of JSON, keeps changes through kill -9 and a torn last line, and stops on SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-shop-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const state = join(folder, 'shop.jsonl');
    const first = await startMain('--state', state);
    const list = (await call(first, 'GET', 'products', undefined, { per_page: '2', type: 'simple' })).body as Row[];
    const [id, away] = list.map((row) => Number(row['id']));
    expect((await call(first, 'PUT', `products/${id}`, { regular_price: '321.00' })).status).toBe(200);
    const made = (await call(first, 'POST', 'products', { name: 'New one' })).body as Row;
    await control(first, { op: 'edit', edit: { do: 'delete', entity: 'products', id: away ?? 0 } });
    first.child.kill('SIGKILL');
    await exited(first.child);
    expect(readFileSync(state, 'utf8')).not.toContain(first.secret);
    appendFileSync(state, '{"counters":{"post":99');

    const second = await startMain('--state', state);
    expect([second.key, second.secret]).toEqual([first.key, first.secret]);
    expect((await call(second, 'GET', `products/${id}`)).body).toMatchObject({ regular_price: '321.00' });
    expect((await call(second, 'GET', `products/${String(made['id'])}`)).body).toMatchObject({ name: 'New one' });
    expect((await call(second, 'GET', `products/${String(away)}`)).status).toBe(404);
    expect(((await call(second, 'POST', 'products', { name: 'Next' })).body as Row)['id']).toBe(Number(made['id']) + 1);
    second.child.kill('SIGTERM');
    expect(await exited(second.child)).toBe(0);

    const third = await startMain('--state', state);
    expect(await control(third, { op: 'count', entity: 'products' })).toBe(81);
    expect((await control(third, { op: 'writes' })) as unknown[]).toHaveLength(4);
    third.child.kill('SIGTERM');
    await exited(third.child);
    await expect(startMain('--state', state, '--seed', '6')).rejects.toThrow('belongs to a shop with seed 5');
  });

  test('the control endpoint switches the shop off and on, sets faults, edits and inspects; it wants its token', async () => {
    const shop = await startMain();
    expect((await fetch(shop.control.url, { method: 'POST', body: '{"op":"down"}' })).status).toBe(403);
    await control(shop, { op: 'down' });
    expect(await causeOf(call(shop, 'GET', 'products'))).toBe('ECONNREFUSED');
    await control(shop, { op: 'up' });
    await control(shop, { op: 'faults', rules: [{ kind: 'rate-limit', times: 1 }] });
    expect((await call(shop, 'GET', 'products')).status).toBe(429);
    expect((await call(shop, 'GET', 'products')).status).toBe(200);
    expect(await control(shop, { op: 'fired' })).toHaveLength(1);
    const ids = (await control(shop, { op: 'ids', entity: 'products' })) as number[];
    await control(shop, {
      op: 'edit',
      edit: { do: 'update', entity: 'products', id: ids[0] ?? 0, fields: { name: 'By hand' } },
    });
    expect(await control(shop, { op: 'raw', entity: 'products', id: ids[0] ?? 0 })).toMatchObject({ name: 'By hand' });
    expect(await control(shop, { op: 'request-count' })).toBe(2);
  });

  test('an older profile and bad options are told apart', async () => {
    const shop = await startMain('--profile', '9.9');
    expect((await call(shop, 'GET', 'variations')).status).toBe(404);
    await expect(startMain('--profile', '8')).rejects.toThrow('exited with 2');
    await expect(startMain('--bogus')).rejects.toThrow('exited with 2');
  });
});
