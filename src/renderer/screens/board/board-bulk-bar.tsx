import { CalendarRange, Flag, MoveRight, Trash2, UserRound, X } from 'lucide-react';
import type { TaskChanges } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskStatus } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordStatus } from '../../app/boards/board-words.ts';
import { nameOfPerson, type People } from '../../app/boards/people.ts';
import { formatCount } from '../../app/formats.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { m } from '../../paraglide/messages.js';

/** What can be done with all chosen tasks at once; floats above the board. */
export function BoardBulkBar({
  count,
  people,
  sprints,
  onMove,
  onEdit,
  onRemove,
  onClear,
}: {
  readonly count: number;
  readonly people: People;
  readonly sprints: readonly { readonly id: string; readonly name: string }[];
  readonly onMove: (status: TaskStatus) => void;
  readonly onEdit: (changes: TaskChanges) => void;
  readonly onRemove: () => void;
  readonly onClear: () => void;
}) {
  const menu = (label: string, icon: typeof Flag, entries: readonly MenuEntry[]) => (
    <Menu
      label={label}
      placement="top start"
      entries={entries}
      trigger={
        <Button size="small" variant="quiet" icon={icon}>
          {label}
        </Button>
      }
    />
  );
  return (
    <div
      role="toolbar"
      aria-label={m.board_bulk()}
      className="absolute inset-x-0 bottom-4 z-5 mx-auto flex h-11 w-fit max-w-[calc(100%-32px)] items-center gap-1 rounded-r3 bg-raised ps-3 pe-1.5 shadow-3 forced-colors:border"
    >
      <span role="status" className="me-2 font-strong whitespace-nowrap">
        {m.board_chosen({ count, figure: formatCount(count) })}
      </span>
      {menu(
        m.board_bulk_move(),
        MoveRight,
        TASK_STATUSES.map((id) => ({ id, label: wordStatus(id), onAction: () => onMove(id) })),
      )}
      {menu(m.board_bulk_assign(), UserRound, [
        ...people.active.map((person) => ({
          id: person.id,
          label: nameOfPerson(person),
          onAction: () => onEdit({ assigned_to: person.id }),
        })),
        { id: 'nobody', label: m.board_person_nobody(), onAction: () => onEdit({ assigned_to: null }) },
      ])}
      {menu(
        m.board_bulk_priority(),
        Flag,
        TASK_PRIORITIES.toReversed().map((id) => ({
          id,
          label: wordPriority(id),
          onAction: () => onEdit({ priority: id }),
        })),
      )}
      {menu(m.board_bulk_sprint(), CalendarRange, [
        ...sprints.map(({ id, name }) => ({ id, label: name, onAction: () => onEdit({ sprint_id: id }) })),
        { id: 'none', label: m.board_sprint_none(), onAction: () => onEdit({ sprint_id: null }) },
      ])}
      <Button size="small" variant="quiet-danger" icon={Trash2} onPress={onRemove}>
        {m.board_bulk_remove()}
      </Button>
      <IconButton size="small" label={m.board_bulk_clear()} icon={X} keys="Esc" onPress={onClear} />
    </div>
  );
}
