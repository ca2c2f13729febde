import { useEffect, useRef, useState } from 'react';
import type { TriageRecord } from '../../../shared/contract/triage.ts';
import type { FieldSpec } from '../../../shared/domain/fields.ts';
import { wordField } from '../../app/field-words.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { valueText } from '../sync/value-text.ts';

/** The field to type a new value into: a few choices, or a line of text. */
export function ValueField({
  spec,
  entity,
  value,
  onChange,
  error,
  isSmall = false,
  onEnter,
  onEscape,
}: {
  readonly spec: FieldSpec;
  readonly entity: TriageRecord['entity'];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
  /** In a row, where the row names the field. */
  readonly isSmall?: boolean;
  readonly onEnter: () => void;
  readonly onEscape?: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  // What is typed takes the place of the refused value.
  useEffect(() => input.current?.select(), []);
  const naming = isSmall
    ? { ariaLabel: wordField(spec.column), size: 'small' as const }
    : { label: m.triage_fix_value() };
  if (spec.kind === 'choice') {
    const options = (spec.choices ?? []).map((id) => ({ id, label: valueText(entity, spec.column, id) }));
    return (
      <Select {...naming} options={options} value={value === '' ? null : value} onChange={onChange} error={error} />
    );
  }
  return (
    <TextField
      {...naming}
      autoFocus
      inputRef={input}
      value={value}
      onChange={onChange}
      error={error}
      isCode={spec.kind === 'sku' || spec.kind === 'slug' || spec.kind === 'email'}
      isFigure={spec.kind === 'money' || spec.kind === 'decimal' || spec.kind === 'integer'}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onEnter();
        if (event.key !== 'Escape' || !onEscape) return;
        event.stopPropagation();
        onEscape();
      }}
    />
  );
}

/** Corrects one record where it stands: Enter saves and goes on to the next, Escape leaves. */
export function FixField({
  record,
  spec,
  onSave,
  onLeave,
}: {
  readonly record: TriageRecord;
  readonly spec: FieldSpec;
  readonly onSave: (value: string) => Promise<string | null>;
  readonly onLeave: () => void;
}) {
  const [value, setValue] = useState(() => textOf(record.value));
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function save(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setError(await onSave(value));
    setBusy(false);
  }

  return (
    <span className="flex items-start gap-1.5">
      <span className="min-w-0 flex-1">
        <ValueField
          isSmall
          spec={spec}
          entity={record.entity}
          value={value}
          onChange={setValue}
          error={error}
          onEnter={() => void save()}
          onEscape={onLeave}
        />
      </span>
      <Button size="small" className="mt-0.5" isBusy={isBusy} onPress={() => void save()}>
        {m.triage_save()}
      </Button>
    </span>
  );
}

/** A value as it would be typed; what is no text or figure begins empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
