import { z } from 'zod';
import { entityName, id } from './common.ts';

const path = z.string().min(1).max(4096);
const passphrase = z.string().min(1).max(1000);

/** `FileNotReadable`, `FileNotWritable`: the file system refuses. `NotUnsentFile`: it is something else, and was left alone. */
export const rescueFileError = z.discriminatedUnion('type', [
  z.object({ type: z.literal('FileNotFound'), path: z.string() }),
  z.object({ type: z.literal('FileNotReadable'), path: z.string() }),
  z.object({ type: z.literal('FileNotWritable'), path: z.string() }),
  z.object({ type: z.literal('NotUnsentFile'), path: z.string() }),
  z.object({ type: z.literal('UnsentFileDamaged'), path: z.string() }),
  z.object({ type: z.literal('UnsentFileNewer'), path: z.string(), found: z.number(), known: z.number() }),
  z.object({ type: z.literal('WrongPassphrase'), path: z.string() }),
  z.object({ type: z.literal('DiskFull') }),
  z.object({ type: z.literal('ReadOnlyProfile'), path: z.string() }),
  z.object({ type: z.literal('NotFound'), entity: z.string(), id: z.string() }),
  z.object({ type: z.literal('SignedOut') }),
  z.object({ type: z.literal('NotAllowed'), permission: z.string() }),
]);
export type RescueFileError = z.infer<typeof rescueFileError>;

/** One change in a file; `fields` as in `pending.list`. */
export const unsentChange = z.object({
  id: z.string(),
  store: z.string(),
  url: z.string(),
  entity: entityName,
  woo_id: z.number().nullable(),
  label: z.string(),
  kind: z.string(),
  fields: z.array(z.object({ field: z.string(), base: z.unknown(), value: z.unknown() })),
  reason: z.string(),
  author: z.string(),
  /** As it stood on the computer that it comes from. */
  state: z.string(),
  createdAt: z.string(),
  /** `known`: queued or settled here already; `waiting`: adopted, without a place yet. */
  here: z.enum(['new', 'known', 'waiting']),
});
export type UnsentChangeView = z.infer<typeof unsentChange>;

/** Why an adopted change has no place yet. It gets one by itself, at a run of its store. */
export const waitReason = z.enum([
  'store-not-connected',
  'record-unknown',
  'asked-for',
  'parent-unknown',
  'reference-unknown',
  'decision-open',
  'being-deleted',
  'earlier-waits',
]);

export const adoptedStore = z.object({
  name: z.string(),
  url: z.string(),
  /** False: no store here has this address. Its changes are kept and placed once it is connected. */
  connected: z.boolean(),
  changes: z.number(),
  /** Now in the queue. */
  adopted: z.number(),
  /** Contradict an unsent edit here: a person chooses. */
  decisions: z.number(),
  /** Nothing to do: the same was done, or waits here. */
  same: z.number(),
  /** Adopted before, or queued here in the first place. */
  known: z.number(),
  waiting: z.array(z.object({ reason: waitReason, changes: z.number() })),
});
export type AdoptedStoreView = z.infer<typeof adoptedStore>;

/** An adopted change that has no place yet. */
export const waitingChange = z.object({
  id: z.string(),
  store: z.string(),
  url: z.string(),
  entity: entityName,
  woo_id: z.number().nullable(),
  label: z.string(),
  kind: z.string(),
  reason: waitReason,
  adoptedAt: z.string(),
});
export type WaitingChangeView = z.infer<typeof waitingChange>;

export const rescueFileMethods = {
  /** Writes what is unsent into a sealed file. With nothing unsent no file is written, and `written` is false. */
  'unsent.export': {
    input: z.object({ path, passphrase, storeId: id.nullable().default(null) }),
    output: z.object({
      path: z.string(),
      written: z.boolean(),
      changes: z.number(),
      stores: z.array(z.string()),
      /** False: what left could not be noted here, so it must not be sent from here before it was adopted or given up. */
      noted: z.boolean(),
    }),
    error: rescueFileError,
  },
  /** What is inside; nothing is taken over. */
  'unsent.inspect': {
    input: z.object({ path, passphrase }),
    output: z.object({
      program: z.string(),
      exportedAt: z.string(),
      total: z.number(),
      stores: z.array(z.string()),
      rows: z.array(unsentChange),
    }),
    error: rescueFileError,
  },
  /** Takes over what is not here yet. */
  'unsent.adopt': {
    input: z.object({ path, passphrase }),
    output: z.object({ stores: z.array(adoptedStore) }),
    error: rescueFileError,
  },
  /** Adopted changes that wait for a place, in their order, with the reason. */
  'unsent.waiting': { input: z.object({}), output: z.array(waitingChange) },
} as const;
