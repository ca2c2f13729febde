import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { ComboBox, Input } from 'react-aria-components/ComboBox';
import { Popover } from 'react-aria-components/Popover';
import type { TaskReference } from '../../../shared/contract/boards-common.ts';
import { classes } from '../../components/class-names.ts';
import { boxClasses, FieldLabel } from '../../components/field-parts.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from '../../components/menu.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineQuery } from '../engine-client.tsx';
import { StatusMark } from './marks.tsx';
import { TaskTitle } from './task-title.tsx';

/** Chooses a task by its key or words of its title; before typing those worked on last. */
export function TaskPicker({
  label,
  isLabelHidden = false,
  chosen,
  exceptId,
  autoFocus = false,
  onChoose,
}: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly chosen?: TaskReference | null;
  readonly exceptId?: string;
  readonly autoFocus?: boolean;
  readonly onChoose: (task: TaskReference) => void;
}) {
  const [typed, setTyped] = useState(chosen ? `${chosen.key} ${chosen.title}` : '');
  const isChosen = chosen ? typed === `${chosen.key} ${chosen.title}` : false;
  const found = useEngineQuery('tasks.find', { search: isChosen ? '' : typed, limit: 12 }, { keepPrevious: true });
  const tasks = (found.data ?? []).filter(({ id }) => id !== exceptId);
  return (
    <ComboBox
      {...(isLabelHidden ? { 'aria-label': label } : {})}
      items={tasks}
      inputValue={typed}
      onInputChange={setTyped}
      allowsEmptyCollection
      menuTrigger="focus"
      defaultFilter={() => true}
      onSelectionChange={(key) => {
        const task = tasks.find(({ id }) => id === key);
        if (!task) return;
        setTyped(`${task.key} ${task.title}`);
        onChoose(task);
      }}
      className="flex min-w-0 flex-col gap-1"
    >
      {isLabelHidden ? null : <FieldLabel>{label}</FieldLabel>}
      <Input
        autoFocus={autoFocus}
        dir="auto"
        placeholder={m.board_pick_placeholder()}
        className={classes(
          boxClasses('small', false),
          'outline-none focused:border-focus focused:shadow-[0_0_0_1px_var(--focus)]',
        )}
      />
      <Popover offset={4} className={classes(FLOAT_SURFACE, 'w-(--trigger-width) min-w-60')}>
        <ListBox<TaskReference>
          className="max-h-72 overflow-auto p-1"
          renderEmptyState={() => <p className="px-2 py-1 text-small text-text-2">{m.board_pick_none()}</p>}
        >
          {(task) => (
            <ListBoxItem id={task.id} textValue={`${task.key} ${task.title}`} className={OPTION_ROW}>
              <StatusMark status={task.status} />
              <Code className="text-text-2">{task.key}</Code>
              <TaskTitle>{task.title}</TaskTitle>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
