import type { TeamIdentity } from '../../src/engine/team/connect-team.ts';
import type { TeamServer } from '../../src/engine/team/team-server.ts';
import { createTeamDesktop } from './team-desktop.ts';
import type { DesktopGiven, TeamDesktop } from './build-team-desktop.ts';

export type BenchPerson = 'ownerA' | 'managerA' | 'viewerA' | 'ownerB';
export type CentralFields = Readonly<Record<string, unknown>>;

/** What the scenarios need of a central: the real database, or the model of it. They must not be told apart. */
export type TeamBench = {
  /** A device of that person. */
  readonly enter: (person: BenchPerson) => Promise<{ readonly server: TeamServer; readonly identity: TeamIdentity }>;
  /** Rows as central has them, by id, without what only central knows. */
  readonly rows: (table: string) => Promise<readonly CentralFields[]>;
  /** As central's own: past all rights, each call a transaction. */
  readonly insert: (table: string, fields: CentralFields) => Promise<string>;
  readonly update: (table: string, id: string, fields: CentralFields) => Promise<void>;
  readonly remove: (table: string, id: string) => Promise<void>;
  /** Writes a row in a transaction that stays open until the returned function is called. */
  readonly insertLate: (table: string, fields: CentralFields) => Promise<() => Promise<void>>;
  /** Takes what a person may change away, or gives it back. */
  readonly setMayWrite: (person: BenchPerson, may: boolean) => Promise<void>;
  /** Takes what a person may read of cards and all that hangs on them away, or gives it back. */
  readonly setMayRead: (person: BenchPerson, may: boolean) => Promise<void>;
  /** Tombstones so far are as if 90 days had passed. */
  readonly forgetTombstones: () => Promise<void>;
  /** Central as after a restore from a copy: another history. */
  readonly changeHistory: () => Promise<void>;
};

export async function openDesktop(
  bench: TeamBench,
  person: BenchPerson = 'ownerA',
  given: Partial<DesktopGiven> = {},
): Promise<TeamDesktop> {
  const { server, identity } = await bench.enter(person);
  return await createTeamDesktop({ name: `${person} ${identity.deviceId}`, server, identity, ...given });
}
