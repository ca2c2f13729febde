import { join } from 'node:path';
import type { EngineTeam } from './engine-team.ts';
import { signInProof } from './central/sign-in-proof.ts';
import type { CentralSetupHandlers } from './handlers/central-setup-handlers.ts';
import type { Clock, Random } from './platform/deps.ts';
import type { CredentialsBook } from './stores/credentials.ts';
import { createTeamAdminHandlers } from './team-admin/team-admin-handlers.ts';
import type { TeamAdminHandlers } from './team-admin/team-admin-handlers.ts';

export type EngineTeamAdminDeps = Pick<EngineTeam, 'team' | 'place'> & {
  /** The mirror's; central's stand beside it. */
  readonly migrationsFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly credentials: CredentialsBook;
};

/** The administration of the team over the session of whoever is signed in, and the setup assistant. */
export function createEngineTeamAdmin(deps: EngineTeamAdminDeps): TeamAdminHandlers & CentralSetupHandlers {
  const { team, place, clock, random, version } = deps;
  const source = { session: team.session, hasTeam: () => team.status().state !== 'solo' };
  const admin = createTeamAdminHandlers({
    ...source,
    clock,
    random,
    place,
    proofOf: signInProof,
    keyHere: async (storeId) => {
      const kept = await deps.credentials.read(storeId);
      return kept.ok ? { key: kept.value.consumerKey, secret: kept.value.consumerSecret } : null;
    },
  });
  let loading: Promise<CentralSetupHandlers> | null = null;
  /** The client library and the migrations are loaded when somebody asks for them. */
  const setup = (): Promise<CentralSetupHandlers> => {
    loading ??= import('./handlers/central-setup-handlers.ts').then(({ createCentralSetupHandlers }) =>
      createCentralSetupHandlers({
        ...source,
        clock,
        random,
        version,
        place,
        migrationsFolder: join(deps.migrationsFolder, '..', 'central'),
      }),
    );
    return loading;
  };
  return {
    ...admin,
    'central.examine': async (input, context) => (await setup())['central.examine'](input, context),
    'central.migrate': async (input, context) => (await setup())['central.migrate'](input, context),
    'central.firstOrganization': async (input, context) => (await setup())['central.firstOrganization'](input, context),
    'central.doctor': async (input, context) => (await setup())['central.doctor'](input, context),
  };
}
