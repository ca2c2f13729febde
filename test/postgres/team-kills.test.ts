import { expect, test } from 'vitest';
import { runTeamKills } from '../kills/team-run.ts';

/** More on demand: `npm run kills -- --team --times N`. */
const KILLS = 5;
const LIMIT_MS = 600_000;

test(
  '[LEASE6, SHARE3, SHARE4] engines that share a shop are killed while they work, over networks that break: nothing is lost, nothing twice',
  { timeout: LIMIT_MS },
  async () => {
    const { kills, acknowledged, lost, doubled, refused } = await runTeamKills({ times: KILLS, seed: 1 });
    expect({ kills, lost, doubled, refused }).toEqual({ kills: KILLS, lost: [], doubled: [], refused: [] });
    expect(acknowledged).toBeGreaterThan(KILLS);
  },
);
