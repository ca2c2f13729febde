import { join } from 'node:path';

/** Where everything of one profile lives. */
export type ProfilePaths = {
  readonly folder: string;
  readonly database: string;
  readonly secrets: string;
  readonly deviceKey: string;
  readonly locks: string;
  readonly backups: string;
  /** What was moved out of the way and never deleted: damaged files, files replaced by a restore. */
  readonly setAside: string;
  readonly demoShop: string;
  /** Written when a running process met a damaged page: the next start looks at the whole file. */
  readonly suspect: string;
  /** The second copy of the unsent changes. */
  readonly unsent: string;
  /** A rescue that is under way: where the damaged file goes. */
  readonly rescuePending: string;
  /** A restored database that only waits to be put in place. */
  readonly restoreReady: string;
  /** There while the profile belongs to a team, whatever becomes of the mirror. */
  readonly team: string;
  /** There while a process seals what is unsent before that decision: nobody queues anything meanwhile. */
  readonly wipeIntent: string;
  /** The decision that the mirror goes before it is opened again. */
  readonly wipePending: string;
  /** Unsent changes of people whose mirror was wiped, sealed. */
  readonly sealed: string;
};

export function profilePaths(folder: string): ProfilePaths {
  return {
    folder,
    database: join(folder, 'mirror.db'),
    secrets: join(folder, 'secrets.json'),
    deviceKey: join(folder, 'device.key'),
    locks: join(folder, 'locks'),
    backups: join(folder, 'backups'),
    setAside: join(folder, 'set-aside'),
    demoShop: join(folder, 'demo-shop'),
    suspect: join(folder, 'mirror.suspect'),
    unsent: join(folder, 'unsent.jsonl'),
    rescuePending: join(folder, 'rescue.pending.json'),
    restoreReady: join(folder, 'mirror.db.restore-ready'),
    team: join(folder, 'team.marker'),
    wipeIntent: join(folder, 'wipe.intent'),
    wipePending: join(folder, 'wipe.pending.json'),
    sealed: join(folder, 'sealed'),
  };
}

/** A moment as part of a file name that sorts by time: `2026-01-31T12-30-05-123Z`. */
export function timeInFileName(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
}

/** The moment that `timeInFileName` wrote into a name, null when there is none. */
export function timeFromFileName(name: string): number | null {
  const found = /(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z/.exec(name);
  return found === null ? null : Date.parse(`${found[1]}T${found[2]}:${found[3]}:${found[4]}.${found[5]}Z`);
}
