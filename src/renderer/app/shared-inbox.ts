import type { SharedDecision, SharedRefusal } from '../../shared/contract/shared-rows.ts';
import { useEngineQuery } from './engine-client.tsx';
import { useTeam } from './use-team.ts';

const NOTHING: readonly never[] = [];

/** What waits for a person about rows that the team shares: asked only where there is a team. */
export function useSharedInbox() {
  const team = useTeam();
  const isTeam = team?.state === 'connected' || team?.state === 'offline';
  const query = useEngineQuery('shared.inbox', {}, { enabled: isTeam });
  const decisions: readonly SharedDecision[] = isTeam ? (query.data?.decisions ?? NOTHING) : NOTHING;
  const refusals: readonly SharedRefusal[] = isTeam ? (query.data?.refusals ?? NOTHING) : NOTHING;
  return { decisions, refusals, count: decisions.length + refusals.length, error: isTeam ? query.error : null };
}
