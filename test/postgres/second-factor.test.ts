import { describe, expect, test } from 'vitest';
import { makeBackupCodes, makeSecret, totpCode } from '../../src/engine/central/second-factor.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import {
  beginSignIn,
  changePassword,
  finishSignIn,
  first,
  inSession,
  proof,
  provideDesks,
  signIn,
  whoami,
} from './support/desk.ts';
import type { Desk, Finished } from './support/desk.ts';
import { refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const { newcomer } = provideDesks(world);
const random = createSystemRandom();
const STEP_MS = 30_000;
const GUESSES = 300;

type Factor = { readonly secret: string; readonly backup: readonly string[] };

/** Signed in under that token, with the second factor on; the code of the step before now was used for it. */
async function withFactor(desk: Desk, word: string, token: string): Promise<Factor> {
  expect(await signIn(desk, word, token)).toBe('accepted');
  const { hex } = makeSecret(random, { organization: 'A', email: desk.email });
  const codes = makeBackupCodes(random);
  const attempt = await inSession(desk, token, () =>
    first(desk.client, 'SELECT auth.begin_second_factor_on($1, $2, $3, $4)', [
      proof(word),
      hex,
      totpCode(hex, Date.now() - STEP_MS),
      codes.map(({ hash }) => hash),
    ]),
  );
  expect(await finishChange(desk, token, attempt)).toBe('accepted');
  return { secret: hex, backup: codes.map(({ written }) => written) };
}

const finishChange = (desk: Desk, token: string, attempt: unknown): Promise<unknown> =>
  inSession(desk, token, () => first(desk.client, 'SELECT auth.finish_second_factor_change($1)', [attempt]));
const beginFactor = ({ client }: Desk, attempt: unknown, code: string): Promise<unknown> =>
  first(client, 'SELECT auth.begin_second_factor($1, $2)', [attempt, code]);
const finishFactor = async ({ client }: Desk, attempt: unknown, trust = false): Promise<Finished | undefined> =>
  (await client.query<Finished>('SELECT * FROM auth.finish_second_factor($1, $2)', [attempt, trust])).rows[0];

/** The password, then the code. */
async function signInWith(
  desk: Desk,
  word: string,
  code: string,
  token?: string,
  trust = false,
): Promise<string | undefined> {
  const attempt = await beginSignIn(desk, word, token);
  const finished = await finishSignIn(desk, attempt);
  if (finished?.outcome !== 'second_factor') return finished?.outcome;
  return (await finishFactor(desk, await beginFactor(desk, attempt, code), trust))?.outcome;
}
const now = ({ secret }: Factor): string => totpCode(secret, Date.now());
/** Everything that was tried before is as if it were a quarter of an hour ago. */
const later = (desk: Desk): Promise<unknown> =>
  world().query(`UPDATE auth.sign_in_attempts SET created_at = created_at - interval '16 minutes' WHERE db_role = $1`, [
    desk.login,
  ]);

describe('[FACTOR1] codes by time', () => {
  // RFC 6238, appendix B, SHA-1
  const VECTORS = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const;

  test.each(VECTORS)(
    '[FACTOR1] the code at second %i is that of the standard, here and in the database',
    async (second, code) => {
      const secret = Buffer.from('12345678901234567890').toString('hex');
      expect(totpCode(secret, second * 1000, 8)).toBe(code);
      const made = await world().row(
        `SELECT auth.totp(decode($1, 'hex'), $2::bigint / 30, 8) AS eight, auth.totp(decode($1, 'hex'), $2::bigint / 30) AS six`,
        [secret, second],
      );
      expect(made).toEqual({ eight: code, six: code.slice(2) });
    },
  );

  test('[FACTOR1] one step before and after now count, two do not', async () => {
    const secret = '0123456789abcdef0123456789abcdef01234567';
    const found = await world().query(
      `SELECT d.distance, auth.totp_step_of($1, auth.totp(decode($1, 'hex'), n.step + d.distance)) - n.step AS found
       FROM (SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint AS step) n, generate_series(-3, 3) d (distance) ORDER BY 1`,
      [secret],
    );
    const fitting = found
      .filter(({ found: at, distance }) => Number(at) === Number(distance))
      .map(({ distance }) => distance);
    // at the turn of a step the middle may have moved by one
    expect(['-1,0,1', '0,1,2']).toContain(fitting.join(','));
  });
});

describe('[FACTOR2] signing in with it', () => {
  test('[FACTOR2] the password alone opens no session; a code does, once, and only the device that has begun', async () => {
    const [desk, other] = [await newcomer('ann', 'right'), await newcomer('ben', 'right')];
    const factor = await withFactor(desk, 'right', 'held of ann');
    const attempt = await beginSignIn(desk, 'right', 'new of ann');
    expect(await finishSignIn(desk, attempt)).toMatchObject({ outcome: 'second_factor', session_id: null });
    expect(await whoami(desk, 'new of ann')).toBeUndefined();
    expect(await refusalOf(beginFactor(other, attempt, now(factor)))).toContain('42501');
    const code = now(factor);
    const begun = await beginFactor(desk, attempt, code);
    expect(await refusalOf(finishFactor(other, begun))).toContain('42501');
    const finished = await finishFactor(desk, begun);
    expect(finished).toMatchObject({ outcome: 'accepted', retry_at: null });
    expect(await finishFactor(desk, begun)).toEqual(finished);
    expect(await whoami(desk, 'new of ann')).toBe('ann@a.test');
    expect(await refusalOf(beginFactor(desk, attempt, code))).toContain('waits for no second factor');
    // each step once, in whatever order
    expect(await signInWith(desk, 'right', code)).toBe('refused');
    expect(await signInWith(desk, 'right', totpCode(factor.secret, Date.now() - STEP_MS))).toBe('refused');
    expect(await signInWith(desk, 'right', totpCode(factor.secret, Date.now() + STEP_MS))).toBe('accepted');
  });

  test('[FACTOR2] two tries with one code in one transaction, and a refused password, lead nowhere', async () => {
    const desk = await newcomer('cleo', 'right');
    const factor = await withFactor(desk, 'right', 'held of cleo');
    const attempts = [await beginSignIn(desk, 'right'), await beginSignIn(desk, 'right')];
    await desk.client.query('BEGIN');
    const begun = [];
    for (const attempt of attempts) begun.push(await beginFactor(desk, attempt, now(factor)));
    await desk.client.query('COMMIT');
    const outcomes = [];
    for (const each of begun) outcomes.push((await finishFactor(desk, each))?.outcome);
    expect(outcomes).toEqual(['accepted', 'refused']);
    expect(await refusalOf(beginFactor(desk, await beginSignIn(desk, 'wrong'), now(factor)))).toContain(
      'waits for no second factor',
    );
  });

  test('[FACTOR2] a password changed in between, a suspension and a late code end the waiting sign-in', async () => {
    const { query } = world();
    const desk = await newcomer('dan', 'right');
    const factor = await withFactor(desk, 'right', 'held of dan');
    const waiting = await beginSignIn(desk, 'right');
    const change = await inSession(desk, 'held of dan', () =>
      first(desk.client, 'SELECT auth.begin_password_change($1, $2)', [proof('right'), proof('next')]),
    );
    expect(await first(desk.client, 'SELECT auth.finish_password_change($1)', [change])).toBe('accepted');
    expect(await refusalOf(beginFactor(desk, waiting, now(factor)))).toContain('42501');
    const second = await beginSignIn(desk, 'next');
    const begun = await beginFactor(desk, second, now(factor));
    await query(`UPDATE auth.users_extended SET is_suspended = true WHERE email = 'dan@a.test'`);
    expect(await finishFactor(desk, begun)).toMatchObject({ outcome: 'refused', session_id: null });
    await query(`UPDATE auth.users_extended SET is_suspended = false WHERE email = 'dan@a.test'`);
    const third = await beginSignIn(desk, 'next');
    await query(`UPDATE auth.sign_in_attempts SET created_at = created_at - interval '6 minutes' WHERE id = $1`, [
      third,
    ]);
    expect(await refusalOf(beginFactor(desk, third, now(factor)))).toContain('42501');
  });

  test('[FACTOR2] a backup code works once, however it is written', async () => {
    const desk = await newcomer('eve', 'right');
    const { backup } = await withFactor(desk, 'right', 'held of eve');
    const [one, two] = [String(backup[0]), String(backup[1])];
    expect(await signInWith(desk, 'right', one)).toBe('accepted');
    expect(await signInWith(desk, 'right', one)).toBe('refused');
    expect(await signInWith(desk, 'right', ` ${two.toLowerCase().replace('-', ' ')}`)).toBe('accepted');
    const left = await inSession(desk, 'held of eve', () =>
      first(desk.client, 'SELECT backup_codes_left FROM auth.my_second_factor()'),
    );
    expect(left).toBe(8);
    const { rows } = await inSession(desk, 'held of eve', () =>
      desk.client.query('SELECT attempt_type, success FROM user_2fa_attempts ORDER BY created_at'),
    );
    expect(rows).toEqual([
      { attempt_type: 'backup_code', success: true },
      { attempt_type: 'unknown', success: false },
      { attempt_type: 'backup_code', success: true },
    ]);
  });
});

describe('[FACTOR3] guessing', () => {
  test(`[FACTOR3] ${GUESSES} rolled-back codes, right ones among them, reveal nothing and count for nothing`, async () => {
    const desk = await newcomer('fay', 'right');
    const factor = await withFactor(desk, 'right', 'held of fay');
    const { client } = desk;
    const attempt = await beginSignIn(desk, 'right');
    const counters = async (): Promise<ReadonlyMap<string, readonly number[]>> => {
      const { rows } = await client.query<{ relname: string; counts: readonly number[] }>(
        `SELECT relname, json_build_array(n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd) AS counts
         FROM pg_stat_xact_all_tables WHERE schemaname IN ('auth', 'public')`,
      );
      return new Map(rows.map(({ relname, counts }) => [relname, counts]));
    };
    const seen = new Set<string>();
    for (let guess = 0; guess < GUESSES; guess += 1) {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.session_token', 'held of fay', true)`);
      const before = await counters();
      const code =
        guess % 50 === 7 ? now(factor) : guess % 50 === 17 ? String(factor.backup[0]) : String(guess).padStart(6, '0');
      const begun = await beginFactor(desk, attempt, code);
      expect(begun).toMatch(/^[0-9a-f-]{36}$/);
      if (guess % 10 === 7) {
        const written = [...(await counters())].map(([name, counts]) => [
          name,
          counts.map((count, place) => count - (before.get(name)?.[place] ?? 0)),
        ]);
        const { rows: tried } = await client.query('SELECT count(*)::int FROM user_2fa_attempts');
        const left = await first(client, 'SELECT backup_codes_left FROM auth.my_second_factor()');
        seen.add(JSON.stringify([written.filter(([, counts]) => String(counts) !== '0,0,0,0'), tried, left]));
        expect(await refusalOf(finishFactor(desk, begun))).toContain('42501');
      }
      await client.query('ROLLBACK');
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain('sign_in_attempts');
    expect((await finishFactor(desk, await beginFactor(desk, attempt, String(factor.backup[0]))))?.outcome).toBe(
      'accepted',
    );
  });

  test('[FACTOR3] right, wrong and backup codes leave lines of the same size', async () => {
    const desk = await newcomer('gil', 'right');
    const factor = await withFactor(desk, 'right', 'held of gil');
    const attempt = await beginSignIn(desk, 'right');
    for (const code of ['000000', now(factor), String(factor.backup[0]), 'AAAAA-AAAAA'])
      await beginFactor(desk, attempt, code);
    const sizes = await world().query(
      `SELECT DISTINCT pg_column_size(a.*) AS size FROM auth.sign_in_attempts a WHERE purpose = 'second_factor' AND db_role = $1`,
      [desk.login],
    );
    expect(sizes).toHaveLength(1);
  });

  test('[FACTOR3] wrong codes lock as wrong passwords do, and the right password between them clears nothing', async () => {
    const desk = await newcomer('hal', 'right');
    const factor = await withFactor(desk, 'right', 'held of hal');
    for (let count = 0; count < 5; count += 1) expect(await signInWith(desk, 'right', '000000')).toBe('refused');
    expect(await signInWith(desk, 'right', now(factor))).toBe('locked');
    expect(
      await world().value(`SELECT count(*)::int FROM auth.security_events e JOIN auth.users u ON u.id = e.user_id
        WHERE u.email = 'hal@a.test' AND e.event_type = 'account_locked'`),
    ).toBe(1);
    await later(desk);
    expect(await signInWith(desk, 'right', now(factor), 'new of hal')).toBe('accepted');
    expect(
      await world().value(`SELECT failed_login_attempts FROM auth.users_extended WHERE email = 'hal@a.test'`),
    ).toBe(0);
    const { rows } = await inSession(desk, 'new of hal', () =>
      desk.client.query(
        'SELECT event_type, auth_method, count(*)::int AS times FROM auth.login_history GROUP BY 1, 2 ORDER BY 1, 2',
      ),
    );
    expect(rows).toEqual([
      { event_type: 'login_failed', auth_method: 'mfa', times: 5 },
      // while it is locked nothing counts
      { event_type: 'login_failed', auth_method: 'password', times: 1 },
      { event_type: 'login_success', auth_method: 'mfa', times: 1 },
      { event_type: 'login_success', auth_method: 'password', times: 1 },
      { event_type: 'password_reset', auth_method: 'password', times: 1 },
    ]);
  });
});

describe('[FACTOR4] turning it on and off', () => {
  test('[FACTOR4] on needs the password and a code that fits; the secret is never shown again', async () => {
    const desk = await newcomer('ida', 'right');
    expect(await signIn(desk, 'right', 'held of ida')).toBe('accepted');
    const { hex } = makeSecret(random, { organization: 'A', email: desk.email });
    const hashes = makeBackupCodes(random).map(({ hash }) => hash);
    const begin = (word: string, code: string, given: readonly string[] = hashes, secret = hex): Promise<unknown> =>
      inSession(desk, 'held of ida', () =>
        first(desk.client, 'SELECT auth.begin_second_factor_on($1, $2, $3, $4)', [proof(word), secret, code, given]),
      );
    expect(await refusalOf(begin('right', '000000'))).toContain('does not fit');
    expect(await refusalOf(begin('right', totpCode(hex, Date.now()), hashes.slice(1)))).toContain('ten different');
    expect(
      await refusalOf(
        begin(
          'right',
          totpCode(hex, Date.now()),
          hashes.map(() => 'ab'.repeat(32)),
        ),
      ),
    ).toContain('ten different');
    expect(await refusalOf(begin('right', totpCode('ab', Date.now()), hashes, 'ab'))).toContain('20 bytes');
    expect(await finishChange(desk, 'held of ida', await begin('wrong', totpCode(hex, Date.now())))).toBe('refused');
    const code = totpCode(hex, Date.now());
    expect(await finishChange(desk, 'held of ida', await begin('right', code))).toBe('accepted');
    expect(await refusalOf(begin('right', totpCode(hex, Date.now())))).toContain('on already');
    for (const statement of ['SELECT secret FROM user_2fa_settings', 'SELECT next_secret FROM auth.sign_in_attempts'])
      expect(await refusalOf(inSession(desk, 'held of ida', () => desk.client.query(statement)))).toContain('42501');
    expect(
      await world().value(
        'SELECT count(*)::int FROM auth.sign_in_attempts WHERE next_secret IS NOT NULL AND finished_at IS NOT NULL',
      ),
    ).toBe(0);
    // without a session it cannot be turned on or off
    expect(
      await refusalOf(first(desk.client, 'SELECT auth.begin_second_factor_off($1, $2)', [proof('right'), '000000'])),
    ).toContain('sign in first');
    // and the code that turned it on is used
    expect(await signInWith(desk, 'right', code)).toBe('refused');
  });

  test('[FACTOR4] off needs password and code; new backup codes need a code and end the old ones', async () => {
    const desk = await newcomer('jan', 'right');
    const factor = await withFactor(desk, 'right', 'held of jan');
    const fresh = makeBackupCodes(random);
    const renew = (code: string): Promise<unknown> =>
      inSession(desk, 'held of jan', () =>
        first(desk.client, 'SELECT auth.begin_backup_codes($1, $2)', [code, fresh.map(({ hash }) => hash)]),
      );
    expect(await finishChange(desk, 'held of jan', await renew('000000'))).toBe('refused');
    expect(await finishChange(desk, 'held of jan', await renew(String(factor.backup[3])))).toBe('accepted');
    expect(await signInWith(desk, 'right', String(factor.backup[4]))).toBe('refused');
    expect(await signInWith(desk, 'right', String(fresh[0]?.written))).toBe('accepted');
    const off = (word: string, code: string): Promise<unknown> =>
      inSession(desk, 'held of jan', () =>
        first(desk.client, 'SELECT auth.begin_second_factor_off($1, $2)', [proof(word), code]),
      );
    expect(await finishChange(desk, 'held of jan', await off('wrong', String(fresh[1]?.written)))).toBe('refused');
    expect(await finishChange(desk, 'held of jan', await off('right', '000000'))).toBe('refused');
    const attempt = await off('right', String(fresh[2]?.written));
    expect(await finishChange(desk, 'held of jan', attempt)).toBe('accepted');
    expect(await finishChange(desk, 'held of jan', attempt)).toBe('accepted');
    expect(await signIn(desk, 'right')).toBe('accepted');
    const { rows } = await inSession(desk, 'held of jan', () =>
      desk.client.query('SELECT alert_type FROM security_alerts'),
    );
    expect(rows).toEqual([{ alert_type: '2fa_disabled' }]);
  });

  test('[FACTOR4] with it on, the password alone changes no password', async () => {
    const desk = await newcomer('kim', 'right');
    await withFactor(desk, 'right', 'held of kim');
    expect(await refusalOf(changePassword(desk, 'right', 'other'))).toContain('sign in first');
  });

  test('[FACTOR4] an administrator takes it from a colleague who lost it, nobody else does', async () => {
    const { as, value } = world();
    const desk = await newcomer('lea', 'right');
    await withFactor(desk, 'right', 'held of lea');
    const id = await value(`SELECT id FROM auth.users WHERE email = 'lea@a.test'`);
    for (const person of ['viewerA', 'managerA', 'ownerB'] as const)
      await as(person, async ({ refusal }) =>
        expect(await refusal('SELECT auth.remove_second_factor($1)', [id])).toContain('42501'),
      );
    await as('ownerA', async ({ query }) => query('SELECT auth.remove_second_factor($1)', [id]), true);
    expect(await whoami(desk, 'held of lea')).toBeUndefined();
    expect(await signIn(desk, 'right')).toBe('accepted');
  });
});

describe('[FACTOR5] trusted devices', () => {
  test('[FACTOR5] a trusted device leaves the code out, for thirty days, on itself only, until it is revoked', async () => {
    const { query, as, value } = world();
    const desk = await newcomer('mia', 'right');
    const factor = await withFactor(desk, 'right', 'held of mia');
    expect(await signInWith(desk, 'right', now(factor), 'mine of mia', true)).toBe('accepted');
    expect(await signIn(desk, 'right')).toBe('accepted');
    const { rows } = await inSession(desk, 'mine of mia', () =>
      desk.client.query(
        `SELECT device_name, expires_at - trusted_at = interval '30 days' AS thirty FROM trusted_devices`,
      ),
    );
    expect(rows).toEqual([{ device_name: 'Laptop', thirty: true }]);
    // a device of somebody else is not trusted by it
    expect(await value(`SELECT count(DISTINCT device_fingerprint)::int FROM trusted_devices`)).toBe(1);
    await query(`UPDATE trusted_devices SET expires_at = now() - interval '1 second'`);
    expect(await signIn(desk, 'right')).toBe('second_factor');
    await query(`UPDATE trusted_devices SET expires_at = now() + interval '1 day'`);
    expect(await signIn(desk, 'right')).toBe('accepted');
    const trusted = await value('SELECT id FROM trusted_devices');
    await as('viewerA', async ({ refusal }) =>
      expect(await refusal('SELECT auth.end_device_trust($1)', [trusted])).toContain('42501'),
    );
    await inSession(desk, 'mine of mia', () => first(desk.client, 'SELECT auth.end_device_trust($1)', [trusted]));
    expect(await signIn(desk, 'right')).toBe('second_factor');
  });
});
