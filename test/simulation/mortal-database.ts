import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase, prepareConnection } from '../../src/engine/database/open-database.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');
let template: Promise<Buffer> | null = null;

/** An empty mirror of the newest schema, made once per process. */
export function emptyMirror(): Promise<Buffer> {
  template ??= openDatabase(':memory:', MIGRATIONS).then((opened) => {
    if (!opened.ok) throw new Error(`the template did not open: ${opened.error.type}`);
    const image = opened.value.serialize();
    opened.value.close();
    return image;
  });
  return template;
}

/** Carried by everything that runs in a process at the moment of its death. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

export type Death =
  /** The process ends before (or right after) its n-th commit from now. */
  | { readonly kind: 'kill'; readonly moment: 'before-commit' | 'after-commit'; left: number }
  /** The machine loses power at the n-th commit: what was committed since the last durable commit may be lost. */
  | { readonly kind: 'power-loss'; left: number; durable: Buffer };

/** The database of one process, which can end at any commit. */
export type MortalDatabase = {
  readonly db: WritableDb;
  /** Arranges the process's end; a later call replaces the plan. */
  readonly doom: (death: Death | null) => void;
  /** Ends it now: everything committed is in the answer, nothing can be written any more. */
  readonly end: () => Buffer;
  /** What the disk holds, once the process has ended by itself. */
  readonly remains: () => Buffer | null;
  readonly image: () => Buffer;
};

type Transaction = ReturnType<WritableDb['transaction']>;

/** Opens an image of a mirror as a process that starts does, with every commit under the simulation's eyes. */
export function openMortal(image: Buffer, choose: () => number): MortalDatabase {
  const db = new Database(image) as WritableDb;
  prepareConnection(db);
  let death: Death | null = null;
  let remains: Buffer | null = null;
  let isFull = false;

  const die = (disk: Buffer): never => {
    remains = disk;
    death = null;
    db.close();
    throw new ProcessDied('the process was killed');
  };

  const atCommit = (moment: 'before-commit' | 'after-commit'): boolean => {
    if (death?.kind !== 'kill' || death.moment !== moment) return false;
    death.left -= 1;
    return death.left <= 0;
  };

  const afterCommit = (): void => {
    if (death?.kind === 'power-loss') {
      death.left -= 1;
      // any commit since the last durable one may have reached the disk, in order
      if (isFull || choose() < 0.3) death.durable = db.serialize();
      if (death.left <= 0) die(death.durable);
    } else if (atCommit('after-commit')) die(db.serialize());
  };

  const pragma = db.pragma.bind(db);
  const makeTransaction = db.transaction.bind(db);
  Object.assign(db, {
    pragma: (source: string, options?: { readonly simple?: boolean }) => {
      if (remains !== null) throw new ProcessDied('the process was killed');
      if (/^synchronous\s*=/.test(source)) isFull = source.includes('FULL');
      return pragma(source, options);
    },
    transaction: (work: (...args: unknown[]) => unknown) => {
      const inner = makeTransaction((...args: unknown[]) => {
        const result = work(...args);
        if (atCommit('before-commit')) throw new ProcessDied('the process was killed');
        return result;
      });
      const around =
        (run: (...args: unknown[]) => unknown) =>
        (...args: unknown[]): unknown => {
          let result: unknown;
          try {
            result = run(...args);
          } catch (error) {
            if (error instanceof ProcessDied && remains === null) die(db.serialize());
            throw error;
          }
          afterCommit();
          return result;
        };
      return Object.assign(around(inner), {
        immediate: around((...args) => inner.immediate(...args)),
      }) as unknown as Transaction;
    },
  });
  return {
    db,
    doom: (plan) => {
      death = plan;
    },
    end: () => {
      if (remains !== null) return remains;
      remains = death?.kind === 'power-loss' ? death.durable : db.serialize();
      db.close();
      return remains;
    },
    remains: () => remains,
    image: () => db.serialize(),
  };
}
