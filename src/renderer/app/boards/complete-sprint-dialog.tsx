import { useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall } from '../engine-client.tsx';
import { formatCount } from '../formats.ts';
import { toastError } from '../sync-actions.ts';

/** Ends a sprint; where its unfinished tasks go is the person's choice. */
export function CompleteSprintDialog({
  sprint,
  sprints,
  onClose,
}: {
  readonly sprint: SprintSummary;
  readonly sprints: readonly SprintSummary[];
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const next = sprints.filter(({ status }) => status === 'planned');
  const [choice, setChoice] = useState(next[0]?.id ?? 'backlog');
  const [isBusy, setBusy] = useState(false);
  const open = sprint.tasks - sprint.done;
  const choices: readonly (readonly [string, string])[] = [
    ...next.map(({ id, name }) => [id, m.sprints_open_next({ name })] as const),
    ['backlog', m.sprints_open_backlog()],
    ['stay', m.sprints_open_stay()],
  ];

  async function complete(): Promise<void> {
    setBusy(true);
    const where = choice === 'backlog' || choice === 'stay' ? choice : { sprintId: choice };
    const result = await call('sprints.complete', { id: sprint.id, open: where });
    setBusy(false);
    if (!result.ok) return toastError(result.error);
    const { moved } = result.value;
    showToast({ text: m.sprints_completed({ name: sprint.name, count: moved, figure: formatCount(moved) }) });
    onClose();
  }

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={m.sprints_complete_title({ name: sprint.name })}
      confirmLabel={m.sprints_complete()}
      isBusy={isBusy}
      onConfirm={() => void complete()}
    >
      <p>{m.sprints_complete_sum({ done: formatCount(sprint.done), total: formatCount(sprint.tasks) })}</p>
      {open > 0 ? (
        <RadioGroup
          aria-label={m.sprints_open_where({ count: open, figure: formatCount(open) })}
          value={choice}
          onChange={setChoice}
          className="flex flex-col gap-1.5 text-text"
        >
          <span className="font-medium">{m.sprints_open_where({ count: open, figure: formatCount(open) })}</span>
          {choices.map(([id, label]) => (
            <Radio key={id} value={id} className="group flex items-center gap-2">
              <span className="tint flex size-4 shrink-0 items-center justify-center rounded-full border border-control group-selected:border-[5px] group-selected:border-accent group-kbd:shadow-focus" />
              {label}
            </Radio>
          ))}
        </RadioGroup>
      ) : null}
    </ConfirmDialog>
  );
}
