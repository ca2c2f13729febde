import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Result } from '../../src/shared/result.ts';
import { prepareConnection } from '../../src/engine/database/open-database.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import type { Clock } from '../../src/engine/platform/deps.ts';
import { createFileLocks } from '../../src/engine/platform/file-lock.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { EVENT_LOOP_TURNS } from '../../src/engine/platform/turns.ts';
import type { SharedTable, SqlValue } from '../../src/engine/team/shared-table.ts';
import { openTeamDecisions, openTeamRefusals } from '../../src/engine/team/team-inbox.ts';
import type { TeamDecision, TeamRefusal } from '../../src/engine/team/team-inbox.ts';
import { createTeamReplication } from '../../src/engine/team/team-replication.ts';
import type { RunFailure, TeamReplication } from '../../src/engine/team/team-replication.ts';
import type { CycleReport } from '../../src/engine/team/team-cycle.ts';
import type { TeamIdentity } from '../../src/engine/team/connect-team.ts';
import type { TeamServer } from '../../src/engine/team/team-server.ts';
import { CARD_TABLES, createCardTables } from './team-cards.ts';
import { openTestMirror } from './test-mirror.ts';

export type Row = Readonly<Record<string, SqlValue>>;
/** One mirror with its replication, and short ways to act as the person in front of it. */
export type TeamDesktop = {
  readonly name: string;
  readonly path: string;
  readonly db: WritableDb;
  readonly replication: TeamReplication;
  readonly changed: string[];
  readonly wiped: () => number;
  /** Of all cycles that ended. */
  readonly reports: Result<CycleReport, RunFailure>[];
  /** One cycle that has to succeed. */
  readonly sync: () => Promise<CycleReport>;
  readonly trySync: () => Promise<Result<CycleReport, RunFailure>>;
  readonly insert: (table: string, row: Row) => string;
  readonly update: (table: string, id: string, fields: Row) => void;
  readonly remove: (table: string, id: string) => void;
  readonly row: (table: string, id: string) => Row | undefined;
  readonly rows: (table: string) => readonly Row[];
  readonly decisions: () => readonly TeamDecision[];
  readonly refusals: () => readonly TeamRefusal[];
  /** The same file opened by another process: connection, locks and replication of its own. */
  readonly secondProcess: (server: TeamServer) => TeamReplication;
};

export type DesktopGiven = {
  readonly name: string;
  readonly server: TeamServer;
  readonly identity: TeamIdentity;
  readonly clock?: Clock;
  readonly connect?: boolean;
  readonly registry?: readonly SharedTable[];
  /** As if no process knew of the others. */
  readonly withoutLocks?: boolean;
  /** Before connecting. */
  readonly prepare?: (db: WritableDb) => void;
};

/** A mirror in that folder, which must be empty. `onEnd`: what has to be closed before the folder goes. */
export async function buildTeamDesktop(
  given: DesktopGiven,
  folder: string,
  onEnd: (close: () => void) => void,
): Promise<TeamDesktop> {
  const path = join(folder, 'mirror.sqlite');
  const db = await openTestMirror(path);
  createCardTables(db);
  onEnd(() => void db.close());
  const clock = given.clock ?? createSystemClock();
  const newId = createUuidV7({ clock, random: createSeededRandom(given.name) });
  const changed: string[] = [];
  const reports: TeamDesktop['reports'] = [];
  let wiped = 0;
  const replicationOf = (of: WritableDb, server: TeamServer, role: string): TeamReplication =>
    createTeamReplication({
      db: of,
      server,
      clock,
      random: createSeededRandom(`${given.name} ${role}`),
      newId: createUuidV7({ clock, random: createSeededRandom(`${given.name} ids of ${role}`) }),
      registry: given.registry ?? CARD_TABLES,
      adoptPerson: (personId) => adoptPerson(of, personId),
      logger: { log: () => undefined },
      turns: EVENT_LOOP_TURNS,
      locks: given.withoutLocks === true ? NO_LOCKS : createFileLocks({ folder: join(folder, 'locks'), role, clock }),
      onChange: (rows) => changed.push(...rows.map(({ table, key }) => `${table} ${key}`)),
      onWiped: () => (wiped += 1),
      onReport: (report) => reports.push(report),
    });
  const replication = replicationOf(db, given.server, 'app');
  given.prepare?.(db);
  if (given.connect !== false) {
    const connected = replication.connect(given.identity);
    if (!connected.ok) throw new Error(connected.error.type);
  }
  return {
    name: given.name,
    path,
    db,
    replication,
    changed,
    wiped: () => wiped,
    reports,
    trySync: replication.run,
    sync: async () => {
      const report = await replication.run();
      if (!report.ok) throw new Error(`${given.name}: ${JSON.stringify(report.error)}`);
      return report.value;
    },
    ...actsOn(db, newId),
    decisions: () => openTeamDecisions(db),
    refusals: () => openTeamRefusals(db),
    secondProcess: (server) => {
      const other = new Database(path) as WritableDb;
      prepareConnection(other);
      onEnd(() => void other.close());
      return replicationOf(other, server, 'command-line');
    },
  };
}

/** What the boards do with their own tables. */
function adoptPerson(db: WritableDb, personId: string): void {
  for (const table of ['cards', 'card_notes'])
    db.prepare(`UPDATE ${table} SET created_by = ? WHERE created_by = (SELECT id FROM people WHERE is_me = 1)`).run(
      personId,
    );
  db.prepare('UPDATE people SET id = ? WHERE is_me = 1').run(personId);
}

const FREE = { ok: true, value: { release: () => undefined } } as const;
const NO_LOCKS = { acquire: () => FREE, acquireWithin: () => Promise.resolve(FREE) };

function actsOn(
  db: WritableDb,
  newId: () => string,
): Pick<TeamDesktop, 'insert' | 'update' | 'remove' | 'row' | 'rows'> {
  return {
    insert: (table, row) => {
      const id = typeof row['id'] === 'string' ? row['id'] : newId();
      const names = Object.keys(row).filter((name) => name !== 'id');
      db.prepare(`INSERT INTO ${table} (${['id', ...names].join(', ')}) VALUES (?${', ?'.repeat(names.length)})`).run(
        id,
        ...names.map((name) => row[name]),
      );
      return id;
    },
    update: (table, id, fields) => {
      const names = Object.keys(fields);
      db.prepare(`UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
        ...Object.values(fields),
        id,
      );
    },
    remove: (table, id) => void db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id),
    row: (table, id) => db.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) as Row | undefined,
    rows: (table) => db.prepare(`SELECT * FROM ${table} ORDER BY id`).all() as Row[],
  };
}
