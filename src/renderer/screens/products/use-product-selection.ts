import { useCallback, useMemo, useRef, useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { GridSelection } from '../../components/grid/grid-types.ts';
import type { ListQuestion } from '../../components/grid/use-record-pages.ts';

export type ProductSelection = {
  readonly ids: ReadonlySet<string>;
  readonly grid: GridSelection;
};

const NONE: ReadonlySet<string> = new Set();
/** The most rows that are ticked at once. */
const MOST = 100_000;

/**
 * The ticked products of a list. Another search, filter or store begins anew, because what is ticked must be what can be
 * seen; another order keeps them.
 */
export function useProductSelection(question: ListQuestion, total: number): ProductSelection {
  const call = useEngineCall();
  const { sort: _order, ...asked } = question;
  const key = JSON.stringify(asked);
  const [ticked, setTicked] = useState({ key, ids: NONE });
  const anchor = useRef<number | null>(null);
  const ids = ticked.key === key ? ticked.ids : NONE;

  const put = useCallback((next: ReadonlySet<string>) => setTicked({ key, ids: next }), [key]);
  const idsOf = useCallback(
    async (offset: number, limit: number): Promise<readonly string[]> => {
      const filters = Object.fromEntries(
        Object.entries(question.filters).map(([field, values]) => [field, [...values]]),
      );
      const found = await call('records.ids', { ...question, filters, offset, limit });
      return found.ok ? found.value.ids : [];
    },
    [call, question],
  );

  const toggle = useCallback(
    (index: number, id: string, isRange: boolean): void => {
      const from = anchor.current;
      if (isRange && from !== null && ids.size > 0) {
        const first = Math.min(from, index);
        void idsOf(first, Math.abs(from - index) + 1).then((range) => put(new Set([...ids, ...range])));
        return;
      }
      anchor.current = index;
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      put(next);
    },
    [ids, idsOf, put],
  );
  const selectAll = useCallback((): void => {
    // the list may still show an older question: its count says nothing of this one
    void idsOf(0, MOST).then((all) => put(new Set(all)));
  }, [idsOf, put]);
  const clear = useCallback((): void => {
    anchor.current = null;
    put(NONE);
  }, [put]);

  const grid = useMemo<GridSelection>(
    () => ({
      isSelected: (id) => ids.has(id),
      share: ids.size === 0 ? 'none' : ids.size >= total ? 'all' : 'some',
      toggle,
      selectAll,
      clear,
    }),
    [ids, total, toggle, selectAll, clear],
  );
  return { ids, grid };
}
