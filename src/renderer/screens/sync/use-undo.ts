import { useCallback, useState } from 'react';
import { formatCount } from '../../app/formats.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import type { SettledDecision } from './settled-decisions.ts';
import { useUndoSettled, type Undone } from './use-settling.ts';

/** Takes settled decisions back, says what became of each, and opens the first that is asked again. */
export function useUndo(onAsked: (conflictId: string) => void) {
  const [isUndoing, setUndoing] = useState(false);
  const undoSettled = useUndoSettled();

  const undo = useCallback(
    async (decisions: readonly SettledDecision[]): Promise<void> => {
      setUndoing(true);
      const undone = await undoSettled(decisions);
      setUndoing(false);
      for (const text of undoneWords(undone)) showToast({ text });
      const first = decisions[0]?.conflict.id;
      if (undone.reopened > 0 && first !== undefined) onAsked(first);
    },
    [undoSettled, onAsked],
  );
  return { undo, isUndoing };
}

function undoneWords({ reopened, takenBack, kept }: Undone): readonly string[] {
  return [
    ...(reopened === 0 ? [] : [m.sync_undo_asked({ count: reopened, figure: formatCount(reopened) })]),
    ...(takenBack === 0 ? [] : [m.sync_undo_back({ count: takenBack, figure: formatCount(takenBack) })]),
    ...(kept === 0 ? [] : [m.sync_undo_kept({ count: kept, figure: formatCount(kept) })]),
  ];
}
