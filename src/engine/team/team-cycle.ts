import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { inDurableTransaction } from '../database/database.ts';
import { skipTakenSequences } from './form-lines.ts';
import { pushLines } from './push-lines.ts';
import type { PushReport } from './push-lines.ts';
import { readEverything, readFeed } from './read-feed.ts';
import type { ReadReport } from './read-feed.ts';
import type { ReplicationContext } from './replication-context.ts';
import type { CentralState, TeamFailure } from './team-server.ts';
import { readTeamState } from './team-state.ts';
import type { TeamState } from './team-state.ts';

export type CycleFailure =
  | TeamFailure
  | { readonly type: 'NotConnected' }
  /** The session is another person's or device's than this mirror. [JOIN4] */
  | { readonly type: 'AnotherPerson'; readonly personId: string; readonly organizationId: string };

export type CycleReport = {
  readonly pushed: PushReport;
  readonly read: ReadReport;
  /** Why everything was read; null: the feed alone. */
  readonly whole: WholeReason | null;
  /** Something committed cannot be read yet: look again soon. [TEAM8] */
  readonly isBehind: boolean;
  readonly central: CentralState;
};

export type WholeReason = 'first' | 'history' | 'access' | 'horizon';

/** Sends what waits, then reads what is new. */
export async function runCycle(context: ReplicationContext): Promise<Result<CycleReport, CycleFailure>> {
  const known = readTeamState(context.db);
  if (known === null) return err({ type: 'NotConnected' });
  const central = await context.server.state(context.tables.centralNames);
  if (!central.ok) return central;
  const stranger = strangerOf(known, central.value);
  if (stranger !== null) return err(stranger);
  if (central.value.lastSequence >= known.nextSequence)
    inDurableTransaction(context.db, () => {
      skipTakenSequences(context.db, central.value.lastSequence);
    });
  const whole = wholeReason(known, central.value);
  // before everything is read anew, what waits is merged with it; after a change of rights it could not be sent
  const read = whole === null ? null : await readEverything(context, central.value, known);
  if (read !== null && !read.ok) return read;
  const pushed = await pushLines(context);
  if (!pushed.ok) return pushed;
  const floor = readTeamState(context.db)?.floor ?? null;
  if (floor === null) return err({ type: 'NotConnected' });
  const upto = whole === null ? central : await context.server.state(context.tables.centralNames);
  if (!upto.ok) return upto;
  const fed = await readFeed(context, floor, upto.value.settled);
  if (!fed.ok) return fed;
  return ok({
    pushed: pushed.value,
    read: {
      rows: fed.value.rows + (read?.value.rows ?? 0),
      removed: fed.value.removed + (read?.value.removed ?? 0),
    },
    whole,
    isBehind: BigInt(upto.value.newest) > BigInt(upto.value.settled),
    central: upto.value,
  });
}

function strangerOf(known: TeamState, central: CentralState): CycleFailure | null {
  if (
    known.personId === central.personId &&
    known.organizationId === central.organizationId &&
    known.deviceId === central.deviceId
  )
    return null;
  return { type: 'AnotherPerson', personId: central.personId, organizationId: central.organizationId };
}

function wholeReason(known: TeamState, central: CentralState): WholeReason | null {
  if (known.history === null) return 'first';
  if (known.history !== central.history) return 'history';
  if (known.access !== central.access) return 'access';
  // an unfinished whole reading has no floor
  if (known.floor === null || BigInt(known.floor.xid) < BigInt(central.horizon)) return 'horizon';
  // no feed of this history can have been read so far: the server was brought back, and does not tell
  return BigInt(known.floor.xid) > BigInt(central.settled) ? 'history' : null;
}
