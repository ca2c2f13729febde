import { describe, expect, test } from 'vitest';
import { createTeamDesk, joinTeam, valueOf } from './support/team-desk.ts';
import type { TeamDesk } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';
const PATIENCE = { timeout: 30_000 };

const tasksOf = (desk: TeamDesk) =>
  desk.engine().db.prepare('SELECT title, created_by, assigned_to, actual_minutes FROM tasks ORDER BY number').all();
const meOf = (desk: TeamDesk) => desk.engine().db.prepare('SELECT id FROM people WHERE is_me = 1').pluck().get();

describe('[TEAM1] whole engines', () => {
  test('[TEAM1] work done alone joins the team with its person, and what one does the other sees, both ways', async () => {
    const [ann, bob] = [await createTeamDesk(), await createTeamDesk()];
    await valueOf(ann.call('tasks.create', { title: 'Made alone' }));
    const alone = meOf(ann);
    const triggers = () =>
      ann
        .engine()
        .db.prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'team%'`)
        .pluck()
        .get();
    expect(triggers()).toBe(0);
    await joinTeam(ann, world(), 'ann@a.test', PASSWORD, 'manager');
    await joinTeam(bob, world(), 'bob@a.test', PASSWORD, 'manager');

    await expect.poll(() => tasksOf(bob), PATIENCE).toMatchObject([{ title: 'Made alone', created_by: meOf(ann) }]);
    expect(meOf(ann)).not.toBe(alone);
    const names = () => bob.engine().db.prepare('SELECT email FROM people ORDER BY email').pluck().all();
    expect(names()).toEqual(expect.arrayContaining(['ann@a.test', 'bob@a.test']));

    const { id } = await valueOf(bob.call('tasks.create', { title: 'By Bob' }));
    await expect
      .poll(() => tasksOf(ann), PATIENCE)
      .toMatchObject([{ title: 'Made alone' }, { title: 'By Bob', created_by: meOf(bob) }]);
    await valueOf(ann.call('tasks.edit', { id, changes: { title: 'By both' } }));
    await expect.poll(() => tasksOf(bob), PATIENCE).toMatchObject([{}, { title: 'By both' }]);
    const { lag } = await valueOf(ann.call('team.status', {}));
    expect(lag).toMatchObject({ waitingLines: 0, oldestLineAt: null });
    expect(
      [ann, bob].map((desk) => desk.engine().db.prepare('SELECT count(*) FROM team_outbox').pluck().get()),
    ).toEqual([0, 0]);
  });

  test('[TEAM2] what was done while signed out is sent at the next sign-in', async () => {
    const desk = await createTeamDesk();
    const login = await joinTeam(desk, world(), 'eve@a.test', PASSWORD, 'manager');
    await expect
      .poll(async () => (await valueOf(desk.call('team.status', {}))).lag, PATIENCE)
      .toMatchObject({ waitingLines: 0 });
    await valueOf(desk.call('team.signOut', {}));
    const db = desk.engine().db;
    const insert = `INSERT INTO task_templates (id, name, created_at, updated_at) VALUES ('0190a000-0000-7000-8000-00000000000a', 'Kept', 1, 1)`;
    db.exec(insert);
    expect(db.prepare('SELECT count(*) FROM team_dirty').pluck().get()).toBe(1);
    await valueOf(desk.call('team.signIn', { login, password: PASSWORD }));
    const kept = () => world().query(`SELECT name FROM task_templates WHERE name = 'Kept'`);
    await expect.poll(kept, PATIENCE).toEqual([{ name: 'Kept' }]);
  });
});
