import { describe, expect, test } from 'vitest';
import { err } from '../../src/shared/result.ts';
import type { TeamServer } from '../../src/engine/team/team-server.ts';
import { openDesktop } from './team-bench.ts';
import type { TeamBench } from './team-bench.ts';
import { createTeamDesktop } from './team-desktop.ts';
import type { TeamDesktop } from './build-team-desktop.ts';

type Forgetful = { readonly desktop: TeamDesktop; readonly loseNextAnswer: () => void };

/** A desktop that does not hear what its push has done, once. */
async function openForgetful(bench: TeamBench): Promise<Forgetful> {
  const { server, identity } = await bench.enter('ownerA');
  let loses = false;
  const forgetful: TeamServer = {
    ...server,
    push: async (lines) => {
      const answers = await server.push(lines);
      if (!loses) return answers;
      loses = false;
      return err({ type: 'CentralUnavailable', detail: 'the answer was lost' });
    },
  };
  const desktop = await createTeamDesktop({ name: identity.deviceId, server: forgetful, identity });
  return { desktop, loseNextAnswer: () => void (loses = true) };
}

/** What becomes of changes whose outcome a desktop does not know. */
export function describeLostAnswers(benchFor: () => Promise<TeamBench>): void {
  describe('[TEAM3] an answer that was lost', () => {
    test('[TEAM3] an edit of the same field, made before the answer is known, follows its own line and asks nobody', async () => {
      const bench = await benchFor();
      const { desktop, loseNextAnswer } = await openForgetful(bench);
      const id = desktop.insert('cards', { title: 'Card' });
      await desktop.sync();
      for (const round of ['1', '2']) {
        desktop.update('cards', id, { title: `First ${round}` });
        loseNextAnswer();
        expect(await desktop.trySync()).toMatchObject({ ok: false });
        desktop.update('cards', id, { title: `Second ${round}` });
        await desktop.sync();
        expect(await bench.rows('cards')).toMatchObject([{ title: `Second ${round}` }]);
        expect(desktop.decisions()).toEqual([]);
      }
      expect(await desktop.sync()).toMatchObject({ pushed: { sent: 0, stale: 0 } });
    });

    test('[TEAM3] what others made of it meanwhile, knowing it, is taken and asks nobody', async () => {
      const bench = await benchFor();
      const { desktop, loseNextAnswer } = await openForgetful(bench);
      const other = await openDesktop(bench);
      const id = desktop.insert('cards', { title: 'Card' });
      await desktop.sync();
      desktop.update('cards', id, { title: 'Mine' });
      loseNextAnswer();
      await desktop.trySync();
      await other.sync();
      expect(other.row('cards', id)).toMatchObject({ title: 'Mine' });
      other.update('cards', id, { title: 'Theirs, knowing mine' });
      await other.sync();
      await desktop.sync();
      expect(desktop.row('cards', id)).toMatchObject({ title: 'Theirs, knowing mine' });
      expect([...desktop.decisions(), ...other.decisions()]).toEqual([]);
    });

    test('[TEAM3] a row that was made, sent without an answer, and removed is removed everywhere', async () => {
      const bench = await benchFor();
      const { desktop, loseNextAnswer } = await openForgetful(bench);
      await desktop.sync();
      const id = desktop.insert('cards', { title: 'Short-lived' });
      loseNextAnswer();
      await desktop.trySync();
      desktop.remove('cards', id);
      await desktop.sync();
      await desktop.sync();
      expect(await bench.rows('cards')).toEqual([]);
      expect(desktop.rows('cards')).toEqual([]);
    });
  });
}
