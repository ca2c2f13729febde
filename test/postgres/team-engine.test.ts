import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ColleaguePresence } from '../../src/shared/contract/shared-rows.ts';
import { createTeamDesk, joinTeam, valueOf } from './support/team-desk.ts';
import type { TeamDesk } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';
/** A cycle and a hint on a busy machine. */
const SEEN = { timeout: 20_000, interval: 100 };

type Member = { readonly desk: TeamDesk; readonly login: string };

async function member(email: string, role: string, before?: (desk: TeamDesk) => Promise<unknown>): Promise<Member> {
  const desk = await createTeamDesk();
  await before?.(desk);
  const login = await joinTeam(desk, world(), email, PASSWORD, role);
  await vi.waitFor(async () => expect(await stateOf(desk)).toBe('connected'), SEEN);
  return { desk, login };
}

const stateOf = async (desk: TeamDesk) => (await valueOf(desk.call('team.status', {}))).state;
const inboxOf = (desk: TeamDesk) => valueOf(desk.call('shared.inbox', {}));
const lagOf = async (desk: TeamDesk) => (await valueOf(desk.call('team.status', {}))).lag;
const titlesOf = async (desk: TeamDesk): Promise<readonly string[]> =>
  (await valueOf(desk.call('board.cards', {}))).cards.map(({ title }) => title).toSorted();
const titleAt = (id: string) => world().value('SELECT title FROM tasks WHERE id = $1', [id]);

async function makeTask(desk: TeamDesk, title: string): Promise<string> {
  return (await valueOf(desk.call('tasks.create', { title }))).id;
}
const rename = (desk: TeamDesk, id: string, title: string) =>
  valueOf(desk.call('tasks.edit', { id, changes: { title } }));

/** No way to the database for that computer, as with the cable out; it may still show and change what it has. */
async function unplug({ login, desk }: Member): Promise<void> {
  await world().query(`ALTER ROLE ${login} CONNECTION LIMIT 0`);
  await world().query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
  expect(await valueOf(desk.call('team.retry', {}))).toMatchObject({ state: 'offline' });
}

async function plugIn({ login, desk }: Member): Promise<void> {
  await world().query(`ALTER ROLE ${login} CONNECTION LIMIT 3`);
  await expect.poll(async () => (await valueOf(desk.call('team.retry', {}))).state, SEEN).toBe('connected');
}

let ann: Member;
let bob: Member;
beforeAll(async () => {
  ann = await member('ann@a.test', 'manager');
  bob = await member('bob@a.test', 'manager');
}, 120_000);

describe('boards of two desktops', () => {
  test('[TEAM12] a task that one desktop makes appears on the other, and a move of it comes back', async () => {
    const id = await makeTask(ann.desk, 'Count the teapots');
    await expect.poll(() => titlesOf(bob.desk), SEEN).toContain('Count the teapots');
    await valueOf(bob.desk.call('tasks.move', { ids: [id], status: 'review', place: { at: 'top' } }));
    await expect.poll(async () => (await valueOf(ann.desk.call('tasks.get', { id }))).status, SEEN).toBe('review');
    await expect.poll(async () => (await lagOf(ann.desk))?.waitingLines, SEEN).toBe(0);
    expect((await lagOf(ann.desk))?.lastPullAt).not.toBeNull();
  });

  test('[TEAM5] two edits of one title make one decision where the later one came from; its answer reaches everybody', async () => {
    const id = await makeTask(ann.desk, 'Price list');
    await expect.poll(() => titlesOf(bob.desk), SEEN).toContain('Price list');
    await unplug(bob);
    await rename(bob.desk, id, 'Price list of Bob');
    await rename(ann.desk, id, 'Price list of Ann');
    await expect.poll(() => titleAt(id), SEEN).toBe('Price list of Ann');
    await plugIn(bob);
    await expect.poll(async () => (await inboxOf(bob.desk)).decisions.length, SEEN).toBe(1);
    const { decisions, refusals } = await inboxOf(bob.desk);
    expect(refusals).toEqual([]);
    expect(decisions).toMatchObject([
      {
        table: 'tasks',
        key: id,
        label: 'Price list of Ann',
        kind: 'both_changed',
        fields: [{ name: 'title', base: 'Price list', mine: 'Price list of Bob', theirs: 'Price list of Ann' }],
      },
    ]);
    expect(await inboxOf(ann.desk)).toEqual({ decisions: [], refusals: [] });

    await valueOf(bob.desk.call('shared.settle', { id: decisions[0]?.id ?? '', answers: { title: 'mine' } }));
    expect((await inboxOf(bob.desk)).decisions).toEqual([]);
    await expect.poll(() => titlesOf(ann.desk), SEEN).toContain('Price list of Bob');
    expect(await titleAt(id)).toBe('Price list of Bob');
  });

  test('[TEAM5] taking the team’s value changes nothing at central; a decision is settled once', async () => {
    const id = await makeTask(ann.desk, 'Shelf');
    await expect.poll(() => titlesOf(bob.desk), SEEN).toContain('Shelf');
    await unplug(bob);
    await rename(bob.desk, id, 'Shelf of Bob');
    await rename(ann.desk, id, 'Shelf of Ann');
    await expect.poll(() => titleAt(id), SEEN).toBe('Shelf of Ann');
    await plugIn(bob);
    await expect.poll(async () => (await inboxOf(bob.desk)).decisions.length, SEEN).toBe(1);
    const [decision] = (await inboxOf(bob.desk)).decisions;
    const settle = () => bob.desk.call('shared.settle', { id: decision?.id ?? '', answers: { title: 'theirs' } });
    expect(await settle()).toEqual({ ok: true, value: {} });
    expect(await settle()).toMatchObject({ ok: false, error: { type: 'NotFound' } });
    expect(await titlesOf(bob.desk)).toContain('Shelf of Ann');
    expect(await titleAt(id)).toBe('Shelf of Ann');
  });
});

