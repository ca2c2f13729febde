import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { m } from '../paraglide/messages.js';
import { classes } from './class-names.ts';
import { boxClasses, FieldFoot, FieldLabel, type FieldSize } from './field-parts.tsx';
import { Icon } from './icon.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from './menu.tsx';

export type SelectOption<T extends string> = {
  readonly id: T;
  readonly label: string;
  /** A dot or square in front, for example `<StatusDot/>`. */
  readonly mark?: ReactNode;
};

export type SelectProps<T extends string> = {
  readonly options: readonly SelectOption<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly size?: FieldSize;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  /** Paints the field gold: an edit that was not sent. The text says what it was. */
  readonly changedFrom?: string | null;
  readonly isDisabled?: boolean;
  readonly className?: string;
};

/** One of many; two to four of a kind are better as a Segmented. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { options, value, label, ariaLabel, size = 'normal', error, changedFrom } = props;
  const isChanged = changedFrom !== undefined && changedFrom !== null;
  return (
    <AriaSelect
      value={value}
      onChange={(next) => {
        if (next !== null) props.onChange(next as T);
      }}
      placeholder={m.common_choose()}
      isInvalid={Boolean(error)}
      isDisabled={props.isDisabled ?? false}
      {...(ariaLabel ? { 'aria-label': ariaLabel } : {})}
      className={classes('flex min-w-0 flex-col gap-1', props.className)}
    >
      {label ? <FieldLabel>{label}</FieldLabel> : null}
      <AriaButton
        className={classes(
          boxClasses(size, isChanged),
          'text-start kbd:border-focus kbd:shadow-[0_0_0_1px_var(--focus)] off:border-divider off:bg-sunken off:text-text-off',
          error && 'border-danger',
        )}
      >
        <SelectValue className="flex min-w-0 flex-1 items-center gap-2 truncate stacked:text-text-3" />
        {isChanged ? (
          <span className="shrink-0 text-small text-text-3">{m.common_was({ value: changedFrom })}</span>
        ) : null}
        <Icon of={ChevronDown} size={14} className="text-text-3" />
      </AriaButton>
      <FieldFoot hint={props.hint} error={error} />
      <Popover offset={4} className={classes(FLOAT_SURFACE, 'min-w-(--trigger-width)')}>
        <ListBox items={options} className="max-h-80 overflow-auto p-1">
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={OPTION_ROW}>
              {({ isSelected }) => (
                <>
                  {option.mark}
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  {isSelected ? <Icon of={Check} size={14} className="in-[button]:hidden" /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
