import { describe, expect, test } from 'vitest';
import { signInProof } from '../../src/engine/central/sign-in-proof.ts';
import {
  beginSignIn,
  changePassword,
  finishSignIn,
  first,
  hashOf,
  provideDesks,
  signIn,
  whoami,
} from './support/desk.ts';
import { refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const { newcomer, withCode } = provideDesks(world);
const GUESSES = 1000;
/** A thousand hashes by bcrypt take their time on a slow computer. */
const GUESSES_LIMIT_MS = 300_000;

describe('[SIGNIN1] with the password, on one’s own device', () => {
  test('[SIGNIN1] a session opens, counts on that login until it ends, and is asked about once', async () => {
    const desk = await newcomer('ann', 'right');
    const attempt = await beginSignIn(desk, 'right', 'the token');
    const [opened, again] = [await finishSignIn(desk, attempt), await finishSignIn(desk, attempt)];
    expect(opened).toMatchObject({ outcome: 'accepted', retry_at: null });
    expect(again).toEqual(opened);
    expect(await whoami(desk, 'the token')).toBe('ann@a.test');
    expect(await whoami(desk, hashOf('the token'))).toBeUndefined();
    await desk.client.query('BEGIN');
    await desk.client.query(`SELECT set_config('app.session_token', 'the token', true)`);
    await desk.client.query('SELECT auth.sign_out()');
    await desk.client.query('COMMIT');
    expect(await whoami(desk, 'the token')).toBeUndefined();
  });

  test('[SIGNIN1] nobody signs in as somebody else on the own device, whatever the password', async () => {
    const [ben, cleo] = [await newcomer('ben', 'of ben'), await newcomer('cleo', 'of cleo')];
    expect(await signIn(ben, 'of cleo', 'x', cleo.email)).toBe('refused');
    // and cannot lock a colleague out by trying
    for (let count = 0; count < 6; count += 1) await signIn(ben, 'guess', 'x', cleo.email);
    expect(await signIn(cleo, 'of cleo')).toBe('accepted');
    expect(
      await refusalOf(ben.client.query('SELECT * FROM auth.finish_sign_in($1)', [await beginSignIn(cleo, 'of cleo')])),
    ).toContain('42501');
  });

  test('[SIGNIN1] no password, a suspended person and a revoked device are refused', async () => {
    const { query } = world();
    const desk = await newcomer('dan');
    expect(await signIn(desk, 'anything')).toBe('refused');
    expect(await changePassword(desk, null, 'right')).toBe('accepted');
    await query(`UPDATE auth.users_extended SET is_suspended = true WHERE email = 'dan@a.test'`);
    expect(await signIn(desk, 'right')).toBe('refused');
    await query(`UPDATE auth.users_extended SET is_suspended = false WHERE email = 'dan@a.test'`);
    const attempt = await beginSignIn(desk, 'right');
    await query('UPDATE auth.devices SET revoked_at = now() WHERE db_role = $1', [desk.login]);
    expect(await finishSignIn(desk, attempt)).toMatchObject({ outcome: 'refused', session_id: null });
  });

  test('[SIGNIN1] the password itself is refused before it is looked at, and kept nowhere', async () => {
    const desk = await newcomer('eve', 'right');
    const said = await refusalOf(
      desk.client.query('SELECT auth.begin_sign_in($1, $2, $3)', [desk.email, 'hunter2', hashOf('x')]),
    );
    expect(said).toContain('22023');
    expect(said).not.toContain('hunter2');
    const made = await signInProof(
      'hunter2 and a long tail that bcrypt alone would have cut off '.repeat(3),
      ' Eve@A.test ',
    );
    expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(
      await signInProof('hunter2 and a long tail that bcrypt alone would have cut off '.repeat(3), 'eve@a.test'),
    ).toBe(made);
    expect(
      await world().value(`SELECT password_hash LIKE '$2a$08$%' FROM auth.users_extended WHERE email = 'eve@a.test'`),
    ).toBe(true);
  });
});

describe('[SIGNIN2] in two transactions', () => {
  test(
    `[SIGNIN2] ${GUESSES} rolled-back guesses, the right one among them, reveal nothing and count for nothing`,
    async () => {
      const desk = await newcomer('fay', 'right');
      expect(await signIn(desk, 'right', 'held')).toBe('accepted');
      const { client } = desk;
      // what the server counts of this connection's writes; it keeps counting over rolled-back transactions
      const written = async (): Promise<ReadonlyMap<string, readonly number[]>> => {
        const { rows } = await client.query<{ relname: string; counts: readonly number[] }>(
          `SELECT relname, json_build_array(n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd) AS counts
         FROM pg_stat_xact_all_tables WHERE schemaname IN ('auth', 'public')`,
        );
        return new Map(rows.map(({ relname, counts }) => [relname, counts]));
      };
      const visible = async (before: ReadonlyMap<string, readonly number[]>): Promise<string> => {
        const counted = [...(await written())].map(([name, counts]) => [
          name,
          counts.map((count, place) => count - (before.get(name)?.[place] ?? 0)),
        ]);
        const { rows: lines } = await client.query(
          'SELECT event_type, success FROM auth.login_history ORDER BY created_at',
        );
        const score = await first(client, 'SELECT auth.my_security_score()');
        const me = await first(client, 'SELECT to_jsonb(p) - $1::text[] FROM profiles p WHERE p.id = auth.uid()', [
          ['updated_at'],
        ]);
        return JSON.stringify({
          lines,
          counted: counted.filter(([, counts]) => String(counts) !== '0,0,0,0'),
          score,
          me,
        });
      };
      const seen = new Set<string>();
      for (let guess = 0; guess < GUESSES; guess += 1) {
        await client.query('BEGIN');
        await client.query(`SELECT set_config('app.session_token', 'held', true)`);
        const before = await written();
        const attempt = await beginSignIn(desk, guess % 100 === 37 ? 'right' : `guess ${guess}`);
        expect(attempt).toMatch(/^[0-9a-f-]{36}$/);
        if (guess % 10 === 7) {
          seen.add(await visible(before));
          expect(await refusalOf(finishSignIn(desk, attempt))).toContain('42501');
        }
        await client.query('ROLLBACK');
        if (guess % 100 === 37) expect(await refusalOf(finishSignIn(desk, attempt))).toContain('42501');
      }
      expect([...seen]).toHaveLength(1);
      expect([...seen][0]).toContain('sign_in_attempts');
      expect(await signIn(desk, 'right')).toBe('accepted');
    },
    GUESSES_LIMIT_MS,
  );

  test('[SIGNIN2] right and wrong leave lines of the same size', async () => {
    const desk = await newcomer('gil', 'right');
    await beginSignIn(desk, 'right');
    await beginSignIn(desk, 'wrong');
    const sizes = await world().query(
      `SELECT DISTINCT pg_column_size(a.*) AS size FROM auth.sign_in_attempts a WHERE purpose = 'sign_in' AND db_role = $1`,
      [desk.login],
    );
    expect(sizes).toHaveLength(1);
  });

  test('[SIGNIN2] a savepoint is no second transaction', async () => {
    const desk = await newcomer('hal', 'right');
    await desk.client.query('BEGIN');
    await desk.client.query('SAVEPOINT one');
    const attempt = await beginSignIn(desk, 'right');
    await desk.client.query('RELEASE SAVEPOINT one');
    expect(await refusalOf(finishSignIn(desk, attempt))).toContain('in a transaction of its own');
    await desk.client.query('ROLLBACK');
  });
});

describe('[SIGNIN3] too many wrong passwords', () => {
  test('[SIGNIN3] five lock for a while, the right one included, and the sixth for longer', async () => {
    const { query, value, row } = world();
    const desk = await newcomer('ida', 'right');
    for (let count = 0; count < 4; count += 1) expect(await signIn(desk, 'wrong')).toBe('refused');
    const fifth = await finishSignIn(desk, await beginSignIn(desk, 'wrong'));
    expect(fifth?.outcome).toBe('refused');
    expect(fifth?.retry_at).toBeInstanceOf(Date);
    expect(await signIn(desk, 'right')).toBe('locked');
    expect(
      await row(`SELECT failed_login_attempts AS failed, locked_until > now() + interval '14 minutes' AND locked_until <= now() + interval '15 minutes' AS locked
        FROM auth.users_extended WHERE email = 'ida@a.test'`),
    ).toEqual({ failed: 5, locked: true });
    expect(
      await value(
        `SELECT count(*)::int FROM auth.security_events e JOIN auth.users u ON u.id = e.user_id WHERE u.email = 'ida@a.test'`,
      ),
    ).toBe(1);
    const later = (): Promise<unknown> =>
      query(`UPDATE auth.sign_in_attempts SET created_at = created_at - interval '16 minutes' WHERE db_role = $1`, [
        desk.login,
      ]);
    await later();
    const sixth = await finishSignIn(desk, await beginSignIn(desk, 'wrong'));
    expect(sixth?.outcome).toBe('refused');
    await later();
    expect(await signIn(desk, 'right')).toBe('locked');
    await later();
    expect(await signIn(desk, 'right')).toBe('accepted');
    expect(await value(`SELECT failed_login_attempts FROM auth.users_extended WHERE email = 'ida@a.test'`)).toBe(0);
  });

  test('[SIGNIN3] guesses in one transaction, and in transactions on an old snapshot, are counted too', async () => {
    const desk = await newcomer('jan', 'right');
    await desk.client.query('BEGIN');
    const attempts: unknown[] = [];
    for (let count = 0; count < 7; count += 1) attempts.push(await beginSignIn(desk, count === 6 ? 'right' : 'wrong'));
    await desk.client.query('COMMIT');
    const outcomes = [];
    for (const attempt of attempts) outcomes.push((await finishSignIn(desk, attempt))?.outcome);
    expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'locked', 'locked']);

    const other = await newcomer('kim', 'right');
    await other.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    const { rows } = await world()
      .query('SELECT 1')
      .then(() => other.client.query('SELECT 1 AS one'));
    expect(rows).toEqual([{ one: 1 }]);
    await world().query(`UPDATE auth.users_extended SET last_activity_at = now() WHERE email = 'kim@a.test'`);
    expect(await refusalOf(beginSignIn(other, 'guess'))).toContain('40001');
    await other.client.query('ROLLBACK');
  });

  test('[SIGNIN3] every try is in the person’s history, also one that nobody asked the outcome of', async () => {
    const desk = await newcomer('lea', 'right');
    await beginSignIn(desk, 'wrong');
    expect(await signIn(desk, 'right', 'seen')).toBe('accepted');
    await desk.client.query('BEGIN');
    await desk.client.query(`SELECT set_config('app.session_token', 'seen', true)`);
    const { rows } = await desk.client.query(`SELECT event_type, success FROM auth.login_history ORDER BY created_at`);
    await desk.client.query('COMMIT');
    expect(rows).toEqual([
      { event_type: 'password_reset', success: true },
      { event_type: 'login_failed', success: false },
      { event_type: 'login_success', success: true },
    ]);
  });
});

