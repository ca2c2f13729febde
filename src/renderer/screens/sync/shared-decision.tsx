import { History, Monitor, Users } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatCount } from '../../app/formats.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Keys } from '../../components/keys.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import type { SharedDecision } from '../../../shared/contract/shared-rows.ts';
import { m } from '../../paraglide/messages.js';
import { DecisionShell } from './decision-shell.tsx';
import { SharedGone } from './shared-gone.tsx';
import { SharedHead } from './shared-head.tsx';
import { isLongSide, SharedSideText, useSharedText } from './shared-value.tsx';
import { sharedField } from './shared-words.ts';
import { useSettleShared } from './use-settling-shared.ts';

type Side = 'mine' | 'theirs';
type Answers = Readonly<Record<string, Side>>;
type Props = { readonly decision: SharedDecision; readonly onSkip: (() => void) | null };

/** A row of the boards that this computer and a colleague changed differently. [TEAM5] */
export function SharedDecisionPane(props: Props) {
  return props.decision.kind === 'deleted' ? <SharedGone {...props} /> : <SharedFields {...props} />;
}

function SharedFields({ decision, onSkip }: Props) {
  const { fields } = decision;
  const [answers, setAnswers] = useState<Answers>({});
  const [active, setActive] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const { settle, isBusy } = useSettleShared(decision.id, setRefused, onSkip);
  const chosen = fields.filter(({ name }) => answers[name] !== undefined).length;
  const isComplete = chosen === fields.length;

  function move(by: 1 | -1): void {
    setActive((now) => Math.max(0, Math.min(fields.length - 1, now + by)));
  }
  function choose(name: string | undefined, side: Side): void {
    if (name === undefined) return;
    setRefused(null);
    setAnswers((now) => ({ ...now, [name]: side }));
  }
  function chooseActive(side: Side): void {
    leaveTab();
    choose(fields[active]?.name, side);
    move(1);
  }
  const chooseAll = (side: Side): void => setAnswers(Object.fromEntries(fields.map(({ name }) => [name, side])));
  useShortcut('1', () => chooseActive('mine'));
  useShortcut('2', () => chooseActive('theirs'));
  useShortcut('arrowdown', () => move(1), fields.length > 1);
  useShortcut('arrowup', () => move(-1), fields.length > 1);
  useShortcut('mod+enter', () => void settle(answers), isComplete);

  return (
    <DecisionShell
      foot={
        <>
          <span role="status" className="min-w-0 flex-1 font-strong">
            {m.sync_conflict_chosen({ chosen: formatCount(chosen), total: formatCount(fields.length) })}
          </span>
          {fields.length > 1 && (
            <>
              <Button variant="quiet" onPress={() => chooseAll('mine')}>
                {m.sync_conflict_all_mine()}
              </Button>
              <Button variant="quiet" onPress={() => chooseAll('theirs')}>
                {m.shared_all_theirs()}
              </Button>
            </>
          )}
          {onSkip && (
            <Button keys="J" onPress={onSkip}>
              {m.sync_conflict_skip()}
            </Button>
          )}
          <Button
            variant="primary"
            keys="Ctrl ↵"
            isDisabled={!isComplete}
            isBusy={isBusy}
            onPress={() => void settle(answers)}
          >
            {onSkip ? m.sync_conflict_save_next() : m.sync_conflict_save()}
          </Button>
        </>
      }
    >
      <SharedHead row={decision}>
        {m.shared_explain({ count: fields.length, figure: formatCount(fields.length) })} {m.shared_found()}{' '}
        <RelativeTime iso={decision.detectedAt} />
      </SharedHead>
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
      <div className="shrink-0 overflow-hidden rounded-r3 border border-border">
        <table className="w-full table-fixed border-collapse">
          <FieldsHead />
          {fields.map((field, at) => (
            <SharedFieldRow
              key={field.name}
              table={decision.table}
              field={field}
              answer={answers[field.name]}
              isActive={at === active}
              onActive={() => setActive(at)}
              onChoose={(side) => choose(field.name, side)}
            />
          ))}
        </table>
      </div>
    </DecisionShell>
  );
}

