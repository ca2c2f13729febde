import { Plus, Rocket, Unlink } from 'lucide-react';
import { useState } from 'react';
import type { TaskReference } from '../../../shared/contract/boards-common.ts';
import type { TaskDetail } from '../../../shared/contract/boards-tasks.ts';
import {
  BUG_STATUSES,
  DEPLOYMENT_STATUSES,
  ENVIRONMENTS,
  LINK_KINDS,
  type LinkKind,
} from '../../../shared/domain/boards/words.ts';
import {
  wordBugStatus,
  wordDeploymentStatus,
  wordEnvironment,
  wordKnown,
  wordLink,
} from '../../app/boards/board-words.ts';
import { LinkedLine, Refusals, TaskLine } from '../../app/boards/linked.tsx';
import { Part } from '../../app/boards/part.tsx';
import { TaskPicker } from '../../app/boards/task-picker.tsx';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/select.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

/** What hangs together with a task: other tasks, refusals of the store, bugs, deployments. */
export function TaskLinks({ task, onOpen }: { readonly task: TaskDetail; readonly onOpen: (id: string) => void }) {
  const call = useEngineCall();
  const [isAdding, setAdding] = useState(false);
  const unlink = (id: string): void =>
    void call('tasks.unlink', { id }).then((result) => !result.ok && toastError(result.error));
  return (
    <>
      {task.errorLinks.length > 0 ? <Refusals links={task.errorLinks} /> : null}
      {task.bugs.length > 0 ? (
        <Part title={m.board_bugs()}>
          {task.bugs.map((bug) => (
            <LinkedLine
              key={`${bug.id} ${bug.relation}`}
              onOpen={() => navigate('bugs', { open: bug.id })}
              code={bug.key}
              title={bug.title}
            >
              {bug.relation === 'introduced' ? m.board_bug_introduced() : m.board_bug_resolves()} ·{' '}
              {wordKnown(bug.status, BUG_STATUSES, wordBugStatus)}
            </LinkedLine>
          ))}
        </Part>
      ) : null}
      {task.deployments.length > 0 ? (
        <Part title={m.deployments_title()}>
          {task.deployments.map((one) => (
            <LinkedLine
              key={one.id}
              onOpen={() => navigate('deployments', { open: one.id })}
              icon={<Icon of={Rocket} size={14} className="text-text-2" />}
              code={one.version}
              title={wordKnown(one.environment, ENVIRONMENTS, wordEnvironment)}
            >
              {wordKnown(one.status, DEPLOYMENT_STATUSES, wordDeploymentStatus)} · <RelativeTime iso={one.at} />
            </LinkedLine>
          ))}
        </Part>
      ) : null}
      <Part title={m.board_links()}>
        {LINK_KINDS.flatMap((kind) => [true, false].map((outgoing) => ({ kind, outgoing }))).map(
          ({ kind, outgoing }) => {
            const links = task.links.filter((link) => link.kind === kind && link.outgoing === outgoing);
            return links.map((link) => (
              <div key={link.id} className="flex items-center gap-1">
                <span className="w-22 shrink-0 text-small text-text-2">{wordLink(kind, outgoing)}</span>
                <TaskLine task={link.task} onOpen={onOpen} />
                <IconButton
                  size="small"
                  label={m.board_unlink({ key: link.task.key })}
                  icon={Unlink}
                  onPress={() => unlink(link.id)}
                />
              </div>
            ));
          },
        )}
        {isAdding ? (
          <LinkForm task={task} onDone={() => setAdding(false)} />
        ) : (
          <Button
            size="small"
            variant="quiet"
            icon={Plus}
            className="-ms-2 self-start text-text-2!"
            onPress={() => setAdding(true)}
          >
            {m.board_link_add()}
          </Button>
        )}
      </Part>
    </>
  );
}

function LinkForm({ task, onDone }: { readonly task: TaskDetail; readonly onDone: () => void }) {
  const call = useEngineCall();
  const [choice, setChoice] = useState<`${LinkKind}-${'out' | 'in'}`>('blocks-in');
  const [error, setError] = useState<string | null>(null);
  const options = LINK_KINDS.flatMap((kind) => [
    { id: `${kind}-out` as const, label: wordLink(kind, true) },
    ...(kind === 'relates' ? [] : [{ id: `${kind}-in` as const, label: wordLink(kind, false) }]),
  ]);

  async function link(other: TaskReference): Promise<void> {
    const kind = LINK_KINDS.find((name) => choice.startsWith(name)) ?? 'relates';
    const [from, to] = choice.endsWith('-out') ? [task.id, other.id] : [other.id, task.id];
    const result = await call('tasks.link', { from, to, kind });
    if (result.ok) return onDone();
    if (result.error.type === 'FieldRefused') setError(wordRefusal(result.error));
    else toastError(result.error);
  }

  return (
    <div
      role="presentation"
      className="flex flex-col gap-1.5"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onDone();
      }}
    >
      <Select size="small" ariaLabel={m.board_link_kind()} value={choice} onChange={setChoice} options={options} />
      <TaskPicker
        autoFocus
        label={m.board_link_task()}
        isLabelHidden
        exceptId={task.id}
        onChoose={(other) => void link(other)}
      />
      {error ? (
        <p role="alert" className="text-small text-danger-text">
          {error}
        </p>
      ) : null}
    </div>
  );
}
