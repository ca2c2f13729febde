import { centralSetupMethods } from './central-setup.ts';
import { auditMethods, credentialMethods } from './team-admin-audit.ts';
import { centralStateMethods } from './team-admin-central.ts';
import { peopleMethods } from './team-admin-people.ts';
import { securityMethods } from './team-admin-security.ts';

/** A team's administration. All of it is central's: without contact it answers `CentralUnavailable`. */
export const teamAdminMethods = {
  ...peopleMethods,
  ...securityMethods,
  ...auditMethods,
  ...credentialMethods,
  ...centralStateMethods,
  ...centralSetupMethods,
} as const;
