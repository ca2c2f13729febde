import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modulesDir } from './root.mjs';

/** The JavaScript file behind a package's command, to be run by this very Node. */
export function packageCommand(packageName, commandName = packageName) {
  const packageDir = join(modulesDir, packageName);
  const { bin } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[commandName];
  return join(packageDir, file);
}
