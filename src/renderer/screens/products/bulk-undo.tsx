import { useCallback } from 'react';
import { create } from 'zustand';
import { formatCount } from '../../app/formats.ts';
import { wordError } from '../../app/error-words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { useBulkUndo } from './use-bulk.ts';

type Running = { readonly done: number; readonly total: number } | null;
const useRunning = create<{ readonly running: Running }>()(() => ({ running: null }));

/** Takes a bulk edit back and says what came of it. */
export function useTakeBack(): (batchId: string) => Promise<void> {
  const undo = useBulkUndo();
  return useCallback(
    async (batchId) => {
      if (useRunning.getState().running) return;
      useRunning.setState({ running: { done: 0, total: 0 } });
      const { restored, refused, error } = await undo(batchId, (done, total) =>
        useRunning.setState({ running: { done, total } }),
      );
      useRunning.setState({ running: null });
      if (restored > 0) showToast({ text: m.bulk_undone({ count: restored, figure: formatCount(restored) }) });
      if (refused > 0) showToast({ text: m.bulk_undone_refused({ count: refused, figure: formatCount(refused) }) });
      if (error) showToast({ text: wordError(error).title });
    },
    [undo],
  );
}

/** Stands over the screen while a large bulk edit is taken back: half of it would be neither the one nor the other. */
export function BulkUndoDialog() {
  const running = useRunning((state) => state.running);
  return (
    <Dialog
      isOpen={running !== null && running.total > 0 && running.done < running.total}
      onClose={() => undefined}
      title={m.bulk_undoing()}
      isDismissable={false}
      actions={null}
    >
      <ProgressBar label={m.bulk_undoing()} value={running?.done ?? 0} total={running?.total ?? null} />
      <p role="status">
        {m.common_of({ done: formatCount(running?.done ?? 0), total: formatCount(running?.total ?? 0) })}
      </p>
    </Dialog>
  );
}
