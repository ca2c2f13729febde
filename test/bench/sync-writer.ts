import { openTestMirror } from '../support/test-mirror.ts';
import { createPageWriter } from './page-writer.ts';

/** Process: writes pages into the mirror given as argument, as fast as a shop at hand could answer, until it is ended. */
const [path = ''] = process.argv.slice(2);
const PAUSE_MS = 10;
const db = await openTestMirror(path);
const write = createPageWriter(db, 'second');
write();
process.send?.('writing');
const timer = setInterval(write, PAUSE_MS);
process.on('SIGTERM', () => {
  clearInterval(timer);
  db.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));
