import { createAuditHandlers } from './audit-handlers.ts';
import type { AuditHandlers } from './audit-handlers.ts';
import { createCentralStateHandlers } from './central-state.ts';
import type { CentralStateHandlers } from './central-state.ts';
import { createCredentialHandlers } from './credential-handlers.ts';
import type { CredentialDeps, CredentialHandlers } from './credential-handlers.ts';
import { createDeviceHandlers } from './device-handlers.ts';
import type { DeviceHandlers } from './device-handlers.ts';
import { createPeopleHandlers } from './people-handlers.ts';
import type { PeopleDeps, PeopleHandlers } from './people-handlers.ts';
import type { SecondFactorDeps } from './second-factor.ts';
import { createSecurityHandlers } from './security-handlers.ts';
import type { SecurityHandlers } from './security-handlers.ts';

export type TeamAdminDeps = PeopleDeps & SecondFactorDeps & CredentialDeps;
export type TeamAdminHandlers = PeopleHandlers &
  DeviceHandlers &
  SecurityHandlers &
  AuditHandlers &
  CredentialHandlers &
  CentralStateHandlers;

/** The contract's methods on the administration of a team: all of it is central's and asks for contact. */
export function createTeamAdminHandlers(deps: TeamAdminDeps): TeamAdminHandlers {
  return {
    ...createPeopleHandlers(deps),
    ...createDeviceHandlers(deps),
    ...createSecurityHandlers(deps),
    ...createAuditHandlers(deps),
    ...createCredentialHandlers(deps),
    ...createCentralStateHandlers(deps),
  };
}
