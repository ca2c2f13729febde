import { CircleAlert, CirclePause, RefreshCw } from 'lucide-react';
import { useCallback } from 'react';
import { showToast } from '../components/toast.tsx';
import { m } from '../paraglide/messages.js';
import { useEngineCall } from './engine-client.tsx';
import type { EngineError } from './engine-errors.ts';
import { wordError } from './error-words.ts';
import { useShownStores } from './store-facts.ts';

/** Says in a toast what a press did not bring about. */
export function toastError(error: EngineError): void {
  const { title, way } = wordError(error);
  showToast({ text: `${title}. ${way}`, icon: CircleAlert });
}

/** Starts a run of the given store, or of every store that the window shows. */
export function useSyncNow(): (storeId?: string) => Promise<void> {
  const call = useEngineCall();
  const shown = useShownStores();
  return useCallback(
    async (storeId) => {
      const ids = storeId === undefined ? shown.map(({ store }) => store.id) : [storeId];
      const results = await Promise.all(ids.map((id) => call('sync.run', { storeId: id })));
      const failure = results.find((result) => !result.ok);
      if (failure && !failure.ok) toastError(failure.error);
      else showToast({ text: m.shell_sync_started(), icon: RefreshCw });
    },
    [call, shown],
  );
}

/** Pauses or resumes one store. */
export function usePause(): (storeId: string, paused: boolean) => Promise<void> {
  const call = useEngineCall();
  return useCallback(
    async (storeId, paused) => {
      const result = await call('sync.pause', { storeId, paused });
      if (!result.ok) return toastError(result.error);
      showToast({ text: paused ? m.shell_sync_paused() : m.shell_sync_resumed(), icon: CirclePause });
    },
    [call],
  );
}

/** Pauses every store that the window shows; resumes them when all are paused. */
export function usePauseAll(): () => Promise<void> {
  const pause = usePause();
  const shown = useShownStores();
  return useCallback(async () => {
    const isPaused = shown.every(({ status }) => status?.state === 'paused');
    await Promise.all(shown.map(({ store }) => pause(store.id, !isPaused)));
  }, [pause, shown]);
}
