import { CircleAlert, Unlink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorLink, TaskReference } from '../../../shared/contract/boards-common.ts';
import { IconButton, LinkButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall } from '../engine-client.tsx';
import { formatCount } from '../formats.ts';
import { navigate } from '../routes.ts';
import { toastError } from '../sync-actions.ts';
import { wordStatus } from './board-words.ts';
import { StatusMark } from './marks.tsx';
import { Part } from './part.tsx';
import { TaskTitle } from './task-title.tsx';

/** A task as other things name it; a press opens it. */
export function TaskLine({ task, onOpen }: { readonly task: TaskReference; readonly onOpen: (id: string) => void }) {
  return (
    <button
      type="button"
      onClick={() => onOpen(task.id)}
      className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-r1 px-1 text-start hover:bg-hover"
    >
      <StatusMark status={task.status} />
      <span className="sr-only">{wordStatus(task.status)}</span>
      <Code className="shrink-0 text-text-2">{task.key}</Code>
      <TaskTitle>{task.title}</TaskTitle>
    </button>
  );
}

/** One line about something that hangs together with this: its code, its title, how it stands. */
export function LinkedLine({
  code,
  title,
  icon,
  children,
  onOpen,
}: {
  readonly code: string;
  readonly title: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly onOpen: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-7 items-center gap-2 rounded-r1 px-1 text-start hover:bg-hover"
    >
      {icon}
      <Code className="shrink-0 text-text-2">{code}</Code>
      <TaskTitle>{title}</TaskTitle>
      <span className="shrink-0 text-small text-text-2">{children}</span>
    </button>
  );
}

/** Causes of refusals that this came from: how many are open, and the way to them. */
export function Refusals({ links }: { readonly links: readonly ErrorLink[] }) {
  const call = useEngineCall();
  return (
    <Part title={m.board_refusals()}>
      {links.map((link) => (
        <div key={link.id} className="flex items-center gap-2 rounded-r2 bg-danger-soft px-2.5 py-1.5 text-danger-text">
          <Icon of={CircleAlert} size={14} />
          <span className="min-w-0 flex-1">
            <span className="font-medium">
              {m.board_refusals_open({ count: link.open, figure: formatCount(link.open) })}
            </span>{' '}
            <Code isMono>{link.error_code}</Code>
          </span>
          <LinkButton className="text-danger-text!" onPress={() => navigate('triage')}>
            {m.board_refusals_show()}
          </LinkButton>
          <IconButton
            size="small"
            label={m.board_refusals_unlink()}
            icon={Unlink}
            onPress={() =>
              void call('boards.unlinkError', { id: link.id }).then((result) => !result.ok && toastError(result.error))
            }
          />
        </div>
      ))}
    </Part>
  );
}
