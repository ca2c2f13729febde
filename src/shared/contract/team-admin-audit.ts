import { z } from 'zod';
import { instant, instantInput, personId, teamAdminError } from './team-admin-common.ts';

const error = teamAdminError;

export const auditEntry = z.object({
  /** Of central's counter; a number that is missing belongs to another organization. */
  id: z.string(),
  at: instant,
  kind: z.enum(['row_change', 'action', 'auth', 'superadmin']),
  /** Null: the system, or somebody outside the organization. */
  person: z.string().nullable(),
  action: z.string(),
  /** A table, or the kind of thing: `stores`, `person`. */
  about: z.string(),
  recordId: z.string().nullable(),
  recordName: z.string().nullable(),
  changedFields: z.array(z.string()),
  /** False: the job has not linked it into the chain yet. */
  isLinked: z.boolean(),
  isRedacted: z.boolean(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const filters = {
  from: instantInput.nullable().default(null),
  /** Not included. */
  to: instantInput.nullable().default(null),
  personId: personId.nullable().default(null),
  table: z.string().max(100).nullable().default(null),
  action: z.string().max(100).nullable().default(null),
  /** Entries of one store's records. */
  storeId: z.uuid().nullable().default(null),
  /** All words, somewhere in the entry. */
  search: z.string().trim().max(200).default(''),
};

/** `changed`: an entry. `broken_link`: it does not follow the one before. `gap`: entries are missing. `cut_end`: the last ones. */
export const CHAIN_PROBLEMS = ['changed', 'broken_link', 'gap', 'cut_end'] as const;

export const auditMethods = {
  /** Newest first, a page at a time. Needs `audit:read`. */
  'audit.list': {
    input: z.object({
      ...filters,
      /** `next` of the page before. */
      before: z
        .string()
        .regex(/^[0-9:+. -]{10,40}\|\d{1,19}$/)
        .nullable()
        .default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.object({
      rows: z.array(auditEntry),
      /** Where the next page begins; null at the end. */
      next: z.string().nullable(),
      readAt: instant,
    }),
    error,
  },
  /** What can be filtered by: the tables and actions of the last 90 days. */
  'audit.facets': {
    input: z.object({}),
    output: z.object({ tables: z.array(z.string()), actions: z.array(z.string()) }),
    error,
  },
  /** One entry with what stood there before and after. */
  'audit.entry': {
    input: z.object({ id: z.string().regex(/^\d{1,19}$/) }),
    output: z
      .object({
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
        metadata: z.record(z.string(), z.unknown()),
        ipAddress: z.string().nullable(),
        chainSeq: z.string().nullable(),
        hash: z.string().nullable(),
      })
      .nullable(),
    error,
  },
  /** Recalculates every link. No problem means: nothing was changed, left out or cut off. */
  'audit.verify': {
    input: z.object({}),
    output: z.object({
      linked: z.number(),
      /** Written, and not linked yet: the job does that every minute. */
      waiting: z.number(),
      /** Emptied by retention; their hashes still count. */
      redacted: z.number(),
      problemCount: z.number(),
      /** The first hundred. */
      problems: z.array(z.object({ seq: z.string(), entryId: z.string().nullable(), code: z.enum(CHAIN_PROBLEMS) })),
      checkedAt: instant,
    }),
    error,
  },
  /**
   * Writes what the filter shows into a file, newest first; formulas of spreadsheets are made harmless in `csv`. Who took
   * it out stands in the trail before, with the file's sum.
   */
  'audit.export': {
    input: z.object({ ...filters, path: z.string().min(1).max(4096), format: z.enum(['csv', 'jsonl']) }),
    output: z.object({ path: z.string(), rows: z.number() }),
    error,
  },
} as const;

export const credentialMethods = {
  /** Stores and whether whoever asks may see their keys. */
  'credentials.list': {
    input: z.object({}),
    output: z.object({
      stores: z.array(
        z.object({ id: z.string(), name: z.string(), url: z.string(), myRank: z.enum(['viewer', 'manager', 'owner']) }),
      ),
      readAt: instant,
    }),
    error,
  },
  /** Owners only. It stands in the log before anything is shown. */
  'credentials.reveal': {
    input: z.object({ storeId: z.uuid() }),
    output: z.object({
      url: z.string(),
      /** `this-computer`: central has none, each computer has its own. `nowhere`: neither of them; both are empty. */
      from: z.enum(['central', 'this-computer', 'nowhere']),
      key: z.string(),
      secret: z.string(),
    }),
    error,
  },
  /** Newest first. `rows` null: it is for administrators. */
  'credentials.log': {
    input: z.object({ limit: z.int().min(1).max(500).default(100) }),
    output: z.object({
      rows: z
        .array(
          z.object({
            id: z.string(),
            at: instant,
            storeName: z.string().nullable(),
            person: z.string().nullable(),
            /** `shared`: sealed for `device`, so that it can sync the store. */
            act: z.enum(['revealed', 'shared']),
            device: z.string().nullable(),
            ipAddress: z.string().nullable(),
          }),
        )
        .nullable(),
      readAt: instant,
    }),
    error,
  },
} as const;
