import { useState } from 'react';
import { DateField } from '../../components/date-field.tsx';

/** Earlier years are a year that is still being typed. */
const FIRST_DAY = '2000-01-01';

/** A day that saves itself as soon as it is whole; an empty one takes it away. */
export function DayField({
  label,
  value,
  onSave,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onSave: (day: string | null) => Promise<string | null>;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function change(day: string): Promise<void> {
    setDraft(day);
    if (day !== '' && day < FIRST_DAY) return;
    const refusal = await onSave(day === '' ? null : day);
    setError(refusal);
    if (refusal === null) setDraft(null);
  }

  return (
    <DateField
      ariaLabel={label}
      edge=""
      value={draft ?? value ?? ''}
      error={error}
      onChange={(day) => void change(day)}
    />
  );
}
