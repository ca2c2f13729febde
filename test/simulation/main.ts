import { parseArgs } from 'node:util';
import { drawActs, drawSetting } from './acts.ts';
import { HAPPENINGS } from './happenings.ts';
import { createTally, runSeeds } from './run-seeds.ts';
import type { SeedReport } from './seed-worker.ts';
import { asRegression, shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seeds N [--first-seed S] [--steps M] [--desktops D] [--workers W] [--trace] [--faults] [--no-shrink]` */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    seeds: { type: 'string', default: '200' },
    'first-seed': { type: 'string', default: '1' },
    steps: { type: 'string', default: '400' },
    workers: { type: 'string', default: '2' },
    desktops: { type: 'string' },
    trace: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
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
const workers = wholeNumber('workers', values.workers);
const desktops = values.desktops === undefined ? null : wholeNumber('desktops', values.desktops);
const PROGRESS_EVERY_MS = 10_000;

const startedAt = performance.now();
let toldAt = startedAt;
let seed = firstSeed;
let violations = 0;
const tally = createTally();

await runSeeds(
  () => (seed < firstSeed + seeds ? { seed: seed++, steps, desktops } : null),
  (report) => {
    tally.add(report);
    violations += report.violations.length;
    if (report.violations.length > 0) tellFailure(report);
    if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = performance.now();
    process.stdout.write(`${tally.sum().seeds} of ${seeds} seeds, ${violations} violations\n`);
  },
  Math.max(1, workers),
);
const seconds = (performance.now() - startedAt) / 1000;
const sum = tally.sum();
if (values.trace) for (let at = firstSeed; at < firstSeed + seeds; at += 1) await tellTrace(at);
if (values.shrink) for (const failed of sum.failed) await tellShrunk(failed);
if (values.faults)
  for (const what of HAPPENINGS) process.stdout.write(`${sum.happened.get(what) ?? 0} times ${what}\n`);
process.stdout.write(
  `${sum.seeds} seeds, ${sum.steps} steps, ${violations} violations (${seconds.toFixed(1)} s, ${(sum.seeds / seconds).toFixed(1)} seeds per second)\n`,
);
process.exitCode = violations === 0 ? 0 : 1;

function tellFailure(report: SeedReport): void {
  const told = report.violations.slice(0, 5).map((violation) => `  [${violation.invariant}] ${violation.detail}`);
  process.stdout.write(`seed ${report.seed} failed:\n${told.join('\n')}\n`);
}

async function tellTrace(traced: number): Promise<void> {
  const setting = drawSetting(traced, desktops);
  const outcome = await simulate(setting, drawActs(traced, steps, setting.desktops), { keepLines: true });
  process.stdout.write(`${outcome.lines.join('\n')}\n`);
}

async function tellShrunk(failed: SeedReport): Promise<void> {
  const setting = drawSetting(failed.seed, desktops);
  const acts = drawActs(failed.seed, steps, setting.desktops);
  const [first] = failed.violations;
  if (first === undefined) return;
  const small = await shrink(setting, acts, first);
  process.stdout.write(`${shortTrace(small.outcome.lines)}\n`);
  process.stdout.write(`${asRegression(small.setting, small.acts, first.invariant)}\n`);
}

/** What a person needs to see of a trace: no quiet reading, no rounds at the end in which nothing happened. */
function shortTrace(lines: readonly string[]): string {
  const quiet = /^\d+ d\d+ GET [a-z_/]+(?:\/\d+\/(?:terms|variations))?(?:\?\S*)? → 200$|^ {2}d\d+ run|^round \d/;
  return lines
    .filter((line) => !quiet.test(line))
    .map((line) => line.slice(0, 240))
    .join('\n');
}
