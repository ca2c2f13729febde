import { useState } from 'react';
import { BUG_SEVERITIES, type BugSeverity } from '../../../shared/domain/boards/words.ts';
import { wordSeverity } from '../../app/boards/board-words.ts';
import { laterChoices } from '../../app/boards/later.ts';
import { SeverityMark } from '../../app/boards/severity-mark.tsx';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choices.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { OPTION_ROW } from '../../components/menu.tsx';
import { Select } from '../../components/select.tsx';
import { SearchField, TextAreaField, TextField } from '../../components/text-field.tsx';
import { Code } from '../../components/texts.tsx';
import { classes } from '../../components/class-names.ts';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { m } from '../../paraglide/messages.js';
import type { BugActs } from './use-bug-acts.ts';

type Named = { readonly id: string; readonly key: string; readonly title: string };
export type BugAsked =
  { readonly what: 'new' } | { readonly what: 'decline' | 'duplicate' | 'snooze' | 'resolve'; readonly bug: Named };

type Props = {
  readonly asked: BugAsked | null;
  readonly acts: BugActs;
  readonly onClose: () => void;
  readonly onMade: (id: string, isAccepted: boolean) => void;
};

export function BugDialogs({ asked, acts, onClose, onMade }: Props) {
  switch (asked?.what) {
    case undefined:
      return null;
    case 'new':
      return <NewBug acts={acts} onClose={onClose} onMade={onMade} />;
    case 'decline':
      return (
        <TextQuestion
          title={m.bugs_decline_title({ key: asked.bug.key })}
          label={m.bugs_reason()}
          action={m.bugs_decline()}
          onClose={onClose}
          onAnswer={(reason) => acts.decline(asked.bug.id, reason)}
        />
      );
    case 'resolve':
      return (
        <TextQuestion
          title={m.bugs_resolve_title({ key: asked.bug.key })}
          label={m.bugs_notes()}
          action={m.bugs_resolve()}
          onClose={onClose}
          onAnswer={(notes) => acts.resolve({ id: asked.bug.id, resolution_notes: notes === '' ? null : notes })}
        />
      );
    case 'snooze':
      return <Snooze bug={asked.bug} acts={acts} onClose={onClose} />;
    case 'duplicate':
      return <Duplicate bug={asked.bug} acts={acts} onClose={onClose} />;
  }
}

function TextQuestion({
  title,
  label,
  action,
  onClose,
  onAnswer,
}: {
  readonly title: string;
  readonly label: string;
  readonly action: string;
  readonly onClose: () => void;
  readonly onAnswer: (text: string) => Promise<void>;
}) {
  const [text, setText] = useState('');
  const answer = (): void => {
    void onAnswer(text.trim());
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button variant="primary" onPress={answer}>
            {action}
          </Button>
        </>
      }
    >
      <TextAreaField
        autoFocus
        label={label}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) answer();
        }}
      />
    </Dialog>
  );
}

function Snooze({ bug, acts, onClose }: { readonly bug: Named; readonly acts: BugActs; readonly onClose: () => void }) {
  const [choices] = useState(() => laterChoices(Date.now()));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.bugs_snooze_title({ key: bug.key })}
      actions={<Button onPress={onClose}>{m.common_cancel()}</Button>}
      className="w-80"
    >
      <ListBox
        autoFocus="first"
        aria-label={m.alerts_snooze()}
        className="text-text"
        onAction={(key) => {
          const until = choices.find(({ id }) => id === key)?.until;
          if (until) void acts.snooze(bug.id, until);
          onClose();
        }}
      >
        {choices.map(({ id, label }) => (
          <ListBoxItem key={id} id={id} textValue={label} className={OPTION_ROW}>
            {label}
          </ListBoxItem>
        ))}
      </ListBox>
    </Dialog>
  );
}

/** Chooses the bug that it is the same as. */
function Duplicate({
  bug,
  acts,
  onClose,
}: {
  readonly bug: Named;
  readonly acts: BugActs;
  readonly onClose: () => void;
}) {
  const [search, setSearch] = useState('');
  const [error, setError] = useState<string | null>(null);
  const open = useEngineQuery('bugs.list', { tab: 'open', search, limit: 8 }, { keepPrevious: true }).data?.rows ?? [];
  const waiting =
    useEngineQuery('bugs.list', { tab: 'intake', search, limit: 8 }, { keepPrevious: true }).data?.rows ?? [];
  const others = [...open, ...waiting].filter(({ id }) => id !== bug.id);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.bugs_duplicate_title({ key: bug.key })}
      actions={<Button onPress={onClose}>{m.common_cancel()}</Button>}
    >
      <SearchField label={m.bugs_search()} value={search} onChange={setSearch} />
      {others.length === 0 ? <p>{m.bugs_none()}</p> : null}
      <ul className="flex max-h-72 flex-col overflow-auto text-text">
        {others.map((other) => (
          <li key={other.id}>
            <button
              type="button"
              className={classes(OPTION_ROW, 'w-full text-start hover:bg-accent-soft')}
              onClick={() =>
                void acts.duplicate(bug.id, other.id).then((refusal) => {
                  setError(refusal);
                  if (refusal === null) onClose();
                })
              }
            >
              <SeverityMark severity={other.severity} />
              <Code className="text-text-2">{other.key}</Code>
              <TaskTitle>{other.title}</TaskTitle>
            </button>
          </li>
        ))}
      </ul>
      {error ? (
        <p role="alert" className="text-danger-text">
          {error}
        </p>
      ) : null}
    </Dialog>
  );
}

function NewBug({ acts, onClose, onMade }: Omit<Props, 'asked'>) {
  const [title, setTitle] = useState('');
  const [severity, setSeverity] = useState<BugSeverity>('moderate');
  const [steps, setSteps] = useState('');
  const [description, setDescription] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function report(): Promise<void> {
    const made = await acts.create({
      title,
      severity,
      accepted: isAccepted,
      ...(description === '' ? {} : { description }),
      ...(steps === '' ? {} : { steps_to_reproduce: steps }),
    });
    if (made === null || typeof made === 'string') return setError(made);
    onClose();
    onMade(made.id, isAccepted);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.bugs_report()}
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button variant="primary" isDisabled={title.trim() === ''} onPress={() => void report()}>
            {m.bugs_report()}
          </Button>
        </>
      }
    >
      <div
        role="presentation"
        className="flex flex-col gap-3 text-text"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && title.trim() !== '') void report();
        }}
      >
        <TextField
          autoFocus
          label={m.board_col_title()}
          value={title}
          onChange={setTitle}
          error={error}
          maxLength={500}
        />
        <Select
          label={m.bugs_severity()}
          value={severity}
          onChange={setSeverity}
          options={BUG_SEVERITIES.toReversed().map((id) => ({
            id,
            label: wordSeverity(id),
            mark: <SeverityMark severity={id} />,
          }))}
        />
        <TextAreaField label={m.bugs_steps()} rows={3} value={steps} onChange={setSteps} />
        <TextAreaField
          label={m.board_description()}
          rows={3}
          value={description}
          onChange={setDescription}
          hint={m.board_markdown_hint()}
        />
        <Checkbox isSelected={isAccepted} onChange={setAccepted}>
          {m.bugs_accept_at_once()}
        </Checkbox>
      </div>
    </Dialog>
  );
}