describe('what central refuses', () => {
  /** A change of a task that central refuses, because a rule there is stricter than here. */
  async function refusedChange(title: string): Promise<string> {
    const id = await makeTask(bob.desk, title);
    await expect.poll(() => titleAt(id), SEEN).toBe(title);
    await world().query(`ALTER TABLE tasks ADD CONSTRAINT no_shouting CHECK (title <> upper(title)) NOT VALID`);
    await rename(bob.desk, id, title.toUpperCase());
    await expect.poll(async () => (await inboxOf(bob.desk)).refusals.length, SEEN).toBe(1);
    return id;
  }
  const relent = () => world().query('ALTER TABLE tasks DROP CONSTRAINT IF EXISTS no_shouting');

  test('[TEAM6] a refused change names its reason, stops no other one, and goes when it is sent again', async () => {
    const id = await refusedChange('Lamp');
    const [refusal] = (await inboxOf(bob.desk)).refusals;
    expect(refusal).toMatchObject({ table: 'tasks', key: id, label: 'LAMP', kind: 'update', code: '23514' });
    expect(await titleAt(id)).toBe('Lamp');
    const other = await makeTask(bob.desk, 'Goes its way');
    await expect.poll(() => titleAt(other), SEEN).toBe('Goes its way');
    await relent();
    expect(await bob.desk.call('shared.sendAgain', { id: refusal?.id ?? '' })).toEqual({ ok: true, value: {} });
    await expect.poll(() => titleAt(id), SEEN).toBe('LAMP');
    expect((await inboxOf(bob.desk)).refusals).toEqual([]);
  });

  test('[TEAM6] giving it up makes the row central’s again, also twice', async () => {
    const id = await refusedChange('Table');
    const [refusal] = (await inboxOf(bob.desk)).refusals;
    const discard = () => bob.desk.call('shared.discard', { id: refusal?.id ?? '' });
    expect(await discard()).toEqual({ ok: true, value: {} });
    await relent();
    expect((await inboxOf(bob.desk)).refusals).toEqual([]);
    expect((await valueOf(bob.desk.call('tasks.get', { id }))).title).toBe('Table');
    expect(await titleAt(id)).toBe('Table');
    expect(await discard()).toMatchObject({ ok: false, error: { type: 'NotFound' } });
  });

  test('[TEAM15] who may not change boards is refused here, and nothing is queued', async () => {
    const id = await makeTask(ann.desk, 'Only to look at');
    const vera = await member('vera@a.test', 'viewer');
    await expect.poll(() => titlesOf(vera.desk), SEEN).toContain('Only to look at');
    expect(await vera.desk.call('tasks.edit', { id, changes: { title: 'Changed' } })).toEqual({
      ok: false,
      error: { type: 'NotAllowed', permission: 'projects:update' },
    });
    expect((await lagOf(vera.desk))?.waitingLines).toBe(0);
    expect(await inboxOf(vera.desk)).toEqual({ decisions: [], refusals: [] });
  });
});

