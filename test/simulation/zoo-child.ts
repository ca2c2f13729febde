import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { drawActs, drawSetting } from './acts.ts';
import { simulate } from './simulate.ts';

export type Find = {
  readonly bug: string;
  /** The first seed that found it, null when none did. */
  readonly seed: number | null;
  readonly seeds: number;
  readonly invariant?: string;
  readonly detail?: string;
};

/** Looks for a planted bug in a process of its own: the bug is planted while the engine is loaded. */
export function searchBug(bug: string, firstSeed: number, seeds: number): Promise<Find> {
  const args = [join(import.meta.dirname, 'zoo-search.ts'), '--bug', bug];
  args.push('--first-seed', String(firstSeed), '--seeds', String(seeds));
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64', ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const line = out.trim().split('\n').at(-1) ?? '';
      if (code === 0 && line.startsWith('{')) resolve(JSON.parse(line) as Find);
      else reject(new Error(`${bug}: the search ended with code ${code}\n${errors.slice(-2000)}`));
    });
  });
}

const STEPS = 400;

/** The first seed that tells the bug from the engine as it is: the same acts without the bug break nothing. */
export async function findBug(bug: string, firstSeed: number, seeds: number): Promise<Find> {
  const last = firstSeed + seeds;
  for (let from = firstSeed; from < last;) {
    const found = await searchBug(bug, from, last - from);
    if (found.seed === null) return found;
    const setting = drawSetting(found.seed, null);
    const clean = await simulate(setting, drawActs(found.seed, STEPS, setting.desktops));
    if (clean.violations.length === 0) return found;
    process.stderr.write(`seed ${found.seed} fails without a planted bug too\n`);
    from = found.seed + 1;
  }
  return { bug, seed: null, seeds };
}
