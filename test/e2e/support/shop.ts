import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import type { ControlCommand } from '../../../src/demo-shop/control.ts';
import { root } from './launch-app.ts';

const listeningSchema = z.object({
  url: z.url(),
  key: z.string(),
  secret: z.string(),
  control: z.object({ url: z.url(), token: z.string() }),
});

export type ShopOptions = {
  readonly products?: number;
  readonly seed?: number;
  readonly latencyMs?: number;
  readonly currency?: 'ILS' | 'EUR';
  readonly profile?: '10.5' | '9.9';
};

export interface RunningShop {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** Asks or tells the shop what no client could: ids, raw records, edits in wp-admin, faults, down and up. */
  readonly control: (command: ControlCommand) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** Starts the demo shop as a process of its own on a free port of this computer. */
export async function startShop(options: ShopOptions = {}): Promise<RunningShop> {
  const given = { port: 0, products: 60, seed: 7, 'latency-ms': options.latencyMs, ...withoutLatency(options) };
  const args = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const child = spawn(process.execPath, [join(root, 'src/demo-shop/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, key, secret, control } = await readFirstLine(child);
  return {
    name: 'Demo shop',
    url,
    key,
    secret,
    control: (command) => sendCommand(control, command),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function withoutLatency({ latencyMs: _latencyMs, ...options }: ShopOptions) {
  return options;
}

async function readFirstLine(child: ChildProcess): Promise<z.infer<typeof listeningSchema>> {
  if (!child.stdout) throw new Error('The demo shop has no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The demo shop ended with code ${String(code)}`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  // The race is over; its other end comes when the shop is stopped.
  ended.catch(() => undefined);
  return listeningSchema.parse(JSON.parse(line));
}

async function sendCommand(control: { readonly url: string; readonly token: string }, command: ControlCommand) {
  const response = await fetch(control.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-control-token': control.token },
    body: JSON.stringify(command),
  });
  if (!response.ok) throw new Error(`The shop refused ${command.op}: ${response.status} ${await response.text()}`);
  return z.object({ result: z.unknown() }).parse(await response.json()).result;
}
