import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { SharedShop, teamShopMethods } from '../../shared/contract/team-shops.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { JoinDeps, Joined, JoinFailure } from '../team/shops/join-store.ts';

export type ShopHandlers = Pick<Handlers<EngineContract>, keyof typeof teamShopMethods>;
type Failure = JoinFailure | { readonly type: 'SignedOut' };

export type TeamShopCommands = {
  readonly withSession: <T>(work: (join: JoinDeps) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>;
  readonly list: (join: JoinDeps) => Promise<Result<readonly SharedShop[], Failure>>;
  readonly share: (join: JoinDeps, storeId: string) => Promise<Result<Joined, Failure>>;
  readonly take: (join: JoinDeps, storeId: string) => Promise<Result<Joined, Failure>>;
  readonly leave: (join: JoinDeps, storeId: string) => Promise<void>;
  /** False: no team shares that store. */
  readonly workAlone: (storeId: string, alone: boolean) => boolean;
};

/** The contract's methods on the shops of a team. */
export function createTeamShopHandlers(commands: TeamShopCommands): ShopHandlers {
  return {
    'team.shops': async () => {
      const shops = await commands.withSession(commands.list);
      return shops.ok ? ok([...shops.value]) : shops;
    },
    'team.shareShop': ({ storeId }) => commands.withSession((join) => commands.share(join, storeId)),
    'team.takeShop': ({ storeId }) => commands.withSession((join) => commands.take(join, storeId)),
    'team.leaveShop': ({ storeId }) =>
      commands.withSession(async (join) => {
        await commands.leave(join, storeId);
        return ok({});
      }),
    'team.workAlone': ({ storeId, alone }) =>
      commands.workAlone(storeId, alone) ? ok({}) : err({ type: 'NotFound', entity: 'stores', id: storeId }),
  };
}
