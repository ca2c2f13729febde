import type { TeamStatus } from '../../shared/contract/team.ts';
import { useEngineQuery } from './engine-client.tsx';
import { m } from '../paraglide/messages.js';

/** Who is signed in; undefined until the engine has said so. Kept up to date by its events. */
export function useTeam(): TeamStatus | undefined {
  return useEngineQuery('team.status', {}).data;
}

/** The names of the roles that every organization begins with; others as they were named there. */
export function wordRole(role: { readonly slug: string; readonly name: string }): string {
  switch (role.slug) {
    case 'admin':
      return m.team_role_admin();
    case 'manager':
      return m.team_role_manager();
    case 'user':
      return m.team_role_user();
    case 'viewer':
      return m.team_role_viewer();
    default:
      return role.name === '' ? role.slug : role.name;
  }
}
