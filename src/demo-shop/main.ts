import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createControl } from './control.ts';
import type { DemoShopOptions, Profile } from './demo-shop.ts';
import { createDemoShop } from './demo-shop.ts';
import type { FaultRule } from './fault-rules.ts';
import { createStream } from './generate/prng.ts';
import { openJournal, readRecipe } from './journal.ts';
import type { DemoShopServer } from './server.ts';
import { startDemoShopServer } from './server.ts';

const USAGE = `demo shop: node src/demo-shop/main.ts [--port 0] [--products 2400] [--orders N] [--customers N] [--coupons N] [--seed 7]
  [--state FILE] [--profile 10.5|9.9] [--currency ILS|EUR] [--time-zone NAME] [--permissions read|write|read_write]
  [--assume-https] [--latency-ms N] [--control-token T]
Prints one line of JSON when it listens: {"url","key","secret","control":{"url","token"}|null}`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) fail(`--${name} needs a whole number, got ${text}`);
  return value;
}

function readOptions(): ReturnType<typeof parseValues> {
  try {
    return parseValues();
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function parseValues() {
  const text = { type: 'string' } as const;
  return parseArgs({
    options: {
      port: text,
      products: text,
      orders: text,
      customers: text,
      coupons: text,
      seed: text,
      state: text,
      profile: text,
      currency: text,
      'time-zone': text,
      permissions: text,
      'latency-ms': text,
      'control-token': text,
      'assume-https': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values;
}

/** The key pair follows from the seed, so that a connected app still fits after a restart. */
function keyFor(seed: number, kind: 'ck' | 'cs'): string {
  return `${kind}_${createHash('sha1').update(`demo-shop-${kind}-${seed}`).digest('hex')}`;
}

function checkRecipe(kept: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && kept[name] !== undefined && kept[name] !== value)
      fail(`the state file belongs to a shop with ${name} ${String(kept[name])}, not ${String(value)}`);
  }
}

async function start(): Promise<void> {
  const values = readOptions();
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const kept = values.state === undefined ? null : readRecipe(values.state);
  const given = {
    seed: wholeNumber(values.seed, 'seed'),
    products: wholeNumber(values.products, 'products'),
    orders: wholeNumber(values.orders, 'orders'),
    customers: wholeNumber(values.customers, 'customers'),
    coupons: wholeNumber(values.coupons, 'coupons'),
    profile: values.profile,
    currency: values.currency,
    timeZone: values['time-zone'],
  };
  if (kept !== null) checkRecipe(kept, given);
  if (given.profile !== undefined && given.profile !== '10.5' && given.profile !== '9.9')
    fail('--profile is 10.5 or 9.9');
  if (given.currency !== undefined && given.currency !== 'ILS' && given.currency !== 'EUR')
    fail('--currency is ILS or EUR');
  const chosen = {
    seed: 7,
    products: 2400,
    ...kept,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  } as {
    readonly seed: number;
    readonly products: number;
    readonly profile?: Profile;
    readonly currency?: 'ILS' | 'EUR';
  };
  const options: DemoShopOptions = {
    ...chosen,
    clock: { now: () => Date.now() },
    random: createStream(chosen.seed ^ (Date.now() & 0x7fffffff)),
    consumerKey: keyFor(chosen.seed, 'ck'),
    consumerSecret: keyFor(chosen.seed, 'cs'),
    ...(values.permissions === undefined ? {} : { permissions: values.permissions as 'read' | 'write' | 'read_write' }),
    ...(values['assume-https'] === true ? { assumeHttps: true } : {}),
  };
  const shop = createDemoShop(options);
  const journal = values.state === undefined ? null : openJournal(values.state, shop.state, shop.recipe);
  const latencyMs = wholeNumber(values['latency-ms'], 'latency-ms');
  const rules: FaultRule[] = latencyMs === undefined ? [] : [{ kind: 'latency', params: { baseMs: latencyMs } }];

  let requests = 0;
  let server: DemoShopServer | null = null;
  const token = values['control-token'] ?? randomBytes(16).toString('hex');
  const control = createControl({
    shop,
    server: () => server,
    token,
    afterEdit: () => journal?.flush(),
    requestCount: () => requests,
  });
  server = await startDemoShopServer({
    shop,
    port: wholeNumber(values.port, 'port') ?? 0,
    faults: rules,
    sidecar: control,
    afterRequest: () => {
      requests += 1;
      journal?.flush();
    },
  });
  const controlServer = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (!control(request, response, Buffer.concat(parts).toString('utf8'))) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => controlServer.listen(0, '127.0.0.1', resolve));
  const controlUrl = `http://127.0.0.1:${(controlServer.address() as AddressInfo).port}/__control`;

  const stop = (): void => {
    controlServer.closeAllConnections();
    controlServer.close();
    void server?.close().then(() => {
      journal?.flush();
      journal?.close();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(
    `${JSON.stringify({ url: server.url, key: shop.config.consumerKey, secret: shop.config.consumerSecret, control: { url: controlUrl, token } })}\n`,
  );
}

await start();
