import { useState, type ReactNode } from 'react';
import { TextField } from '../../components/text-field.tsx';

/**
 * A field that saves itself when it is left or Enter is pressed; Escape puts back what was there. `onSave` answers the
 * sentence that refuses it, or null.
 */
export function InlineField({
  value,
  label,
  isLabelShown = false,
  placeholder,
  unit,
  hint,
  onSave,
}: {
  readonly value: string;
  readonly label: string;
  readonly isLabelShown?: boolean;
  readonly placeholder?: string;
  readonly unit?: ReactNode;
  readonly hint?: ReactNode;
  readonly onSave: (value: string) => Promise<string | null>;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function save(): Promise<void> {
    if (draft === null || draft === value) return leave();
    const refusal = await onSave(draft);
    if (refusal === null) leave();
    else setError(refusal);
  }

  function leave(): void {
    setDraft(null);
    setError(null);
  }

  return (
    <TextField
      size="small"
      {...(isLabelShown ? { label } : { ariaLabel: label })}
      value={draft ?? value}
      onChange={setDraft}
      error={error}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(unit === undefined ? {} : { unit })}
      {...(hint === undefined ? {} : { hint })}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void save();
        if (event.key !== 'Escape' || draft === null) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
      }}
    />
  );
}
