/** How long work on the engine's thread takes in one go, and how it lets other work have its turn. */
export type Turns = {
  /** Records stored in one transaction. */
  readonly recordsAtOnce: number;
  /** Resolves when what waited on this thread (questions, answers, timers that are due) has had its turn. */
  readonly next: () => Promise<void>;
};

/** Twenty records take a slow laptop some milliseconds: a person who types does not feel them. */
export const EVENT_LOOP_TURNS: Turns = {
  recordsAtOnce: 20,
  next: () => new Promise((resolve) => setImmediate(resolve)),
};
