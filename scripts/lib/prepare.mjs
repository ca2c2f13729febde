import { ensureDependencies } from './dependencies.mjs';
import { continueUnderModernNode } from './runtime.mjs';

/** First line of each task: packages are there, and the rest runs on Node 24. */
export async function prepare() {
  ensureDependencies();
  await continueUnderModernNode({ preferBundled: true });
}
