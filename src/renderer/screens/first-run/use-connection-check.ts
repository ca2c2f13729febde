import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionReport, Probe } from '../../../shared/domain/connection-report.ts';
import { useEngineCall, useEngineClient } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { PROBE_NAMES } from './probe-words.ts';
import { isSameCredentials, type Credentials, type StoreForm } from './store-form.ts';

/** `asked` is what the results are about: results of other entries are never shown. */
export type CheckState = {
  readonly asked: Credentials | null;
  readonly isRunning: boolean;
  readonly probes: readonly Probe[];
  readonly report: ConnectionReport | null;
  readonly error: EngineError | null;
};

const IDLE: CheckState = { asked: null, isRunning: false, probes: [], report: null, error: null };
const OUTCOMES: readonly unknown[] = ['passed', 'warned', 'failed', 'skipped'];

/** Whether a value that came over the wire is the result of one step. */
export function isProbe(value: unknown): value is Probe {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('outcome' in value)) return false;
  return (PROBE_NAMES as readonly unknown[]).includes(value.name) && OUTCOMES.includes(value.outcome);
}

/** Whether a value that came over the wire is a whole report of the check. */
export function isReport(value: unknown): value is ConnectionReport {
  if (typeof value !== 'object' || value === null || !('probes' in value) || !('verdict' in value)) return false;
  return Array.isArray(value.probes) && value.probes.every(isProbe);
}

/** Runs the connection check beside the form: each probe shows as soon as it ended. A new run ends the former. */
export function useConnectionCheck() {
  const client = useEngineClient();
  const call = useEngineCall();
  const [state, setState] = useState<CheckState>(IDLE);
  const running = useRef<{ readonly checkId: string; readonly abort: AbortController } | null>(null);

  useEffect(() => {
    return client?.listen('checkProgress', ({ checkId, probe }) => {
      if (checkId !== running.current?.checkId || !isProbe(probe)) return;
      setState((now) => ({ ...now, probes: [...now.probes.filter(({ name }) => name !== probe.name), probe] }));
    });
  }, [client]);

  useEffect(() => () => running.current?.abort.abort(), []);

  const run = useCallback(
    async (asked: Credentials): Promise<void> => {
      running.current?.abort.abort();
      const mine = { checkId: crypto.randomUUID(), abort: new AbortController() };
      running.current = mine;
      setState({ ...IDLE, asked, isRunning: true });
      const result = await call('stores.check', { ...asked, checkId: mine.checkId }, mine.abort.signal);
      if (running.current !== mine) return;
      running.current = null;
      if (result.ok && isReport(result.value)) {
        const report = result.value;
        return setState({ asked, isRunning: false, probes: report.probes, report, error: null });
      }
      const error: EngineError = result.ok ? { type: 'Defect', message: 'Unknown report' } : result.error;
      setState((now) => ({ ...now, isRunning: false, error }));
    },
    [call],
  );

  /** Shows a report that came with a refused connection. */
  const show = useCallback((asked: Credentials, report: unknown): void => {
    if (isReport(report)) setState({ asked, isRunning: false, probes: report.probes, report, error: null });
  }, []);

  return { state, run, show };
}

/** The state as far as it is about what stands in the form now. */
export function stateFor(state: CheckState, form: StoreForm): CheckState {
  return state.asked && isSameCredentials(state.asked, form) ? state : IDLE;
}
