import { z } from 'zod';
import { ENTITY_NAMES } from '../domain/entities.ts';

export const entityName = z.enum(ENTITY_NAMES);
export const id = z.string().min(1).max(64);

/** Errors that a call can answer with, beside the transport's own. The renderer words them. */
export const domainError = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NotFound'), entity: z.string(), id: z.string() }),
  /** One field of the input was refused; nothing was changed. `reason` is a tag the renderer words. */
  z.object({
    type: z.literal('FieldRefused'),
    field: z.string(),
    reason: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  z.object({ type: z.literal('StoreNotConnected'), storeId: z.string() }),
  z.object({ type: z.literal('StoreRefusedCheck'), report: z.unknown() }),
  z.object({ type: z.literal('NameTaken'), name: z.string() }),
  z.object({ type: z.literal('SyncBusy'), storeId: z.string(), holder: z.string() }),
  z.object({ type: z.literal('DiskFull') }),
  z.object({ type: z.literal('ReadOnlyProfile'), path: z.string() }),
  z.object({ type: z.literal('DatabaseNewer'), found: z.number(), known: z.number() }),
  z.object({ type: z.literal('SecretsLocked'), reason: z.string() }),
  z.object({ type: z.literal('Remote'), error: z.unknown() }),
  /** This computer belongs to a team, and nobody is signed in, or contact is missing for too long. */
  z.object({ type: z.literal('SignedOut') }),
  /** The person's role does not permit it; nothing was queued. `permission`: `resource:action`. */
  z.object({ type: z.literal('NotAllowed'), permission: z.string() }),
]);
export type DomainError = z.infer<typeof domainError>;

/** A change of stock as it was meant: so many more or fewer, or so many counted. */
export const stockIntent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('adjust'), by: z.number().int() }),
  z.object({ kind: z.literal('count'), to: z.number().int() }),
]);
export type StockIntentView = z.infer<typeof stockIntent>;

/** How a cell stands towards the store. */
export const fieldMark = z.enum(['pending', 'sending', 'conflict', 'refused']);
export type FieldMark = z.infer<typeof fieldMark>;
