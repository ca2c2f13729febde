import { spawn } from 'node:child_process';
import { join } from 'node:path';

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
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
