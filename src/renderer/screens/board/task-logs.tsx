import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { TaskLogLevel } from '../../../shared/domain/boards/words.ts';
import { wordLevel } from '../../app/boards/board-words.ts';
import { useEngineQuery, type MethodOutput } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { Chip } from '../../components/chip.tsx';
import type { Tone } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

type TaskLog = MethodOutput<'tasks.logs'>[number];
const TONES: Readonly<Record<TaskLogLevel, Tone>> = {
  debug: 'neutral',
  info: 'info',
  warning: 'warning',
  error: 'danger',
  critical: 'danger',
};

/** What hooks, jobs and this program noted about a task; `id` null: about none. */
export function TaskLogs({ id }: { readonly id: string | null }) {
  const answer = useEngineQuery('tasks.logs', { id });
  if (answer.error && !answer.data)
    return (
      <p role="alert" className="px-4 py-3 text-danger-text">
        {wordError(engineErrorOf(answer.error)).title}
      </p>
    );
  if (!answer.data) return <SkeletonRows rows={3} figures={1} />;
  if (answer.data.length === 0) return <p className="px-4 py-3 text-text-2">{m.board_logs_none()}</p>;
  return (
    <ul className="flex flex-col px-4 pt-2">
      {answer.data.map((log) => (
        <LogRow key={log.id} log={log} />
      ))}
    </ul>
  );
}

function LogRow({ log }: { readonly log: TaskLog }) {
  const [isOpen, setOpen] = useState(false);
  const hasMore = log.stack_trace !== null || Object.keys(log.context).length > 0;
  const place =
    log.file_path === null ? null : `${log.file_path}${log.line_number === null ? '' : `:${log.line_number}`}`;
  return (
    <li className="flex flex-col gap-1 border-b border-divider py-2 last:border-0">
      <div className="flex items-start gap-2">
        <Chip tone={TONES[log.level]}>{wordLevel(log.level)}</Chip>
        <span dir="auto" className="selectable min-w-0 flex-1 wrap-anywhere">
          {log.message}
        </span>
        <RelativeTime iso={log.created_at} isShort className="shrink-0 text-small text-text-3" />
      </div>
      {place === null ? null : (
        <Code isMono className="text-text-2">
          {place}
        </Code>
      )}
      {hasMore ? (
        <button
          type="button"
          aria-expanded={isOpen}
          className="flex items-center gap-1 self-start rounded-r1 text-small text-text-2 hover:text-text"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon of={isOpen ? ChevronDown : ChevronRight} size={12} flips={!isOpen} />
          {m.board_logs_details()}
        </button>
      ) : null}
      {isOpen ? (
        <pre
          dir="ltr"
          tabIndex={0}
          aria-label={m.board_logs_details()}
          className="selectable max-h-60 overflow-auto rounded-r2 bg-sunken p-2 font-mono text-small"
        >
          {[log.stack_trace, Object.keys(log.context).length > 0 ? JSON.stringify(log.context, null, 2) : null]
            .filter(Boolean)
            .join('\n\n')}
        </pre>
      ) : null}
    </li>
  );
}
