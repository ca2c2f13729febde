import { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { SecretsFailure } from '../secrets/secrets-errors.ts';
import type { SecretsVault, WriteOptions } from '../secrets/secrets-vault.ts';
import type { DeviceLogin } from './team-gate.ts';

/** What a person left unsent when the mirror was wiped: a sealed file and the passphrase that opens it. */
export type Sealed = { readonly file: string; readonly passphrase: string };

export interface TeamSecrets {
  readonly logins: () => Promise<Result<readonly DeviceLogin[], SecretsFailure>>;
  readonly login: (name: string) => Promise<Result<DeviceLogin | null, SecretsFailure>>;
  readonly keepLogin: (login: DeviceLogin, options?: WriteOptions) => Promise<Result<null, SecretsFailure>>;
  readonly forgetLogin: (name: string) => Promise<Result<null, SecretsFailure>>;
  /** Whether any login is kept; needs no key. */
  readonly hasLogins: () => boolean;
  readonly token: (login: string) => Promise<Result<string | null, SecretsFailure>>;
  readonly keepToken: (login: string, token: string, options?: WriteOptions) => Promise<Result<null, SecretsFailure>>;
  readonly forgetToken: (login: string) => Promise<Result<null, SecretsFailure>>;
  readonly sealedOf: (personId: string) => Promise<Result<readonly Sealed[], SecretsFailure>>;
  readonly keepSealed: (personId: string, sealed: Sealed) => Promise<Result<null, SecretsFailure>>;
  readonly forgetSealed: (personId: string, file: string) => Promise<Result<null, SecretsFailure>>;
  /** Puts the keys of all stores away under that person, where nobody else's engine looks for them. */
  readonly putKeysAway: (personId: string) => Promise<Result<null, SecretsFailure>>;
  readonly bringKeysBack: (personId: string) => Promise<Result<null, SecretsFailure>>;
}

const LOGIN = 'team:login:';
const TOKEN = 'team:session:';
const SEALED = 'team:sealed:';
const KEPT = 'team:kept:';
/** As `credentials.ts` of the stores names them. */
const STORE_KEY = 'store:';

const loginSchema = z.object({
  host: z.string(),
  port: z.number(),
  database: z.string(),
  sslmode: z.enum(['verify-full', 'disable']),
  authority: z.string().nullable(),
  login: z.string(),
  password: z.string(),
  email: z.string(),
  organization: z.string(),
});

export function createTeamSecrets(vault: SecretsVault): TeamSecrets {
  const namesWith = (prefix: string): readonly string[] =>
    vault
      .stored()
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix));

  async function login(name: string): Promise<Result<DeviceLogin | null, SecretsFailure>> {
    const found = await vault.read(LOGIN + name);
    return found.ok ? ok(found.value === null ? null : loginSchema.parse(JSON.parse(found.value))) : found;
  }

  async function logins(): Promise<Result<readonly DeviceLogin[], SecretsFailure>> {
    const all: DeviceLogin[] = [];
    for (const name of namesWith(LOGIN)) {
      const one = await login(name.slice(LOGIN.length));
      if (!one.ok) return one;
      if (one.value !== null) all.push(one.value);
    }
    return ok(all);
  }

  /** The new place first: a crash in between leaves it in both. */
  async function move(from: string, to: string): Promise<Result<null, SecretsFailure>> {
    const found = await vault.read(from);
    if (!found.ok) return found;
    if (found.value === null) return ok(null);
    const written = await vault.write(to, found.value, { deviceFileIsEnough: true });
    return written.ok ? vault.remove(from) : written;
  }

  async function moveAll(from: string, to: string): Promise<Result<null, SecretsFailure>> {
    for (const name of namesWith(from)) {
      const moved = await move(name, to + name.slice(from.length));
      if (!moved.ok) return moved;
    }
    return ok(null);
  }

  async function sealedOf(personId: string): Promise<Result<readonly Sealed[], SecretsFailure>> {
    const prefix = `${SEALED}${personId}:`;
    const all: Sealed[] = [];
    for (const name of namesWith(prefix)) {
      const found = await vault.read(name);
      if (!found.ok) return found;
      if (found.value !== null) all.push({ file: name.slice(prefix.length), passphrase: found.value });
    }
    return ok(all);
  }

  return {
    logins,
    login,
    keepLogin: (given, options) => vault.write(LOGIN + given.login, JSON.stringify(given), options),
    forgetLogin: (name) => vault.remove(LOGIN + name),
    hasLogins: () => namesWith(LOGIN).length > 0,
    token: (name) => vault.read(TOKEN + name),
    keepToken: (name, token, options) => vault.write(TOKEN + name, token, options),
    forgetToken: (name) => vault.remove(TOKEN + name),
    sealedOf,
    keepSealed: (personId, { file, passphrase }) => vault.write(`${SEALED}${personId}:${file}`, passphrase),
    forgetSealed: (personId, file) => vault.remove(`${SEALED}${personId}:${file}`),
    putKeysAway: (personId) => moveAll(STORE_KEY, `${KEPT}${personId}:${STORE_KEY}`),
    bringKeysBack: (personId) => moveAll(`${KEPT}${personId}:${STORE_KEY}`, STORE_KEY),
  };
}
