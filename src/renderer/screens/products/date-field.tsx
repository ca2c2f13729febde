import { boxClasses, FieldFoot } from '../../components/field-parts.tsx';
import { classes } from '../../components/class-names.ts';
import { m } from '../../paraglide/messages.js';
import { TextField as AriaTextField, Input } from 'react-aria-components/TextField';

/** A day, with the system's own calendar. Empty means no day. */
export function DateField({
  value,
  onChange,
  ariaLabel,
  edge,
  changedFrom,
  error,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ariaLabel: string;
  /** “From” or “Until”, in front of the day. */
  readonly edge: string;
  readonly changedFrom: string | null;
  readonly error: string | null;
}) {
  return (
    <AriaTextField
      aria-label={ariaLabel}
      value={value}
      onChange={onChange}
      type="date"
      isInvalid={error !== null}
      validationBehavior="aria"
      className="flex min-w-0 flex-col gap-1"
    >
      <span
        className={classes(
          boxClasses('small', changedFrom !== null),
          'focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)]',
        )}
        data-tip={changedFrom === null ? undefined : m.common_was({ value: changedFrom })}
      >
        <span className="shrink-0 text-small text-text-3">{edge}</span>
        <Input className="min-w-0 flex-1 bg-transparent focus-visible:shadow-none" max="9999-12-31" />
      </span>
      <FieldFoot error={error} />
    </AriaTextField>
  );
}
