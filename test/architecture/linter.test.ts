import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { root } from './source-files.ts';

const reportSchema = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

const PLANTED: Readonly<Record<string, string>> = {
  'src/cycle-a.ts': "import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n",
  'src/cycle-b.ts': "import { a } from './cycle-a.ts';\nexport const b = (): number => a();\n",
  'src/any.ts': 'export const x: any = 1;\n',
  'src/floating.ts': 'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
  'src/default.ts': 'const x = 1;\nexport default x;\n',
  'src/console.ts': "console.log('here');\nexport const x = 1;\n",
  'src/switch.ts':
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n}\n",
  'src/sound.ts': 'export const sound = 1;\n',
};

const dir = mkdtempSync(join(tmpdir(), 'backroom-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the project's own linter settings say about the planted files: rule codes by file. */
function lintPlanted(): ReadonlyMap<string, readonly string[]> {
  mkdirSync(join(dir, 'src'));
  for (const [path, source] of Object.entries(PLANTED)) writeFileSync(join(dir, path), source);
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) cpSync(join(root, name), join(dir, name));
  // The linter looks for its type checker, and that for its types, from where it runs.
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction');
  const bin = join(root, 'node_modules/oxlint/bin/oxlint');
  const result = spawnSync(process.execPath, [bin, '--type-aware', '--format=json', 'src'], {
    cwd: dir,
    encoding: 'utf8',
  });
  const { diagnostics } = reportSchema.parse(JSON.parse(result.stdout));
  const codes = new Map<string, readonly string[]>();
  for (const { filename, code } of diagnostics) codes.set(filename, [...(codes.get(filename) ?? []), code]);
  return codes;
}

describe('the linter', () => {
  const codes = lintPlanted();

  test.each([
    ['src/cycle-a.ts', 'import(no-cycle)'],
    ['src/any.ts', 'typescript(no-explicit-any)'],
    ['src/floating.ts', 'typescript(no-floating-promises)'],
    ['src/default.ts', 'import(no-default-export)'],
    ['src/console.ts', 'eslint(no-console)'],
    ['src/switch.ts', 'typescript(switch-exhaustiveness-check)'],
  ])('notices in %s: %s', (file, code) => {
    expect(codes.get(file)).toContain(code);
  });

  test('has nothing to say about a sound file', () => {
    expect(codes.get('src/sound.ts')).toBeUndefined();
  });
});
