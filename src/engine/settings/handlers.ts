import { statSync } from 'node:fs';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { settings as settingsSchema } from '../../shared/contract/settings.ts';
import type { RescueReportView, SecretsProtection, Settings } from '../../shared/contract/settings.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { RescueReport } from '../database/rescue.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import type { SecretsVault } from '../secrets/secrets-vault.ts';

export type SettingsHandlers = Pick<
  Handlers<EngineContract>,
  | 'settings.get'
  | 'settings.set'
  | 'secrets.status'
  | 'secrets.usePassphrase'
  | 'app.rescue'
  | 'app.rescueRead'
  | 'app.facts'
>;

export type SettingsHandlersDeps = {
  readonly db: WritableDb;
  readonly vault: Pick<SecretsVault, 'protection' | 'usePassphrase'>;
  /** The keys can be opened now: stores that waited for them go on. */
  readonly onUnlocked: () => void;
  /** What this start had to rescue; null when the database was whole. */
  readonly rescue: RescueReport | null;
  readonly version: string;
  readonly profile: string;
  readonly databaseFile: string;
};

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  contrast: 'system',
  language: 'system',
  density: 'compact',
};
const NAMES = Object.keys(DEFAULT_SETTINGS) as (keyof Settings)[];

/** The contract's methods on settings, and the facts for help and support. */
export function createSettingsHandlers(deps: SettingsHandlersDeps): SettingsHandlers {
  const { db } = deps;
  let unread = deps.rescue === null ? null : viewOf(deps.rescue);

  /** A value of another version that this one does not know counts as the default, and stays as it is until changed. */
  function read(): Settings {
    const found: Record<string, string> = {};
    for (const name of NAMES) {
      const row = prepared<{ value: string }>(db, `SELECT value FROM app_settings WHERE name = ?`).get(name);
      if (row !== undefined && settingsSchema.shape[name].safeParse(row.value).success) found[name] = row.value;
    }
    return settingsSchema.parse({ ...DEFAULT_SETTINGS, ...found });
  }

  function write(changes: Partial<Settings>): void {
    const save = prepared(
      db,
      `INSERT INTO app_settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
    inDurableTransaction(db, () => {
      for (const name of NAMES) {
        const value = changes[name];
        if (value !== undefined) save.run(name, value);
      }
      return null;
    });
  }

  async function protection(): Promise<SecretsProtection> {
    const { protectedBy, atHand, storedCount, locked } = await deps.vault.protection();
    return { protectedBy: [...protectedBy], atHand: [...atHand], storedCount, locked };
  }

  return {
    'secrets.status': async () => ok(await protection()),
    'secrets.usePassphrase': async ({ passphrase }) => {
      const used = await deps.vault.usePassphrase(passphrase);
      if (!used.ok) return used;
      deps.onUnlocked();
      return ok(await protection());
    },
    'settings.get': () => ok(read()),
    'settings.set': (changes) => {
      try {
        // An absent key and `undefined` are the same on the wire.
        write(changes as Partial<Settings>);
      } catch (error) {
        const failure = storageErrorOf(error, deps.profile);
        if (failure === null) throw error;
        return err(failure);
      }
      return ok(read());
    },
    'app.rescue': () => ok(unread),
    'app.rescueRead': () => {
      unread = null;
      return ok({});
    },
    'app.facts': async () => {
      const { protectedBy, atHand } = await deps.vault.protection();
      const kinds = protectedBy.length > 0 ? protectedBy : atHand;
      const secretsProtectedBy = kinds.find((kind) => kind !== 'device-file') ?? 'none';
      const databaseBytes = fileBytes(deps.databaseFile) + fileBytes(`${deps.databaseFile}-wal`);
      return ok({ version: deps.version, profile: deps.profile, databaseBytes, secretsProtectedBy });
    },
  };
}

function viewOf(report: RescueReport): RescueReportView {
  const view = (operations: RescueReport['restored']): RescueReportView['restored'] =>
    operations.map(({ entity, kind, label, queuedAt }) => ({ entity, kind, label, queuedAt }));
  const { at, setAside, stores, reportFile } = report;
  return { at, setAside, stores, reportFile, restored: view(report.restored), unplaced: view(report.unplaced) };
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
