import { z } from 'zod';
import { id } from './common.ts';

export const store = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  currency: z.string(),
  wp_timezone: z.string().nullable(),
  woo_version: z.string().nullable(),
  /** `connected`, `paused` by a person, `error` (key refused), `disconnected` (no secret on this computer). */
  status: z.enum(['connected', 'paused', 'error', 'disconnected']),
  mode: z.enum(['watch', 'push']),
  cadence: z.enum(['eco', 'balanced', 'realtime']),
  created_at: z.string(),
  /** Counts of live records on this computer. */
  counts: z.object({ products: z.number(), orders: z.number() }),
  is_demo: z.boolean(),
});
export type Store = z.infer<typeof store>;

const credentials = z.object({
  url: z.string().max(2000),
  consumerKey: z.string().max(200),
  consumerSecret: z.string().max(200),
});

export const storeMethods = {
  'stores.list': { input: z.object({}), output: z.array(store) },
  /** Runs the connection check; each probe also arrives as a `checkProgress` event with the same checkId. Output: ConnectionReport. */
  'stores.check': { input: credentials.extend({ checkId: z.string() }), output: z.unknown() },
  /** The same check of a store that is there, with the key that is kept for it. Writes nothing, neither here nor there. */
  'stores.examine': { input: z.object({ id, checkId: z.string() }), output: z.unknown() },
  /** Checks, then adds. Refused reports answer `StoreRefusedCheck`. Added watch-only unless mode says otherwise. */
  'stores.add': {
    input: credentials.extend({
      name: z.string().min(1).max(200),
      mode: z.enum(['watch', 'push']).default('watch'),
      skipCheck: z.boolean().default(false),
    }),
    output: store,
  },
  /** A new key for a store that is there: checked like a new one, then used from the next request on. */
  'stores.reconnect': {
    input: z.object({ id, consumerKey: z.string().max(200), consumerSecret: z.string().max(200) }),
    output: store,
  },
  'stores.rename': { input: z.object({ id, name: z.string().min(1).max(200) }), output: store },
  /** Removes the store, its mirror and its secrets. Refused while unsent changes exist unless `discardUnsent`. */
  'stores.remove': {
    input: z.object({ id, discardUnsent: z.boolean().default(false) }),
    output: z.object({ removed: z.boolean(), unsent: z.number() }),
  },
  /** Starts the demo shop inside the profile and connects it. */
  'stores.exploreDemo': { input: z.object({}), output: store },
} as const;
