import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Order, OrderGiven, Reply } from './orders.ts';

export type Answer =
  | { readonly kind: 'kept'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'died' };

export type MortalEngine = {
  readonly loaded: Promise<void>;
  /** Resolves with the answer, or with `died` when the process ended before it gave one. */
  readonly give: (order: OrderGiven) => Promise<Answer>;
  /** kill -9, by the process's own id; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  readonly isAlive: () => boolean;
  /** What it wrote to stderr. */
  readonly complaints: () => string;
};

const CHILD = join(import.meta.dirname, 'engine-child.ts');

/** Starts the engine's process; it is loaded but opens nothing until it is told to. */
export function startMortalEngine(cacheFolder: string): MortalEngine {
  const env = { ...process.env, NODE_COMPILE_CACHE: cacheFolder, BACKROOM_LOG: undefined };
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'pipe'], env });
  const waiting = new Map<number, (answer: Answer) => void>();
  let numbers = 0;
  let complaints = '';
  let isLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    isLoaded = resolve;
  });
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = readReply(line);
    if (reply === null) return;
    if (reply.number === 0) return isLoaded();
    const settle = waiting.get(reply.number);
    waiting.delete(reply.number);
    settle?.(reply.ok ? { kind: 'kept', value: reply.value } : { kind: 'refused', why: String(reply.value) });
  });
  // `close` comes after the last line of stdout was read: what was said before the death is heard.
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      isLoaded();
      for (const settle of waiting.values()) settle({ kind: 'died' });
      waiting.clear();
      resolve();
    });
  });
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    loaded,
    give: (order) =>
      new Promise((resolve) => {
        if (!isAlive()) return resolve({ kind: 'died' });
        numbers += 1;
        waiting.set(numbers, resolve);
        child.stdin.write(`${JSON.stringify({ ...order, number: numbers } satisfies Order)}\n`);
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    isAlive,
    complaints: () => complaints,
  };
}

/** Null for a line that death has cut: what was not said to the end was not said. */
function readReply(line: string): Reply | null {
  try {
    return JSON.parse(line) as Reply;
  } catch {
    return null;
  }
}
