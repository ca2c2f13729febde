import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';

type Query = {
  readonly data: unknown;
  readonly isError: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
};

/** A list that was never read, could not be read, or is rightly empty; else its rows. */
export function ListState({
  query,
  isEmpty,
  failed,
  empty,
  children,
}: {
  readonly query: Query;
  readonly isEmpty: boolean;
  readonly failed: string;
  readonly empty: { readonly title: string; readonly body: string };
  readonly children: ReactNode;
}) {
  if (query.data === undefined && query.isError && query.error) {
    const { title, way } = wordError(engineErrorOf(query.error));
    return (
      <EmptyState
        kind="failed"
        title={failed}
        actions={<Button onPress={() => void query.refetch()}>{m.common_try_again()}</Button>}
      >
        {title}. {way}
      </EmptyState>
    );
  }
  if (query.data === undefined) return <SkeletonRows figures={2} />;
  if (isEmpty) {
    return (
      <EmptyState kind="empty" icon={CircleCheck} title={empty.title}>
        {empty.body}
      </EmptyState>
    );
  }
  return <>{children}</>;
}
