import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import {
  useEngineCall,
  useEngineQuery,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  type QueryOptions,
} from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { toastError } from '../../app/sync-actions.ts';
import { useTeam } from '../../app/use-team.ts';
import { showToast } from '../../components/toast.tsx';
import type { TeamStatus } from '../../../shared/contract/team.ts';

/** Methods of the team's administration: their answers are central's, which says nothing when they change. */
export type AdminMethod = Extract<
  MethodName,
  | `members.${string}`
  | `access.${string}`
  | `devices.${string}`
  | `security.${string}`
  | `audit.${string}`
  | `credentials.${string}`
  | `central.${string}`
>;

const READ_EVERY_MS = 30_000;

/** Who is signed in, and whether central is there. Null until it was read. */
export function useTeamStatus(): TeamStatus | null {
  return useTeam() ?? null;
}

/** Whether the person may, as of the last contact; nobody in particular may everything. */
export function useMay(): (permission: string) => boolean {
  const permissions = useTeamStatus()?.permissions;
  return useCallback((permission) => permissions?.includes(permission) === true, [permissions]);
}

/**
 * Reads from central when it is shown, every half minute while it is shown, and as soon as there is contact again. What
 * was read before stays on screen meanwhile, also without contact.
 */
export function useAdminQuery<N extends AdminMethod>(
  method: N,
  input: MethodInput<N>,
  options: QueryOptions = {},
): UseQueryResult<MethodOutput<N>, Error> {
  const query = useEngineQuery(method, input, options);
  const status = useTeamStatus();
  const isConnected = status === null ? null : status.state === 'connected';
  const isEnabled = options.enabled ?? true;
  const { refetch } = query;
  useEffect(() => {
    // as soon as there is contact again; without it the answer says since when there is none
    if (isEnabled && isConnected !== null) void refetch();
  }, [refetch, isEnabled, isConnected]);
  useEffect(() => {
    if (!isEnabled) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void refetch();
    }, READ_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [refetch, isEnabled]);
  return query;
}

/** Reads everything of the administration that is on screen again. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    const areas = ['members.', 'access.', 'devices.', 'security.', 'audit.', 'credentials.', 'central.'];
    void queries.invalidateQueries({
      predicate: ({ queryKey: [method] }) => areas.some((area) => String(method).startsWith(area)),
    });
  }, [queries]);
}

export type AdminAct = <N extends AdminMethod>(
  method: N,
  input: MethodInput<N>,
  /** Said in a toast once it is done. */
  words?: string,
) => Promise<MethodOutput<N> | null>;

/** Changes something at central, says so, and reads again. Null when it was refused, which a toast has said. */
export function useAdminAct(): AdminAct {
  const call = useEngineCall();
  const readAgain = useReadAgain();
  return useCallback(
    async (method, input, words) => {
      const result = await call(method, input);
      readAgain();
      if (!result.ok) {
        toastError(result.error);
        return null;
      }
      if (words !== undefined) showToast({ text: words });
      return result.value;
    },
    [call, readAgain],
  );
}

/** The same for dialogs, which show the refusal in place. */
export function useAdminCall(): <N extends AdminMethod>(
  method: N,
  input: MethodInput<N>,
) => Promise<{ readonly value: MethodOutput<N> } | { readonly error: EngineError }> {
  const call = useEngineCall();
  const readAgain = useReadAgain();
  return useCallback(
    async (method, input) => {
      const result = await call(method, input);
      if (!result.ok) return { error: result.error };
      readAgain();
      return { value: result.value };
    },
    [call, readAgain],
  );
}