/** A tab that was pressed last keeps every Enter to itself, also the one with Ctrl that saves. */
function leaveTab(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.role === 'tab') activeElement.blur();
}

function FieldsHead() {
  return (
    <thead>
      <tr className="border-b border-border bg-sunken text-small">
        <th scope="col" className="h-row-head w-[16%] px-3 text-start font-strong">
          {m.sync_conflict_field()}
        </th>
        <SideHead icon={History} words={m.sync_side_base()} width="w-[24%]" />
        <SideHead icon={Monitor} words={m.sync_side_mine()} keys="1" ink="text-mine-text" />
        <SideHead icon={Users} words={m.shared_side_theirs()} keys="2" ink="text-store-text" />
      </tr>
    </thead>
  );
}

function SideHead({
  icon,
  words,
  keys,
  ink = '',
  width = '',
}: {
  readonly icon: IconShape;
  readonly words: string;
  readonly keys?: string;
  readonly ink?: string;
  readonly width?: string;
}) {
  return (
    <th scope="col" className={`border-s border-border px-3 text-start font-strong ${width}`}>
      <span className="flex items-center gap-1.5">
        <Icon of={icon} size={14} className={ink} />
        <span className={`flex-1 ${ink}`}>{words}</span>
        {keys !== undefined && <Keys>{keys}</Keys>}
      </span>
    </th>
  );
}

const CHOSEN = { mine: 'bg-mine-soft', theirs: 'bg-store-soft' } as const;
const ACCENT = { mine: 'accent-mine-text', theirs: 'accent-store-text' } as const;

function SharedFieldRow({
  table,
  field,
  answer,
  isActive,
  onActive,
  onChoose,
}: {
  readonly table: string;
  readonly field: SharedDecision['fields'][number];
  readonly answer: Side | undefined;
  /** The keys act on this field. */
  readonly isActive: boolean;
  readonly onActive: () => void;
  readonly onChoose: (side: Side) => void;
}) {
  const place = useRef<HTMLTableSectionElement>(null);
  const [isWhole, setWhole] = useState(false);
  const textOf = useSharedText(table);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const texts = {
    base: textOf(field.name, field.base),
    mine: textOf(field.name, field.mine),
    theirs: textOf(field.name, field.theirs),
  };
  const bar = isActive && 'shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]';
  const side = (name: Side): ReactNode => (
    <td className={classes('border-s border-border p-0', answer === name && CHOSEN[name])}>
      <label className="flex h-full min-w-0 items-start gap-2 px-3 py-2.5 hover:bg-hover has-checked:hover:bg-transparent">
        <input
          type="radio"
          name={field.name}
          checked={answer === name}
          onChange={() => onChoose(name)}
          className={classes('mt-0.5 size-4 shrink-0', ACCENT[name])}
        />
        <span className={classes('min-w-0 flex-1', answer === name && 'font-strong')}>
          <SharedSideText side={name} texts={texts} isWhole={isWhole} />
        </span>
      </label>
    </td>
  );
  return (
    <tbody
      ref={place}
      aria-current={isActive ? 'true' : undefined}
      className="border-b border-border last:border-b-0"
      onFocusCapture={onActive}
    >
      <tr className="align-top">
        <th scope="row" className={classes('px-3 py-2.5 text-start font-medium', bar)}>
          {sharedField(table, field.name)}
          {isLongSide(texts) && (
            <Button
              size="small"
              variant="quiet"
              className="-ms-2 mt-1"
              aria-pressed={isWhole}
              onPress={() => setWhole(!isWhole)}
            >
              {isWhole ? m.sync_diff_less() : m.sync_diff_whole()}
            </Button>
          )}
        </th>
        <td className="border-s border-border px-3 py-2.5">
          <SharedSideText side="base" texts={texts} isWhole={isWhole} />
        </td>
        {side('mine')}
        {side('theirs')}
      </tr>
    </tbody>
  );
}
