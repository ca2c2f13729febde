import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import {
  beginSignIn,
  changePassword,
  first,
  finishSignIn,
  inSession,
  proof,
  provideDesks,
  signIn,
  whoami,
} from './support/desk.ts';
import type { Desk } from './support/desk.ts';
import { refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const { newcomer, withCode } = provideDesks(world);

const idOf = async (email: string): Promise<string> =>
  String(await world().value('SELECT id FROM auth.users WHERE email = $1', [email]));
const issue = async (desk: Desk): Promise<string> =>
  world().as(
    'ownerA',
    async ({ value }) => String(await value('SELECT auth.issue_password_reset($1)', [await idOf(desk.email)])),
    true,
  );
const beginReset = ({ client }: Desk, code: string, next: string): Promise<unknown> =>
  first(client, 'SELECT auth.begin_password_reset($1, $2)', [code, proof(next)]);
const finishReset = ({ client }: Desk, attempt: unknown): Promise<unknown> =>
  first(client, 'SELECT auth.finish_password_reset($1)', [attempt]);
const reset = async (desk: Desk, code: string, next: string): Promise<unknown> =>
  finishReset(desk, await beginReset(desk, code, next));
const GUESSES = 60;

describe('[RESET1] a forgotten password', () => {
  test('[RESET1] the code works once, within an hour, on a device of that person, and ends every session', async () => {
    const [desk, other] = [await newcomer('ann', 'right'), await newcomer('ben', 'right')];
    expect(await signIn(desk, 'right', 'held of ann')).toBe('accepted');
    const code = await issue(desk);
    expect(code).toMatch(/^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$/);
    expect(await reset(other, code, 'mine now')).toBe('refused');
    const attempt = await beginReset(desk, code.toLowerCase().replaceAll('-', ' '), 'next');
    expect(await refusalOf(finishReset(other, attempt))).toContain('42501');
    expect(await finishReset(desk, attempt)).toBe('accepted');
    expect(await finishReset(desk, attempt)).toBe('accepted');
    expect(await whoami(desk, 'held of ann')).toBeUndefined();
    expect([await signIn(desk, 'right'), await signIn(desk, 'next')]).toEqual(['refused', 'accepted']);
    expect(await reset(desk, code, 'third')).toBe('refused');
    const late = await issue(desk);
    await world().query(`UPDATE auth.users_extended SET password_reset_expires_at = now() WHERE email = $1`, [
      desk.email,
    ]);
    expect(await reset(desk, late, 'third')).toBe('refused');
    const { rows } = {
      rows: await world().query(
        `SELECT event_type, count(*)::int AS times FROM auth.security_events WHERE user_id = $1 GROUP BY 1 ORDER BY 1`,
        [await idOf(desk.email)],
      ),
    };
    expect(rows).toEqual([
      { event_type: 'password_reset_completed', times: 1 },
      { event_type: 'password_reset_requested', times: 2 },
    ]);
  });

  test('[RESET1] none of the last ten, and not the password itself', async () => {
    const desk = await newcomer('cleo', 'right');
    const code = await issue(desk);
    expect(await reset(desk, code, 'right')).toBe('used_before');
    expect(
      await refusalOf(first(desk.client, 'SELECT auth.begin_password_reset($1, $2)', [code, 'hunter2'])),
    ).toContain('43 characters');
    expect(await reset(desk, code, 'next')).toBe('accepted');
  });

  test('[RESET1] who has no device left comes in by an invitation first', async () => {
    const { as } = world();
    const desk = await newcomer('dan', 'right');
    await as(
      'ownerA',
      async ({ query }) => query('SELECT auth.revoke_device(id) FROM auth.devices WHERE db_role = $1', [desk.login]),
      true,
    );
    const [invitation, code] = [
      await as(
        'ownerA',
        async ({ value }) => String(await value(`SELECT auth.create_invitation('dan@a.test', 'viewer')`)),
        true,
      ),
      await issue(desk),
    ];
    const fresh = await withCode(invitation);
    expect(await reset(fresh, code, 'next')).toBe('accepted');
    expect(await signIn(fresh, 'next')).toBe('accepted');
  });

  test(`[RESET1] ${GUESSES} rolled-back codes, the right one among them, reveal nothing; wrong ones lock`, async () => {
    const desk = await newcomer('eve', 'right');
    const code = await issue(desk);
    const seen = new Set<string>();
    for (let guess = 0; guess < GUESSES; guess += 1) {
      await desk.client.query('BEGIN');
      const before = await counters(desk);
      const attempt = await beginReset(desk, guess % 10 === 3 ? code : `guess ${guess}`, 'next');
      const after = await counters(desk);
      seen.add(
        JSON.stringify(
          [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]).filter(([, count]) => count !== 0),
        ),
      );
      expect(await refusalOf(finishReset(desk, attempt))).toContain('42501');
      await desk.client.query('ROLLBACK');
    }
    expect([...seen]).toHaveLength(1);
    for (let count = 0; count < 5; count += 1) expect(await reset(desk, 'wrong', 'next')).toBe('refused');
    expect(await reset(desk, code, 'next')).toBe('locked');
    expect(await signIn(desk, 'right')).toBe('locked');
  });

  test('[RESET1] an administrator ends a lock, by itself or with a new code', async () => {
    const { as } = world();
    const desk = await newcomer('fay', 'right');
    const lock = async (): Promise<void> => {
      for (let count = 0; count < 5; count += 1) await signIn(desk, 'wrong');
      expect(await signIn(desk, 'right')).toBe('locked');
    };
    await lock();
    await as('ownerA', async ({ query }) => query('SELECT auth.unlock_person($1)', [await idOf(desk.email)]), true);
    expect(await signIn(desk, 'right')).toBe('accepted');
    await lock();
    expect(await reset(desk, await issue(desk), 'next')).toBe('accepted');
    // an unlock is no sign-in
    expect(
      await world().value(
        `SELECT count(*)::int FROM auth.login_history WHERE user_id = $1 AND event_type = 'login_success'`,
        [await idOf(desk.email)],
      ),
    ).toBe(1);
  });

  test('[RESET1] the owner of the server helps even the last administrator', async () => {
    const { url } = world();
    const desk = await newcomer('gil', 'right', 'admin');
    let stdout = '';
    const exitCode = await runCli(['central', 'reset', '--email', 'gil@a.test', '--url', url, '--json'], {
      env: {},
      platform: process.platform,
      home: import.meta.dirname,
      resolvePath: (path) => path,
      stdout: (text) => (stdout += text),
      stderr: () => undefined,
      signal: new AbortController().signal,
    });
    expect(exitCode).toBe(0);
    expect(await reset(desk, (JSON.parse(stdout) as { code: string }).code, 'next')).toBe('accepted');
  });
});

