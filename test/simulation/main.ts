import { parseArgs } from 'node:util';
import { drawActs, drawSetting } from './acts.ts';
import { asRegression, shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seeds N [--first-seed S] [--steps M] [--desktops D] [--trace] [--no-shrink]` */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    seeds: { type: 'string', default: '200' },
    'first-seed': { type: 'string', default: '1' },
    steps: { type: 'string', default: '400' },
    desktops: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: true },
  },
});

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name} takes a whole number, not ${text}\n`);
  process.exit(2);
}

const firstSeed = wholeNumber('first-seed', values['first-seed']);
const seeds = wholeNumber('seeds', values.seeds);
const steps = wholeNumber('steps', values.steps);
const desktops = values.desktops === undefined ? null : wholeNumber('desktops', values.desktops);
const PROGRESS_EVERY_MS = 10_000;

const startedAt = performance.now();
let toldAt = startedAt;
let done = 0;
let performed = 0;
let violations = 0;

for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  const setting = drawSetting(seed, desktops);
  const acts = drawActs(seed, steps, setting.desktops);
  const outcome = await simulate(setting, acts, { keepLines: values.trace });
  if (values.trace) process.stdout.write(`${outcome.lines.join('\n')}\n`);
  done += 1;
  performed += outcome.steps;
  violations += outcome.violations.length;
  const [first] = outcome.violations;
  if (first !== undefined) {
    const told = outcome.violations.slice(0, 5).map((violation) => `  [${violation.invariant}] ${violation.detail}`);
    process.stdout.write(`seed ${seed} failed:\n${told.join('\n')}\n`);
    if (values.shrink) {
      const small = await shrink(setting, acts, first.invariant);
      process.stdout.write(`${shortTrace(small.outcome.lines)}\n`);
      process.stdout.write(`${asRegression(small.setting, small.acts, first.invariant)}\n`);
    }
  }
  if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
    toldAt = performance.now();
    process.stdout.write(`${done} of ${seeds} seeds, ${violations} violations\n`);
  }
}

const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(
  `${done} seeds, ${performed} steps, ${violations} violations (${seconds.toFixed(1)} s, ${(done / seconds).toFixed(1)} seeds per second)\n`,
);
process.exitCode = violations === 0 ? 0 : 1;

/** What a person needs to see of a trace: no quiet reading, no rounds at the end in which nothing happened. */
function shortTrace(lines: readonly string[]): string {
  const quiet = /^\d+ d\d+ GET [a-z_/]+(?:\/\d+\/(?:terms|variations))?(?:\?\S*)? → 200$|^ {2}d\d+ run|^round \d/;
  return lines
    .filter((line) => !quiet.test(line))
    .map((line) => line.slice(0, 240))
    .join('\n');
}
