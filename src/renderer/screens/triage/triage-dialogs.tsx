import { useState, type ReactNode } from 'react';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Keys } from '../../components/keys.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { countOf, tomorrowMorning, type Target } from './triage-logic.ts';
import type { TriageActs } from './use-triage-acts.ts';

type DialogProps = {
  readonly target: Target;
  readonly acts: TriageActs;
  readonly onClose: () => void;
};
const WEEK_MS = 7 * 86_400_000;

/** Asks for a note and says what resolving means; Ctrl Enter in the note confirms too. */
export function ResolveDialog({ target, acts, onClose }: DialogProps) {
  const [note, setNote] = useState('');
  const count = countOf(target);
  const run = async (): Promise<void> => {
    if (await acts.resolve(target, note.trim())) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_resolve_title({ count, figure: formatCount(count) })}
      isDismissable={!acts.isBusy}
      actions={
        <>
          <Button onPress={onClose} isDisabled={acts.isBusy}>
            {m.common_cancel()}
          </Button>
          <Button variant="primary" autoFocus isBusy={acts.isBusy} onPress={() => void run()}>
            {m.triage_resolve()}
          </Button>
        </>
      }
    >
      <p>{m.triage_resolve_body()}</p>
      <div
        role="presentation"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run();
        }}
      >
        <TextAreaField rows={2} label={m.triage_note()} hint={m.triage_note_hint()} value={note} onChange={setNote} />
      </div>
    </Dialog>
  );
}

/** Three ways to look at it later; the first has the focus, the figures 1 to 3 choose at once. */
export function SnoozeDialog({ target, acts, onClose }: DialogProps) {
  const count = countOf(target);
  const choices = [
    {
      label: m.triage_snooze_tomorrow(),
      snooze: () => ({ kind: 'until' as const, until: tomorrowMorning(Date.now()) }),
    },
    { label: m.triage_snooze_change(), snooze: () => ({ kind: 'until_change' as const }) },
    {
      label: m.triage_snooze_week(),
      snooze: () => ({ kind: 'until' as const, until: new Date(Date.now() + WEEK_MS).toISOString() }),
    },
  ];
  const run = async (index: number): Promise<void> => {
    const choice = choices[index];
    if (choice && !acts.isBusy && (await acts.snooze(target, choice.snooze()))) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_snooze_title({ count, figure: formatCount(count) })}
      isDismissable={!acts.isBusy}
      actions={
        <Button onPress={onClose} isDisabled={acts.isBusy}>
          {m.common_cancel()}
        </Button>
      }
    >
      <p>{m.triage_snooze_body()}</p>
      <div
        role="presentation"
        className="flex flex-col gap-2"
        onKeyDown={(event) => {
          const index = ['1', '2', '3'].indexOf(event.key);
          if (index >= 0) void run(index);
        }}
      >
        {choices.map(({ label }, index) => (
          <Button
            key={label}
            autoFocus={index === 0}
            isDisabled={acts.isBusy}
            className="justify-start!"
            onPress={() => void run(index)}
          >
            <span className="flex-1 text-start">{label}</span>
            <Keys>{String(index + 1)}</Keys>
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

/** A typed name: there are no accounts on this computer. */
export function AssignDialog({ target, acts, onClose, known }: DialogProps & { readonly known: readonly string[] }) {
  const owners = new Set([...target.groups, ...target.records].map(({ assignee }) => assignee));
  const [first] = owners;
  const [name, setName] = useState(owners.size === 1 ? (first ?? '') : '');
  const count = countOf(target);
  const run = async (assignee: string): Promise<void> => {
    if (await acts.assign(target, assignee.trim() === '' ? null : assignee.trim())) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_assign_title({ count, figure: formatCount(count) })}
      isDismissable={!acts.isBusy}
      footStart={
        <Button variant="quiet" isDisabled={acts.isBusy} onPress={() => void run('')}>
          {m.triage_assign_nobody()}
        </Button>
      }
      actions={
        <>
          <Button onPress={onClose} isDisabled={acts.isBusy}>
            {m.common_cancel()}
          </Button>
          <Button variant="primary" isBusy={acts.isBusy} isDisabled={name.trim() === ''} onPress={() => void run(name)}>
            {m.triage_assign_do()}
          </Button>
        </>
      }
    >
      <TextField
        autoFocus
        label={m.triage_assign_name()}
        hint={m.triage_assign_hint()}
        value={name}
        onChange={setName}
        maxLength={100}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && name.trim() !== '') void run(name);
        }}
      />
      {known.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {known.slice(0, 6).map((person) => (
            <Button key={person} size="small" onPress={() => void run(person)}>
              <bdi>{person}</bdi>
            </Button>
          ))}
        </div>
      )}
    </Dialog>
  );
}

/** All keys of the screen. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [m.triage_sheet_move(), ['J', 'K']],
    [m.triage_sheet_rows(), ['↓', '↑']],
    [m.triage_sheet_open(), ['Enter']],
    [m.triage_sheet_retry(), ['R']],
    [m.triage_sheet_all(), ['Shift R']],
    [m.triage_sheet_resolve(), ['E']],
    [m.triage_sheet_snooze(), ['S']],
    [m.triage_sheet_assign(), ['A']],
    [m.triage_sheet_fix(), ['F']],
    [m.triage_sheet_bug(), ['B']],
    [m.triage_sheet_task(), ['T']],
    [m.triage_sheet_select(), ['X']],
    [m.triage_sheet_clear(), ['Esc']],
    [m.triage_sheet_sheet(), ['?']],
  ];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_sheet()}
      actions={
        <Button autoFocus onPress={onClose}>
          {m.common_close()}
        </Button>
      }
    >
      <dl className="flex flex-col">
        {rows.map(([words, keys]) => (
          <div key={words} className="flex h-8 items-center justify-between border-b border-divider last:border-0">
            <dt className="text-text">{words}</dt>
            <dd className="flex gap-1">{keys.map(keyCap)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-text-3">{m.triage_sheet_target()}</p>
    </Dialog>
  );
}

function keyCap(key: string): ReactNode {
  return <Keys key={key}>{key}</Keys>;
}
