import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { err, ok } from '../../src/shared/result.ts';
import { createWireClient, serveWire, type Handlers, type ServeOptions } from '../../src/shared/wire.ts';
import { browserPort, electronPort, nodePort, type PortLike } from '../../src/shared/wire-ports.ts';

const contract = {
  methods: {
    add: { input: z.object({ a: z.number(), b: z.number() }), output: z.number() },
    find: {
      input: z.object({ filter: z.object({ sku: z.string().min(1) }) }),
      output: z.object({ id: z.string() }),
      error: z.discriminatedUnion('type', [z.object({ type: z.literal('ProductNotFound'), sku: z.string() })]),
    },
    wait: { input: z.null(), output: z.string() },
    fail: { input: z.null(), output: z.string() },
    lie: { input: z.null(), output: z.string() },
  },
  events: { changed: z.object({ tables: z.array(z.string()) }), other: z.null() },
} as const;

type TestHandlers = Handlers<typeof contract>;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const defaultHandlers: TestHandlers = {
  add: ({ a, b }) => ok(a + b),
  find: ({ filter }) =>
    filter.sku === 'MUG' ? ok({ id: '1' }) : err({ type: 'ProductNotFound' as const, sku: filter.sku }),
  wait: (_input, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(ok('ended')), { once: true })),
  fail: () => {
    throw new Error('GET https://shop.example/?consumer_secret=cs_0123456789abcdef&x=1 broke\n at line 3');
  },
  lie: () => ok(42 as unknown as string),
};

function connect(handlers: Partial<TestHandlers> = {}, options?: ServeOptions) {
  const { port1, port2 } = new MessageChannel();
  const server = serveWire(contract, { ...defaultHandlers, ...handlers }, nodePort(port1), options);
  const client = createWireClient(contract, nodePort(port2));
  cleanups.push(() => port1.close());
  return { server, client, serverPort: port1, clientPort: port2 };
}

/** Resolves once everything that was posted before has been handled on both sides. */
async function settle(client: ReturnType<typeof connect>['client']): Promise<void> {
  await client.call('add', { a: 0, b: 0 });
}

describe('a call', () => {
  test('returns what the handler returned', async () => {
    const { client } = connect();
    expect(await client.call('add', { a: 2, b: 3 })).toEqual(ok(5));
  });

  test('returns the tagged error of the method as it is', async () => {
    const { client } = connect();
    const result = await client.call('find', { filter: { sku: 'POT' } });
    expect(result).toEqual(err({ type: 'ProductNotFound', sku: 'POT' }));
  });

  test('with a wrong input names the field and does not reach the handler', async () => {
    let calls = 0;
    const { client } = connect({
      find: () => {
        calls += 1;
        return ok({ id: '1' });
      },
    });
    const result = await client.call('find', { filter: { sku: '' } });
    expect(result).toMatchObject({ ok: false, error: { type: 'InvalidInput', field: 'filter.sku' } });
    expect(calls).toBe(0);
  });

  test('of an unknown method is an invalid input, also for names that every object has', async () => {
    const { clientPort, client } = connect();
    for (const [index, name] of ['nothing', 'constructor', '__proto__', 'toString'].entries()) {
      const reply = new Promise((resolve) =>
        clientPort.on('message', (m: { id: number }) => m.id === 900 + index && resolve(m)),
      );
      clientPort.postMessage({ t: 'call', id: 900 + index, name, input: null });
      expect(await reply).toMatchObject({ result: { ok: false, error: { type: 'InvalidInput', field: '' } } });
    }
    await settle(client);
  });

  test('whose handler throws is a defect without secrets, and the server hears the whole of it', async () => {
    const heard: [string, unknown][] = [];
    const { client } = connect({}, { onDefect: (name, thrown) => heard.push([name, thrown]) });
    const result = await client.call('fail', null);
    expect(result).toMatchObject({ ok: false, error: { type: 'Defect' } });
    const text = JSON.stringify(result);
    expect(text).toContain('shop.example');
    expect(text).not.toContain('0123456789abcdef');
    expect(text).not.toContain('at line 3');
    expect(heard.map(([name]) => name)).toEqual(['fail']);
    expect(String(heard[0]?.[1])).toContain('0123456789abcdef');
  });

  test('whose answer breaks the contract is a defect', async () => {
    const { client } = connect();
    expect(await client.call('lie', null)).toMatchObject({ ok: false, error: { type: 'Defect' } });
  });

  test('whose error breaks the contract is a defect, but errors of the wire itself pass', async () => {
    const { client } = connect({
      find: ({ filter }) =>
        filter.sku === 'x'
          ? err({ type: 'Invented' } as never)
          : err({ type: 'InvalidInput', field: 'filter.sku', message: 'taken' }),
    });
    expect(await client.call('find', { filter: { sku: 'x' } })).toMatchObject({ error: { type: 'Defect' } });
    expect(await client.call('find', { filter: { sku: 'y' } })).toMatchObject({
      error: { type: 'InvalidInput', message: 'taken' },
    });
  });

  test('whose answer cannot be cloned is a defect', async () => {
    const { client } = connect({ add: () => ok((() => 1) as unknown as number) });
    expect(await client.call('add', { a: 1, b: 1 })).toMatchObject({ ok: false, error: { type: 'Defect' } });
  });

  test('whose input cannot be cloned is a defect', async () => {
    const { client } = connect();
    const result = await client.call('add', { a: (() => 1) as unknown as number, b: 1 });
    expect(result).toMatchObject({ ok: false, error: { type: 'Defect' } });
  });

  test('runs beside others and each gets its own answer', async () => {
    const { client } = connect({
      add: async ({ a, b }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return ok(a + b);
      },
    });
    const sums = await Promise.all([1, 2, 3, 4, 5].map((n) => client.call('add', { a: n, b: n })));
    expect(sums).toEqual([2, 4, 6, 8, 10].map(ok));
  });
});

