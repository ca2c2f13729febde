import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { boardFramesBench } from './board-frames.bench.ts';
import { boardsBench } from './boards.bench.ts';
import { centralBench } from './central.bench.ts';
import { firstSyncBench } from './first-sync.bench.ts';
import { firstSyncLocalBench } from './first-sync-local.bench.ts';
import type { Bench, Figure } from './frame.ts';
import { table } from './frame.ts';
import { queriesBench } from './queries.bench.ts';
import { quietRunBench } from './quiet-run.bench.ts';
import { teamBench } from './team.bench.ts';

const BENCHES: readonly Bench[] = [
  firstSyncBench,
  firstSyncLocalBench,
  quietRunBench,
  queriesBench,
  teamBench,
  centralBench,
  boardsBench,
  boardFramesBench,
];

const USAGE = `npm run bench [NAME…] [-- --rounds N] [--scale 0.1]
Figures beside limits measured in the same run; medians of interleaved rounds. Ratios are what counts: absolute times say
more about the machine than about the program. --scale makes everything smaller, for trying out.

${BENCHES.map((bench) => `  ${bench.name.padEnd(18)}${bench.about}`).join('\n')}`;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string' }, scale: { type: 'string' }, help: { type: 'boolean' } },
  });
  const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
  const rounds = Number(values.rounds ?? 5);
  const scale = Number(values.scale ?? 1);
  if (values.help === true || unknown.length > 0 || !(rounds >= 1) || !(scale > 0)) {
    print(unknown.length > 0 ? `There is no benchmark named ${unknown.join(', ')}.\n\n${USAGE}` : USAGE);
    return values.help === true ? 0 : 2;
  }
  const chosen = BENCHES.filter((bench) => positionals.length === 0 || positionals.includes(bench.name));
  print(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}, ${rounds} rounds${scale === 1 ? '' : `, scale ${scale}: goals are for scale 1`}`,
  );
  const figures: Figure[] = [];
  for (const bench of chosen) {
    print(`\n${bench.name}: ${bench.about}`);
    const found = await bench.run({ rounds, scale, say: (text) => print(`  … ${text}`) });
    print(table(found));
    figures.push(...found);
  }
  const missed = figures.filter((figure) => figure.goal?.met === false);
  print(
    `\n${figures.filter((figure) => figure.goal !== null).length - missed.length} goals met, ${missed.length} not met`,
  );
  return missed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
