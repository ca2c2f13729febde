import { useId, useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { TextField } from '../../components/text-field.tsx';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { changedPart, movedBy, type Choice } from './conflict-logic.ts';
import { valueText } from './value-text.ts';

type Field = ConflictRow['fields'][number];

/** One field of a decision: three values to choose from, or another one to type. */
export function FieldRow({
  conflict,
  field,
  choice,
  isActive,
  onActive,
  onChoose,
}: {
  readonly conflict: ConflictRow;
  readonly field: Field;
  readonly choice: Choice | undefined;
  readonly isActive: boolean;
  readonly onActive: () => void;
  readonly onChoose: (choice: Choice) => void;
}) {
  const group = useId();
  const isStock = conflict.kind === 'stock_moved' || field.field === 'stock_quantity';
  const bar = isActive && 'shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]';
  const side = (name: 'base' | 'mine' | 'theirs') => ({
    group,
    name,
    entity: conflict.entity,
    field,
    isChosen: choice?.side === name,
    onChoose: () => onChoose({ side: name }),
  });
  return (
    <tbody className="border-b border-border last:border-b-0" onFocusCapture={onActive}>
      <tr className="align-top">
        <th scope="row" className={classes('px-3 py-2.5 text-start font-medium', bar)}>
          {wordField(field.field)}
        </th>
        <Side {...side('base')} />
        <Side {...side('mine')} />
        <Side {...side('theirs')} />
      </tr>
      <tr>
        <td colSpan={4} className={classes('bg-sunken px-3 py-1.5', bar)}>
          <OtherValue field={field} isStock={isStock} choice={choice} onChoose={onChoose} />
        </td>
      </tr>
    </tbody>
  );
}

const CHOSEN = { base: 'bg-base-soft', mine: 'bg-mine-soft', theirs: 'bg-store-soft' } as const;
const ACCENT = { base: 'accent-base', mine: 'accent-mine-text', theirs: 'accent-store-text' } as const;
const UNDERLINE = { base: '', mine: 'decoration-mine', theirs: 'decoration-store' } as const;

function Side({
  group,
  name,
  entity,
  field,
  isChosen,
  onChoose,
}: {
  readonly group: string;
  readonly name: 'base' | 'mine' | 'theirs';
  readonly entity: ConflictRow['entity'];
  readonly field: Field;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const value = field[name];
  const text = valueText(entity, field.field, value);
  const moved = name === 'base' ? null : movedBy(field.base, value);
  const isProse = name !== 'base' && typeof value === 'string' && moved === null && text.includes(' ');
  const [before, changed, after] = isProse
    ? changedPart(valueText(entity, field.field, field.base), text)
    : [text, '', ''];
  return (
    <td className={classes('border-s border-border p-0', isChosen && CHOSEN[name])}>
      <label className="flex h-full min-w-0 items-start gap-2 px-3 py-2.5 hover:bg-hover has-checked:hover:bg-transparent">
        <input
          type="radio"
          name={group}
          checked={isChosen}
          onChange={onChoose}
          className={classes('mt-0.5 size-4 shrink-0', ACCENT[name])}
        />
        <span className={classes('min-w-0', name === 'base' && 'text-text-2', isChosen && 'font-strong')}>
          <span dir="auto" className="selectable block break-words">
            {before}
            {changed !== '' && (
              <span className={classes('underline decoration-2 underline-offset-2', UNDERLINE[name])}>{changed}</span>
            )}
            {after}
          </span>
          {moved !== null && (
            <bdi dir="ltr" className="text-small font-regular text-text-2">
              {moved}
            </bdi>
          )}
        </span>
      </label>
    </td>
  );
}

/** Stock asks for the number itself, because sales moved it since; other fields offer a value of their own. */
function OtherValue({
  field,
  isStock,
  choice,
  onChoose,
}: {
  readonly field: Field;
  readonly isStock: boolean;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}) {
  const [isOpen, setOpen] = useState(isStock);
  const text = choice?.side === 'other' ? choice.text : '';
  const isSimple = typeof field.mine !== 'object' || field.mine === null;
  if (!isSimple) return <span className="text-small text-text-3">{m.sync_conflict_choose_side()}</span>;
  if (!isOpen) {
    return (
      <Button size="small" variant="quiet" onPress={() => setOpen(true)}>
        {m.sync_conflict_other()}
      </Button>
    );
  }
  const suggestion = typeof field.theirs === 'number' ? String(field.theirs) : '';
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-text-2">
        {isStock
          ? m.sync_conflict_stock({ was: shown(field.base), counted: shown(field.mine), now: shown(field.theirs) })
          : m.sync_conflict_other_label()}
      </span>
      <TextField
        ariaLabel={`${wordField(field.field)}, ${m.sync_conflict_other()}`}
        size="small"
        isFigure={isStock}
        className="w-28"
        placeholder={isStock ? suggestion : ''}
        value={text}
        onChange={(next) => onChoose({ side: 'other', text: next })}
      />
      {isStock && suggestion !== '' && text !== suggestion && (
        <Button size="small" onPress={() => onChoose({ side: 'other', text: suggestion })}>
          {m.sync_conflict_set_to({ value: suggestion })}
        </Button>
      )}
    </div>
  );
}

function shown(value: unknown): string {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : '–';
}
