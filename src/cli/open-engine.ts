import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { OpenFailure } from '../engine/database/open-database.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine } from '../engine/create-engine.ts';
import type { Clock, Logger, LogLevel } from '../engine/platform/deps.ts';
import { createCertificateReader } from '../engine/platform/node-certificate.ts';
import { createNodeHttpTransport } from '../engine/platform/node-http-transport.ts';
import { createPinoLogger } from '../engine/platform/pino-logger.ts';
import { createSystemClock } from '../engine/platform/system-clock.ts';
import { createSystemRandom } from '../engine/platform/system-random.ts';
import { createSecretsVault } from '../engine/secrets/secrets-vault.ts';
import type { SecretsVaultDeps } from '../engine/secrets/secrets-vault.ts';
import type { Result } from '../shared/result.ts';
import { ok } from '../shared/result.ts';
import { watchAnswers } from './answer-watch.ts';
import type { AnswerWatch } from './answer-watch.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The engine behind one command. */
export type CliEngine = Engine & { readonly answers: AnswerWatch };

export const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');

/** Opens the profile for one command; nothing is scheduled. `close` ends it and the network connections. */
export async function openEngine(
  profile: string,
  env: Environment,
  clock: Clock = createSystemClock(),
): Promise<Result<CliEngine, OpenFailure>> {
  const { logger, addSecret } = cliLogger(env);
  const random = createSystemRandom();
  const network = createNodeHttpTransport();
  const answers = watchAnswers(network.send, clock);
  const created = await createEngine({
    profile,
    migrationsFolder: MIGRATIONS,
    clock,
    random,
    logger,
    transport: answers.transport,
    readCertificate: createCertificateReader(),
    createVault: ({ paths, locks }) => createSecretsVault(vaultDeps({ paths, locks, env, logger, addSecret })),
    startDemoShop: null,
    version: programVersion(),
    startedAs: 'command-line',
  });
  if (!created.ok) {
    network.close();
    return created;
  }
  const engine = created.value;
  const close = async (): Promise<void> => {
    await engine.close();
    network.close();
  };
  return ok({ ...engine, close, answers });
}

/** How the command line protects keys: by a passphrase, else by a key file, which is announced. */
export function vaultDeps(given: {
  readonly paths: { readonly secrets: string; readonly deviceKey: string };
  readonly locks: SecretsVaultDeps['locks'];
  readonly env: Environment;
  readonly logger: Logger;
  readonly addSecret: (value: string) => void;
}): SecretsVaultDeps {
  return {
    secretsFile: given.paths.secrets,
    deviceKeyFile: given.paths.deviceKey,
    random: createSystemRandom(),
    clock: createSystemClock(),
    logger: given.logger,
    locks: given.locks,
    keyring: null,
    passphrase: given.env['BACKROOM_PASSPHRASE'] ?? null,
    deviceFile: 'allowed',
    onSecret: given.addSecret,
  };
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Silent, because a command says itself what happened; `BACKROOM_LOG=info` prints the engine's log to stderr. */
export function cliLogger(env: Environment): { readonly logger: Logger; readonly addSecret: (value: string) => void } {
  const level = LEVELS.find((known) => known === env['BACKROOM_LOG']);
  if (level === undefined) return { logger: { log: () => undefined }, addSecret: () => undefined };
  const logger = createPinoLogger({ destination: 'stderr', level });
  return { logger, addSecret: logger.addSecret };
}

export function programVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
