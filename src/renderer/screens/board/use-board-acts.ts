import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import type { BoardCard, TaskChanges } from '../../../shared/contract/boards-tasks.ts';
import type { TaskStatus } from '../../../shared/domain/boards/words.ts';
import { wordStatus } from '../../app/boards/board-words.ts';
import { engineQueryKey, useEngineCall, type MethodInput, type MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { toastError } from '../../app/sync-actions.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { placeIn, withMoved, type LaneChange } from './board-logic.ts';

type BoardAnswer = MethodOutput<'board.cards'>;
export type MoveTo = {
  readonly status: TaskStatus;
  /** Cards of that column that stay, and the place among them. */
  readonly staying: readonly BoardCard[];
  readonly index: number;
  readonly change: LaneChange;
};
export type BoardActs = {
  readonly move: (ids: readonly string[], to: MoveTo) => Promise<boolean>;
  readonly create: (task: MethodInput<'tasks.create'>) => Promise<MethodOutput<'tasks.create'> | null>;
  readonly edit: (ids: readonly string[], changes: TaskChanges) => Promise<boolean>;
  readonly remove: (ids: readonly string[]) => Promise<boolean>;
  readonly duplicate: (id: string) => Promise<string | null>;
  /** Takes back the last move or edit that was made here. */
  readonly undo: () => Promise<void>;
};

function plural(count: number): { readonly count: number; readonly figure: string } {
  return { count, figure: formatCount(count) };
}

/** Moves and changes cards. A move shows at once and is taken back on screen when the engine refuses it. */
export function useBoardActs(input: MethodInput<'board.cards'>): BoardActs {
  const call = useEngineCall();
  const queries = useQueryClient();
  const batches = useRef<string[]>([]);
  const key = useMemo(() => engineQueryKey('board.cards', input), [input]);
  const readAgain = useCallback(() => queries.invalidateQueries({ queryKey: key, exact: true }), [queries, key]);

  return useMemo(() => {
    function refuse(error: EngineError): false {
      toastError(error);
      void readAgain();
      return false;
    }

    async function takeBack(batchId: string): Promise<void> {
      const result = await call('tasks.takeBack', { batchId });
      if (!result.ok) return void refuse(result.error);
      const { refused, changed } = result.value;
      const kept = refused.length > 0 ? `. ${m.board_undo_kept(plural(refused.length))}` : '';
      showToast({ text: `${m.board_undone(plural(changed))}${kept}` });
    }

    async function move(ids: readonly string[], to: MoveTo): Promise<boolean> {
      const place = placeIn(to.staying, to.index);
      const { status, change } = to;
      await queries.cancelQueries({ queryKey: key, exact: true });
      queries.setQueryData<BoardAnswer>(key, (before) => before && movedAnswer(before, ids, { status, place, change }));
      const result = await call('tasks.move', { ids: [...ids], status, place, lane: change });
      if (!result.ok) return refuse(result.error);
      const { batchId } = result.value;
      batches.current.push(batchId);
      if (ids.length > 1) {
        showToast({
          text: m.board_moved_many({ ...plural(ids.length), column: wordStatus(status) }),
          action: { label: m.common_undo(), onPress: () => void takeBack(batchId) },
        });
      }
      return true;
    }

    async function edit(ids: readonly string[], changes: TaskChanges): Promise<boolean> {
      const result = await call('tasks.editMany', { ids: [...ids], changes });
      if (!result.ok) return refuse(result.error);
      const { batchId, changed, refused } = result.value;
      batches.current.push(batchId);
      const [first] = refused;
      if (first)
        showToast({ text: `${m.board_refused_many(plural(refused.length))}. ${wordError(first.error).title}` });
      if (changed > 1) {
        const action = { label: m.common_undo(), onPress: () => void takeBack(batchId) };
        showToast({ text: m.board_changed_many(plural(changed)), action });
      }
      return refused.length === 0;
    }

    async function remove(ids: readonly string[]): Promise<boolean> {
      const result = await call('tasks.remove', { ids: [...ids] });
      if (!result.ok) return refuse(result.error);
      const restore = async (): Promise<void> => {
        const back = await call('tasks.restore', { ids: [...ids] });
        if (!back.ok) refuse(back.error);
      };
      const action = { label: m.common_undo(), onPress: () => void restore() };
      showToast({ text: m.board_removed(plural(result.value.removed)), action });
      return true;
    }

    return {
      move,
      edit,
      remove,
      create: async (task) => {
        const result = await call('tasks.create', task);
        if (result.ok) return result.value;
        toastError(result.error);
        return null;
      },
      duplicate: async (id) => {
        const result = await call('tasks.duplicate', { id });
        if (result.ok) return result.value.id;
        toastError(result.error);
        return null;
      },
      undo: async () => {
        const last = batches.current.pop();
        if (last) await takeBack(last);
      },
    };
  }, [call, queries, key, readAgain]);
}

/** The answer with the cards in their new places, and the counts of the columns that they left and reached. */
function movedAnswer(
  before: BoardAnswer,
  ids: readonly string[],
  to: {
    readonly status: TaskStatus;
    readonly place: Parameters<typeof withMoved>[2]['place'];
    readonly change: LaneChange;
  },
): BoardAnswer {
  const cards = withMoved(before.cards, ids, to);
  const columns = before.columns.map((column) => ({
    ...column,
    count: cards.reduce((count, card) => count + (card.status === column.status ? 1 : 0), 0),
  }));
  return { ...before, cards: [...cards], columns };
}
