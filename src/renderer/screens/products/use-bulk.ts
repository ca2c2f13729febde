import { useCallback, useEffect, useRef, useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { useLocale } from '../../app/locale.ts';
import { BULK_PART, type BulkChangeInput, type BulkRow } from '../../../shared/contract/bulk.ts';

/** Rows that are shown of what would change; all of them are counted. */
const SHOWN_ROWS = 50;
/** Long enough to join the letters of one amount. */
const TYPING_MS = 250;

export type Forecast = {
  readonly done: number;
  readonly changed: number;
  readonly unchanged: number;
  /** The first of those that would change. */
  readonly rows: readonly BulkRow[];
  readonly refused: readonly BulkRow[];
  /** The forecast itself could not be made. */
  readonly error: EngineError | null;
};
const NOTHING_YET: Forecast = { done: 0, changed: 0, unchanged: 0, rows: [], refused: [], error: null };

function partsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  for (let at = 0; at < ids.length; at += BULK_PART) parts.push(ids.slice(at, at + BULK_PART));
  return parts;
}

/** What a bulk change would do to every one of these products, part by part; null while nothing is asked. */
export function useForecast(ids: readonly string[], change: BulkChangeInput | null): Forecast | null {
  const call = useEngineCall();
  const locale = useLocale();
  const key = JSON.stringify(change);
  const [made, setMade] = useState({ key: '', forecast: NOTHING_YET });
  useEffect(() => {
    const asked = JSON.parse(key) as BulkChangeInput | null;
    if (asked === null) return;
    let isCurrent = true;
    const timer = window.setTimeout(() => void run(), TYPING_MS);
    async function run(): Promise<void> {
      let forecast = NOTHING_YET;
      for (const part of partsOf(ids)) {
        if (!isCurrent || asked === null) return;
        const shown = await call('bulk.preview', { ids: [...part], change: asked, locale });
        if (!isCurrent) return;
        forecast = shown.ok ? withPart(forecast, shown.value) : { ...forecast, error: shown.error };
        setMade({ key, forecast });
        if (!shown.ok) return;
      }
    }
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [call, ids, key, locale]);
  if (change === null) return null;
  return made.key === key ? made.forecast : NOTHING_YET;
}

function withPart(forecast: Forecast, rows: readonly BulkRow[]): Forecast {
  const refused = rows.filter((row) => row.refused !== null);
  const changed = rows.filter((row) => row.changes.length > 0);
  return {
    done: forecast.done + rows.length,
    changed: forecast.changed + changed.length,
    unchanged: forecast.unchanged + rows.length - refused.length - changed.length,
    rows: forecast.rows.length >= SHOWN_ROWS ? forecast.rows : [...forecast.rows, ...changed].slice(0, SHOWN_ROWS),
    refused: [...forecast.refused, ...refused],
    error: null,
  };
}

export type BulkDone = {
  readonly batchId: string | null;
  readonly changed: number;
  readonly refused: readonly { readonly id: string; readonly label: string; readonly error: EngineError }[];
  /** Not reached, because it was stopped or could not go on. */
  readonly left: number;
  readonly error: EngineError | null;
};

/** Runs a bulk edit part by part. Stopped, or with the screen gone, what was done stays and can be taken back. */
export function useBulkRun() {
  const call = useEngineCall();
  const locale = useLocale();
  const isStopped = useRef(false);
  const [done, setDone] = useState<number | null>(null);
  useEffect(
    () => () => {
      isStopped.current = true;
    },
    [],
  );

  const run = useCallback(
    async (ids: readonly string[], change: BulkChangeInput): Promise<BulkDone> => {
      isStopped.current = false;
      let outcome: BulkDone = { batchId: null, changed: 0, refused: [], left: ids.length, error: null };
      setDone(0);
      for (const part of partsOf(ids)) {
        if (isStopped.current) break;
        const applied = await call('bulk.apply', { batchId: outcome.batchId, ids: [...part], change, locale });
        if (!applied.ok) {
          outcome = { ...outcome, error: applied.error };
          break;
        }
        outcome = {
          batchId: applied.value.batchId,
          changed: outcome.changed + applied.value.changed,
          refused: [...outcome.refused, ...applied.value.refused],
          left: outcome.left - part.length,
          error: null,
        };
        setDone(ids.length - outcome.left);
      }
      setDone(null);
      return outcome;
    },
    [call, locale],
  );
  const stop = useCallback((): void => {
    isStopped.current = true;
  }, []);
  return { run, stop, done };
}

export type BulkUndone = { readonly restored: number; readonly refused: number; readonly error: EngineError | null };

/** Takes a bulk edit back, part by part; `onProgress` is told how many of all records were looked at. */
export function useBulkUndo() {
  const call = useEngineCall();
  return useCallback(
    async (batchId: string, onProgress: (done: number, total: number) => void): Promise<BulkUndone> => {
      let undone: BulkUndone = { restored: 0, refused: 0, error: null };
      let into: string | null = null;
      for (let skip = 0; ; skip += BULK_PART) {
        const part: Awaited<ReturnType<typeof call<'history.restoreBatch'>>> = await call('history.restoreBatch', {
          batchId,
          skip,
          limit: BULK_PART,
          into,
        });
        if (!part.ok) return { ...undone, error: part.error };
        const { changed, refused, left } = part.value;
        into = part.value.batchId;
        undone = { restored: undone.restored + changed, refused: undone.refused + refused.length, error: null };
        const seen = undone.restored + undone.refused;
        onProgress(seen, seen + left);
        if (left === 0) return undone;
      }
    },
    [call],
  );
}