describe('cancelling', () => {
  test('settles the call at once and aborts the handler', async () => {
    let aborted: () => void = () => undefined;
    const wasAborted = new Promise<void>((resolve) => (aborted = resolve));
    const { client } = connect({
      wait: (_input, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted();
            resolve(ok('late'));
          });
        }),
    });
    const controller = new AbortController();
    const call = client.call('wait', null, controller.signal);
    await settle(client);
    controller.abort();
    expect(await call).toEqual(err({ type: 'Cancelled' }));
    await wasAborted;
    await settle(client);
  });

  test('before the call sends nothing', async () => {
    const { client } = connect({ add: () => ok(-1) });
    expect(await client.call('add', { a: 1, b: 1 }, AbortSignal.abort())).toEqual(err({ type: 'Cancelled' }));
  });

  test('an abort that the handler throws on is no defect', async () => {
    const defects: unknown[] = [];
    const { client, clientPort } = connect(
      {
        wait: (_input, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
      },
      { onDefect: (name) => defects.push(name) },
    );
    clientPort.postMessage({ t: 'call', id: 77, name: 'wait', input: null });
    const reply = new Promise((resolve) => clientPort.on('message', (m: { id: number }) => m.id === 77 && resolve(m)));
    await settle(client);
    clientPort.postMessage({ t: 'cancel', id: 77 });
    expect(await reply).toMatchObject({ result: { error: { type: 'Cancelled' } } });
    expect(defects).toEqual([]);
  });
});

describe('the end of the other side', () => {
  test('settles open calls as EngineStopped, and later ones too', async () => {
    const { client, serverPort } = connect();
    const call = client.call('wait', null);
    await settle(client);
    serverPort.close();
    expect(await call).toEqual(err({ type: 'EngineStopped' }));
    expect(await client.call('add', { a: 1, b: 1 })).toEqual(err({ type: 'EngineStopped' }));
  });

  test('aborts what the server still runs for it', async () => {
    let seen: AbortSignal | null = null;
    const { client, clientPort, serverPort } = connect({
      wait: (_input, { signal }) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    });
    void client.call('wait', null);
    await settle(client);
    const closed = new Promise((resolve) => serverPort.on('close', resolve));
    clientPort.close();
    await closed;
    expect((seen as AbortSignal | null)?.aborted).toBe(true);
  });

  test('closing the client settles its calls', async () => {
    const { client } = connect();
    const call = client.call('wait', null);
    client.close();
    expect(await call).toEqual(err({ type: 'EngineStopped' }));
  });
});

