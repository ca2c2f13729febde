import { createInterface } from 'node:readline';

/** Calls back for each line of a child's output. */
export function onLine(stream, listener) {
  createInterface({ input: stream }).on('line', listener);
}
