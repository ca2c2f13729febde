import { parseArgs } from 'node:util';
import { findBug } from './zoo-child.ts';
import { readTable, writeTable } from './zoo-table.ts';
import { ZOO } from './zoo.ts';

/**
 * `npm run simulate -- --zoo [--bug NAME] [--seeds N] [--first-seed S] [--workers W]`: how many seeds it takes to find
 * each planted bug. Writes what it finds into the table of docs/simulation.md.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    'first-seed': { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    bug: { type: 'string' },
  },
});
const first = Number(values['first-seed']);
const seeds = Number(values.seeds);
const chosen = ZOO.filter((one) => values.bug === undefined || one.name === values.bug);
if (chosen.length === 0) throw new Error(`no bug called ${values.bug ?? ''}`);

const waiting = [...chosen];
let missed = 0;

async function searchOn(): Promise<void> {
  for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
    const found = await findBug(bug.name, first, seeds);
    if (found.seed === null) missed += 1;
    const told =
      found.seed === null ? `not found in ${seeds} seeds` : `seed ${found.seed}, [${found.invariant}] ${found.detail}`;
    process.stdout.write(`${bug.name}: ${told}\n`);
    const rows = new Map(readTable());
    rows.set(bug.name, { seed: found.seed, invariant: found.invariant ?? '' });
    writeTable(rows);
  }
}

await Promise.all(Array.from({ length: Math.max(1, Number(values.workers)) }, searchOn));
process.stdout.write(`${chosen.length} bugs, ${missed} not found\n`);
process.exitCode = missed === 0 ? 0 : 1;
