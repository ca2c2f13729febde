import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Query, TeamFailure } from '../team/team-server.ts';
import type { BackupCode } from './second-factor.ts';
import { signInProof } from './sign-in-proof.ts';

/** One transaction on the device's login; of a signed-in person, with the session's token. */
export type Run = <T>(work: (query: Query) => Promise<T>) => Promise<Result<T, TeamFailure>>;
type Answer<T> = Promise<Result<T, TeamFailure>>;

/** `code-misfit`: the first code does not belong to the secret (a wrong clock, another entry of the telephone). */
export type SecondFactorOutcome = 'accepted' | 'refused' | 'locked' | 'code-misfit';
export type AddressOutcome = 'accepted' | 'refused' | 'locked' | 'taken';
export type ResetOutcome = 'accepted' | 'refused' | 'locked' | 'used-before';

/** SQLSTATE of a value that cannot be meant. */
const MISFIT = '22023';

/** Turns the second factor on. `secret` and `backupCodes` were made here; `code` is what the telephone shows for it now. */
export async function turnOnSecondFactor(
  run: Run,
  given: {
    readonly email: string;
    readonly password: string;
    readonly secret: string;
    readonly code: string;
    readonly backupCodes: readonly BackupCode[];
  },
): Answer<SecondFactorOutcome> {
  const proof = await signInProof(given.password, given.email);
  const hashes = given.backupCodes.map(({ hash }) => hash);
  const judged = await judge<Exclude<SecondFactorOutcome, 'code-misfit'>>(run, {
    begin: 'SELECT auth.begin_second_factor_on($1, $2, $3, $4)',
    values: [proof, given.secret, given.code, hashes],
    finish: 'SELECT auth.finish_second_factor_change($1)',
  });
  const isMisfit = !judged.ok && judged.error.type === 'CentralRejected' && judged.error.code === MISFIT;
  return isMisfit ? ok('code-misfit') : judged;
}

/** `code`: by time, or a backup code. Trusted devices are trusted no more. */
export async function turnOffSecondFactor(
  run: Run,
  given: { readonly email: string; readonly password: string; readonly code: string },
): Answer<Exclude<SecondFactorOutcome, 'code-misfit'>> {
  return judge(run, {
    begin: 'SELECT auth.begin_second_factor_off($1, $2)',
    values: [await signInProof(given.password, given.email), given.code],
    finish: 'SELECT auth.finish_second_factor_change($1)',
  });
}

/** Ten new backup codes in the place of those that are left. */
export async function renewBackupCodes(
  run: Run,
  given: { readonly code: string; readonly backupCodes: readonly BackupCode[] },
): Answer<Exclude<SecondFactorOutcome, 'code-misfit'>> {
  return judge(run, {
    begin: 'SELECT auth.begin_backup_codes($1, $2)',
    values: [given.code, given.backupCodes.map(({ hash }) => hash)],
    finish: 'SELECT auth.finish_second_factor_change($1)',
  });
}

/** From then on the person signs in with the new address and the same password. */
export async function changeAddress(
  run: Run,
  given: { readonly email: string; readonly password: string; readonly next: string },
): Answer<AddressOutcome> {
  const [current, next] = [
    await signInProof(given.password, given.email),
    await signInProof(given.password, given.next),
  ];
  return judge(run, {
    begin: 'SELECT auth.begin_address_change($1, $2, $3)',
    values: [current, given.next, next],
    finish: 'SELECT auth.finish_address_change($1)',
  });
}

/** Sets a password with the code that an administrator has handed out; needs no session. `email` is the device's person. */
export async function resetPassword(
  run: Run,
  given: { readonly email: string; readonly code: string; readonly next: string },
): Answer<ResetOutcome> {
  const judged = await judge<'accepted' | 'refused' | 'locked' | 'used_before'>(run, {
    begin: 'SELECT auth.begin_password_reset($1, $2)',
    values: [given.code, await signInProof(given.next, given.email)],
    finish: 'SELECT auth.finish_password_reset($1)',
  });
  if (!judged.ok) return judged;
  return ok(judged.value === 'used_before' ? 'used-before' : judged.value);
}

/**
 * Two transactions: the first is judged, the second tells. A verdict that was lost on its way is asked for once more,
 * because what was judged stays.
 */
async function judge<Verdict extends string>(
  run: Run,
  step: { readonly begin: string; readonly values: readonly unknown[]; readonly finish: string },
): Answer<Verdict> {
  const begun = await run(async (query) => onlyValue(await query(step.begin, step.values)));
  if (!begun.ok) return begun;
  const tell = (): Answer<string> => run(async (query) => onlyValue(await query(step.finish, [begun.value])));
  const first = await tell();
  const told = first.ok || first.error.type !== 'CentralUnavailable' ? first : await tell();
  return told.ok ? ok(told.value as Verdict) : err(told.error);
}

function onlyValue(rows: readonly object[]): string {
  return String(Object.values(rows[0] ?? {})[0]);
}
