import type { Random } from '../../src/engine/platform/deps.ts';
import type { TeamFailure, TeamServer } from '../../src/engine/team/team-server.ts';
import type { Result } from '../../src/shared/result.ts';
import { err } from '../../src/shared/result.ts';

const CUT: TeamFailure = { type: 'CentralUnavailable', detail: 'cut by the test' };

/** A way to central that breaks by chance: before the question, after its effect, or in the middle of a long answer. */
export function createCuttingServer(server: TeamServer, random: Random) {
  let chance = 0;
  const mayCut = async <T>(ask: () => Promise<Result<T, TeamFailure>>): Promise<Result<T, TeamFailure>> => {
    if (random.next() < chance) return err(CUT);
    const answer = await ask();
    return random.next() < chance ? err(CUT) : answer;
  };
  const cutting: TeamServer = {
    state: (tables) => mayCut(() => server.state(tables)),
    push: (lines) => mayCut(() => server.push(lines)),
    changes: (from, upto, tables) => mayCut(() => server.changes(from, upto, tables)),
    everything: async (tables, onPage) => {
      const breaks = new Error('cut by the test');
      try {
        return await server.everything(tables, async (rows) => {
          if (random.next() < chance) throw breaks;
          await onPage(rows);
        });
      } catch (error) {
        if (error === breaks) return err(CUT);
        throw error;
      }
    },
    listen: server.listen,
    tellPresence: (open) => mayCut(() => server.tellPresence(open)),
    presence: () => mayCut(() => server.presence()),
  };
  return { server: cutting, setChance: (given: number): void => void (chance = given) };
}
