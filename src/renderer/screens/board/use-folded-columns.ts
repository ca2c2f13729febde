import { useState } from 'react';
import { TASK_STATUSES, type TaskStatus } from '../../../shared/domain/boards/words.ts';

const REMEMBERED_KEY = 'backroom.board-folded';
/** What is blocked is few and leaves room for the rest. */
const FOLDED_FIRST: readonly TaskStatus[] = ['blocked'];

function recall(): readonly TaskStatus[] {
  const text = localStorage.getItem(REMEMBERED_KEY);
  if (text === null) return FOLDED_FIRST;
  return TASK_STATUSES.filter((status) => text.split(',').includes(status));
}

/** Columns that are folded to a rail, remembered on this computer; `statuses` are the open ones. */
export function useFoldedColumns() {
  const [folded, setFolded] = useState<ReadonlySet<TaskStatus>>(() => new Set(recall()));

  function become(next: ReadonlySet<TaskStatus>): void {
    setFolded(next);
    localStorage.setItem(REMEMBERED_KEY, [...next].join(','));
  }

  return {
    folded,
    statuses: TASK_STATUSES.filter((status) => !folded.has(status)),
    toggle: (status: TaskStatus): void =>
      become(
        folded.has(status) ? new Set([...folded].filter((name) => name !== status)) : new Set([...folded, status]),
      ),
    unfold: (status: TaskStatus): void => become(new Set([...folded].filter((name) => name !== status))),
  };
}
