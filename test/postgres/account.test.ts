import { describe, expect, test } from 'vitest';
import {
  changeAddress,
  renewBackupCodes,
  resetPassword,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from '../../src/engine/central/central-account.ts';
import type { Run } from '../../src/engine/central/central-account.ts';
import { makeBackupCodes, makeSecret, totpCode } from '../../src/engine/central/second-factor.ts';
import { signInProof } from '../../src/engine/central/sign-in-proof.ts';
import { teamFailureOf } from '../../src/engine/central/team-failures.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import type { Query } from '../../src/engine/team/team-server.ts';
import { err, ok } from '../../src/shared/result.ts';
import { first, hashOf, inSession, provideDesks } from './support/desk.ts';
import type { Desk } from './support/desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const { newcomer } = provideDesks(world);
const random = createSystemRandom();
const STEP_MS = 30_000;

/** Transactions of that desk, in its session where a token is given. */
function runnerOf(desk: Desk, token: string | null): Run {
  const query: Query = async <Row extends object>(statement: string, values: readonly unknown[] = []) =>
    (await desk.client.query<Row>(statement, [...values])).rows;
  return async (work) => {
    try {
      return ok(await inSession(desk, token ?? '', () => work(query)));
    } catch (error) {
      return err(teamFailureOf(error, []));
    }
  };
}

/** Somebody with that password, which the desktop turned into a proof. */
async function withPassword(name: string, password: string): Promise<Desk> {
  const desk = await newcomer(name);
  const attempt = await first(desk.client, 'SELECT auth.begin_password_change(NULL, $1)', [
    await signInProof(password, desk.email),
  ]);
  expect(await first(desk.client, 'SELECT auth.finish_password_change($1)', [attempt])).toBe('accepted');
  return desk;
}
async function signIn(desk: Desk, password: string, token: string, email = desk.email): Promise<unknown> {
  const attempt = await first(desk.client, 'SELECT auth.begin_sign_in($1, $2, $3)', [
    email,
    await signInProof(password, email),
    hashOf(token),
  ]);
  return first(desk.client, 'SELECT outcome FROM auth.finish_sign_in($1)', [attempt]);
}

describe('what a desktop does about its person’s account', () => {
  test('[FACTOR4] the second factor on, new codes, and off, each with its outcome', async () => {
    const desk = await withPassword('ann', 'pa55 of ann');
    expect(await signIn(desk, 'pa55 of ann', 'token of ann')).toBe('accepted');
    const run = runnerOf(desk, 'token of ann');
    const secret = makeSecret(random, { organization: 'Noa & Co', email: desk.email });
    const backupCodes = makeBackupCodes(random);
    const on = { email: desk.email, secret: secret.hex, backupCodes };
    const fitting = totpCode(secret.hex, Date.now() - STEP_MS);
    expect(await turnOnSecondFactor(run, { ...on, password: 'pa55 of ann', code: '12345' })).toEqual(ok('code-misfit'));
    expect(await turnOnSecondFactor(run, { ...on, password: 'wrong', code: fitting })).toEqual(ok('refused'));
    expect(await turnOnSecondFactor(run, { ...on, password: 'pa55 of ann', code: fitting })).toEqual(ok('accepted'));
    expect(await signIn(desk, 'pa55 of ann', 'next of ann')).toBe('second_factor');
    const fresh = makeBackupCodes(random);
    expect(await renewBackupCodes(run, { code: String(backupCodes[0]?.written), backupCodes: fresh })).toEqual(
      ok('accepted'),
    );
    expect(await renewBackupCodes(run, { code: String(backupCodes[1]?.written), backupCodes: fresh })).toEqual(
      ok('refused'),
    );
    const off = { email: desk.email, password: 'pa55 of ann' };
    expect(await turnOffSecondFactor(run, { ...off, code: '000000' })).toEqual(ok('refused'));
    expect(await turnOffSecondFactor(run, { ...off, code: String(fresh[9]?.written) })).toEqual(ok('accepted'));
    expect(await signIn(desk, 'pa55 of ann', 'last of ann')).toBe('accepted');
    expect(await turnOffSecondFactor(runnerOf(desk, null), { ...off, code: '000000' })).toMatchObject({
      error: { type: 'CentralForbidden' },
    });
  });

  test('[FACTOR1] what a telephone is shown names organization and person, and holds the secret', () => {
    const bytes = Uint8Array.from(Buffer.from('12345678901234567890'));
    const secret = makeSecret({ next: () => 0, bytes: () => bytes }, { organization: 'Noa & Co', email: 'a@b.test' });
    expect(secret).toEqual({
      hex: Buffer.from(bytes).toString('hex'),
      written: 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ',
      uri: 'otpauth://totp/Noa%20%26%20Co%3Aa%40b.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Noa%20%26%20Co&algorithm=SHA1&digits=6&period=30',
    });
    const codes = makeBackupCodes(random);
    expect(new Set(codes.map(({ written }) => written)).size).toBe(10);
    for (const { written } of codes) expect(written).toMatch(/^[A-Z2-7]{5}-[A-Z2-7]{5}$/);
  });

  test('[RESET1] [ADDRESS1] a reset and a new address go with proofs that fit each other', async () => {
    const desk = await withPassword('ben', 'pa55 of ben');
    const code = await world().as(
      'ownerA',
      async ({ value }) =>
        String(
          await value('SELECT auth.issue_password_reset(id) FROM auth.users_extended WHERE email = $1', [desk.email]),
        ),
      true,
    );
    const unsigned = runnerOf(desk, null);
    expect(await resetPassword(unsigned, { email: desk.email, code: 'wrong', next: 'next of ben' })).toEqual(
      ok('refused'),
    );
    expect(await resetPassword(unsigned, { email: desk.email, code, next: 'pa55 of ben' })).toEqual(ok('used-before'));
    expect(await resetPassword(unsigned, { email: desk.email, code, next: 'next of ben' })).toEqual(ok('accepted'));
    expect(await signIn(desk, 'next of ben', 'token of ben')).toBe('accepted');
    const run = runnerOf(desk, 'token of ben');
    const change = { email: desk.email, password: 'next of ben' };
    expect(await changeAddress(run, { ...change, next: 'owner@b.test' })).toEqual(ok('taken'));
    expect(await changeAddress(run, { ...change, password: 'wrong', next: 'ben@new.test' })).toEqual(ok('refused'));
    expect(await changeAddress(run, { ...change, next: 'ben@new.test' })).toEqual(ok('accepted'));
    expect(await signIn(desk, 'next of ben', 'other of ben', 'ben@new.test')).toBe('accepted');
  });
});

describe('[SCORE1] how well an account is kept', () => {
  type Report = {
    readonly score: number;
    readonly findings: readonly { code: string; cost: number; facts: unknown }[];
  };
  const report = async (desk: Desk, token: string): Promise<Report> =>
    inSession(
      desk,
      token,
      async () =>
        (await desk.client.query<Report>('SELECT * FROM auth.my_security_report()')).rows[0] ?? {
          score: -1,
          findings: [],
        },
    );
  const codes = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);

  test('[SCORE1] each finding costs, with facts; all well is 100; the one number is the same everywhere', async () => {
    const { query } = world();
    const desk = await withPassword('cleo', 'pa55 of cleo');
    expect(await signIn(desk, 'pa55 of cleo', 'token of cleo')).toBe('accepted');
    expect(await report(desk, 'token of cleo')).toEqual({
      score: 65,
      findings: [{ code: 'second_factor_off', cost: 35, facts: {} }],
    });
    const secret = makeSecret(random, { organization: 'A', email: desk.email });
    await turnOnSecondFactor(runnerOf(desk, 'token of cleo'), {
      email: desk.email,
      password: 'pa55 of cleo',
      secret: secret.hex,
      code: totpCode(secret.hex, Date.now()),
      backupCodes: makeBackupCodes(random),
    });
    expect(await report(desk, 'token of cleo')).toEqual({ score: 100, findings: [] });
    const id = String(await world().value('SELECT id FROM auth.users WHERE email = $1', [desk.email]));
    await query(`UPDATE user_2fa_settings SET backup_codes = backup_codes[1:2] WHERE user_id = $1`, [id]);
    await query(`UPDATE auth.users_extended SET password_changed_at = now() - interval '400 days' WHERE id = $1`, [id]);
    await query(`INSERT INTO auth.login_history (user_id, success) SELECT $1, false FROM generate_series(1, 6)`, [id]);
    await query(
      `INSERT INTO auth.security_events (org_id, user_id, event_type, severity) VALUES ($2, $1, 'x', 'critical')`,
      [id, world().orgA],
    );
    await query(
      `INSERT INTO auth.user_sessions (user_id, session_token_hash, expires_at) SELECT $1, encode(sha256(n::text::bytea), 'hex'), now() + interval '1 hour' FROM generate_series(1, 5) n`,
      [id],
    );
    const worse = await report(desk, 'token of cleo');
    expect(codes(worse)).toEqual([
      'critical_events',
      'failed_sign_ins',
      'password_old',
      'backup_codes_few',
      'many_sessions',
    ]);
    expect(worse.score).toBe(100 - worse.findings.reduce((sum, { cost }) => sum + cost, 0));
    expect(worse.findings[0]?.facts).toEqual({ count: 1 });
    expect(await inSession(desk, 'token of cleo', () => first(desk.client, 'SELECT auth.my_security_score()'))).toBe(
      worse.score,
    );
    expect((await desk.client.query('SELECT * FROM auth.my_security_report()')).rows).toEqual([]);
  });

  test('[SCORE1] of the whole organization for who may read security: shares, administrators, codes that are out', async () => {
    const { as } = world();
    await as('ownerA', async ({ row }) => {
      const found = await row('SELECT * FROM auth.organization_security_report()');
      const findings = found['findings'] as readonly { code: string; facts: unknown }[];
      expect(findings.map(({ code }) => code)).toEqual([
        'administrators_without_second_factor',
        'second_factor_share',
        'single_administrator',
      ]);
      expect(findings[1]?.facts).toEqual({ of: found['people'], with: found['with_second_factor'] });
      expect(found['with_second_factor']).toBe(1);
    });
    await as('ownerB', async ({ row }) =>
      expect(await row('SELECT people FROM auth.organization_security_report()')).toEqual({ people: 1 }),
    );
    await as('managerA', async ({ refusal }) =>
      expect(await refusal('SELECT * FROM auth.organization_security_report()')).toContain('security:read'),
    );
  });
});
