import { readFileSync, statSync } from 'node:fs';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { StorageError } from '../database/storage-errors.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import { errorCode, writeFileAtomic } from '../platform/atomic-file.ts';
import type { Clock, Random } from '../platform/deps.ts';
import { SCRYPT_WORK_FACTOR } from '../secrets/key-wraps.ts';
import type { LabelOf } from './collect-changes.ts';
import { collectChanges } from './collect-changes.ts';
import { earliestSending, noteShared } from './insert-change.ts';
import type { Placement, WaitReason } from './place-change.ts';
import type { FileFacts, OpenedFile, SealedFileFailure } from './sealed-file.ts';
import { isUnsentFile, openFile, sealFile } from './sealed-file.ts';
import type { UnsentChange, UnsentContent, UnsentStore } from './unsent-file.ts';
import { claimByAddress, keepAside, placeWaiting, waitingReasons } from './waiting-changes.ts';

/** `FileNotWritable`, `FileNotReadable`: the file system refuses the file; the profile is another matter. */
export type RescueFileFailure =
  | { readonly type: 'FileNotFound' | 'FileNotReadable' | 'FileNotWritable'; readonly path: string }
  | (SealedFileFailure & { readonly path: string })
  | StorageError;

export type Exported = {
  readonly path: string;
  /** False: nothing is unsent, and no file was written. */
  readonly written: boolean;
  readonly changes: number;
  readonly stores: readonly string[];
  /** False: this computer could not note what left it (its disk is full or write-protected), so it may send blindly. */
  readonly noted: boolean;
};

export type InspectedChange = UnsentChange & {
  readonly store: string;
  readonly url: string;
  /** `known`: queued or settled here already; `waiting`: adopted, not placed yet. */
  readonly here: 'new' | 'known' | 'waiting';
};
export type Inspected = FileFacts & { readonly rows: readonly InspectedChange[] };

export type AdoptedStore = {
  readonly name: string;
  readonly url: string;
  readonly connected: boolean;
  readonly changes: number;
  /** Now in the queue. */
  readonly adopted: number;
  /** Of the same field as an unsent edit here: a person chooses. */
  readonly decisions: number;
  /** Nothing to do: the same was done or waits here. */
  readonly same: number;
  /** Adopted before, or from here. */
  readonly known: number;
  readonly waiting: readonly { readonly reason: WaitReason; readonly changes: number }[];
};

export type RescueFileDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  /** Version of the program, for the file's header. */
  readonly version: string;
  readonly labelOf: LabelOf;
  readonly normalizeAddress: (typed: string) => Result<string, unknown>;
  /** Told after the commit which records have something new to send. */
  readonly onQueued: (storeId: string, entity: EntityName, ids: readonly string[]) => void;
  /** scrypt's N for new files. */
  readonly workFactor?: number;
};

export interface RescueFile {
  /** Writes what is unsent (of one store, null: of all) into a sealed file. An older file of this kind is replaced. */
  readonly exportUnsent: (input: {
    readonly path: string;
    readonly passphrase: string;
    readonly storeId: string | null;
    /** True: the part that anybody can read does not name the stores. */
    readonly isAnonymous?: boolean;
  }) => Promise<Result<Exported, RescueFileFailure>>;
  /** What is inside, without taking anything over. */
  readonly inspect: (path: string, passphrase: string) => Promise<Result<Inspected, RescueFileFailure>>;
  /** Takes everything over that is not here yet, in one transaction. */
  readonly adopt: (path: string, passphrase: string) => Promise<Result<readonly AdoptedStore[], RescueFileFailure>>;
}

