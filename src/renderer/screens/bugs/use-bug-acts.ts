import { useMemo } from 'react';
import { useEngineCall, type MethodInput, type MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { wordRefusal } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';

export type BugActs = {
  readonly accept: (id: string, withTask: boolean) => Promise<void>;
  readonly decline: (id: string, reason: string) => Promise<void>;
  readonly duplicate: (id: string, of: string) => Promise<string | null>;
  readonly snooze: (id: string, until: string) => Promise<void>;
  readonly wake: (id: string) => Promise<void>;
  readonly resolve: (input: MethodInput<'bugs.resolve'>) => Promise<void>;
  readonly remove: (id: string) => Promise<boolean>;
  /** Answers the sentence that refuses a field, or null. */
  readonly edit: (id: string, changes: MethodInput<'bugs.edit'>['changes']) => Promise<string | null>;
  readonly create: (input: MethodInput<'bugs.create'>) => Promise<MethodOutput<'bugs.create'> | string | null>;
};

/** The sentence for a refused field; what else went wrong is said in a toast. */
function refusalOf(error: EngineError): string {
  if (error.type === 'FieldRefused') return wordRefusal(error);
  toastError(error);
  return '';
}

function tellRetried(retried: number): void {
  if (retried > 0) showToast({ text: m.bugs_retried({ count: retried, figure: formatCount(retried) }) });
}

/** What can be done with a bug; each act says what it brought about. */
export function useBugActs(): BugActs {
  const call = useEngineCall();
  return useMemo(
    () => ({
      accept: async (id, withTask) => {
        const result = await call('bugs.accept', { id, task: withTask });
        if (!result.ok) return toastError(result.error);
        const { task } = result.value;
        if (task === null) return showToast({ text: m.bugs_accepted() });
        const open = (): void => navigate('board', { sprint: 'any', open: task.id });
        showToast({
          text: m.bugs_accepted_task({ key: task.key }),
          action: { label: m.bugs_open_task(), onPress: open },
        });
      },
      decline: async (id, reason) => {
        const result = await call('bugs.decline', { id, reason });
        if (!result.ok) return toastError(result.error);
        showToast({
          text: m.bugs_declined(),
          action: { label: m.common_undo(), onPress: () => void call('bugs.wake', { id }) },
        });
      },
      duplicate: async (id, of) => {
        const result = await call('bugs.duplicate', { id, of });
        return result.ok ? null : refusalOf(result.error);
      },
      snooze: async (id, until) => {
        const result = await call('bugs.snooze', { id, until });
        if (!result.ok) return toastError(result.error);
        showToast({
          text: m.bugs_snoozed(),
          action: { label: m.common_undo(), onPress: () => void call('bugs.wake', { id }) },
        });
      },
      wake: async (id) => {
        const result = await call('bugs.wake', { id });
        if (!result.ok) toastError(result.error);
      },
      resolve: async (input) => {
        const result = await call('bugs.resolve', input);
        if (!result.ok) return toastError(result.error);
        tellRetried(result.value.retried);
      },
      remove: async (id) => {
        const result = await call('bugs.remove', { id });
        if (!result.ok) toastError(result.error);
        return result.ok;
      },
      edit: async (id, changes) => {
        const result = await call('bugs.edit', { id, changes });
        if (!result.ok) return refusalOf(result.error);
        tellRetried(result.value.retried);
        return null;
      },
      create: async (input) => {
        const result = await call('bugs.create', input);
        return result.ok ? result.value : refusalOf(result.error);
      },
    }),
    [call],
  );
}
