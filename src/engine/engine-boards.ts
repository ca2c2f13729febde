import { createBoards } from './boards/create-boards.ts';
import type { Boards, BoardsDeps } from './boards/create-boards.ts';
import type { EngineEvents } from './engine-events.ts';
import type { Clock } from './platform/deps.ts';
import { errorIdsOf } from './queries/triage-filters.ts';
import type { RecordCommands } from './records/record-commands.ts';

type Deps = Pick<BoardsDeps, 'db' | 'clock' | 'newId' | 'onChange'> & {
  readonly may: (permission: string) => boolean;
  readonly events: EngineEvents;
  readonly commands: RecordCommands;
  /** Null: that of this computer. */
  readonly timeZone: (() => string) | null;
  readonly onDefect: (error: unknown) => void;
};

/** Refusals per transaction: thousands of them must not keep the windows waiting. */
const AT_ONCE = 100;
const ALIVE_EVERY_MS = 60_000;
/** What begins without a write: a day that ended, a snooze that is over. */
const LOOK_EVERY_MINUTES = 5;

export type EngineBoards = Boards & {
  /** Says every minute that the program lives, and looks for what time alone brings. Ends with the signal. */
  readonly live: (signal: AbortSignal) => Promise<void>;
};

/** The boards where they meet the rest of the engine: its news, the refusals of the stores, its clock. */
export function createEngineBoards(deps: Deps): EngineBoards {
  const { db, clock, events } = deps;
  const boards = createBoards({
    db,
    clock,
    newId: deps.newId,
    timeZone: deps.timeZone ?? (() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    onChange: deps.onChange,
    mayWrite: () => deps.may('projects:create') && deps.may('projects:update'),
    onFixed: (causes) => {
      const ids = causes.flatMap((cause) => [...errorIdsOf(db, cause, clock.now())]);
      retryInParts(deps.commands, clock, ids).catch(deps.onDefect);
    },
    onTimer: (timer, at) => events.emit('timer', { timer, at }),
    onAlerts: ({ raised, unread }) => events.emit('alerts', { raised: [...raised], unread }),
  });
  // refusals come and go with runs, with triage and with other processes
  events.listen((name, payload) => {
    if (name !== 'changed') return;
    const { tables } = payload as { readonly tables: readonly string[] };
    if (tables.includes('sync_errors') || tables.includes('*')) boards.noteOthers();
  });
  return {
    ...boards,
    live: async (signal) => {
      for (let minute = 0; ; minute += 1) {
        boards.noteAlive();
        if (minute % LOOK_EVERY_MINUTES === 0) boards.noteOthers();
        await clock.sleep(ALIVE_EVERY_MS, signal);
      }
    },
  };
}

async function retryInParts(commands: RecordCommands, clock: Clock, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    if (start > 0) await clock.sleep(0);
    const part = commands.retryRefusals({ ids: ids.slice(start, start + AT_ONCE) });
    // the disk takes nothing more: they stay refused, and are shown so
    if (!part.ok) return;
  }
}
