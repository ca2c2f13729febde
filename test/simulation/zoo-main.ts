import { parseArgs } from 'node:util';
import { drawActs, drawSetting } from './acts.ts';
import { simulate } from './simulate.ts';
import type { Find } from './zoo-child.ts';
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
/** A seed counts only when it tells the bug from the engine as it is. */
async function findBug(name: string): Promise<Find> {
  const last = Number(values['first-seed']) + Number(values.seeds);
  for (let from = Number(values['first-seed']); from < last;) {
    const found = await searchBug(name, from, last - from);
    if (found.seed === null) return found;
    const setting = drawSetting(found.seed, null);
    const clean = await simulate(setting, drawActs(found.seed, 400, setting.desktops));
    if (clean.violations.length === 0) return found;
    process.stderr.write(`seed ${found.seed} fails without a planted bug too\n`);
    from = found.seed + 1;
  }
  return { bug: name, seed: null, seeds: Number(values.seeds) };
}

for (const bug of ZOO.filter((one) => values.bug === undefined || one.name === values.bug)) {
  const found = await findBug(bug.name);
  if (found.seed === null) missed += 1;
  process.stdout.write(
    `| ${bug.name} | ${bug.what} | ${found.seed === null ? `none of ${values.seeds}` : String(found.seed)} | ${found.invariant ?? ''} |\n`,
  );
}
process.stdout.write(`${ZOO.length} bugs, ${missed} not found\n`);
process.exitCode = missed === 0 ? 0 : 1;