describe('events', () => {
  test('reach those who listen, until they stop', async () => {
    const { client, server } = connect();
    const heard: string[] = [];
    const stopFirst = client.listen('changed', ({ tables }) => heard.push(`first ${tables.join()}`));
    const stopSecond = client.listen('changed', ({ tables }) => heard.push(`second ${tables.join()}`));
    await settle(client);
    server.emit('changed', { tables: ['products'] });
    await settle(client);
    stopFirst();
    await settle(client);
    server.emit('changed', { tables: ['orders'] });
    await settle(client);
    stopSecond();
    await settle(client);
    server.emit('changed', { tables: ['coupons'] });
    await settle(client);
    expect(heard).toEqual(['first products', 'second products', 'second orders']);
  });

  test('are not sent to those who do not listen to them', async () => {
    const { client, clientPort, server } = connect();
    const messages: unknown[] = [];
    clientPort.on('message', (message: { t: string }) => message.t === 'event' && messages.push(message));
    client.listen('other', () => undefined);
    await settle(client);
    server.emit('changed', { tables: [] });
    await settle(client);
    expect(messages).toEqual([]);
  });

  test('with a payload outside the contract are dropped', async () => {
    const { client, server } = connect();
    const heard: unknown[] = [];
    client.listen('changed', (payload) => heard.push(payload));
    await settle(client);
    server.emit('changed', { tables: 'products' } as never);
    server.emit('changed', { tables: ['orders'] });
    await settle(client);
    expect(heard).toEqual([{ tables: ['orders'] }]);
  });
});

/** Values that can be cloned, among them many that look almost like messages of the wire. */
const garbage = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
  fc.record(
    {
      t: fc.oneof(fc.constantFrom('call', 'cancel', 'listen', 'unlisten', 'reply', 'event'), fc.anything()),
      id: fc.oneof(fc.integer({ min: -2, max: 5 }), fc.anything()),
      name: fc.oneof(fc.constantFrom('add', 'wait', 'changed', '__proto__', 'constructor'), fc.anything()),
      input: fc.anything(),
      result: fc.oneof(fc.record({ ok: fc.boolean(), value: fc.anything(), error: fc.anything() }), fc.anything()),
      payload: fc.anything(),
    },
    { requiredKeys: [] },
  ),
);

/** The call that must come through has the ninth id. */
function isUsable(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && 'id' in value && value.id === 9) return false;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

describe('garbage', () => {
  test('sent to the server never breaks it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(garbage.filter(isUsable), { maxLength: 12 }), async (messages) => {
        const { client, clientPort, serverPort } = connect();
        for (const message of messages) clientPort.postMessage(message);
        for (let used = 0; used < 8; used += 1) void client.call('add', { a: 0, b: 0 });
        expect(await client.call('add', { a: 20, b: 22 })).toEqual(ok(42));
        serverPort.close();
      }),
      { numRuns: 150 },
    );
  });

  test('sent to the client never breaks it nor reaches a listener outside the contract', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(garbage.filter(isUsable), { maxLength: 12 }), async (messages) => {
        const { client, serverPort, server } = connect();
        const heard: unknown[] = [];
        client.listen('changed', (payload) => heard.push(payload));
        for (let used = 0; used < 8; used += 1) void client.call('add', { a: 0, b: 0 });
        for (const message of messages) serverPort.postMessage(message);
        expect(await client.call('add', { a: 20, b: 22 })).toEqual(ok(42));
        server.emit('changed', { tables: ['end'] });
        await settle(client);
        for (const payload of heard) expect(contract.events.changed.safeParse(payload).success).toBe(true);
        expect(heard.at(-1)).toEqual({ tables: ['end'] });
        serverPort.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe('the port adapters', () => {
  type Listener = (event: never) => void;
  function fakePort() {
    const listeners = new Map<string, Listener>();
    const calls: string[] = [];
    const add = (type: string, listener: Listener): void => void listeners.set(type, listener);
    const port = {
      postMessage: (message: unknown) => calls.push(`post ${String(message)}`),
      start: () => calls.push('start'),
      close: () => calls.push('close'),
      addEventListener: add,
      on: add,
    };
    return {
      port: port as never,
      calls,
      fire: (type: string, event: unknown) => listeners.get(type)?.(event as never),
    };
  }

  test.each([
    ['browser', browserPort],
    ['Electron', electronPort],
  ] as const)('of the %s kind start the port, unwrap the data and report the end', (_name, adapt) => {
    const { port, calls, fire } = fakePort();
    const adapted: PortLike = adapt(port);
    const heard: unknown[] = [];
    adapted.onMessage((message) => heard.push(message));
    adapted.onClose(() => heard.push('closed'));
    fire('message', { data: 'hello' });
    fire('close', {});
    adapted.postMessage('x');
    adapted.close();
    expect(heard).toEqual(['hello', 'closed']);
    expect(calls).toEqual(['start', 'post x', 'close']);
  });
});
