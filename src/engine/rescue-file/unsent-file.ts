/** What stands inside a file of unsent changes, once it is opened. Everything that another computer needs, no keys. */
import { z } from 'zod';
import type { JsonObject } from '../../shared/domain/entities.ts';
import { ENTITY_NAMES } from '../../shared/domain/entities.ts';
import type { OperationPayload } from '../sync/operation.ts';

/** The newest layout that this program writes and reads. */
export const FILE_VERSION = 1;

const value = z.json();
const document = z.record(z.string(), value);
const fieldChange = z.object({
  base: value,
  value,
  sent: z.array(value).optional(),
  offered: z.literal(true).optional(),
});
const payload = z.object({
  fields: z.record(z.string(), fieldChange).optional(),
  values: document.optional(),
  note: z.object({ text: z.string(), customer: z.boolean(), orderId: z.string() }).optional(),
  stock: z
    .union([
      z.object({ adjust: z.number(), stampBefore: z.string().nullable().optional() }),
      z.object({ count: z.number(), basis: z.number().nullable() }),
    ])
    .optional(),
  previousStatus: z.string().optional(),
});

const time = z.number().int();
const recordName = z.object({ id: z.string().min(1), wooId: z.number().int().nullable() });

const changeSchema = z.object({
  /** The operation's id, which is also its stamp in the shop. */
  id: z.string().min(1).max(64),
  entity: z.enum(ENTITY_NAMES),
  kind: z.enum(['create', 'update', 'trash', 'delete', 'restore', 'status', 'note', 'stock']),
  payload,
  reason: z.string(),
  author: z.string(),
  state: z.enum(['queued', 'sending', 'unknown', 'refused', 'held']),
  attempts: z.number().int().min(0),
  createdAt: time,
  claimedAt: time.nullable(),
  claimedServerTime: time.nullable(),
  record: recordName.extend({ label: z.string(), parent: recordName.nullable() }),
  /** What the store had, at the paths that the change touches and at those that name the record. */
  base: document,
  /** The stamp that the record carried. */
  stamp: z.string().nullable(),
  /** Records born on the other computer that the change names by their local ids. */
  references: z.array(recordName.extend({ entity: z.enum(ENTITY_NAMES), name: z.string() })),
  /** Ids of the changes of the same record that were queued before this one. */
  after: z.array(z.string()),
});

const storeSchema = z.object({
  url: z.string().min(1),
  name: z.string(),
  /** The shop's clock at the last good run before the export: whatever is in here reached the shop later, if at all. */
  serverTime: time.nullable(),
  changes: z.array(changeSchema),
});

const contentSchema = z.object({ stores: z.array(storeSchema) });

export type UnsentChange = Omit<z.infer<typeof changeSchema>, 'payload' | 'base'> & {
  readonly payload: OperationPayload;
  readonly base: JsonObject;
};
export type UnsentStore = Omit<z.infer<typeof storeSchema>, 'changes'> & { readonly changes: readonly UnsentChange[] };
export type UnsentContent = { readonly stores: readonly UnsentStore[] };

/** A change as it is kept until it has a place here. */
export type WaitingChange = UnsentChange & { readonly serverTime: number | null };

/** Null for anything that this program did not write. */
export function readContent(data: unknown): UnsentContent | null {
  const parsed = contentSchema.safeParse(data);
  // an optional key that is absent and one that is undefined are the same in JSON
  return parsed.success ? (parsed.data as UnsentContent) : null;
}
