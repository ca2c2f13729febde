import { parseArgs } from 'node:util';
import { searchBug } from './zoo-child.ts';
import { ZOO } from './zoo.ts';

/** `npm run simulate -- --zoo [--seeds N] [--first-seed S] [--bug NAME]`: how many seeds it takes to find each planted bug. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    'first-seed': { type: 'string', default: '1' },
    bug: { type: 'string' },
  },
});

let missed = 0;
process.stdout.write('| Bug | What it does | Found by seed | Invariant |\n| --- | --- | --- | --- |\n');
for (const bug of ZOO.filter((one) => values.bug === undefined || one.name === values.bug)) {
  const found = await searchBug(bug.name, Number(values['first-seed']), Number(values.seeds));
  if (found.seed === null) missed += 1;
  process.stdout.write(
    `| ${bug.name} | ${bug.what} | ${found.seed === null ? `none of ${values.seeds}` : String(found.seed)} | ${found.invariant ?? ''} |\n`,
  );
}
process.stdout.write(`${ZOO.length} bugs, ${missed} not found\n`);
process.exitCode = missed === 0 ? 0 : 1;
