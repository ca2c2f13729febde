import { parseArgs } from 'node:util';
import { drawActs, drawSetting } from './acts.ts';
import { asRegression, shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    'first-seed': { type: 'string', default: '1' },
    steps: { type: 'string', default: '400' },
    desktops: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values['first-seed']);
const count = Number(values.seeds);
const steps = Number(values.steps);
const startedAt = performance.now();
let violations = 0;
let done = 0;
const byInvariant = new Map<string, number>();
for (let seed = first; seed < first + count; seed += 1) {
  const setting = drawSetting(seed, values.desktops === undefined ? null : Number(values.desktops));
  const outcome = await simulate(setting, drawActs(seed, steps, setting.desktops), { keepLines: values.trace });
  if (values.trace) process.stdout.write(`${outcome.lines.join('\n')}\n`);
  done += outcome.steps;
  if (outcome.violations.length > 0) {
    violations += 1;
    for (const v of outcome.violations) byInvariant.set(v.invariant, (byInvariant.get(v.invariant) ?? 0) + 1);
    process.stdout.write(`seed ${seed}: ${outcome.violations.slice(0, 3).map((v) => `${v.invariant} ${v.detail}`).join('\n    ')}\n`);
    if (values.shrink) {
      const invariant = outcome.violations[0]?.invariant ?? '';
      const small = await shrink(setting, drawActs(seed, steps, setting.desktops), invariant);
      process.stdout.write(`${small.outcome.lines.filter((l) => !/^\d+ d\d GET .*\? |  d0 run|^\d+ d0 GET (products|variations|orders|customers|coupons|products.(attributes|categories|tags|brands|shipping_classes|attributes.\d+.terms))(\?\S*)? → 200/.test(l)).map((l) => l.slice(0, 400)).join('\n')}\n`);
      process.stdout.write(`${asRegression(small.setting, small.acts, invariant)}\n`);
    }
  }
}
const elapsed = (performance.now() - startedAt) / 1000;
process.stdout.write(`${count} seeds, ${done} steps, ${violations} failing seeds, ${elapsed.toFixed(1)} s ${JSON.stringify([...byInvariant])}\n`);
