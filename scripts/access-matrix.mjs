import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { judge } from '../test/postgres/access/matrix.ts';
import { functionsOf, relationsOf, sequencesOf } from '../test/postgres/access/objects.ts';
import { runMain, say, UserProblem } from './lib/report.mjs';
import { root } from './lib/root.mjs';

/**
 * `BACKROOM_CENTRAL_URL=… node scripts/access-matrix.mjs`, with the superuser's address of a migrated database: spells
 * out the rules of test/postgres/access for every object into test/postgres/access-matrix.json. Needs Node 24.
 */
await runMain(async () => {
  const connectionString = process.env.BACKROOM_CENTRAL_URL;
  if (connectionString === undefined) throw new UserProblem('BACKROOM_CENTRAL_URL is not set.');
  const client = new pg.Client({ connectionString });
  await client.connect();
  const asked = { query: async (statement) => (await client.query(statement)).rows };
  const matrix = judge({
    relations: await relationsOf(asked),
    functions: await functionsOf(asked),
    sequences: await sequencesOf(asked),
  });
  await client.end();
  const path = join(root, 'test', 'postgres', 'access-matrix.json');
  writeFileSync(path, `${JSON.stringify(matrix, null, 1)}\n`);
  say(`${Object.keys(matrix.relations).length} tables and views are judged in ${path}.`);
  return 0;
});
