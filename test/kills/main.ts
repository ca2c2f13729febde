import { parseArgs } from 'node:util';
import { runKills } from './kill-run.ts';
import { runTeamKills } from './team-run.ts';

/** `npm run kills -- --times N [--seed S] [--team]` */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    team: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} takes a whole number above 0, not ${text}\n`);
  process.exit(2);
}

/** A profile and a shop serve so many kills, so that a long series does not live on one ever larger shop. */
const KILLS_PER_SHOP = 250;

const times = wholeNumber('times', values.times);
const firstSeed = wholeNumber('seed', values.seed);
let kills = 0;
let acknowledged = 0;
let unanswered = 0;
let asked = 0;
let lost = 0;
let doubled = 0;
let refused = 0;
for (let seed = firstSeed; kills < times; seed += 1) {
  const report = await (values.team ? runTeamKills : runKills)({
    times: Math.min(KILLS_PER_SHOP, times - kills),
    seed,
    onKill: (count) => {
      if ((kills + count) % 50 === 0) process.stdout.write(`${kills + count} of ${times} kills\n`);
    },
  });
  kills += report.kills;
  if ('holders' in report && 'cuts' in report)
    process.stdout.write(`${String(report.holders)} of them held the shop, ${String(report.cuts)} networks were cut\n`);
  acknowledged += report.acknowledged;
  unanswered += report.unanswered;
  asked += report.asked;
  lost += report.lost.length;
  doubled += report.doubled.length;
  refused += report.refused.length;
  for (const word of report.lost) process.stdout.write(`seed ${seed} lost: ${word}\n`);
  for (const word of report.doubled) process.stdout.write(`seed ${seed} doubled: ${word}\n`);
  for (const word of report.refused) process.stdout.write(`seed ${seed} refused: ${word}\n`);
}
process.stdout.write(
  `${kills} kills, ${acknowledged} acknowledged, ${unanswered} unanswered, ${asked} asked, ${refused} refused, ${lost} lost, ${doubled} doubled\n`,
);
process.exitCode = lost + doubled + refused === 0 ? 0 : 1;
