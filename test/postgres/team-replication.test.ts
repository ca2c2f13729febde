import { beforeAll, describe, test } from 'vitest';
import { playTeamGame } from '../support/team-fuzz.ts';
import { describeLostAnswers } from '../support/team-scenarios-lost.ts';
import { describeTeamScenarios } from '../support/team-scenarios.ts';
import { createSqlBench, prepareCards } from './support/sql-bench.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
beforeAll(() => prepareCards(world()));
describeTeamScenarios(() => createSqlBench(world()));
describeLostAnswers(() => createSqlBench(world()));

describe('[TEAM5] three mirrors that edit and break at random', () => {
  test.each(['game a', 'game b', 'game c'])('[TEAM5] %s: all end equal, no edit is lost', async (seed) => {
    await playTeamGame(await createSqlBench(world()), seed, 120);
  });
});
