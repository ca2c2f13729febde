import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { runCli } from '../../src/cli/run-cli.ts';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop, DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import { startDemoShopServer } from '../../src/demo-shop/server.ts';
import type { DemoShopServer } from '../../src/demo-shop/server.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';

export type ServedShop = {
  readonly shop: DemoShop;
  readonly server: DemoShopServer;
  readonly key: string;
  readonly secret: string;
};

/** The demo shop on a real port of this computer. */
export async function serveShop(options: Partial<DemoShopOptions> = {}): Promise<ServedShop> {
  const key = 'ck_0123456789abcdef0123456789abcdef01234567';
  const secret = 'cs_76543210fedcba9876543210fedcba9876543210';
  const shop = createDemoShop({
    seed: 11,
    products: 60,
    orders: 20,
    clock: { now: () => Date.now() },
    random: createSeededRandom(3),
    consumerKey: key,
    consumerSecret: secret,
    ...options,
  });
  return { shop, server: await startDemoShopServer({ shop }), key, secret };
}

export type CliAnswer = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON document; throws when stdout is not exactly that. */
  readonly json: () => Readonly<Record<string, unknown>>;
};

/** Runs commands on one profile inside this process, with everything real but the process around them. */
export function createCli(profile: string, env: Readonly<Record<string, string>> = {}) {
  return async (...args: readonly string[]): Promise<CliAnswer> => {
    let stdout = '';
    let stderr = '';
    const exitCode = await runCli(['--profile', profile, ...args], {
      env,
      platform: 'linux',
      home: homedir(),
      resolvePath: (path) => resolve(path),
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text),
      signal: new AbortController().signal,
    });
    return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Readonly<Record<string, unknown>> };
  };
}
export type Cli = ReturnType<typeof createCli>;

type Row = Readonly<Record<string, unknown>>;
export function rowsOf(answer: CliAnswer): readonly Row[] {
  return answer.json()['rows'] as readonly Row[];
}
