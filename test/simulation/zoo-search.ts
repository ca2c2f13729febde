import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { TEAM_ZOO } from './team-zoo.ts';
import { ZOO } from './zoo.ts';

/**
 * Plants one bug while this process loads the engine, and looks for the first seed that finds it. Prints one line of
 * JSON: `{bug, seed, seeds, invariant, detail}`, `seed` null when none of the seeds found it.
 */
const { values } = parseArgs({
  options: {
    bug: { type: 'string' },
    seeds: { type: 'string', default: '2000' },
    'first-seed': { type: 'string', default: '1' },
    steps: { type: 'string', default: '400' },
  },
});
const isTeams = TEAM_ZOO.some((one) => one.name === values.bug);
const bug = [...ZOO, ...TEAM_ZOO].find((one) => one.name === values.bug);
if (bug === undefined) throw new Error(`no bug called ${values.bug ?? '(none)'}`);
const source = join(import.meta.dirname, '../../src', bug.file);
if (readFileSync(source, 'utf8').split(bug.find).length !== 2)
  throw new Error(`${bug.name}: what it changes does not stand exactly once in ${bug.file}`);
const target = pathToFileURL(source).href;
let isPlanted = false;

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (url !== target) return loaded;
    isPlanted = true;
    return { ...loaded, source: String(loaded.source).replace(bug.find, () => bug.replace) };
  },
});

const { drawActs, drawSetting } = await import('./acts.ts');
const { simulate } = await import('./simulate.ts');
const { drawTeamActs, drawTeamSetting } = await import('./team-acts.ts');
const { simulateTeam } = await import('./team-simulate.ts');
// only now has the engine been loaded
if (!isPlanted as boolean) throw new Error(`${bug.name}: ${bug.file} was never loaded`);

const first = Number(values['first-seed']);
const seeds = Number(values.seeds);
function alone(seed: number) {
  const setting = drawSetting(seed, null);
  return simulate(setting, drawActs(seed, Number(values.steps), setting.desktops));
}

/** Half as long: every act of a team costs more than one of a desktop alone. */
function asTeam(seed: number) {
  const setting = drawTeamSetting(seed, null, null);
  return simulateTeam(setting, drawTeamActs(seed, Number(values.steps) / 2, setting.desktops));
}

let answer: Record<string, unknown> = { bug: bug.name, seed: null, seeds };
for (let seed = first; seed < first + seeds; seed += 1) {
  const outcome = await (isTeams ? asTeam(seed) : alone(seed));
  const [violation] = outcome.violations;
  if (violation === undefined) continue;
  answer = { bug: bug.name, seed, seeds: seed - first + 1, ...violation };
  break;
}
process.stdout.write(`${JSON.stringify(answer)}\n`);
