import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RescueFileError } from '../../shared/contract/rescue-file.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { StorageError } from '../database/storage-errors.ts';
import type { SecretsFailure } from '../secrets/secrets-errors.ts';
import type { TeamSecrets } from './team-secrets.ts';
import type { ConnectionRow } from './team-store.ts';

export type WipeReason = 'person' | 'access' | 'revoked' | 'disconnected';
export type HandOverFailure = SecretsFailure | RescueFileError | StorageError;

export type HandOverDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: TeamSecrets;
  /** Made where it is missing. */
  readonly sealedFolder: () => Result<string, StorageError>;
  /** Seals everything unsent in a file; `written` false: there was nothing. */
  readonly exportUnsent: (
    path: string,
    passphrase: string,
  ) => Promise<Result<{ readonly written: boolean }, RescueFileError>>;
  readonly adoptUnsent: (path: string, passphrase: string) => Promise<Result<unknown, RescueFileError>>;
  /** No process queues anything until this one has decided or given up. */
  readonly intend: () => Result<void, StorageError>;
  readonly giveUp: () => void;
  readonly decideWipe: (reason: WipeReason, next: ConnectionRow | null) => Result<void, StorageError>;
  /** Ends this process so that the next one opens the profile anew. */
  readonly restart: () => void;
};

export interface HandOver {
  /**
   * Seals what this person had not sent, puts the stores' keys away and decides that the mirror goes; then the process
   * ends. Nothing is decided where sealing fails: unsent changes are worth more than haste.
   */
  readonly leave: (given: {
    readonly reason: WipeReason;
    readonly personId: string | null;
    readonly next: ConnectionRow | null;
    /** What is left to do before the process ends. */
    readonly onDecided?: () => Promise<unknown>;
  }) => Promise<Result<null, HandOverFailure>>;
  /**
   * What was sealed for the person comes back, and the keys, as far as the role still permits to have them. What does not
   * come back now stays for another time.
   */
  readonly welcome: (personId: string, may: (permission: string) => boolean) => Promise<void>;
}

const PASSPHRASE_BYTES = 32;

export function createHandOver(deps: HandOverDeps): HandOver {
  const { secrets, logger } = deps;

  async function seal(personId: string): Promise<Result<null, HandOverFailure>> {
    const folder = deps.sealedFolder();
    if (!folder.ok) return folder;
    const passphrase = Buffer.from(deps.random.bytes(PASSPHRASE_BYTES)).toString('base64url');
    const file = `${nameOf(personId)}-${deps.clock.now()}.unsent`;
    // the passphrase first: a sealed file that nothing opens would be lost work
    const kept = await secrets.keepSealed(personId, { file, passphrase });
    if (!kept.ok) return kept;
    const path = join(folder.value, file);
    const exported = await deps.exportUnsent(path, passphrase);
    if (exported.ok && exported.value.written) return ok(null);
    await secrets.forgetSealed(personId, file);
    return exported.ok ? ok(null) : exported;
  }

  async function leave(given: Parameters<HandOver['leave']>[0]): ReturnType<HandOver['leave']> {
    const intended = deps.intend();
    if (!intended.ok) return intended;
    const decided = await sealAndDecide(given);
    if (!decided.ok) {
      deps.giveUp();
      return decided;
    }
    await given.onDecided?.();
    deps.restart();
    return ok(null);
  }

  async function sealAndDecide({
    reason,
    personId,
    next,
  }: Parameters<HandOver['leave']>[0]): Promise<Result<null, HandOverFailure>> {
    if (personId !== null) {
      const sealed = await seal(personId);
      if (!sealed.ok) return sealed;
      const put = await secrets.putKeysAway(personId);
      if (!put.ok) return put;
    }
    const decided = deps.decideWipe(reason, next);
    return decided.ok ? ok(null) : decided;
  }

  async function welcome(personId: string, may: (permission: string) => boolean): Promise<void> {
    if (may('sync:execute')) {
      const back = await secrets.bringKeysBack(personId);
      if (!back.ok) logger.log('warn', 'team.keys-not-back', { why: back.error.type });
    }
    if (may('sync:create')) await unseal(personId);
  }

  async function unseal(personId: string): Promise<void> {
    const sealed = await secrets.sealedOf(personId);
    if (!sealed.ok) return logger.log('warn', 'team.sealed-not-open', { why: sealed.error.type });
    if (sealed.value.length === 0) return;
    const folder = deps.sealedFolder();
    if (!folder.ok) return;
    for (const { file, passphrase } of sealed.value) {
      const path = join(folder.value, file);
      if (existsSync(path)) {
        const adopted = await deps.adoptUnsent(path, passphrase);
        if (!adopted.ok) {
          logger.log('error', 'team.sealed-not-adopted', { file, why: adopted.error.type });
          continue;
        }
        rmSync(path, { force: true });
      }
      await secrets.forgetSealed(personId, file);
    }
  }

  return { leave, welcome };
}

/** A file name that says nothing about the person. */
function nameOf(personId: string): string {
  return createHash('sha256').update(personId).digest('hex').slice(0, 16);
}
