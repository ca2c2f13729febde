import { createHash } from 'node:crypto';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import type { Random } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { refused } from './admin-refusals.ts';
import { inSession, inTwoSteps, onlyValue } from './admin-session.ts';
import type { Answer, SessionSource } from './admin-session.ts';
import { base32Decode, base32Encode } from './base32.ts';

export type SecondFactorDeps = SessionSource & {
  readonly random: Random;
  /** What central takes instead of the password, which stays here. */
  readonly proofOf: (password: string, email: string) => Promise<string>;
};
type Codes = { readonly codes: string[] };

const SECRET_BYTES = 20;
const BACKUP_CODES = 10;
/** 50 bits, which cannot be tried out at five tries and a lock; without letters that look like figures. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 10;
const ISSUER = 'Backroom';

export type NewSecret = { readonly secret: string; readonly uri: string };

/** Made here; central does not know it before it is turned on. */
export async function newSecret(deps: SecondFactorDeps): Answer<NewSecret> {
  const me = await inSession(deps, async (query) => {
    const [row] = await query<{ email: string; organization: string }>(
      `SELECT u.email, o.name AS organization FROM auth.users_extended u JOIN organizations o ON o.id = u.org_id WHERE u.id = auth.uid()`,
    );
    return row;
  });
  if (!me.ok) return me;
  if (me.value === undefined) return err({ type: 'SignedOut' });
  const secret = base32Encode(deps.random.bytes(SECRET_BYTES));
  const label = encodeURIComponent(`${ISSUER}: ${me.value.email} (${me.value.organization})`);
  return ok({
    secret,
    uri: `otpauth://totp/${label}?secret=${secret}&issuer=${ISSUER}&algorithm=SHA1&digits=6&period=30`,
  });
}

export async function turnOn(
  deps: SecondFactorDeps,
  given: { readonly password: string; readonly secret: string; readonly code: string },
): Answer<Codes> {
  const secret = base32Decode(given.secret);
  if (secret?.length !== SECRET_BYTES) return err(refused('code-wrong'));
  const proof = await proofOfMine(deps, given.password);
  if (!proof.ok) return proof;
  const codes = newBackupCodes(deps.random);
  const judged = await change(deps, (query) =>
    query('SELECT auth.begin_second_factor_on($1, $2, $3, $4) AS id', [
      proof.value,
      Buffer.from(secret).toString('hex'),
      given.code,
      codes.map(hashOfCode),
    ]),
  );
  return judged.ok ? ok({ codes }) : judged;
}

export async function renewBackupCodes(deps: SecondFactorDeps, code: string): Answer<Codes> {
  const codes = newBackupCodes(deps.random);
  const judged = await change(deps, (query) =>
    query('SELECT auth.begin_backup_codes($1, $2) AS id', [code, codes.map(hashOfCode)]),
  );
  return judged.ok ? ok({ codes }) : judged;
}

export async function turnOff(
  deps: SecondFactorDeps,
  given: { readonly password: string; readonly code: string },
): Answer<Record<string, never>> {
  const proof = await proofOfMine(deps, given.password);
  if (!proof.ok) return proof;
  const judged = await change(deps, (query) =>
    query('SELECT auth.begin_second_factor_off($1, $2) AS id', [proof.value, given.code]),
  );
  return judged.ok ? ok({}) : judged;
}

/** Judged in one transaction and told in another, so that a try that is rolled back tells nothing. */
async function change(
  deps: SecondFactorDeps,
  begin: (query: Query) => Promise<readonly object[]>,
): Promise<Result<null, TeamAdminError>> {
  const told = await inTwoSteps(
    deps,
    async (query) => String(onlyValue(await begin(query))),
    async (query, id) => onlyValue(await query('SELECT auth.finish_second_factor_change($1) AS outcome', [id])),
  );
  if (!told.ok) return told;
  if (told.value === 'accepted') return ok(null);
  return err(refused(told.value === 'locked' ? 'locked-out' : 'proof-refused'));
}

async function proofOfMine(deps: SecondFactorDeps, password: string): Answer<string> {
  const email = await inSession(deps, async (query) =>
    String(onlyValue(await query('SELECT email FROM auth.users_extended WHERE id = auth.uid()'))),
  );
  return email.ok ? ok(await deps.proofOf(password, email.value)) : email;
}

function newBackupCodes(random: Random): string[] {
  return Array.from({ length: BACKUP_CODES }, () => {
    const letters = Array.from(random.bytes(CODE_LENGTH), (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
    return `${letters.slice(0, CODE_LENGTH / 2)}-${letters.slice(CODE_LENGTH / 2)}`;
  });
}

/** As central compares them: without gaps and hyphens. */
function hashOfCode(code: string): string {
  return createHash('sha256').update(code.replaceAll('-', '')).digest('hex');
}
