import { Copy, Ellipsis, FileStack, Play, Square, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import type { TaskDetail } from '../../../shared/contract/boards-tasks.ts';
import { minutesWords } from '../../app/boards/hours.ts';
import { MarkdownField } from '../../app/boards/markdown-field.tsx';
import { TitleField } from '../../app/boards/title-field.tsx';
import { TypeMark } from '../../app/boards/marks.tsx';
import { Part } from '../../app/boards/part.tsx';
import type { People } from '../../app/boards/people.ts';
import { RunningClock } from '../../app/boards/running-clock.tsx';
import { useTimer, useToggleTimer } from '../../app/boards/timer.ts';
import { ColleaguesHere } from '../../app/colleagues-here.tsx';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { useIsTyping, useOpenRecord } from '../../app/presence.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { Menu } from '../../components/menu.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { TaskFields } from './task-fields.tsx';
import { TaskHistory } from './task-history.tsx';
import { TaskLinks } from './task-links.tsx';
import { TaskLogs } from './task-logs.tsx';
import { TaskTalk } from './task-talk.tsx';
import { useTaskEdit } from './use-task-edit.ts';

type PanelProps = {
  readonly id: string;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
  readonly onClose: () => void;
  readonly onOpen: (id: string) => void;
};

/** Everything about one task, beside the board. */
export function TaskPanel(props: PanelProps) {
  const { id, onClose } = props;
  const answer = useEngineQuery('tasks.get', { id });
  const task = answer.data;
  return (
    <SidePanel label={task ? `${task.key} ${task.title}` : m.board_panel()} onClose={onClose}>
      {task ? (
        <PanelBody {...props} task={task} />
      ) : answer.error ? (
        <EmptyState
          kind="failed"
          title={wordError(engineErrorOf(answer.error)).title}
          actions={
            <>
              <Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>
              <Button variant="quiet" onPress={onClose}>
                {m.common_close()}
              </Button>
            </>
          }
        >
          {wordError(engineErrorOf(answer.error)).way}
        </EmptyState>
      ) : (
        <SkeletonRows rows={6} figures={1} />
      )}
    </SidePanel>
  );
}

type PanelTab = 'talk' | 'history' | 'logs';

function PanelBody({ task, people, sprints, onClose, onOpen }: PanelProps & { readonly task: TaskDetail }) {
  const save = useTaskEdit(task.id);
  const [tab, setTab] = useState<PanelTab>('talk');
  const { isTyping, handlers } = useIsTyping();
  useOpenRecord('tasks', task.id, null, isTyping);
  return (
    <div role="presentation" className="flex min-h-0 flex-1 flex-col" {...handlers}>
      <PanelHead task={task} onClose={onClose} onOpen={onOpen} />
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto pb-4">
        {task.deleted_at === null ? null : <Removed task={task} />}
        <div className="flex flex-col gap-3 px-4">
          <TitleField label={m.board_col_title()} value={task.title} onSave={(title) => save({ title })} />
          <TimerLine task={task} people={people} />
          <TaskFields task={task} people={people} sprints={sprints} onSave={save} />
          <Part title={m.board_description()}>
            <MarkdownField
              label={m.board_description()}
              key={task.id}
              text={task.description}
              people={people}
              onSave={(description) => save({ description })}
            />
          </Part>
          <TaskLinks task={task} onOpen={onOpen} />
        </div>
        <Tabs<PanelTab>
          ariaLabel={m.board_panel_parts()}
          selected={tab}
          onChange={setTab}
          className="shrink-0"
          items={[
            {
              id: 'talk',
              label: m.board_tab_talk(),
              ...(task.comments.length > 0 ? { count: formatCount(task.comments.length) } : {}),
              content: <TaskTalk task={task} people={people} />,
            },
            {
              id: 'history',
              label: m.board_tab_history(),
              content: <TaskHistory id={task.id} people={people} sprints={sprints} />,
            },
            { id: 'logs', label: m.board_tab_logs(), content: <TaskLogs id={task.id} /> },
          ]}
        />
      </div>
    </div>
  );
}

function PanelHead({
  task,
  onClose,
  onOpen,
}: {
  readonly task: TaskDetail;
  readonly onClose: () => void;
  readonly onOpen: (id: string) => void;
}) {
  const call = useEngineCall();

  async function duplicate(): Promise<void> {
    const result = await call('tasks.duplicate', { id: task.id });
    if (!result.ok) return toastError(result.error);
    showToast({ text: m.board_duplicated({ key: result.value.key }) });
    onOpen(result.value.id);
  }

  async function saveTemplate(): Promise<void> {
    const { title, description, type, priority, estimated_minutes, tags, related_files } = task;
    const fields = { title, description, type, priority, estimated_minutes, tags, related_files };
    const result = await call('templates.save', { name: title, fields });
    if (!result.ok) return toastError(result.error);
    showToast({ text: m.board_template_saved({ name: title }) });
  }

  async function remove(): Promise<void> {
    const result = await call('tasks.remove', { ids: [task.id] });
    if (!result.ok) return toastError(result.error);
    const restore = (): void =>
      void call('tasks.restore', { ids: [task.id] }).then((back) =>
        back.ok ? onOpen(task.id) : toastError(back.error),
      );
    showToast({
      text: m.board_removed({ count: 1, figure: '1' }),
      action: { label: m.common_undo(), onPress: restore },
    });
    onClose();
  }

  return (
    <div className="flex h-page-head shrink-0 items-center gap-2 ps-4 pe-2">
      <TypeMark type={task.type} size={16} />
      <h2 className="text-title font-strong">
        <Code>{task.key}</Code>
      </h2>
      <span className="flex-1" />
      <ColleaguesHere resource="tasks" id={task.id} />
      <Menu
        label={m.board_panel_more()}
        trigger={<IconButton label={m.board_panel_more()} icon={Ellipsis} />}
        entries={[
          { id: 'duplicate', label: m.board_duplicate(), icon: Copy, keys: 'D', onAction: () => void duplicate() },
          { id: 'template', label: m.board_template_save(), icon: FileStack, onAction: () => void saveTemplate() },
          {
            id: 'remove',
            label: m.board_bulk_remove(),
            icon: Trash2,
            isDestructive: true,
            onAction: () => void remove(),
          },
        ]}
      />
      <IconButton label={m.common_close()} icon={X} keys="Esc" onPress={onClose} />
    </div>
  );
}

function Removed({ task }: { readonly task: TaskDetail }) {
  const call = useEngineCall();
  return (
    <Note
      tone="neutral"
      className="mx-4"
      action={{
        label: m.board_restore(),
        onPress: () =>
          void call('tasks.restore', { ids: [task.id] }).then((result) => !result.ok && toastError(result.error)),
      }}
    >
      {m.board_is_removed()}
    </Note>
  );
}

/** Start or stop the timer here, and how long everybody worked on it so far. */
function TimerLine({ task, people }: { readonly task: TaskDetail; readonly people: People }) {
  const timer = useTimer();
  const toggle = useToggleTimer();
  const isRunning = timer?.task.id === task.id;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button size="small" icon={isRunning ? Square : Play} keys="T" onPress={() => void toggle(task.id)}>
        {isRunning ? m.time_stop() : m.time_start()}
      </Button>
      {isRunning ? <RunningClock className="font-strong text-accent-text" /> : null}
      <span className="text-small text-text-2">
        {task.worked.length === 0
          ? m.board_worked_none()
          : task.worked.map(({ user_id, minutes }) => `${people.nameOf(user_id)} ${minutesWords(minutes)}`).join(', ')}
      </span>
    </div>
  );
}
