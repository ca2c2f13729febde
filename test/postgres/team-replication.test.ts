import { beforeAll } from 'vitest';
import { describeTeamScenarios } from '../support/team-scenarios.ts';
import { createSqlBench, prepareCards } from './support/sql-bench.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
beforeAll(() => prepareCards(world()));
describeTeamScenarios(() => createSqlBench(world()));
