import { useEffect, useRef, type KeyboardEvent } from 'react';
import { wordField } from '../../app/field-words.ts';
import { Button } from '../../components/button.tsx';
import { Keys } from '../../components/keys.tsx';
import { Select } from '../../components/select.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { fieldByColumn } from '../../../shared/domain/fields.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import type { Choice } from './conflict-logic.ts';
import { valueText } from './value-text.ts';

type Field = ConflictRow['fields'][number];

/** A value of one's own in place of the three: stock asks for the number, because sales moved it since. */
export function OtherValue({
  entity,
  field,
  isStock,
  isActive,
  isEditing,
  choice,
  onOpen,
  onType,
  onLeave,
}: {
  readonly entity: ConflictRow['entity'];
  readonly field: Field;
  readonly isStock: boolean;
  readonly isActive: boolean;
  /** It was opened by hand: the cursor goes there. */
  readonly isEditing: boolean;
  readonly choice: Choice | undefined;
  readonly onOpen: () => void;
  readonly onType: (text: string) => void;
  /** Enter keeps what was typed, Escape lets it go. */
  readonly onLeave: (isKept: boolean) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = isEditing ? place.current?.querySelector<HTMLElement>('input, textarea, button') : null;
    box?.focus();
    if (box instanceof HTMLInputElement) box.select();
  }, [isEditing]);
  const isOpen = choice?.side === 'other';
  if (!isOpen && !isStock) {
    return (
      <Button size="small" variant="quiet" {...(isActive ? { keys: 'E' } : {})} onPress={onOpen}>
        {m.sync_conflict_other()}
      </Button>
    );
  }
  return (
    <div ref={place} className="flex flex-wrap items-center gap-2">
      <span className="text-text-2">
        {isStock
          ? m.sync_conflict_stock({ was: shown(field.base), counted: shown(field.mine), now: shown(field.theirs) })
          : m.sync_conflict_other_label()}
      </span>
      <Editor
        entity={entity}
        field={field}
        isStock={isStock}
        text={isOpen ? choice.text : ''}
        onType={onType}
        onLeave={onLeave}
      />
      {isStock && <StockWays field={field} choice={choice} isActive={isActive} onType={onType} onOpen={onOpen} />}
    </div>
  );
}

function Editor({
  entity,
  field,
  isStock,
  text,
  onType,
  onLeave,
}: {
  readonly entity: ConflictRow['entity'];
  readonly field: Field;
  readonly isStock: boolean;
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onLeave: (isKept: boolean) => void;
}) {
  const label = m.sync_conflict_other_of({ field: wordField(field.field) });
  const spec = fieldByColumn(entity, field.field);
  function onKeyDown(event: KeyboardEvent): void {
    const isEnter = event.key === 'Enter' && !(event.ctrlKey || event.metaKey);
    if (event.key !== 'Escape' && !isEnter) return;
    event.preventDefault();
    event.stopPropagation();
    onLeave(isEnter);
  }
  if (spec?.choices) {
    return (
      <Select
        ariaLabel={label}
        size="small"
        options={spec.choices.map((id) => ({ id, label: valueText(entity, field.field, id) }))}
        value={text}
        onChange={onType}
      />
    );
  }
  if (spec?.kind === 'html') {
    return (
      <div
        className="w-full"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onKeyDown(event);
        }}
      >
        <TextAreaField ariaLabel={label} rows={6} value={text} onChange={onType} />
      </div>
    );
  }
  return (
    <TextField
      ariaLabel={label}
      size="small"
      isFigure={isStock}
      className={isStock ? 'w-20' : 'w-64'}
      value={text}
      onChange={onType}
      onKeyDown={onKeyDown}
    />
  );
}

/** What the store has now is one press away. */
function StockWays({
  field,
  choice,
  isActive,
  onType,
  onOpen,
}: {
  readonly field: Field;
  readonly choice: Choice | undefined;
  readonly isActive: boolean;
  readonly onType: (text: string) => void;
  readonly onOpen: () => void;
}) {
  const suggestion = typeof field.theirs === 'number' ? String(field.theirs) : '';
  const isSuggested = choice?.side === 'other' && choice.text === suggestion;
  return (
    <>
      {suggestion !== '' && !isSuggested && (
        <Button size="small" onPress={() => onType(suggestion)}>
          {m.sync_conflict_set_to({ value: suggestion })}
        </Button>
      )}
      {isActive && choice?.side !== 'other' && (
        <button type="button" className="ms-auto flex items-center gap-2 text-small text-text-2" onClick={onOpen}>
          {m.sync_conflict_edit_number()}
          <Keys>E</Keys>
        </button>
      )}
    </>
  );
}

function shown(value: unknown): string {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : '–';
}
