import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase, prepareConnection } from '../../src/engine/database/open-database.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');
/** Small pages make the images small that a power cut needs; nothing else depends on their size. */
const PAGE_BYTES = 1024;
let template: Promise<Buffer> | null = null;

/** An empty mirror of the newest schema, made once per process. */
export function emptyMirror(): Promise<Buffer> {
  template ??= openDatabase(':memory:', MIGRATIONS).then((opened) => {
    if (!opened.ok) throw new Error(`the template did not open: ${opened.error.type}`);
    const { value: db } = opened;
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.exec('VACUUM');
    const image = db.serialize();
    db.close();
    return image;
  });
  return template;
}

/** Carried by everything that runs in a process at the moment of its death. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

const died = (): ProcessDied => new ProcessDied('the process was killed');

export type Death =
  /** The process ends before (or right after) its n-th commit from now. */
  | { readonly kind: 'kill'; readonly moment: 'before-commit' | 'after-commit'; left: number }
  /**
   * The machine loses power at the n-th commit, or (`lingers`) while the process waits for what it asked after it: what
   * was committed since the last durable commit may be lost.
   */
  | { readonly kind: 'power-loss'; left: number; readonly lingers: boolean; durable: Buffer };

type Connection = {
  readonly native: WritableDb;
  readonly statements: Map<string, Statement>;
  /** What the process that lives now wants to know: a statement outside of any transaction was committed by itself. */
  afterAutoCommit: () => void;
};
/** What a disk holds: its content, or the connection that has it, with the statements that are prepared there. */
export type Disk = Buffer | Connection;
type Statement = ReturnType<WritableDb['prepare']>;

/** The database of one process, which can end at any commit. */
export type MortalDatabase = {
  readonly db: WritableDb;
  /** Arranges the process's end; a later call replaces the plan. */
  readonly doom: (death: Death | null) => void;
  /** Ends it now: everything committed is in the answer, nothing can be written any more. */
  readonly end: () => Disk;
  /** What the disk holds, once the process has ended by itself. */
  readonly remains: () => Disk | null;
  /** The process waits: what was to end it there does. */
  readonly waits: () => void;
  readonly image: () => Buffer;
  /** How it ended, when it ended as arranged; commits that a power cut took with it. */
  readonly endedBy: () => End | null;
  readonly close: () => void;
};

export type End = { readonly at: 'before-commit' | 'after-commit' | 'power-loss'; readonly lost: number };

type Transaction = ReturnType<WritableDb['transaction']>;

/**
 * A connection to the disk's content. A process that was killed leaves all that it had committed, so the next one may
 * have its connection: it opens as fast as a real one would not.
 */
function connect(disk: Disk): Connection {
  if (Buffer.isBuffer(disk)) {
    const native = new Database(disk) as WritableDb;
    prepareConnection(native);
    return { native, statements: new Map(), afterAutoCommit: () => undefined };
  }
  disk.native.pragma('query_only = OFF');
  return disk;
}

/** A statement that is run outside of a transaction is a commit of its own. */
function watched(connection: Connection, statement: Statement): Statement {
  if (statement.readonly) return statement;
  const run = statement.run.bind(statement) as (...args: unknown[]) => unknown;
  return Object.assign(statement, {
    run: (...args: unknown[]) => {
      const result = run(...args);
      if (!connection.native.inTransaction) connection.afterAutoCommit();
      return result;
    },
  });
}

/** Opens a mirror as a process that starts does, with every commit under the simulation's eyes. */
export function openMortal(from: Disk, choose: () => number): MortalDatabase {
  const disk = connect(from);
  const { native, statements } = disk;
  const begin = native.prepare('BEGIN IMMEDIATE');
  const commit = native.prepare('COMMIT');
  const rollback = native.prepare('ROLLBACK');
  let death: Death | null = null;
  let remains: Disk | null = null;
  let endedBy: End | null = null;
  let commitsAtRisk = 0;
  let isFull = false;

  const mustLive = (): void => {
    if (remains !== null) throw died();
  };

  const leave = (content: Disk): Disk => {
    remains = content;
    // what still holds a statement of the dead process writes nothing with it
    if (Buffer.isBuffer(content)) native.close();
    else native.pragma('query_only = ON');
    return content;
  };

  const die = (content: Disk, at: End['at']): never => {
    death = null;
    endedBy = { at, lost: at === 'power-loss' ? commitsAtRisk : 0 };
    leave(content);
    throw died();
  };

  const isDue = (moment: 'before-commit' | 'after-commit'): boolean => {
    if (death?.kind !== 'kill' || death.moment !== moment) return false;
    death.left -= 1;
    return death.left <= 0;
  };

  const afterCommit = (): void => {
    if (death?.kind === 'power-loss') {
      death.left -= 1;
      // any commit since the last durable one may have reached the disk, in order
      if (isFull || choose() < 0.3) {
        death.durable = native.serialize();
        commitsAtRisk = 0;
      } else commitsAtRisk += 1;
      if (death.left <= 0 && !death.lingers) die(death.durable, 'power-loss');
    } else if (isDue('after-commit')) die(disk, 'after-commit');
  };

  disk.afterAutoCommit = () => {
    if (remains === null) afterCommit();
  };

  const transact = (work: (...args: unknown[]) => unknown, args: unknown[]): unknown => {
    mustLive();
    if (native.inTransaction) throw new Error('a transaction inside another');
    begin.run();
    let result: unknown;
    try {
      result = work(...args);
      if (!isDue('before-commit')) commit.run();
    } catch (error) {
      if (native.inTransaction) rollback.run();
      throw error;
    }
    if (native.inTransaction) {
      rollback.run();
      die(disk, 'before-commit');
    }
    afterCommit();
    return result;
  };

  const db = Object.create(native, {
    prepare: {
      value: (sql: string) => {
        mustLive();
        const known = statements.get(sql);
        if (known !== undefined) return known;
        const made = watched(disk, native.prepare(sql));
        statements.set(sql, made);
        return made;
      },
    },
    pragma: {
      value: (source: string, options?: { readonly simple?: boolean }) => {
        mustLive();
        const synchronous = /^synchronous\s*=\s*(\w+)/.exec(source)?.[1];
        if (synchronous === undefined) return native.pragma(source, options);
        // a disk in memory has nothing to wait for: what counts is which commits are durable
        isFull = synchronous === 'FULL';
        return [];
      },
    },
    exec: {
      value: (sql: string) => {
        mustLive();
        native.exec(sql);
        return db;
      },
    },
    open: { get: () => remains === null },
    transaction: {
      value: (work: (...args: unknown[]) => unknown) => {
        const run = (...args: unknown[]): unknown => transact(work, args);
        return Object.assign(run, { immediate: run }) as unknown as Transaction;
      },
    },
  }) as WritableDb;

  return {
    db,
    doom: (plan) => {
      death = plan;
    },
    end: () => remains ?? leave(death?.kind === 'power-loss' ? death.durable : disk),
    remains: () => remains,
    waits: () => {
      if (remains !== null || death?.kind !== 'power-loss' || death.left > 0) return;
      endedBy = { at: 'power-loss', lost: commitsAtRisk };
      leave(death.durable);
    },
    image: () => native.serialize(),
    endedBy: () => endedBy,
    close: () => {
      native.close();
    },
  };
}
