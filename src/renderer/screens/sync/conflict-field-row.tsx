import { useEffect, useId, useRef, useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Keys } from '../../components/keys.tsx';
import { fieldByColumn } from '../../../shared/domain/fields.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { canBeTyped, movedBy, type Choice } from './conflict-logic.ts';
import { OtherValue } from './other-value.tsx';
import { isLong, ProseBase, ProseDiff } from './prose-diff.tsx';
import { valueText } from './value-text.ts';

type Field = ConflictRow['fields'][number];

/** One field of a decision: three values to choose from, or another one to type. */
export function FieldRow({
  conflict,
  field,
  choice,
  isActive,
  isEditing,
  onActive,
  onChoose,
  onEdit,
  onLeave,
}: {
  readonly conflict: ConflictRow;
  readonly field: Field;
  readonly choice: Choice | undefined;
  /** The keys act on this field. */
  readonly isActive: boolean;
  readonly isEditing: boolean;
  readonly onActive: () => void;
  readonly onChoose: (choice: Choice) => void;
  readonly onEdit: () => void;
  readonly onLeave: (isKept: boolean) => void;
}) {
  const group = useId();
  const place = useRef<HTMLTableSectionElement>(null);
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const isText = typeof field.mine === 'string' || typeof field.theirs === 'string';
  const canUnfold =
    isText && [field.base, field.mine, field.theirs].some((value) => typeof value === 'string' && isLong(value));
  const isStock = conflict.kind === 'stock_moved' || field.field === 'stock_quantity';
  const bar = isActive && 'shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]';
  const side = (name: 'base' | 'mine' | 'theirs') => ({
    group,
    name,
    entity: conflict.entity,
    field,
    isChosen: choice?.side === name,
    isWhole,
    keys: isActive ? KEY_OF[name] : null,
    onChoose: () => onChoose({ side: name }),
  });
  return (
    <tbody
      ref={place}
      aria-current={isActive ? 'true' : undefined}
      className="border-b border-border last:border-b-0"
      onFocusCapture={onActive}
    >
      <tr className="align-top">
        <th scope="row" className={classes('px-3 py-2.5 text-start font-medium', bar)}>
          {wordField(field.field)}
        </th>
        <Side {...side('base')} />
        <Side {...side('mine')} />
        <Side {...side('theirs')} />
      </tr>
      {(canBeTyped(conflict.entity, field) || canUnfold) && (
        <tr>
          <td colSpan={4} className={classes('bg-sunken px-3 py-1.5', bar)}>
            <div className="flex items-start gap-2">
              <div className="min-w-0 flex-1">
                {canBeTyped(conflict.entity, field) && (
                  <OtherValue
                    entity={conflict.entity}
                    field={field}
                    isStock={isStock}
                    isActive={isActive}
                    isEditing={isEditing}
                    choice={choice}
                    onOpen={onEdit}
                    onType={(text) => onChoose({ side: 'other', text })}
                    onLeave={onLeave}
                  />
                )}
              </div>
              {canUnfold && (
                <Button size="small" variant="quiet" aria-pressed={isWhole} onPress={() => setWhole(!isWhole)}>
                  {isWhole ? m.sync_diff_less() : m.sync_diff_whole()}
                </Button>
              )}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

const CHOSEN = { base: 'bg-base-soft', mine: 'bg-mine-soft', theirs: 'bg-store-soft' } as const;
const ACCENT = { base: 'accent-base', mine: 'accent-mine-text', theirs: 'accent-store-text' } as const;
const KEY_OF = { base: '0', mine: '1', theirs: '2' } as const;

function Side({
  group,
  name,
  entity,
  field,
  isChosen,
  isWhole,
  keys,
  onChoose,
}: {
  readonly group: string;
  readonly name: 'base' | 'mine' | 'theirs';
  readonly entity: ConflictRow['entity'];
  readonly field: Field;
  readonly isChosen: boolean;
  readonly isWhole: boolean;
  readonly keys: string | null;
  readonly onChoose: () => void;
}) {
  const value = field[name];
  const text = valueText(entity, field.field, value);
  const moved = name === 'base' ? null : movedBy(field.base, value);
  const isHtml = fieldByColumn(entity, field.field)?.kind === 'html';
  const textOf = (side: unknown): string => (isHtml ? source(side) : valueText(entity, field.field, side));
  const isProse = isHtml || [field.base, field.mine, field.theirs].some(isSentence);
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
        <span className={classes('min-w-0 flex-1', name === 'base' && 'text-text-2', isChosen && 'font-strong')}>
          {!isProse ? (
            <span dir="auto" className="selectable block break-words">
              {text}
            </span>
          ) : name === 'base' ? (
            <ProseBase
              base={textOf(field.base)}
              mine={textOf(field.mine)}
              theirs={textOf(field.theirs)}
              isHtml={isHtml}
              isWhole={isWhole}
            />
          ) : (
            <ProseDiff side={name} base={textOf(field.base)} text={textOf(value)} isHtml={isHtml} isWhole={isWhole} />
          )}
          {moved !== null && (
            <bdi dir="ltr" className="text-small font-regular text-text-2">
              {moved}
            </bdi>
          )}
        </span>
        {keys !== null && <Keys>{keys}</Keys>}
      </label>
    </td>
  );
}

function isSentence(value: unknown): boolean {
  return typeof value === 'string' && value.includes(' ');
}

function source(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
