import type { StoreRank } from '../../../shared/contract/team-admin-common.ts';
import { wordRole as wordKnownRole } from '../../app/use-team.ts';
import { m } from '../../paraglide/messages.js';

/** A role of the organization's own keeps its name. */
export function wordRole(role: { readonly slug: string; readonly name: string } | null): string {
  return role === null ? m.admin_role_none() : wordKnownRole(role);
}

export function wordRank(rank: StoreRank): string {
  switch (rank) {
    case 'viewer':
      return m.admin_rank_viewer();
    case 'manager':
      return m.admin_rank_manager();
    case 'owner':
      return m.admin_rank_owner();
    default:
      return rank satisfies never;
  }
}

export const RANKS = ['viewer', 'manager', 'owner'] as const satisfies readonly StoreRank[];
