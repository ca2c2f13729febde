import { describe, expect, test } from 'vitest';
import { createTeamDesk, joinTeam, valueOf } from './support/team-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const PASSWORD = 'a long enough one';

describe('[JOIN1] the whole engine', () => {
  test('[JOIN1, JOIN2, LEASE1] an administrator shares a shop, takes in another, follows without a key, and leaves', async () => {
    const desk = await createTeamDesk({ isStarted: false });
    await joinTeam(desk, world(), 'ann@a.test', PASSWORD, 'admin');
    const storeId = '01a1f78a-5300-7020-a477-73764a1a6ae5';
    const { db } = desk.engine();
    db.prepare(
      `INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES (?, 'Mugs', 'https://mugs.test', 'push', 1, 1)`,
    ).run(storeId);
    expect(await valueOf(desk.call('team.shareShop', { storeId }))).toEqual({ storeId, how: 'uploads' });
    expect(await valueOf(desk.call('team.shareShop', { storeId }))).toEqual({ storeId, how: 'known' });
    const shops = await valueOf(desk.call('team.shops', {}));
    expect(shops).toContainEqual(expect.objectContaining({ id: storeId, rank: 'owner', isHere: true }));
    const known = await valueOf(desk.call('team.takeShop', { storeId: world().storeA }));
    expect(known).toEqual({ storeId: world().storeA, how: 'new' });
    // without a key it follows, and says so
    await desk.engine().sync.runNow(storeId, { kind: 'incremental', startedBy: 'person' });
    const [status] = (await valueOf(desk.call('sync.status', {}))).filter((one) => one.storeId === storeId);
    expect(status).toMatchObject({ problem: null, team: { role: 'follower', reachable: true } });
    // a look at central that brings nothing leaves no line
    const runs = (): unknown => db.prepare(`SELECT count(*) FROM sync_runs WHERE store_id = ?`).pluck().get(storeId);
    const before = runs();
    await desk.engine().sync.runNow(storeId, { kind: 'incremental', startedBy: 'schedule' });
    expect(runs()).toBe(before);
    expect(await desk.call('team.workAlone', { storeId: 'nobody’s', alone: true })).toMatchObject({ ok: false });
    expect(await valueOf(desk.call('team.leaveShop', { storeId }))).toEqual({});
    expect(db.prepare(`SELECT count(*) AS n FROM stores WHERE id = ?`).all(storeId)).toEqual([{ n: 0 }]);
  });

  test('[JOIN1] whoever signs in finds the team’s stores, but for one that was left here', async () => {
    const desk = await createTeamDesk();
    await joinTeam(desk, world(), 'ada@a.test', PASSWORD, 'admin');
    const here = async (): Promise<readonly string[]> =>
      (await valueOf(desk.call('stores.list', {}))).map(({ id }) => id);
    const { storeA } = world();
    await expect.poll(here).toContain(storeA);
    expect(await valueOf(desk.call('team.leaveShop', { storeId: storeA }))).toEqual({});
    await desk.restart();
    const others = async (): Promise<number> => (await valueOf(desk.call('team.shops', {}))).length;
    await expect.poll(() => desk.call('team.shops', {})).toMatchObject({ ok: true });
    await expect.poll(async () => (await here()).length).toBe((await others()) - 1);
    expect(await here()).not.toContain(storeA);
    expect(await valueOf(desk.call('team.takeShop', { storeId: storeA }))).toEqual({ storeId: storeA, how: 'new' });
    expect(await here()).toContain(storeA);
  });
});
