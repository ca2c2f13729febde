import { useEffect, useRef, useState } from 'react';
import type { GridColumn, GridRow } from './grid-types.ts';
import { columnsChangedByStore, TINT_MS } from './store-tint.ts';

const NO_TINTS: ReadonlyMap<string, string> = new Map();

/**
 * Row id → columns (comma separated) whose value the store changed a moment ago. Compares the visible rows with what
 * they were when this list last painted them; another question starts anew.
 */
export function useStoreTints<R extends GridRow>(
  rows: readonly R[],
  columns: readonly GridColumn<R>[],
  version: string,
): ReadonlyMap<string, string> {
  const seen = useRef<{ version: string; rows: Map<string, R> }>({ version, rows: new Map() });
  const [tints, setTints] = useState(NO_TINTS);

  useEffect(() => {
    if (seen.current.version !== version) seen.current = { version, rows: new Map() };
    const changed = new Map<string, string>();
    for (const row of rows) {
      const before = seen.current.rows.get(row.id);
      if (before && before !== row) {
        const ids = columnsChangedByStore(before, row, columns);
        if (ids.length > 0) changed.set(row.id, ids.join(','));
      }
      seen.current.rows.set(row.id, row);
    }
    if (changed.size === 0) return;
    setTints((now) => new Map([...now, ...changed]));
    window.setTimeout(() => {
      setTints((now) => {
        const left = new Map([...now].filter(([id, ids]) => changed.get(id) !== ids));
        return left.size === 0 ? NO_TINTS : left;
      });
    }, TINT_MS);
  }, [rows, columns, version]);

  return tints;
}
