import { ensureMe, myId, renamePerson } from '../../src/engine/boards/people.ts';
import type { BoardDeps } from '../../src/engine/boards/board-command.ts';
import { inDurableTransaction } from '../../src/engine/database/database.ts';
import { noteShared } from '../../src/engine/rescue-file/insert-change.ts';
import { placeAdopted } from '../../src/engine/rescue-file/place-adopted.ts';
import type { ProcessParts } from './desktop.ts';
import { STORE } from './desktop.ts';
import { ProcessDied } from './mortal-database.ts';
import { installTriggers, markEverything } from '../../src/engine/team/shops/marks.ts';
import type { ShopsServer } from '../../src/engine/team/shops/shops-server.ts';
import { createStoreTeam } from '../../src/engine/team/shops/store-team.ts';
import type { ShopsTeam } from '../../src/engine/team/shops/store-team.ts';
import { addTeamStore, teamStore } from '../../src/engine/team/shops/team-stores.ts';
import { SHARED_BOARDS } from '../../src/engine/team/shared-boards.ts';
import { createTeamReplication } from '../../src/engine/team/team-replication.ts';
import type { TeamReplication } from '../../src/engine/team/team-replication.ts';
import type { TeamServer } from '../../src/engine/team/team-server.ts';
import type { Chance } from './chance.ts';

export const ORGANIZATION = '00000000-0000-4000-8000-00000000000a';
export const personOf = (number: number): string => `00000000-0000-4000-8000-0000000000b${number}`;
export const deviceOf = (number: number): string => `00000000-0000-4000-8000-0000000000d${number}`;

/** What a process has because it is one of a team. */
export type Member = {
  readonly shops: ShopsTeam;
  readonly boards: BoardDeps;
  readonly replication: TeamReplication;
  /** One cycle of the rows; nobody waits for it. */
  readonly cycle: () => void;
  /** Gives the lease up, as a desktop that goes to sleep does. */
  readonly release: () => void;
};

const FREE = { ok: true, value: { release: () => undefined } } as const;
const NO_LOCKS = { acquire: () => FREE, acquireWithin: () => Promise.resolve(FREE) };

/** Joins the shop that is here, as the first desktop does, or as one that takes over what central has. */
function join({ db, clock, number }: ProcessParts): void {
  if (teamStore(db, STORE) !== null) return;
  inDurableTransaction(db, () => {
    addTeamStore(db, STORE, number === 0 ? 'owner' : 'manager', clock.now());
    installTriggers(db);
    if (number === 0) markEverything(db, STORE);
    return null;
  });
}

export function createMember(
  process: ProcessParts,
  servers: { readonly shops: ShopsServer; readonly rows: TeamServer },
  chance: Chance,
): Member {
  const { db, clock, newId, logger, number, track } = process;
  ensureMe(db, newId, clock.now());
  join(process);
  const shops = createStoreTeam({
    ...{ db, clock, logger, server: () => servers.shops, hasKey: async () => true, mayRunSync: () => true },
    renewsByItself: true,
    placeAside: placeAdopted,
    noteShared: ({ id, kind }, payload, at) => noteShared({ db, now: clock.now() }, id, kind, payload, at),
  });
  const replication = createTeamReplication({
    ...{ db, clock, newId, logger, random: chance, server: servers.rows, locks: NO_LOCKS, registry: SHARED_BOARDS },
    turns: { recordsAtOnce: 100, next: () => Promise.resolve() },
    adoptPerson: (personId) => renamePerson(db, myId(db), personId),
    onChange: () => undefined,
    onWiped: () => undefined,
  });
  const connected = replication.connect({
    ...{ organizationId: ORGANIZATION, personId: personOf(number), deviceId: deviceOf(number) },
  });
  if (!connected.ok) throw new Error(`d${number} belongs to another team`);
  if (process.scheduled) {
    const over = new AbortController();
    replication.start(over.signal).catch((error: unknown) => {
      if (!process.isDead() && !(error instanceof ProcessDied)) throw error;
    });
  }
  const boards: BoardDeps = {
    ...{ db, clock, newId, timeZone: () => 'Asia/Jerusalem' },
    onChanged: () => replication.changed(),
    onFixed: () => undefined,
  };
  return {
    ...{ shops, boards, replication },
    cycle: () => track(replication.run()),
    release: () => track(shops.releaseAll()),
  };
}
