import { useCallback, useEffect, useRef, useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { useUnlocked } from '../../app/use-unlocked.ts';
import type { Preview } from '../../../shared/contract/preview.ts';

export type PreviewState = {
  readonly isReading: boolean;
  /** The last answer; stays on screen while another look is under way. */
  readonly preview: Preview | null;
  readonly error: EngineError | null;
};

const IDLE: PreviewState = { isReading: false, preview: null, error: null };

/** What the next run of a store would do, looked up whenever its dialog opens; the engine keeps what it read for an hour. */
export function usePreview(
  storeId: string,
  { isOpen, asIfSending = false }: { readonly isOpen: boolean; readonly asIfSending?: boolean },
) {
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const [state, setState] = useState<PreviewState>(IDLE);
  const running = useRef<AbortController | null>(null);

  const look = useCallback(
    async (anew: boolean): Promise<void> => {
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      setState((now) => ({ ...now, isReading: true, error: null }));
      const result = await unlocked(() => call('sync.preview', { storeId, anew, asIfSending }, mine.signal));
      if (running.current !== mine) return;
      running.current = null;
      setState((now) =>
        result.ok
          ? { isReading: false, preview: result.value, error: null }
          : { ...now, isReading: false, error: result.error },
      );
    },
    [call, unlocked, storeId, asIfSending],
  );

  useEffect(() => {
    if (isOpen) void look(false);
    return () => {
      running.current?.abort();
      running.current = null;
    };
  }, [isOpen, look]);

  return { state, look };
}
