#!/usr/bin/env node
import module from 'node:module';
import { ensureDependencies } from '../scripts/lib/dependencies.mjs';
import { continueUnderModernNode } from '../scripts/lib/runtime.mjs';
import { runMain } from '../scripts/lib/report.mjs';

/** The command line. stdout belongs to the command's own document: everything here reports on stderr. */
await runMain(async () => {
  ensureDependencies();
  await continueUnderModernNode({ preferBundled: false });
  // Compiled code is kept between runs: a third of the start-up time.
  module.enableCompileCache?.();
  await import('../src/cli/main.ts');
});
