import { useState } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import type { BoardView as SavedView } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES } from '../../../shared/domain/boards/words.ts';
import { wordPriority } from '../../app/boards/board-words.ts';
import { CompleteSprintDialog } from '../../app/boards/complete-sprint-dialog.tsx';
import { PersonMark, PriorityBars } from '../../app/boards/marks.tsx';
import { nameOfPerson, type People } from '../../app/boards/people.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choices.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { OPTION_ROW } from '../../components/menu.tsx';
import { Name } from '../../components/texts.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import type { LaneChange } from './board-logic.ts';
import type { BoardLook } from './board-view.ts';
import { NewTaskDialog } from './new-task-dialog.tsx';
import type { BoardActs } from './use-board-acts.ts';

export type BoardAsked =
  | { readonly what: 'new'; readonly begin: LaneChange }
  | { readonly what: 'complete'; readonly sprint: SprintSummary }
  | { readonly what: 'view'; readonly look: BoardLook }
  | { readonly what: 'remove-view'; readonly view: SavedView }
  | { readonly what: 'assign' | 'priority'; readonly ids: readonly string[] };

type DialogsProps = {
  readonly asked: BoardAsked | null;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
  readonly acts: BoardActs;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
  readonly onView: (id: string) => void;
};

/** The one question that the board asks at a time. */
export function BoardDialogs(props: DialogsProps) {
  const { asked, people, sprints, acts, onClose } = props;
  switch (asked?.what) {
    case undefined:
      return null;
    case 'new':
      return (
        <NewTaskDialog begin={asked.begin} people={people} sprints={sprints} onClose={onClose} onMade={props.onMade} />
      );
    case 'complete':
      return <CompleteSprintDialog sprint={asked.sprint} sprints={sprints} onClose={onClose} />;
    case 'view':
      return <SaveViewDialog look={asked.look} onClose={onClose} onSaved={props.onView} />;
    case 'remove-view':
      return <RemoveViewDialog view={asked.view} onClose={onClose} onRemoved={() => props.onView('')} />;
    case 'assign':
      return (
        <ChoiceDialog
          title={m.board_assign_title({ count: asked.ids.length })}
          options={[
            ...people.active.map((person) => ({
              id: person.id,
              label: nameOfPerson(person),
              mark: <PersonMark id={person.id} name="" isDecorative />,
            })),
            { id: '-', label: m.board_person_nobody(), mark: <PersonMark id={null} name="" isDecorative /> },
          ]}
          onClose={onClose}
          onChoose={(id) => void acts.edit(asked.ids, { assigned_to: id === '-' ? null : id })}
        />
      );
    case 'priority':
      return (
        <ChoiceDialog
          title={m.board_priority_title({ count: asked.ids.length })}
          options={TASK_PRIORITIES.toReversed().map((id) => ({
            id,
            label: wordPriority(id),
            mark: <PriorityBars priority={id} />,
          }))}
          onClose={onClose}
          onChoose={(id) => {
            const priority = TASK_PRIORITIES.find((name) => name === id);
            if (priority) void acts.edit(asked.ids, { priority });
          }}
        />
      );
  }
}

/** One of a few, chosen with arrows and Enter or a press. */
function ChoiceDialog({
  title,
  options,
  onClose,
  onChoose,
}: {
  readonly title: string;
  readonly options: readonly { readonly id: string; readonly label: string; readonly mark: React.ReactNode }[];
  readonly onClose: () => void;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={<Button onPress={onClose}>{m.common_cancel()}</Button>}
      className="w-80"
    >
      <ListBox
        autoFocus="first"
        aria-label={title}
        items={options}
        className="max-h-80 overflow-auto text-text"
        onAction={(key) => {
          onChoose(String(key));
          onClose();
        }}
      >
        {(option) => (
          <ListBoxItem id={option.id} textValue={option.label} className={OPTION_ROW}>
            {option.mark}
            <Name>{option.label}</Name>
          </ListBoxItem>
        )}
      </ListBox>
    </Dialog>
  );
}

function SaveViewDialog({
  look,
  onClose,
  onSaved,
}: {
  readonly look: BoardLook;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const call = useEngineCall();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function save(): Promise<void> {
    const result = await call('board.saveView', {
      name,
      is_shared: isShared,
      layout: look.layout,
      group_by: look.group,
      filters: look.filters,
    });
    if (!result.ok) {
      if (result.error.type === 'FieldRefused') setError(wordRefusal(result.error));
      else toastError(result.error);
      return;
    }
    onSaved(result.value.id);
    onClose();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.board_view_save_title()}
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button variant="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>
            {m.board_view_save()}
          </Button>
        </>
      }
    >
      <TextField
        autoFocus
        label={m.board_view_name()}
        value={name}
        onChange={setName}
        error={error}
        maxLength={500}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && name.trim() !== '') void save();
        }}
      />
      <Checkbox isSelected={isShared} onChange={setShared}>
        {m.board_view_share()}
      </Checkbox>
    </Dialog>
  );
}

function RemoveViewDialog({
  view,
  onClose,
  onRemoved,
}: {
  readonly view: SavedView;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}) {
  const call = useEngineCall();
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onClose={onClose}
      title={m.board_view_remove_title({ name: view.name })}
      confirmLabel={m.board_view_remove_confirm()}
      onConfirm={() =>
        void call('board.removeView', { id: view.id }).then((result) => {
          if (!result.ok) return toastError(result.error);
          onRemoved();
          onClose();
        })
      }
    >
      {m.board_view_remove_more()}
    </ConfirmDialog>
  );
}
