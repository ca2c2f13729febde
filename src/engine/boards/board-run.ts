import type { ReadableDb } from '../database/database.ts';
import type { BoardContext, BoardResult } from './board-command.ts';

/** What the handlers of the boards work with. */
export type BoardRun = {
  readonly db: ReadableDb;
  /** One command in one durable transaction; alerts follow it. */
  readonly run: <T>(work: (context: BoardContext) => BoardResult<T>) => BoardResult<T>;
  readonly now: () => number;
  readonly timeZone: () => string;
  /** The calendar day here. */
  readonly today: () => string;
  /** Id of the person at this computer. */
  readonly me: () => string;
};
