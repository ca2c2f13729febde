import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { discardRefused, sendRefusedAgain, settleTeamDecision } from '../../src/engine/team/team-inbox.ts';
import { openDesktop } from './team-bench.ts';
import type { TeamBench } from './team-bench.ts';
import type { TeamDesktop } from './build-team-desktop.ts';

/** A card that both desktops have. */
async function sharedCard(
  one: TeamDesktop,
  two: TeamDesktop,
  fields: Record<string, string | number> = {},
): Promise<string> {
  const id = one.insert('cards', { title: 'Card', ...fields });
  await one.sync();
  await two.sync();
  return id;
}

async function settleAll(...desktops: readonly TeamDesktop[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const desktop of desktops) await desktop.sync();
}

/** What replication does with rows, whatever stands at the other end. */
export function describeTeamScenarios(benchFor: () => Promise<TeamBench>): void {
  describe('[TEAM1] marking', () => {
    test('[TEAM1] what is changed here goes to central and to the others; what comes from there goes nowhere', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const list = one.insert('card_lists', { name: 'Now' });
      const id = one.insert('cards', {
        title: 'All kinds',
        list_id: list,
        hours: '1.50',
        points: 3,
        tags: '["b","a"]',
        facts: '{"z":1,"a":{"y":2,"b":[1,null]}}',
        is_urgent: 1,
        due_date: '2026-11-20',
        starts_at: 1_700_000_000_123,
        ends_at: 1_700_000_001_000,
      });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 2, stale: 0, refused: 0 } });
      expect(await bench.rows('cards')).toMatchObject([
        { id, hours: 1.5, points: 3, tags: ['b', 'a'], urgent: true, due_date: '2026-11-20' },
      ]);
      await two.sync();
      const { updated_at: _mine, created_at: _made, ...sent } = one.row('cards', id) ?? {};
      expect(two.row('cards', id)).toMatchObject({ ...sent, hours: '1.5', facts: '{"a":{"b":[1,null],"y":2},"z":1}' });
      expect(two.db.prepare('SELECT count(*) AS n FROM team_dirty').get()).toEqual({ n: 0 });
      expect(await two.sync()).toMatchObject({ pushed: { sent: 0 }, read: { rows: 0 } });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0 }, read: { rows: 0 } });
    });

    test('[TEAM1] nothing, told as JSON, travels where a value is required', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two, { facts: 'null' });
      expect([one.refusals(), two.row('cards', id)?.['facts']]).toEqual([[], 'null']);
    });

    test('[TEAM1] columns of this computer alone are neither sent nor touched', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { local_note: 'mine' });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0 } });
      two.update('cards', id, { title: 'New' });
      await settleAll(two, one);
      expect(one.row('cards', id)).toMatchObject({ title: 'New', local_note: 'mine' });
    });

    test('[TEAM2] a change that was taken back before it was sent sends nothing', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two, { tags: '["a", "b"]', hours: '2' });
      one.update('cards', id, { title: 'Other', tags: '["a","b"]', hours: '2.00' });
      one.update('cards', id, { title: 'Card' });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0, stale: 0 } });
    });
  });

  describe('[TEAM2] removing', () => {
    test('[TEAM2] a row that is removed here goes at central and elsewhere, with what hangs on it', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.insert('card_notes', { card_id: id, note: 'Hangs on it' });
      await settleAll(one, two);
      one.remove('cards', id);
      const never = one.insert('cards', { title: 'Never sent' });
      one.remove('cards', never);
      expect(await one.sync()).toMatchObject({ pushed: { sent: 1 } });
      await settleAll(two, one);
      for (const desktop of [one, two]) expect([...desktop.rows('cards'), ...desktop.rows('card_notes')]).toEqual([]);
      expect(await bench.rows('cards')).toEqual([]);
    });

    test('[TEAM4] what was changed elsewhere since comes back instead of being removed', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      two.update('cards', id, { body: 'Needed' });
      await two.sync();
      one.remove('cards', id);
      await settleAll(one, two);
      for (const desktop of [one, two]) expect(desktop.row('cards', id)).toMatchObject({ body: 'Needed' });
    });
  });

  describe('[TEAM5] two changes of one row', () => {
    test('[TEAM5] of different fields both stay', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { title: 'By one' });
      two.update('cards', id, { body: 'By two' });
      await one.sync();
      expect(await two.sync()).toMatchObject({ pushed: { sent: 1, stale: 1 } });
      await settleAll(one, two);
      for (const desktop of [one, two]) {
        expect(desktop.row('cards', id)).toMatchObject({ title: 'By one', body: 'By two' });
        expect(desktop.decisions()).toEqual([]);
      }
      expect(await bench.rows('cards')).toMatchObject([{ title: 'By one', body: 'By two' }]);
    });

    test('[TEAM5] of the same field what came first stays, and the later desktop has one decision with three values', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { title: 'First' });
      two.update('cards', id, { title: 'Later', body: 'Too' });
      await one.sync();
      await settleAll(two, one);
      expect(await bench.rows('cards')).toMatchObject([{ title: 'First', body: 'Too' }]);
      expect(one.decisions()).toEqual([]);
      expect(two.decisions()).toMatchObject([
        {
          table: 'cards',
          key: id,
          kind: 'both_changed',
          fields: { title: { base: 'Card', mine: 'Later', theirs: 'First' } },
        },
      ]);
      expect(two.row('cards', id)).toMatchObject({ title: 'First', body: 'Too' });
    });

    test('[TEAM5] an answer is an edit that is sent; central’s side sends nothing', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { title: 'First', body: 'First' });
      two.update('cards', id, { title: 'Later', body: 'Later' });
      await settleAll(one, two);
      const [decision] = two.decisions();
      const answers = { title: 'mine', body: 'theirs' } as const;
      const unfit = { title: { value: null } };
      expect(settleTeamDecision(two.db, two.replication.tables, decision?.id ?? '', unfit, 1)).toMatchObject({
        error: { type: 'ValueRefused' },
      });
      expect(settleTeamDecision(two.db, two.replication.tables, decision?.id ?? '', answers, 1)).toEqual({
        ok: true,
        value: undefined,
      });
      expect(two.decisions()).toEqual([]);
      await settleAll(two, one);
      expect(one.row('cards', id)).toMatchObject({ title: 'Later', body: 'First' });
      expect(settleTeamDecision(two.db, two.replication.tables, decision?.id ?? '', answers, 1)).toMatchObject({
        ok: false,
      });
    });

    test('[TEAM5] a row has one decision: its fields grow, show central’s newest value, and settle when both agree', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      for (const [mine, theirs] of [
        [{ title: 'Later' }, { title: 'First' }],
        [{ body: 'Later' }, { body: 'First' }],
      ] as const) {
        one.update('cards', id, theirs);
        two.update('cards', id, mine);
        await settleAll(one, two);
      }
      expect(two.decisions()).toMatchObject([{ fields: { title: { mine: 'Later' }, body: { mine: 'Later' } } }]);
      one.update('cards', id, { title: 'Newest', body: 'Later' });
      await settleAll(one, two);
      expect(two.decisions()).toMatchObject([{ fields: { title: { base: 'Card', mine: 'Later', theirs: 'Newest' } } }]);
      expect(Object.keys(two.decisions()[0]?.fields ?? {})).toEqual(['title']);
    });

    test('[TEAM5] a value that waits for a decision is kept when the same field meets again', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      for (const round of ['1', '2']) {
        one.update('cards', id, { title: `First ${round}` });
        two.update('cards', id, { title: `Later ${round}` });
        await settleAll(one, two);
      }
      expect(two.decisions()).toMatchObject([
        { fields: { title: { base: 'Card', mine: 'Later 2', theirs: 'First 2', earlier: ['Later 1'] } } },
      ]);
    });

    test('[TEAM5] fields of one group are taken from one side together', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two, { starts_at: 1000, ends_at: 2000 });
      one.update('cards', id, { starts_at: 1500 });
      two.update('cards', id, { ends_at: 1200 });
      await settleAll(one, two);
      expect(two.row('cards', id)).toMatchObject({ starts_at: 1500, ends_at: 2000 });
      expect(two.decisions()).toMatchObject([
        { fields: { starts_at: { mine: 1000, theirs: 1500 }, ends_at: { mine: 1200, theirs: 2000 } } },
      ]);
      expect(two.refusals()).toEqual([]);
    });

    test('[TEAM5] moves of one card ask nobody and end equal everywhere', async () => {
      const bench = await benchFor();
      const desktops = [await openDesktop(bench), await openDesktop(bench), await openDesktop(bench)];
      const [one, two, three] = desktops as [TeamDesktop, TeamDesktop, TeamDesktop];
      const id = await sharedCard(one, two);
      await three.sync();
      one.update('cards', id, { status: 'done', position: 'x' });
      two.update('cards', id, { status: 'review', position: 'm' });
      three.update('cards', id, { position: 'c' });
      await settleAll(...desktops);
      const [central] = await bench.rows('cards');
      expect(central).toMatchObject({ status: 'done', position: 'x' });
      for (const desktop of desktops) {
        expect(desktop.row('cards', id)).toMatchObject({ status: 'done', position: 'x' });
        expect(desktop.decisions()).toEqual([]);
      }
    });

    test('[TEAM5] notes never conflict', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const card = await sharedCard(one, two);
      for (const desktop of [one, two])
        for (const note of ['a', 'b']) desktop.insert('card_notes', { card_id: card, note: `${note} ${desktop.name}` });
      await settleAll(one, two);
      expect(await bench.rows('card_notes')).toHaveLength(4);
      for (const desktop of [one, two]) {
        expect(desktop.rows('card_notes')).toHaveLength(4);
        expect([...desktop.decisions(), ...desktop.refusals()]).toEqual([]);
      }
    });

    test('[TEAM5] where the first counts, the second is read again and nobody is asked', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = one.insert('card_answers', { card_id: randomUUID(), answer: 'open' });
      await settleAll(one, two);
      one.update('card_answers', id, { answer: 'keep' });
      two.update('card_answers', id, { answer: 'drop' });
      await settleAll(one, two);
      expect([one, two].map((desktop) => desktop.row('card_answers', id)?.['answer'])).toEqual(['keep', 'keep']);
      expect(two.decisions()).toEqual([]);
    });

    test('[TEAM5] rows that two desktops made under one id meet field by field', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = randomUUID();
      one.insert('cards', { id, title: 'Same', body: 'One' });
      two.insert('cards', { id, title: 'Same', body: 'Two', points: 5 });
      await settleAll(one, two);
      expect(await bench.rows('cards')).toMatchObject([{ id, title: 'Same', body: 'One' }]);
      expect(two.decisions()).toMatchObject([{ fields: { body: { base: null, mine: 'Two', theirs: 'One' } } }]);
    });

    test('[TEAM5] an edit of what somebody deleted meanwhile is asked about', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { deleted_at: 5 });
      two.update('cards', id, { body: 'Still needed' });
      await settleAll(one, two);
      expect(await bench.rows('cards')).toMatchObject([{ body: 'Still needed' }]);
      expect(two.decisions()).toMatchObject([{ fields: { deleted_at: { base: null, mine: null, theirs: 5 } } }]);
    });
  });

  describe('[TEAM6] refusals', () => {
    test('[TEAM6] a refused line stops its row alone, names field and reason, and the row stays', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      const bad = one.insert('cards', { title: 'Bad', hours: '-1' });
      const good = one.insert('cards', { title: 'Good' });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 1, refused: 1 } });
      expect((await bench.rows('cards')).map(({ id }) => id)).toEqual([good]);
      expect(one.row('cards', bad)).toMatchObject({ title: 'Bad', hours: '-1' });
      expect(one.refusals()).toMatchObject([
        { table: 'cards', key: bad, kind: 'insert', code: '23514', field: 'hours' },
      ]);
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0, refused: 0 } });
    });

    test('[TEAM6] an edit, or a person’s word, sends it again; discarding brings central’s row back', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      one.update('cards', id, { hours: '-1', body: 'Kept' });
      const born = one.insert('cards', { title: 'Born', hours: '-2' });
      await one.sync();
      const refusals = one.refusals();
      expect(refusals.map(({ key }) => key).sort()).toEqual([id, born].sort());
      expect(sendRefusedAgain(one.db, one.replication.tables, refusals[0]?.id ?? '')).toBe(true);
      expect(await one.sync()).toMatchObject({ pushed: { refused: 1 } });
      one.update('cards', id, { hours: '3' });
      await one.sync();
      expect(one.refusals().map(({ key }) => key)).toEqual([born]);
      expect(await bench.rows('cards')).toMatchObject([{ hours: 3, body: 'Kept' }]);
      expect(discardRefused(one.db, one.replication.tables, one.refusals()[0]?.id ?? '')).toBe(true);
      expect(one.row('cards', born)).toBeUndefined();
      one.update('cards', id, { hours: '-1' });
      await one.sync();
      expect(discardRefused(one.db, one.replication.tables, one.refusals()[0]?.id ?? '')).toBe(true);
      expect(one.row('cards', id)).toMatchObject({ hours: '3' });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0, stale: 0, refused: 0 } });
    });

    test('[TEAM7] what waits for a refused parent is sent when the parent is taken', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      const card = one.insert('cards', { title: 'x'.repeat(101) });
      const note = one.insert('card_notes', { card_id: card, note: 'Waits' });
      await one.sync();
      expect(
        one
          .refusals()
          .map(({ code }) => code)
          .sort(),
      ).toEqual(['23503', '23514']);
      one.update('cards', card, { title: 'Short' });
      await one.sync();
      expect(one.refusals()).toEqual([]);
      expect(await bench.rows('card_notes')).toMatchObject([{ id: note }]);
    });

    test('[TEAM6] who lost the permission to write keeps the changes until a person decides', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench, 'managerA')];
      const id = await sharedCard(one, two);
      await bench.setMayWrite('managerA', false);
      two.update('cards', id, { title: 'Not mine any more' });
      await two.sync();
      expect(two.refusals()).toMatchObject([{ key: id, code: '42501' }]);
      await bench.setMayWrite('managerA', true);
      expect(sendRefusedAgain(two.db, two.replication.tables, two.refusals()[0]?.id ?? '')).toBe(true);
      await settleAll(two, one);
      expect(one.row('cards', id)).toMatchObject({ title: 'Not mine any more' });
    });

    test('[TEAM6] texts that a database cannot hold stop nothing', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      const id = one.insert('cards', { title: 'half \ud83d, nul \0, and \\u0000', body: '\u{1f600} "quoted" \\' });
      await one.sync();
      expect(one.refusals()).toEqual([]);
      expect(await bench.rows('cards')).toMatchObject([
        { id, title: 'half \ufffd, nul \ufffd, and \\u0000', body: '\u{1f600} "quoted" \\' },
      ]);
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0 } });
    });
  });

  describe('[TEAM8] reading', () => {
    test('[TEAM8] a transaction that commits late is not skipped, and the reader knows that it is behind', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      await one.sync();
      const commit = await bench.insertLate('cards', { title: 'Late' });
      await bench.insert('cards', { title: 'Soon' });
      expect(await one.sync()).toMatchObject({ isBehind: true });
      expect(one.rows('cards')).toEqual([]);
      await commit();
      expect(await one.sync()).toMatchObject({ isBehind: false });
      expect(
        one
          .rows('cards')
          .map(({ title }) => title)
          .sort(),
      ).toEqual(['Late', 'Soon']);
    });

    test('[TEAM9] reading again from an older place changes nothing', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      for (const title of ['a', 'b', 'c']) await bench.insert('cards', { title });
      await one.sync();
      const before = one.rows('cards');
      one.db.exec(`UPDATE team_state SET floor_xid = '1', floor_version = 0`);
      one.changed.length = 0;
      expect(await one.sync()).toMatchObject({ whole: null, read: { rows: 0 } });
      expect([one.rows('cards'), one.changed]).toEqual([before, []]);
    });

    test('[TEAM10] what central deleted goes, and unsent changes of it become a decision that can bring it back', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const [gone, edited] = [await sharedCard(one, two), await sharedCard(one, two)];
      two.update('cards', edited, { body: 'Unsent' });
      for (const id of [gone, edited]) await bench.remove('cards', id);
      await settleAll(one, two);
      expect([...one.rows('cards'), ...two.rows('cards')]).toEqual([]);
      expect(one.decisions()).toEqual([]);
      expect(two.decisions()).toMatchObject([{ key: edited, kind: 'deleted', fields: { body: { mine: 'Unsent' } } }]);
      const decision = two.decisions()[0]?.id ?? '';
      expect(settleTeamDecision(two.db, two.replication.tables, decision, { body: 'mine' }, 1)).toMatchObject({
        ok: true,
      });
      await settleAll(two, one);
      expect(one.row('cards', edited)).toMatchObject({ title: 'Card', body: 'Unsent' });
    });

    test('[TEAM10] a row that is made anew under its id after its end is there', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const id = await sharedCard(one, two);
      await bench.remove('cards', id);
      await bench.insert('cards', { id, title: 'Again' });
      await settleAll(one, two);
      expect([one, two].map((desktop) => desktop.row('cards', id)?.['title'])).toEqual(['Again', 'Again']);
    });

    test('[TEAM10] behind the horizon everything is read anew, and what is unsent stays and is sent', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const [gone, edited] = [await sharedCard(one, two), await sharedCard(one, two)];
      two.update('cards', edited, { body: 'Unsent' });
      const born = two.insert('cards', { title: 'Born here' });
      await bench.remove('cards', gone);
      await bench.insert('cards', { title: 'Elsewhere' });
      await bench.forgetTombstones();
      expect(await two.sync()).toMatchObject({ whole: 'horizon' });
      expect(two.row('cards', gone)).toBeUndefined();
      await one.sync();
      expect(one.rows('cards')).toEqual(
        expect.arrayContaining([expect.objectContaining({ id: edited, body: 'Unsent' })]),
      );
      expect(one.rows('cards').map(({ id }) => id)).toEqual(two.rows('cards').map(({ id }) => id));
      expect(two.row('cards', born)).toMatchObject({ title: 'Born here' });
      expect(await two.sync()).toMatchObject({ whole: null });
    });

    test('[TEAM11] a whole reading that is stopped begins anew and ends complete', async () => {
      const bench = await benchFor();
      for (let n = 0; n < 30; n += 1) await bench.insert('cards', { title: `Card ${n}` });
      const { server, identity } = await bench.enter('ownerA');
      let stopAt = 1;
      const one = await openDesktop(bench, 'ownerA', {
        identity,
        server: {
          ...server,
          everything: (tables, onPage) =>
            server.everything(tables, async (rows) => {
              await onPage(rows.slice(0, 5));
              stopAt -= 1;
              if (stopAt === 0) throw new Error('stopped');
              await onPage(rows);
            }),
        },
      });
      await expect(one.trySync()).rejects.toThrow('stopped');
      expect(one.rows('cards')).toHaveLength(5);
      expect(await one.sync()).toMatchObject({ whole: 'first' });
      expect(one.rows('cards')).toHaveLength(30);
    });

    test('[TEAM13] what a person may not see any more goes, and comes back with the right to see it', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench, 'managerA')];
      const id = await sharedCard(one, two);
      two.insert('card_notes', { card_id: id, note: 'Unsent' });
      await bench.setMayRead('managerA', false);
      expect(await two.sync()).toMatchObject({ whole: 'access', read: { removed: 1 } });
      expect(two.wiped()).toBe(1);
      expect(two.row('cards', id)).toBeUndefined();
      await bench.setMayRead('managerA', true);
      expect(await two.sync()).toMatchObject({ whole: 'access', read: { removed: 0 } });
      expect(two.row('cards', id)).toMatchObject({ title: 'Card' });
    });

    test('[TEAM8] after central came back from a copy, everything is read anew and what it lost is sent to it', async () => {
      const bench = await benchFor();
      const [one, two] = [await openDesktop(bench), await openDesktop(bench)];
      const [kept, lost] = [await sharedCard(one, two), await sharedCard(one, two)];
      await bench.remove('cards', lost);
      await bench.forgetTombstones();
      await bench.changeHistory();
      expect(await one.sync()).toMatchObject({ whole: 'history' });
      await settleAll(two, one);
      for (const desktop of [one, two]) {
        expect(
          desktop
            .rows('cards')
            .map(({ id }) => id)
            .sort(),
        ).toEqual([kept, lost].sort());
        expect(desktop.decisions()).toEqual([]);
      }
      expect(await bench.rows('cards')).toHaveLength(2);
    });

    test('[TEAM8] a row that the mirror cannot hold yet stops nothing and comes when it can', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      await one.sync();
      const card = randomUUID();
      await bench.insert('card_answers', { card_id: card, answer: 'same' });
      const second = await bench.insert('card_answers', { card_id: card, answer: 'same' });
      await bench.insert('cards', { title: 'Behind it' });
      await one.sync();
      expect([one.rows('card_answers'), one.rows('cards')].map(({ length }) => length)).toEqual([1, 1]);
      const [first] = (await bench.rows('card_answers')).filter(({ id }) => id !== second);
      await bench.update('card_answers', String(first?.['id']), { answer: 'other' });
      await bench.update('card_answers', second, { card_id: card });
      await one.sync();
      await one.sync();
      expect(
        one
          .rows('card_answers')
          .map(({ answer }) => answer)
          .sort(),
      ).toEqual(['other', 'same']);
      expect(one.db.prepare('SELECT count(*) AS n FROM team_holes').get()).toEqual({ n: 0 });
    });
  });

  describe('[TEAM1] connecting', () => {
    test('[TEAM1] connecting later uploads what is there, once, under the person’s id', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench, 'ownerA', {
        prepare: (db) => {
          db.exec(`INSERT INTO people (id, is_me, created_at, updated_at) VALUES ('local-me', 1, 1, 1);
            INSERT INTO card_lists (id, name) VALUES ('${randomUUID()}', 'Mine');
            INSERT INTO cards (id, title, created_by) VALUES ('${randomUUID()}', 'One', 'local-me'), ('${randomUUID()}', 'Two', NULL)`);
        },
      });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 3, refused: 0 } });
      expect(await one.sync()).toMatchObject({ pushed: { sent: 0 } });
      const me = one.db.prepare('SELECT id FROM people WHERE is_me = 1').get() as { id: string };
      expect(await bench.rows('cards')).toEqual(
        expect.arrayContaining([expect.objectContaining({ title: 'One', created_by: me.id })]),
      );
      const two = await openDesktop(bench);
      await two.sync();
      expect(two.rows('cards')).toHaveLength(2);
    });

    test('[TEAM1] who works alone has no triggers and pays nothing; disconnecting takes them away', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench, 'ownerA', { connect: false });
      const triggers = () =>
        one.db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'team%'`).get();
      const program = () =>
        one.db
          .prepare(`EXPLAIN UPDATE cards SET title = 'x' WHERE id = '1'`)
          .all()
          .map((op) => (op as { opcode: string }).opcode);
      const [alone, steps] = [triggers(), program()];
      expect(alone).toEqual({ n: 0 });
      expect(steps).not.toContain('Program');
      expect(await one.trySync()).toEqual({ ok: false, error: { type: 'NotConnected' } });
      const { identity } = await bench.enter('ownerA');
      one.replication.connect(identity);
      expect(program()).toContain('Program');
      one.insert('cards', { title: 'Marked' });
      expect(await one.replication.disconnect()).toMatchObject({ ok: true });
      expect([triggers(), program()]).toEqual([alone, steps]);
      expect(one.rows('cards')).toHaveLength(1);
    });

    test('[TEAM1] the mirror of one person is not filled for another', async () => {
      const bench = await benchFor();
      const one = await openDesktop(bench);
      const { server, identity } = await bench.enter('managerA');
      expect(one.replication.connect(identity)).toMatchObject({ ok: false, error: { type: 'AnotherTeam' } });
      expect(await one.secondProcess(server).run()).toMatchObject({ ok: false, error: { type: 'AnotherPerson' } });
      expect(one.rows('cards')).toEqual([]);
    });
  });
}
