import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { StoreRank } from '../../shared/contract/team-admin-common.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { refused } from './admin-refusals.ts';
import { inSession, inTwoSteps, iso, onlyValue } from './admin-session.ts';
import type { SessionSource } from './admin-session.ts';

export type CredentialHandlers = Pick<
  Handlers<EngineContract>,
  Extract<keyof EngineContract['methods'], `credentials.${string}`>
>;
export type StoreKey = { readonly key: string; readonly secret: string };
export type CredentialDeps = SessionSource & {
  readonly clock: Clock;
  /** The key that this computer has of its own for a store; null where it has none. */
  readonly keyHere: (storeId: string) => Promise<StoreKey | null>;
};

const STORES = `SELECT id, name, url, my_role AS "myRank" FROM store_basic_info ORDER BY lower(name), id`;
const LOG = `
  SELECT l.id, l.accessed_at, s.name AS store_name, coalesce(u.display_name, l.user_email) AS person, coalesce(l.purpose, '') AS purpose,
    d.name AS device, l.ip_address
  FROM credential_access_logs l
  LEFT JOIN store_basic_info s ON s.id = l.store_id
  LEFT JOIN auth.users_extended u ON u.id = l.user_id
  LEFT JOIN auth.devices d ON l.purpose = 'share with device ' || d.id
  ORDER BY l.accessed_at DESC, l.id LIMIT $1`;

/** The contract's methods on the keys of stores. Nothing is shown that does not stand in the log before. */
export function createCredentialHandlers(deps: CredentialDeps): CredentialHandlers {
  const readAt = (): string => new Date(deps.clock.now()).toISOString();
  return {
    'credentials.list': () =>
      inSession(deps, async (query) => {
        type Row = { id: string; name: string; url: string; myRank: StoreRank };
        return { stores: [...(await query<Row>(STORES))], readAt: readAt() };
      }),
    'credentials.reveal': async ({ storeId }) => {
      type Row = { readonly url: string; readonly api_key: string; readonly api_secret: string };
      const told = await inTwoSteps(
        deps,
        async (query) => String(onlyValue(await query('SELECT begin_credential_access($1)', [storeId]))),
        async (query) => (await query<Row>('SELECT * FROM get_store_credentials($1)', [storeId]))[0],
      );
      if (!told.ok) return told;
      if (told.value === undefined) return err(refused('store-owners-only'));
      const { url, api_key: key, api_secret: secret } = told.value;
      if (key !== '' && secret !== '') return ok({ url, from: 'central', key, secret });
      const here = await deps.keyHere(storeId);
      return ok(
        here === null ? { url, from: 'nowhere', key: '', secret: '' } : { url, from: 'this-computer', ...here },
      );
    },
    'credentials.log': ({ limit }) =>
      inSession(deps, async (query) => {
        const isAdministrator = onlyValue(await query('SELECT auth.my_role_level() >= 80')) === true;
        return { rows: isAdministrator ? await log(query, limit) : null, readAt: readAt() };
      }),
  };
}

async function log(query: Query, limit: number) {
  type Row = {
    readonly id: string;
    readonly accessed_at: Date;
    readonly store_name: string | null;
    readonly person: string | null;
    readonly purpose: string;
    readonly device: string | null;
    readonly ip_address: string | null;
  };
  return (await query<Row>(LOG, [limit])).map((row) => ({
    id: row.id,
    at: iso(row.accessed_at),
    storeName: row.store_name,
    person: row.person,
    act: row.purpose.startsWith('share with device') ? ('shared' as const) : ('revealed' as const),
    device: row.device,
    ipAddress: row.ip_address,
  }));
}
