/**
 * The engine as a process of its own, to be killed: the one of the command line, on the system's clock plus a shift.
 * It takes orders as lines of JSON on stdin and answers each as a line on stdout once its command has returned, which
 * is when a person would see it as kept. It syncs all the time.
 */
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { openEngine } from '../../src/cli/open-engine.ts';
import type { CliEngine } from '../../src/cli/open-engine.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import type { Order, Reply } from './orders.ts';

const system = createSystemClock();
let shiftMs = 0;
const clock = { ...system, now: () => system.now() + shiftMs, monotonic: () => system.monotonic() + shiftMs };

let engine: CliEngine | null = null;
let isSyncing = false;

function say(reply: Reply): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function open(profile: string): Promise<void> {
  const opened = await openEngine(profile, {}, clock);
  if (!opened.ok) throw new Error(opened.error.type);
  engine = opened.value;
}

function opened(): CliEngine {
  if (engine === null) throw new Error('the engine is not open');
  return engine;
}

async function firstStore(): Promise<string | null> {
  const stores = await opened().call('stores.list', {});
  return stores.ok ? (stores.value[0]?.id ?? null) : null;
}

/** One run after the other until the process is killed or told to stop. */
async function syncAlways(): Promise<void> {
  isSyncing = true;
  while (isSyncing) {
    const store = await firstStore();
    if (store !== null) await opened().sync.runNow(store, { kind: 'incremental', startedBy: 'command-line' });
    await system.sleep(5);
  }
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'open':
      shiftMs = order.shiftMs;
      await open(order.profile);
      // who belongs to a team follows it as the app does
      if (order.team === true) opened().start();
      if (order.syncs) void syncAlways();
      return null;
    case 'shift':
      shiftMs = order.shiftMs;
      return null;
    case 'call': {
      const result = await opened().call(order.method, order.input as never);
      if (!result.ok) throw new Error(`${order.method}: ${JSON.stringify(result.error)}`);
      return result.value;
    }
    case 'run': {
      shiftMs = order.shiftMs;
      const store = await firstStore();
      if (store === null) return null;
      return await opened().sync.runNow(store, { kind: order.kind, startedBy: 'person' });
    }
    case 'close':
      isSyncing = false;
      await opened().close();
      return null;
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  obey(order).then(
    (value) => say({ number: order.number, ok: true, value }),
    (error: unknown) => say({ number: order.number, ok: false, value: error instanceof Error ? error.message : error }),
  );
});
process.stdin.on('end', () => process.exit());
// A killed process keeps nothing for the next one's start, so it is written down now.
flushCompileCache();
say({ number: 0, ok: true, value: 'loaded' });
