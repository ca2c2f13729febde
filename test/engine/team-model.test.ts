import { describe, test } from 'vitest';
import { playTeamGame } from '../support/team-fuzz.ts';
import { createModelBench } from '../support/model-bench.ts';
import { describeLostAnswers } from '../support/team-scenarios-lost.ts';
import { describeTeamScenarios } from '../support/team-scenarios.ts';

// The model of central must answer as the database does (test/postgres/team-replication.test.ts runs the same).
describeTeamScenarios(() => Promise.resolve(createModelBench({ pageRows: 7 })));
describeLostAnswers(() => Promise.resolve(createModelBench()));

describe('[TEAM5] three mirrors that edit and break at random', () => {
  test.each(Array.from({ length: 12 }, (_, n) => `game ${n}`))(
    '[TEAM5] %s: all end equal, no edit is lost',
    async (seed) => {
      await playTeamGame(createModelBench({ pageRows: 3 }), seed, 150);
    },
  );
});