/** Unsent changes in a file: out of one mirror, into another. [EXPORT1–EXPORT8] */
export function createRescueFile(deps: RescueFileDeps): RescueFile {
  const { db, clock } = deps;

  async function exportUnsent(
    input: Parameters<RescueFile['exportUnsent']>[0],
  ): ReturnType<RescueFile['exportUnsent']> {
    const { path } = input;
    const { content, noted } = collectAndNote(input.storeId);
    const stores = content.stores.map(({ name }) => name);
    const changes = content.stores.reduce((sum, store) => sum + store.changes.length, 0);
    if (changes === 0) return ok({ path, written: false, changes, stores, noted: true });
    const present = readBytes(path);
    if (present.ok && !isUnsentFile(present.value)) return err({ type: 'NotUnsentFile', path });
    if (!present.ok && present.error.type === 'FileNotReadable') return err({ type: 'FileNotWritable', path });
    if (!present.ok && present.error.type !== 'FileNotFound') return present;
    const shown = input.isAnonymous === true ? [] : stores;
    const exportedAt = new Date(clock.now()).toISOString();
    const facts = { program: deps.version, exportedAt, changes, stores: shown };
    const sealing = { random: deps.random, workFactor: deps.workFactor ?? SCRYPT_WORK_FACTOR };
    const bytes = await sealFile(sealing, content, facts, input.passphrase);
    try {
      writeFileAtomic(path, bytes, 0o600);
    } catch (error) {
      return err(writeFailure(error, path));
    }
    return ok({ path, written: true, changes, stores, noted });
  }

  /** Notes what leaves before it leaves; the export goes on where that cannot be written. */
  function collectAndNote(storeId: string | null): { content: UnsentContent; noted: boolean } {
    try {
      const content = inDurableTransaction(db, () => {
        const collected = collectChanges(db, storeId, deps.labelOf);
        for (const store of collected.stores) noteAll(store);
        return collected;
      });
      return { content, noted: true };
    } catch (error) {
      if (storageErrorOf(error, db.name) === null) throw error;
      return { content: collectChanges(db, storeId, deps.labelOf), noted: false };
    }
  }

  function noteAll({ serverTime, changes }: UnsentStore): void {
    for (const change of changes) {
      const { stock } = change.payload;
      const isFirstTry = stock !== undefined && 'adjust' in stock && stock.stampBefore === undefined;
      const payload = isFirstTry
        ? { ...change.payload, stock: { ...stock, stampBefore: change.stamp } }
        : change.payload;
      const context = { db, now: clock.now() };
      noteShared(context, change.id, change.kind, payload, earliestSending({ ...change, serverTime }));
    }
  }

  async function open(path: string, passphrase: string): Promise<Result<OpenedFile, RescueFileFailure>> {
    const bytes = readBytes(path);
    if (!bytes.ok) return bytes;
    const opened = await openFile(bytes.value, passphrase);
    return opened.ok ? opened : err({ ...opened.error, path });
  }

  async function inspect(path: string, passphrase: string): ReturnType<RescueFile['inspect']> {
    const opened = await open(path, passphrase);
    if (!opened.ok) return opened;
    const waiting = waitingReasons(db);
    const isKnown = prepared(db, `SELECT 1 FROM outbox WHERE id = ?`);
    const hereOf = (id: string): InspectedChange['here'] => {
      if (isKnown.get(id) !== undefined) return 'known';
      return waiting.has(id) ? 'waiting' : 'new';
    };
    const rows = opened.value.content.stores.flatMap(({ name, url, changes }) =>
      changes.map((change) => ({ ...change, store: name, url, here: hereOf(change.id) })),
    );
    return ok({ ...opened.value.facts, rows });
  }

  async function adopt(path: string, passphrase: string): ReturnType<RescueFile['adopt']> {
    const opened = await open(path, passphrase);
    if (!opened.ok) return opened;
    const touched = new Map<string, { storeId: string; entity: EntityName; ids: Set<string> }>();
    try {
      const stores = inDurableTransaction(db, () =>
        opened.value.content.stores.map((store) => adoptStore(store, touched)),
      );
      for (const { storeId, entity, ids } of touched.values()) deps.onQueued(storeId, entity, [...ids]);
      return ok(stores);
    } catch (error) {
      const failure = storageErrorOf(error, db.name);
      if (failure === null) throw error;
      return err(failure);
    }
  }

  type Touched = Map<string, { storeId: string; entity: EntityName; ids: Set<string> }>;

  function adoptStore(store: UnsentStore, touched: Touched): AdoptedStore {
    const url = normalized(store.url);
    const storeId = connectedStore(url);
    keepAside(db, store, url, storeId, clock.now());
    const placements = storeId === null ? new Map<string, Placement>() : placeNow(storeId, url);
    for (const placement of placements.values()) {
      if (storeId === null || placement.kind === 'waits' || placement.kind === 'known') continue;
      const { entity, id } = placement.place;
      const entry = touched.get(`${storeId} ${entity}`) ?? { storeId, entity, ids: new Set() };
      touched.set(`${storeId} ${entity}`, entry);
      entry.ids.add(id);
    }
    return describe(store, url, storeId !== null, placements);
  }

  function placeNow(storeId: string, url: string): ReadonlyMap<string, Placement> {
    claimByAddress(db, storeId, url);
    return placeWaiting({ db, storeId, newId: deps.newId, now: clock.now() }, false);
  }

  function connectedStore(url: string): string | null {
    const rows = prepared<{ id: string; url: string }>(db, `SELECT id, url FROM stores ORDER BY created_at, id`).all();
    return rows.find((row) => normalized(row.url) === url)?.id ?? null;
  }

  function normalized(url: string): string {
    const result = deps.normalizeAddress(url);
    return result.ok ? result.value : url;
  }

  return { exportUnsent, inspect, adopt };
}

function describe(
  store: UnsentStore,
  url: string,
  connected: boolean,
  placements: ReadonlyMap<string, Placement>,
): AdoptedStore {
  const counts = { placed: 0, decision: 0, same: 0, known: 0 };
  const waiting = new Map<WaitReason, number>();
  for (const { id } of store.changes) {
    const placement = placements.get(id) ?? (connected ? { kind: 'known' as const } : NOT_CONNECTED);
    if (placement.kind === 'waits') waiting.set(placement.reason, (waiting.get(placement.reason) ?? 0) + 1);
    else counts[placement.kind] += 1;
  }
  return {
    name: store.name,
    url,
    connected,
    changes: store.changes.length,
    adopted: counts.placed,
    decisions: counts.decision,
    same: counts.same,
    known: counts.known,
    waiting: [...waiting].map(([reason, changes]) => ({ reason, changes })),
  };
}

const NOT_CONNECTED: Placement = { kind: 'waits', reason: 'store-not-connected' };

/** Larger than any file of this kind; devices and the like have no size and no end. */
const FILE_MAX_BYTES = 1024 * 1024 * 1024;

function readBytes(path: string): Result<Buffer, RescueFileFailure> {
  try {
    const { size, isFile } = factsOf(path);
    if (!isFile) return err({ type: 'FileNotReadable', path });
    return size > FILE_MAX_BYTES ? err({ type: 'NotUnsentFile', path }) : ok(readFileSync(path));
  } catch (error) {
    const code = errorCode(error);
    if (code === '') throw error;
    return err({ type: code === 'ENOENT' ? 'FileNotFound' : 'FileNotReadable', path });
  }
}

function factsOf(path: string): { readonly size: number; readonly isFile: boolean } {
  const facts = statSync(path);
  return { size: facts.size, isFile: facts.isFile() };
}

function writeFailure(error: unknown, path: string): RescueFileFailure {
  const failure = storageErrorOf(error, path);
  if (failure === null && errorCode(error) === '') throw error;
  return failure?.type === 'DiskFull' ? failure : { type: 'FileNotWritable', path };
}
