import { useState } from 'react';
import { classes } from '../../components/class-names.ts';

/** The title of a record, large and without a box until it is touched. Saves itself when it is left. */
export function TitleField({
  label,
  value,
  onSave,
}: {
  readonly label: string;
  readonly value: string;
  readonly onSave: (value: string) => Promise<string | null>;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function save(): Promise<void> {
    const refusal = draft === null || draft === value ? null : await onSave(draft);
    setError(refusal);
    if (refusal === null) setDraft(null);
  }

  return (
    <div className="flex flex-col gap-1">
      <textarea
        aria-label={label}
        aria-invalid={error !== null}
        dir="auto"
        rows={1}
        maxLength={500}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void save();
          }
          if (event.key !== 'Escape' || draft === null) return;
          event.preventDefault();
          event.stopPropagation();
          setDraft(null);
          setError(null);
        }}
        className={classes(
          '-mx-2 w-[calc(100%+16px)] resize-none field-sizing-content rounded-r2 border border-transparent bg-transparent px-2 py-1',
          'text-title font-strong hover:border-border focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)] aria-invalid:border-danger',
          '[text-align:-webkit-match-parent]',
        )}
      />
      {error ? (
        <span role="alert" className="text-small text-danger-text">
          {error}
        </span>
      ) : null}
    </div>
  );
}
