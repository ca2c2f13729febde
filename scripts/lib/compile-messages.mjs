import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { root } from './root.mjs';

/** Compiles messages/<locale>/*.json to src/renderer/paraglide, without any network. A process of its own. */
const options = JSON.parse(readFileSync(join(root, 'scripts/lib/paraglide-options.json'), 'utf8'));
await compile({ ...options, project: join(root, options.project), outdir: join(root, options.outdir) });

// A plugin that cannot be loaded yields nothing instead of an error.
const index = join(root, options.outdir, 'messages', '_index.js');
if (!existsSync(index) || !readFileSync(index, 'utf8').includes('export')) {
  process.stderr.write('The messages compiled to nothing: check project.inlang/settings.json and messages/\n');
  process.exit(1);
}
// The compiler's own database may keep a thread alive.
process.exit(0);
