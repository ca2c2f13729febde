import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import {
  callEngine,
  engineQueryKey,
  useEngineClient,
  type MethodInput,
  type MethodOutput,
} from '../../app/engine-client.tsx';
import { EngineCallError } from '../../app/engine-errors.ts';
import type { GridRow, GridSort, RowSource } from './grid-types.ts';
import { createRowWindow, PAGE_SIZE, pagesForRange, replaceRow } from './page-window.ts';

type ListInput = MethodInput<'records.list'>;
type ListAnswer = MethodOutput<'records.list'>;

/** What a list shows: everything of `records.list` but the window. */
export type ListQuestion = {
  readonly entity: ListInput['entity'];
  readonly storeId: string | null;
  readonly search: string;
  readonly filters: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  readonly sort: GridSort | null;
};

export type RecordPages<R> = RowSource<R> & {
  /** The rows of the pages in view. */
  readonly loaded: readonly R[];
  readonly error: Error | null;
  readonly retry: () => void;
};

/**
 * Rows of the engine, page by page, as far as they are looked at. Pages are cached per question; while a new question
 * is being answered the old rows stay, and a question that came later always wins.
 */
export function useRecordPages<R extends GridRow>(question: ListQuestion): RecordPages<R> {
  const client = useEngineClient();
  const askedKey = JSON.stringify(question);
  const [shown, setShown] = useState({ key: askedKey, question });
  const [range, setRange] = useState({ key: askedKey, first: 0, last: 0 });
  const [lastTotal, setLastTotal] = useState<{ readonly key: string; readonly total: number } | null>(null);

  const isAnotherQuestion = shown.key !== askedKey;
  const inView = range.key === shown.key ? range : { first: 0, last: 0 };
  const total = lastTotal?.key === shown.key ? lastTotal.total : null;
  const pages = pagesForRange(inView.first, inView.last, total);
  const wanted = [
    ...pages.map((page) => ({ question: shown.question, page })),
    ...(isAnotherQuestion ? [{ question, page: 0 }] : []),
  ];
  const pagesKey = pages.join(',');
  const combine = useCallback(
    (results: readonly UseQueryResult<ListAnswer, Error>[]) => combinePages<R>(pagesKey, results),
    [pagesKey],
  );
  const answer = useQueries({
    queries: wanted.map((page) => {
      const input = toInput(page.question, page.page);
      return {
        queryKey: engineQueryKey('records.list', input),
        queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<ListAnswer> => {
          const result = await callEngine(client, 'records.list', input, signal);
          if (result.ok) return result.value;
          throw new EngineCallError(result.error);
        },
        enabled: client !== null,
      };
    }),
    combine,
  });

  if (isAnotherQuestion && answer.isNextSettled) setShown({ key: askedKey, question });
  if (answer.total !== null && (lastTotal?.key !== shown.key || lastTotal.total !== answer.total)) {
    setLastTotal({ key: shown.key, total: answer.total });
  }

  const showRange = useCallback(
    (first: number, last: number) => {
      setRange((now) =>
        now.first === first && now.last === last && now.key === shown.key ? now : { key: shown.key, first, last },
      );
    },
    [shown.key],
  );
  const queries = useQueryClient();
  const retry = useCallback(() => {
    void queries.invalidateQueries({
      predicate: (query) => query.queryKey[0] === 'records.list' && query.state.status === 'error',
    });
  }, [queries]);

  // A far page has no answer yet: the list keeps its length meanwhile, and with it its scroll position.
  const knownTotal = answer.total ?? total;
  return useMemo(
    () => ({
      total: knownTotal ?? 0,
      rowAt: answer.window.rowAt,
      indexOf: answer.window.indexOf,
      state: knownTotal !== null ? 'ready' : answer.error ? 'failed' : 'first',
      isRefreshing: isAnotherQuestion,
      version: shown.key,
      showRange,
      loaded: answer.loaded,
      error: answer.error,
      retry,
    }),
    [answer, knownTotal, isAnotherQuestion, shown.key, showRange, retry],
  );
}

function toInput(question: ListQuestion, page: number): ListInput {
  const filters = Object.fromEntries(Object.entries(question.filters).map(([field, values]) => [field, [...values]]));
  return { ...question, filters, limit: PAGE_SIZE, offset: page * PAGE_SIZE };
}

/** `results` holds the pages of the question on screen, then page 0 of the next question if there is one. */
function combinePages<R extends GridRow>(pagesKey: string, results: readonly UseQueryResult<ListAnswer, Error>[]) {
  const pageNumbers = pagesKey.split(',').map(Number);
  const shown = results.slice(0, pageNumbers.length);
  const next = results[pageNumbers.length];
  const rowsByPage = new Map<number, readonly R[]>();
  shown.forEach((result, at) => {
    const page = pageNumbers[at];
    // The engine's rows carry all columns of their entity; the contract of a list names only the common ones.
    if (result.data && page !== undefined) rowsByPage.set(page, result.data.rows as unknown as readonly R[]);
  });
  const freshest = shown.filter((result) => result.data).sort((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0];
  return {
    window: createRowWindow<R>(rowsByPage),
    loaded: [...rowsByPage.values()].flat(),
    total: freshest?.data?.total ?? null,
    error: shown.find((result) => result.error)?.error ?? null,
    isNextSettled: next !== undefined && !next.isPending,
  };
}

/** Puts a row that the engine just answered into every list that shows it, until the lists are read again. */
export function usePutRow(): (row: MethodOutput<'records.edit'>) => void {
  const queries = useQueryClient();
  return useCallback(
    (row) => {
      queries.setQueriesData<ListAnswer>({ queryKey: ['records.list'] }, (answer) => {
        if (!answer) return answer;
        const rows = replaceRow(answer.rows, row);
        return rows === answer.rows ? answer : { ...answer, rows: [...rows] };
      });
    },
    [queries],
  );
}
