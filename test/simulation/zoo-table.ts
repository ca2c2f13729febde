import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ZOO } from './zoo.ts';

/** Where the table of the zoo is kept: the tests replay the seeds that it names. */
const FILE = join(import.meta.dirname, '../../docs/simulation.md');
const HEAD = '| Bug | What it does | Seeds to find it | Invariant |\n| --- | --- | ---: | --- |\n';

/** `seed`: the first one that finds the bug, null when none did. */
export type ZooRow = { readonly seed: number | null; readonly invariant: string };

/** What the table says, by the bugs' names. */
export function readTable(): ReadonlyMap<string, ZooRow> {
  const rows = new Map<string, ZooRow>();
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const [, name = '', , seed = '', invariant = ''] = line.split('|').map((cell) => cell.trim());
    if (!ZOO.some((bug) => bug.name === name)) continue;
    rows.set(name, { seed: /^\d+$/.test(seed) ? Number(seed) : null, invariant });
  }
  return rows;
}

/** Writes the table anew, all else in the file stays. */
export function writeTable(rows: ReadonlyMap<string, ZooRow>): void {
  const lines = ZOO.map(({ name, what }) => {
    const row = rows.get(name);
    return `| ${name} | ${what} | ${row?.seed ?? 'not found'} | ${row?.invariant ?? ''} |`;
  });
  const text = readFileSync(FILE, 'utf8');
  const start = text.indexOf(HEAD.split('\n')[0] ?? '');
  if (start < 0) throw new Error(`${FILE} has no table of the zoo`);
  const rest = text.slice(start).split('\n');
  const after = rest.slice(rest.findIndex((line) => !line.startsWith('|')));
  writeFileSync(FILE, `${text.slice(0, start)}${HEAD}${lines.join('\n')}\n${after.join('\n')}`);
}
