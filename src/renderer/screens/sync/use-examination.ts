import { useCallback, useEffect, useRef, useState } from 'react';
import { useEngineCall, useEngineClient } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { useUnlocked } from '../../app/use-unlocked.ts';
import type { ConnectionReport, Probe } from '../../../shared/domain/connection-report.ts';
import { isProbe, isReport } from '../first-run/use-connection-check.ts';

export type Examination = {
  readonly isRunning: boolean;
  readonly probes: readonly Probe[];
  readonly report: ConnectionReport | null;
  /** When the report came. */
  readonly at: string | null;
  readonly error: EngineError | null;
};

const IDLE: Examination = { isRunning: false, probes: [], report: null, at: null, error: null };

/** The connection check of a store that is there; each step shows as soon as it ended. A new run ends the former. */
export function useExamination(storeId: string) {
  const client = useEngineClient();
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const [examination, setExamination] = useState<Examination>(IDLE);
  const running = useRef<{ readonly checkId: string; readonly abort: AbortController } | null>(null);

  useEffect(() => {
    return client?.listen('checkProgress', ({ checkId, probe }) => {
      if (checkId !== running.current?.checkId || !isProbe(probe)) return;
      setExamination((now) => ({ ...now, probes: [...now.probes.filter(({ name }) => name !== probe.name), probe] }));
    });
  }, [client]);

  useEffect(() => () => running.current?.abort.abort(), []);

  const examine = useCallback(async (): Promise<void> => {
    running.current?.abort.abort();
    const mine = { checkId: crypto.randomUUID(), abort: new AbortController() };
    running.current = mine;
    setExamination({ ...IDLE, isRunning: true });
    const result = await unlocked(() =>
      call('stores.examine', { id: storeId, checkId: mine.checkId }, mine.abort.signal),
    );
    if (running.current !== mine) return;
    running.current = null;
    if (result.ok && isReport(result.value)) {
      const report = result.value;
      const at = new Date().toISOString();
      return setExamination({ isRunning: false, probes: report.probes, report, at, error: null });
    }
    const error: EngineError = result.ok ? { type: 'Defect', message: 'Unknown report' } : result.error;
    setExamination((now) => ({ ...now, isRunning: false, error }));
  }, [call, unlocked, storeId]);

  const stop = useCallback((): void => {
    running.current?.abort.abort();
    running.current = null;
  }, []);

  return { examination, examine, stop };
}
