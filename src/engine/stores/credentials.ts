import { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { SecretsFailure } from '../secrets/secrets-errors.ts';
import type { SecretsVault, WriteOptions } from '../secrets/secrets-vault.ts';

/** A REST key of one store. */
export type StoreCredentials = { readonly consumerKey: string; readonly consumerSecret: string };

export type StoreNotConnected = { readonly type: 'StoreNotConnected'; readonly storeId: string };
export type CredentialsFailure = SecretsFailure | StoreNotConnected;

/** The keys of the stores, kept in the vault under the stores' ids. */
export interface CredentialsBook {
  /** `StoreNotConnected`: this computer has no key for the store. */
  readonly read: (storeId: string) => Promise<Result<StoreCredentials, CredentialsFailure>>;
  readonly keep: (
    storeId: string,
    credentials: StoreCredentials,
    options?: WriteOptions,
  ) => Promise<Result<null, SecretsFailure>>;
  readonly forget: (storeId: string) => Promise<Result<null, SecretsFailure>>;
  /** For this process only, before any stored one. */
  readonly useForSession: (storeId: string, credentials: StoreCredentials) => void;
  /** Removes keys of stores that are not there: what a crash between key and row left. Returns how many. */
  readonly removeOrphans: (db: ReadableDb, nowMs: number) => Promise<number>;
}

const PREFIX = 'store:';
/** A younger key may belong to a store that another process is adding at this moment. */
const ORPHAN_AGE_MS = 15 * 60_000;

const credentialsSchema = z.object({ consumerKey: z.string().min(1), consumerSecret: z.string().min(1) });

export function createCredentialsBook(vault: SecretsVault): CredentialsBook {
  return {
    read: async (storeId) => {
      const found = await vault.read(PREFIX + storeId);
      if (!found.ok) return found;
      if (found.value === null) return err({ type: 'StoreNotConnected', storeId });
      const parsed = credentialsSchema.safeParse(JSON.parse(found.value));
      return parsed.success ? ok(parsed.data) : err({ type: 'StoreNotConnected', storeId });
    },
    keep: (storeId, credentials, options) => vault.write(PREFIX + storeId, toText(credentials), options),
    forget: (storeId) => vault.remove(PREFIX + storeId),
    useForSession: (storeId, credentials) => vault.holdForSession(PREFIX + storeId, toText(credentials)),
    removeOrphans: async (db, nowMs) => {
      const isStore = prepared<{ id: string }>(db, `SELECT id FROM stores WHERE id = ?`);
      let removed = 0;
      for (const { name, at } of vault.stored()) {
        if (!name.startsWith(PREFIX) || nowMs - at < ORPHAN_AGE_MS) continue;
        if (isStore.get(name.slice(PREFIX.length)) !== undefined) continue;
        const done = await vault.remove(name);
        if (done.ok) removed += 1;
      }
      return removed;
    },
  };
}

function toText({ consumerKey, consumerSecret }: StoreCredentials): string {
  return JSON.stringify({ consumerKey, consumerSecret });
}
