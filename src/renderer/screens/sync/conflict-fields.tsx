import { History, Monitor, Store as StoreIcon } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Keys } from '../../components/keys.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { useShortcut } from '../../app/use-shortcut.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import type { Refusal } from '../products/refusal-words.ts';
import { canBeTyped, chosenCount, firstText, type Choice, type Choices } from './conflict-logic.ts';
import { FieldRow } from './conflict-field-row.tsx';
import { DecisionHead, DecisionShell } from './decision-shell.tsx';
import { MergedFields } from './merged-fields.tsx';
import type { SettledDecision } from './settled-decisions.ts';
import { useSettling } from './use-settling.ts';

const NO_CHOICES: Choices = {};

/** Last agreed, yours and the store's beside each other; each field is chosen, then all are saved together. */
export function ConflictFields({
  conflict,
  onSkip,
  onUndo,
}: {
  readonly conflict: ConflictRow;
  readonly onSkip: (() => void) | null;
  /** Asks what was just settled again. */
  readonly onUndo: (settled: SettledDecision) => void;
}) {
  const [choices, setChoices] = useState(NO_CHOICES);
  const [active, setActive] = useState(0);
  const [editing, setEditing] = useState<string | null>(null);
  /** What was chosen before another value was typed. */
  const [before, setBefore] = useState<Choice | undefined>(undefined);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { settleFields } = useSettling();
  const chosen = chosenCount(conflict, choices);
  const total = conflict.fields.length;
  const isComplete = chosen === total && total > 0;

  function choose(field: string, choice: Choice): void {
    setRefused(null);
    setChoices((now) => ({ ...now, [field]: choice }));
  }
  function edit(at: number): void {
    const field = conflict.fields[at];
    if (!field || !canBeTyped(conflict.entity, field)) return;
    const now = choices[field.field];
    setActive(at);
    setEditing(field.field);
    if (now?.side === 'other') return;
    setBefore(now);
    choose(field.field, { side: 'other', text: firstText(field, now) });
  }
  function leave(field: string, isKept: boolean): void {
    setEditing(null);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (isKept) return move(1);
    setChoices(({ [field]: _typed, ...rest }) => (before ? { ...rest, [field]: before } : rest));
  }
  function move(by: 1 | -1): void {
    setActive((now) => Math.max(0, Math.min(total - 1, now + by)));
  }
  function chooseAll(side: 'mine' | 'theirs'): void {
    setRefused(null);
    setChoices(Object.fromEntries(conflict.fields.map(({ field }) => [field, { side }])));
  }
  function chooseActive(side: 'base' | 'mine' | 'theirs'): void {
    const field = conflict.fields[active]?.field;
    if (field === undefined) return;
    setEditing(null);
    choose(field, { side });
    move(1);
  }
  useShortcut('0', () => chooseActive('base'));
  useShortcut('1', () => chooseActive('mine'));
  useShortcut('2', () => chooseActive('theirs'));
  useShortcut('e', () => edit(active));
  useShortcut('arrowdown', () => move(1), total > 1);
  useShortcut('arrowup', () => move(-1), total > 1);
  useShortcut('mod+enter', () => void save(), isComplete);

  async function save(): Promise<void> {
    if (!isComplete || isBusy) return;
    setBusy(true);
    const settled = await settleFields(conflict, choices);
    setBusy(false);
    if (!settled.ok) return setRefused(settled.refusal);
    const { decision } = settled;
    showToast({
      text: m.sync_conflict_settled(),
      ...(decision ? { action: { label: m.common_undo(), onPress: () => onUndo(decision) } } : {}),
    });
    onSkip?.();
  }

  return (
    <DecisionShell
      foot={
        <>
          <span role="status" className="min-w-0 flex-1 font-strong">
            {m.sync_conflict_chosen({ chosen: formatCount(chosen), total: formatCount(total) })}
          </span>
          {total > 1 && (
            <>
              <Button variant="quiet" onPress={() => chooseAll('mine')}>
                {m.sync_conflict_all_mine()}
              </Button>
              <Button variant="quiet" onPress={() => chooseAll('theirs')}>
                {m.sync_conflict_all_theirs()}
              </Button>
            </>
          )}
          {onSkip && (
            <Button keys="J" onPress={onSkip}>
              {m.sync_conflict_skip()}
            </Button>
          )}
          <Button variant="primary" keys="Ctrl ↵" isDisabled={!isComplete} isBusy={isBusy} onPress={() => void save()}>
            {onSkip ? m.sync_conflict_save_next() : m.sync_conflict_save()}
          </Button>
        </>
      }
    >
      <DecisionHead conflict={conflict}>
        {m.sync_conflict_explain({ count: total, figure: formatCount(total) })} {m.sync_found()}{' '}
        <RelativeTime iso={conflict.detectedAt} />
      </DecisionHead>
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused.field === null ? refused.words : `${wordField(refused.field)}: ${refused.words}`}
        </Note>
      )}
      <div
        className="shrink-0 overflow-hidden rounded-r3 border border-border"
        onKeyDown={(event) => stepFields(event, move)}
      >
        <table className="w-full table-fixed border-collapse">
          <thead>
            <tr className="border-b border-border bg-sunken text-small">
              <th scope="col" className="h-row-head w-[16%] px-3 text-start font-strong">
                {m.sync_conflict_field()}
              </th>
              <SideHead icon={History} words={m.sync_side_base()} keys="0" ink="" width="w-[22%]" />
              <SideHead icon={Monitor} words={m.sync_side_mine()} keys="1" ink="text-mine-text" />
              <SideHead icon={StoreIcon} words={m.sync_side_theirs()} keys="2" ink="text-store-text" />
            </tr>
          </thead>
          {conflict.fields.map((field, at) => (
            <FieldRow
              key={field.field}
              conflict={conflict}
              field={field}
              choice={choices[field.field]}
              isActive={at === active}
              isEditing={editing === field.field}
              onActive={() => setActive(at)}
              onChoose={(choice) => choose(field.field, choice)}
              onEdit={() => edit(at)}
              onLeave={(isKept) => leave(field.field, isKept)}
            />
          ))}
        </table>
      </div>
      <MergedFields conflict={conflict} />
    </DecisionShell>
  );
}

/** Up and down go from field to field also from a radio button, whose own keys would choose another side. */
function stepFields(event: KeyboardEvent, move: (by: 1 | -1) => void): void {
  const { target, key } = event;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return;
  if (!(target instanceof HTMLInputElement) || target.type !== 'radio') return;
  event.preventDefault();
  target.blur();
  move(key === 'ArrowDown' ? 1 : -1);
}

function SideHead({
  icon,
  words,
  keys,
  ink,
  width = '',
}: {
  readonly icon: typeof History;
  readonly words: string;
  readonly keys: string;
  readonly ink: string;
  readonly width?: string;
}) {
  return (
    <th scope="col" className={`border-s border-border px-3 text-start font-strong ${width}`}>
      <span className="flex items-center gap-1.5">
        <Icon of={icon} size={14} className={ink} />
        <span className={`flex-1 ${ink}`}>{words}</span>
        <Keys>{keys}</Keys>
      </span>
    </th>
  );
}
