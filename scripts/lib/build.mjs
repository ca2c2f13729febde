import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOfFiles } from './file-hash.mjs';
import { packageCommand } from './packages.mjs';
import { exitCodeOf } from './processes.mjs';
import { root } from './root.mjs';
import { UserProblem, say } from './report.mjs';

const GENERATED_MESSAGES = 'src/renderer/paraglide';
const MESSAGE_INPUTS = [
  'messages',
  'project.inlang/settings.json',
  'scripts/lib/paraglide-options.json',
  'scripts/lib/compile-messages.mjs',
  'node_modules/.backroom-installed',
];
const APP_INPUTS = [
  ...MESSAGE_INPUTS,
  'src/main',
  'src/preload',
  'src/renderer',
  'src/engine',
  'src/shared',
  'src/demo-shop',
  'electron.vite.config.ts',
  'package.json',
];

/** Compiles the messages, unless nothing changed since the last time. Types, tests and builds need them. */
export async function ensureMessages(group) {
  await unlessUnchanged(join(root, GENERATED_MESSAGES, '.stamp'), hashOfFiles(MESSAGE_INPUTS), async () => {
    await run(group, [join(root, 'scripts/lib/compile-messages.mjs')], 'The messages could not be compiled');
  });
}

/** Builds main, preload, engine and renderer into out/, unless the sources are the ones it was built from. */
export async function ensureBuild(group) {
  await ensureMessages(group);
  await unlessUnchanged(join(root, 'out', '.stamp'), hashOfFiles(APP_INPUTS, [GENERATED_MESSAGES]), async () => {
    say('Building the app …');
    rmSync(join(root, 'out'), { recursive: true, force: true });
    await run(group, [packageCommand('electron-vite'), 'build', '--logLevel', 'warn'], 'The app could not be built');
  });
}

async function unlessUnchanged(stampPath, stamp, work) {
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return;
  await work();
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, stamp);
}

async function run(group, args, problem) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = group.start(process.execPath, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if ((await exitCodeOf(child)) !== 0) throw new UserProblem(`${problem}; the lines above say why.`);
}
