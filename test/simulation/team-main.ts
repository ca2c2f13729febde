import { parseArgs } from 'node:util';
import { HAPPENINGS } from './happenings.ts';
import { createTally, runSeeds } from './run-seeds.ts';
import { drawTeamActs, drawTeamSetting } from './team-acts.ts';
import { TEAM_HAPPENINGS } from './team-happenings.ts';
import { simulateTeam } from './team-simulate.ts';
import type { TeamTask } from './team-worker.ts';

/** `npm run simulate -- --team --seeds N [--first-seed S] [--steps M] [--desktops D] [--no-lease] [--workers W] [--trace] [--faults]` */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    seeds: { type: 'string', default: '100' },
    'first-seed': { type: 'string', default: '1' },
    steps: { type: 'string', default: '200' },
    workers: { type: 'string', default: '2' },
    desktops: { type: 'string' },
    lease: { type: 'boolean' },
    trace: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
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
const lease = values.lease ?? null;

const startedAt = performance.now();
const tally = createTally();
let seed = firstSeed;
await runSeeds(
  (): TeamTask | null => (seed < firstSeed + seeds ? { seed: seed++, steps, desktops, lease } : null),
  (report) => {
    tally.add(report);
    if (report.violations.length === 0) return;
    const told = report.violations.slice(0, 5).map((violation) => `  [${violation.invariant}] ${violation.detail}`);
    process.stdout.write(`seed ${report.seed} failed:\n${told.join('\n')}\n`);
  },
  Math.max(1, workers),
  'team-worker.ts',
);
const seconds = (performance.now() - startedAt) / 1000;
const sum = tally.sum();
if (values.trace)
  for (let at = firstSeed; at < firstSeed + seeds; at += 1) {
    const setting = drawTeamSetting(at, desktops, lease);
    const outcome = await simulateTeam(setting, drawTeamActs(at, steps, setting.desktops), { keepLines: true });
    process.stdout.write(`${outcome.lines.join('\n')}\n`);
  }
if (values.faults)
  for (const what of [...TEAM_HAPPENINGS, ...HAPPENINGS])
    process.stdout.write(`${sum.happened.get(what) ?? 0} times ${what}\n`);
const violations = sum.failed.reduce((count, { violations: found }) => count + found.length, 0);
process.stdout.write(
  `team: ${sum.seeds} seeds, ${sum.steps} steps, ${violations} violations (${seconds.toFixed(1)} s, ${(sum.seeds / seconds).toFixed(1)} seeds per second)\n`,
);
process.exitCode = violations === 0 ? 0 : 1;
