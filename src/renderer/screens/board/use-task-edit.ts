import { useCallback } from 'react';
import type { TaskChanges } from '../../../shared/contract/boards-tasks.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';

/** Saves changes of one task at once. Answers the sentence that refuses a field; null when it was saved. */
export function useTaskEdit(id: string): (changes: TaskChanges) => Promise<string | null> {
  const call = useEngineCall();
  return useCallback(
    async (changes) => {
      const result = await call('tasks.edit', { id, changes });
      if (result.ok) return null;
      if (result.error.type === 'FieldRefused') return wordRefusal(result.error);
      toastError(result.error);
      return '';
    },
    [call, id],
  );
}
