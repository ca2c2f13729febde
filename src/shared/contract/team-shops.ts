import { z } from 'zod';
import { id } from './common.ts';

/** A shop of the organization that the signed-in person works in. */
export const sharedShop = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  currency: z.string(),
  rank: z.enum(['viewer', 'manager', 'owner']),
  /** This computer mirrors it as a shop of the team. */
  isHere: z.boolean(),
});
export type SharedShop = z.infer<typeof sharedShop>;

/**
 * `uploads`: the team did not know the shop, everything here goes to central. `replaced`: the team's shop stands in the place
 * of the one that was here, and unsent changes come back on top of it. `new`: it was not here. `known`: it was shared already.
 */
export const joined = z.object({ storeId: z.string(), how: z.enum(['uploads', 'replaced', 'new', 'known']) });

export const teamShopMethods = {
  /** The shops of the team. */
  'team.shops': { input: z.object({}), output: z.array(sharedShop) },
  /** Shares a shop of this computer with the team. */
  'team.shareShop': { input: z.object({ storeId: id }), output: joined },
  /** Takes in a shop of the team. */
  'team.takeShop': { input: z.object({ storeId: id }), output: joined },
  /** Ends the sharing here. With a key of its own the shop stays whole on this computer, else its rows are wiped. */
  'team.leaveShop': { input: z.object({ storeId: id }), output: z.object({}) },
  /** Central cannot be reached: only what never reached it is sent, until this is taken back. */
  'team.workAlone': { input: z.object({ storeId: id, alone: z.boolean() }), output: z.object({}) },
} as const;
