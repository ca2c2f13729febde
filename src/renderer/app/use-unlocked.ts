import { useCallback } from 'react';
import type { SecretsProtection } from '../../shared/contract/settings.ts';
import type { Result } from '../../shared/result.ts';
import { askPassphrase } from '../state/passphrase.ts';
import { useEngineCall } from './engine-client.tsx';
import type { EngineError } from './engine-errors.ts';

/**
 * Whether a passphrase is what is missing. Where the keyring is out of reach that is so only when nothing was kept by
 * it: what it sealed no passphrase opens.
 */
export function asksForPassphrase(reason: string, { storedCount, protectedBy }: SecretsProtection): boolean {
  if (reason === 'no-passphrase' || reason === 'wrong-passphrase') return true;
  return reason === 'keyring-unavailable' && (storedCount === 0 || protectedBy.includes('passphrase'));
}

/**
 * Runs something that keeps a store's key. Where this computer has no keyring and the keys wait for a passphrase, it
 * is asked for, and the work runs once more.
 */
export function useUnlocked(): <T>(work: () => Promise<Result<T, EngineError>>) => Promise<Result<T, EngineError>> {
  const call = useEngineCall();
  return useCallback(
    async (work) => {
      const first = await work();
      if (first.ok || first.error.type !== 'SecretsLocked') return first;
      const status = await call('secrets.status', {});
      if (!status.ok || !asksForPassphrase(first.error.reason, status.value)) return first;
      const kind = status.value.protectedBy.includes('passphrase') ? 'enter' : 'choose';
      return (await askPassphrase(kind)) ? work() : first;
    },
    [call],
  );
}
