import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { Switch as AriaSwitch } from 'react-aria-components/Switch';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { classes } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';

type ToggleProps = {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  /** Visible words; a checkbox in a table row gives `ariaLabel` instead. */
  readonly children?: ReactNode;
  readonly ariaLabel?: string;
  readonly isDisabled?: boolean;
  readonly className?: string;
};

/** 16 px box. `isMixed` is the state of a head over a partly selected list. `slot="selection"` works in RAC tables. @public */
export function Checkbox({
  isMixed = false,
  children,
  ariaLabel,
  className,
  excludeFromTabOrder = false,
  ...rest
}: ToggleProps & { readonly isMixed?: boolean; readonly excludeFromTabOrder?: boolean }) {
  return (
    <AriaCheckbox
      {...rest}
      isIndeterminate={isMixed}
      excludeFromTabOrder={excludeFromTabOrder}
      {...(ariaLabel ? { 'aria-label': ariaLabel } : {})}
      className={classes('group inline-flex items-center gap-2 off:text-text-off', className)}
    >
      <span
        className={classes(
          'tint flex size-4 shrink-0 items-center justify-center rounded-r1 border border-control bg-surface',
          'group-hovered:border-text-2 group-kbd:shadow-focus group-off:border-divider group-off:bg-sunken',
          'group-selected:border-accent group-selected:bg-accent group-selected:text-on-accent',
          'group-mixed:border-accent group-mixed:bg-accent group-mixed:text-on-accent',
        )}
      >
        <Icon of={Minus} size={12} className="hidden group-mixed:block" />
        <Icon of={Check} size={12} className="hidden group-selected:block group-mixed:hidden" />
      </span>
      {children}
    </AriaCheckbox>
  );
}

/** Only for settings that act at once. @public */
export function Switch({ children, ariaLabel, className, ...rest }: ToggleProps) {
  return (
    <AriaSwitch
      {...rest}
      {...(ariaLabel ? { 'aria-label': ariaLabel } : {})}
      className={classes('group inline-flex items-center gap-2 off:text-text-off', className)}
    >
      <span
        className={classes(
          'tint flex h-4 w-7 shrink-0 items-center rounded-full bg-control p-0.5 group-kbd:shadow-focus',
          'group-selected:bg-accent group-off:bg-border-strong forced-colors:border',
        )}
      >
        <span className="tint size-3 rounded-full bg-surface group-selected:ms-3 forced-colors:bg-[CanvasText]" />
      </span>
      {children}
    </AriaSwitch>
  );
}

export type SegmentedOption<T extends string> = {
  readonly id: T;
  readonly label: string;
  readonly icon?: IconShape;
  readonly isDisabled?: boolean;
};

/** Two to four choices of one kind, 28 high. Exactly one is chosen. */
export function Segmented<T extends string>({
  options,
  value,
  onChange,
  ariaLabel,
  isDisabled = false,
  isWide = false,
  className,
}: {
  readonly options: readonly SegmentedOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly ariaLabel: string;
  readonly isDisabled?: boolean;
  /** Takes the whole width, in equal parts. */
  readonly isWide?: boolean;
  readonly className?: string;
}) {
  return (
    <ToggleButtonGroup
      aria-label={ariaLabel}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [next] = [...keys];
        if (next !== undefined) onChange(next as T);
      }}
      className={classes(
        'no-drag h-7 shrink-0 rounded-r2 bg-active p-0.5',
        isWide ? 'grid w-full auto-cols-fr grid-flow-col' : 'inline-flex',
        className,
      )}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.id}
          id={option.id}
          isDisabled={option.isDisabled ?? false}
          className={classes(
            'tint inline-flex items-center justify-center gap-1.5 rounded-r1 px-2.5 text-small font-medium',
            'whitespace-nowrap text-text-2 hovered:text-text selected:bg-raised selected:text-text selected:shadow-1',
            'kbd:shadow-focus off:text-text-off forced-colors:selected:border',
          )}
        >
          {option.icon ? <Icon of={option.icon} size={14} /> : null}
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
