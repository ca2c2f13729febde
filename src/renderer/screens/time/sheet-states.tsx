import { Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';

type Answer = { readonly data: unknown; readonly error: Error | null; readonly refetch: () => unknown };

/** The three faces of a sheet that has no rows; null when it has some. */
export function sheetState(answer: Answer, isEmpty: boolean): ReactNode {
  if (answer.data === undefined && answer.error) {
    return (
      <EmptyState
        kind="failed"
        title={m.time_failed()}
        actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
      >
        {wordError(engineErrorOf(answer.error)).way}
      </EmptyState>
    );
  }
  if (answer.data === undefined) return <SkeletonRows rows={6} figures={3} />;
  if (!isEmpty) return null;
  return (
    <EmptyState kind="empty" icon={Timer} title={m.time_empty()}>
      {m.time_empty_more()}
    </EmptyState>
  );
}