async function counters({ client }: Desk): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ relname: string; writes: number }>(
    `SELECT relname, (n_tup_ins + n_tup_upd + n_tup_del)::int AS writes FROM pg_stat_xact_all_tables WHERE schemaname IN ('auth', 'public')`,
  );
  return new Map(rows.map(({ relname, writes }) => [relname, writes]));
}

describe('[ADDRESS1] another address', () => {
  const begin = (desk: Desk, token: string, current: string, address: string, next: string): Promise<unknown> =>
    inSession(desk, token, () =>
      first(desk.client, 'SELECT auth.begin_address_change($1, $2, $3)', [proof(current), address, proof(next)]),
    );
  const finish = (desk: Desk, token: string, attempt: unknown): Promise<unknown> =>
    inSession(desk, token, () => first(desk.client, 'SELECT auth.finish_address_change($1)', [attempt]));

  test('[ADDRESS1] needs the current proof and one made of the new address, which counts everywhere from then on', async () => {
    const { query, as } = world();
    const desk = await newcomer('ida', 'of ida@a');
    expect(await signIn(desk, 'of ida@a', 'held of ida')).toBe('accepted');
    const code = await inSession(desk, 'held of ida', async () =>
      String(await first(desk.client, 'SELECT auth.invite_own_device()')),
    );
    expect(await finish(desk, 'held of ida', await begin(desk, 'held of ida', 'wrong', 'ida@new.test', 'x'))).toBe(
      'refused',
    );
    expect(
      await finish(desk, 'held of ida', await begin(desk, 'held of ida', 'of ida@a', ' Ida@New.test ', 'of ida@new')),
    ).toBe('accepted');
    expect(await whoami(desk, 'held of ida')).toBe('ida@new.test');
    const moved = { ...desk, email: 'ida@new.test' };
    expect([
      await signIn(desk, 'of ida@a'),
      await signIn(desk, 'of ida@new'),
      await signIn(moved, 'of ida@new'),
    ]).toEqual(['refused', 'refused', 'accepted']);
    expect(
      await query(
        `SELECT u.email, x.email AS second FROM auth.users u JOIN auth.users_extended x USING (id) WHERE u.email ILIKE 'ida@%'`,
      ),
    ).toEqual([{ email: 'ida@new.test', second: 'ida@new.test' }]);
    // an open code for the former address leads nowhere
    expect(await refusalOf(withCode(code))).toContain('28000');
    await as('ownerA', async (ask) =>
      expect(
        await ask.value(`SELECT details->>'from' FROM auth.security_events WHERE event_type = 'user_updated'`),
      ).toBe('ida@a.test'),
    );
  });

  test('[ADDRESS1] a taken address is refused, whoever has it; without a session nothing changes', async () => {
    const desk = await newcomer('jan', 'right');
    await signIn(desk, 'right', 'held of jan');
    expect(await finish(desk, 'held of jan', await begin(desk, 'held of jan', 'right', 'OWNER@b.test', 'next'))).toBe(
      'taken',
    );
    // whoever does not know the password does not learn it either
    expect(await finish(desk, 'held of jan', await begin(desk, 'held of jan', 'wrong', 'owner@b.test', 'next'))).toBe(
      'refused',
    );
    expect(await refusalOf(begin(desk, 'held of jan', 'right', 'no address', 'next'))).toContain('no e-mail address');
    expect(
      await refusalOf(
        first(desk.client, 'SELECT auth.begin_address_change($1, $2, $3)', [proof('right'), 'x@x.test', proof('next')]),
      ),
    ).toContain('sign in first');
    expect(await signIn(desk, 'right')).toBe('accepted');
  });

  test('[ADDRESS1] what was begun before another password is not finished after it', async () => {
    const desk = await newcomer('kim', 'right');
    await signIn(desk, 'right', 'held of kim');
    const attempt = await begin(desk, 'held of kim', 'right', 'kim@new.test', 'of the new');
    const waiting = await beginSignIn(desk, 'right');
    expect(await changePassword(desk, 'right', 'changed')).toBe('accepted');
    expect(await finish(desk, 'held of kim', attempt)).toBe('refused');
    expect(await finishSignIn(desk, waiting)).toMatchObject({ outcome: 'refused', session_id: null });
    expect(await signIn(desk, 'changed')).toBe('accepted');
  });
});