describe('[SIGNIN4] passwords', () => {
  test('[SIGNIN4] a change needs the current one, takes none of the last ten, and ends sessions elsewhere', async () => {
    const { as, id, query, tokenOf } = world();
    const code = await as(
      'managerA',
      async ({ value }) => String(await value('SELECT auth.invite_own_device()')),
      true,
    );
    const desk = await withCode(code);
    expect(await changePassword(desk, null, 'word 0')).toBe('accepted');
    expect(await changePassword(desk, null, 'word x').catch((error: unknown) => (error as Error).message)).toContain(
      '43 characters',
    );
    expect(await changePassword(desk, 'wrong', 'word x')).toBe('refused');
    expect(tokenOf('managerA')).not.toBe('');
    await as('managerA', async ({ value }) => expect(await value('SELECT auth.uid()')).toBeNull());
    for (let count = 1; count <= 10; count += 1)
      expect(await changePassword(desk, `word ${count - 1}`, `word ${count}`)).toBe('accepted');
    for (const used of [1, 5, 10]) expect(await changePassword(desk, 'word 10', `word ${used}`)).toBe('used_before');
    expect(await changePassword(desk, 'word 10', 'word 0')).toBe('accepted');
    expect(await signIn(desk, 'word 0')).toBe('accepted');
    expect(await signIn(desk, 'word 10')).toBe('refused');
    expect(
      await query('SELECT count(*)::int AS kept FROM auth.password_history WHERE user_id = $1', [id.managerA]),
    ).toEqual([{ kept: 10 }]);
  });

  test('[SIGNIN4] a session is ended by its person and by an administrator, not by others', async () => {
    const desk = await newcomer('mia', 'right');
    const { as } = world();
    const opened = await finishSignIn(desk, await beginSignIn(desk, 'right', 'mine'));
    for (const person of ['viewerA', 'ownerB'] as const)
      await as(person, async ({ refusal }) =>
        expect(await refusal('SELECT auth.revoke_session($1)', [opened?.session_id])).toContain('not yours'),
      );
    expect(await whoami(desk, 'mine')).toBe('mia@a.test');
    await as('ownerA', async ({ query }) => query('SELECT auth.revoke_session($1)', [opened?.session_id]), true);
    expect(await whoami(desk, 'mine')).toBeUndefined();
  });
});
