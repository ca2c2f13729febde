/** The command line's process: its streams, its signals and its end. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { runCli } from './run-cli.ts';

/** After the answer is printed nothing may keep the process; what still does is cut off. */
const LINGER_MS = 5_000;

const stopping = new AbortController();
let signals = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    signals += 1;
    stopping.abort();
    // The first one lets the run end in order; a second one means it.
    if (signals > 1) process.exit(1);
  });
}

// stdout belongs to the one document: whatever a library prints goes to stderr.
console.log = console.error;
console.info = console.error;
console.debug = console.error;
// A reader that has enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  platform: process.platform,
  home: homedir(),
  resolvePath: (path) => resolve(path),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  signal: stopping.signal,
});
setTimeout(() => process.exit(), LINGER_MS).unref();