describe('[PRESENCE1] who has what open', () => {
  const seenBy = async (desk: TeamDesk): Promise<readonly ColleaguePresence[]> =>
    valueOf(desk.call('shared.presence', {}));

  test('[PRESENCE1] a task that is open on one desktop is told to the other with the person’s name, and its end', async () => {
    const id = await makeTask(ann.desk, 'Open here');
    const heard: (readonly ColleaguePresence[])[] = [];
    const stop = bob.desk.engine().events.listen((name, payload) => {
      if (name === 'presence') heard.push(payload as readonly ColleaguePresence[]);
    });
    const open = [{ resource: 'tasks', recordId: id, storeId: null, isEditing: true }];
    await valueOf(ann.desk.call('shared.tellOpen', { window: 'one', open }));
    await expect
      .poll(() => seenBy(bob.desk), SEEN)
      .toMatchObject([{ resource: 'tasks', recordId: id, isEditing: true, personName: 'ann' }]);
    expect(heard.at(-1)).toMatchObject([{ recordId: id }]);
    // nobody is their own colleague
    expect(await seenBy(ann.desk)).toEqual([]);

    await valueOf(ann.desk.call('shared.tellOpen', { window: 'one', open: [] }));
    await expect.poll(() => seenBy(bob.desk), SEEN).toEqual([]);
    expect(heard.at(-1)).toEqual([]);
    stop();
  });
});

describe('work of one person alone', () => {
  test('[TEAM1] what was made before connecting is uploaded once, as the person who made it', async () => {
    let id = '';
    const cleo = await member('cleo@a.test', 'manager', async (desk) => {
      id = await makeTask(desk, 'Made before the team');
      // who works alone has no trigger
      expect(triggersOf(desk)).toBe(0);
    });
    await expect.poll(() => titleAt(id), SEEN).toBe('Made before the team');
    await expect.poll(() => titlesOf(ann.desk), SEEN).toContain('Made before the team');
    await cleo.desk.restart();
    await expect.poll(() => stateOf(cleo.desk), SEEN).toBe('connected');
    await expect.poll(async () => (await lagOf(cleo.desk))?.waitingLines, SEEN).toBe(0);
    expect(await world().value('SELECT count(*)::int FROM tasks WHERE title = $1', ['Made before the team'])).toBe(1);
    expect(
      await world().value(`SELECT u.email FROM tasks t JOIN auth.users u ON u.id = t.created_by WHERE t.id = $1`, [id]),
    ).toBe('cleo@a.test');
  });

  test('[TEAM14] signed out, nothing is read or told any more; leaving the team takes the triggers away', async () => {
    const dora = await member('dora@a.test', 'manager');
    await expect.poll(() => triggersOf(dora.desk), SEEN).toBeGreaterThan(0);
    await valueOf(dora.desk.call('team.signOut', {}));
    expect(await dora.desk.call('shared.inbox', {})).toEqual({ ok: false, error: { type: 'SignedOut' } });
    expect(await dora.desk.call('shared.presence', {})).toEqual({ ok: false, error: { type: 'SignedOut' } });
    await expect
      .poll(() => world().value('SELECT count(*)::int FROM pg_stat_activity WHERE usename = $1', [dora.login]), SEEN)
      .toBe(0);
    await valueOf(dora.desk.call('team.signIn', { login: dora.login, password: PASSWORD }));
    await expect.poll(() => stateOf(dora.desk), SEEN).toBe('connected');
    await valueOf(dora.desk.call('team.disconnect', {}));
    await expect.poll(() => stateOf(dora.desk), SEEN).toBe('solo');
    await expect.poll(() => triggersOf(dora.desk), SEEN).toBe(0);
    expect(await inboxOf(dora.desk)).toEqual({ decisions: [], refusals: [] });
    expect(await lagOf(dora.desk)).toBeNull();
  });
});

const triggersOf = (desk: TeamDesk): number =>
  Number(
    desk
      .engine()
      .db.prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'team_marks_%'`)
      .pluck()
      .get(),
  );

afterAll(() => world().query('ALTER TABLE tasks DROP CONSTRAINT IF EXISTS no_shouting'));
