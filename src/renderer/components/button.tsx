import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { classes } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';
import { Ring } from './progress.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger' | 'quiet-danger';

const VARIANT: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent border-transparent hovered:bg-accent-hover pressed:bg-accent-press',
  secondary: 'bg-raised text-text border-border-strong hovered:bg-hover pressed:bg-active',
  quiet: 'bg-transparent text-text border-transparent hovered:bg-active pressed:bg-active pressed:text-text-2',
  danger:
    'bg-danger-solid text-on-accent border-transparent hovered:bg-danger-solid-hover pressed:bg-danger-solid-hover',
  'quiet-danger': 'bg-transparent text-danger-text border-transparent hovered:bg-danger-soft pressed:bg-danger-soft',
};
const OFF = 'off:bg-active off:text-text-off off:border-transparent';
const OFF_LINED = 'off:bg-sunken off:text-text-off off:border-divider';
const OFF_QUIET = 'off:bg-transparent off:text-text-off';

function offOf(variant: ButtonVariant): string {
  if (variant === 'secondary') return OFF_LINED;
  return variant === 'quiet' || variant === 'quiet-danger' ? OFF_QUIET : OFF;
}

type SharedProps = Pick<
  AriaButtonProps,
  | 'onPress'
  | 'isDisabled'
  | 'autoFocus'
  | 'type'
  | 'form'
  | 'id'
  | 'slot'
  | 'aria-describedby'
  | 'aria-expanded'
  | 'aria-label'
> & { readonly ref?: Ref<HTMLButtonElement> };

export type ButtonProps = SharedProps & {
  readonly children: ReactNode;
  readonly variant?: ButtonVariant;
  /** `small` is 24 high, for rows and panels. */
  readonly size?: 'normal' | 'small';
  readonly icon?: IconShape;
  readonly iconFlips?: boolean;
  readonly keys?: string;
  /** Shows the ring and `busyLabel` and takes no further press. */
  readonly isBusy?: boolean;
  readonly busyLabel?: string;
  readonly className?: string;
};

/** A verb with its object. At most one `primary` per screen; `danger` only in a dialog that confirms. */
export function Button({
  children,
  variant = 'secondary',
  size = 'normal',
  icon,
  iconFlips = false,
  keys,
  isBusy = false,
  busyLabel,
  isDisabled = false,
  className,
  ...rest
}: ButtonProps) {
  const isSmall = size === 'small';
  return (
    <AriaButton
      {...rest}
      isDisabled={isDisabled || isBusy}
      className={classes(
        'tint no-drag inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap',
        'rounded-r2 kbd:shadow-focus',
        isSmall ? 'h-control-s gap-1 px-2 text-small' : 'h-control gap-2 px-3',
        VARIANT[variant],
        offOf(variant),
        className,
      )}
    >
      {isBusy ? <Ring share={null} /> : icon ? <Icon of={icon} size={isSmall ? 12 : 16} flips={iconFlips} /> : null}
      {isBusy && busyLabel ? busyLabel : children}
      {keys && !isBusy ? (
        <span aria-hidden className="ms-1 text-caption opacity-75">
          {keys}
        </span>
      ) : null}
    </AriaButton>
  );
}

export type IconButtonProps = SharedProps & {
  /** Read by assistive technology and shown as the tooltip. */
  readonly label: string;
  readonly icon: IconShape;
  readonly iconFlips?: boolean;
  readonly keys?: string;
  readonly variant?: 'quiet' | 'secondary' | 'quiet-danger';
  readonly size?: 'normal' | 'small';
  readonly tooltipPlacement?: 'top' | 'bottom' | 'start' | 'end';
  readonly className?: string;
};

export function IconButton({
  label,
  icon,
  iconFlips = false,
  keys,
  variant = 'quiet',
  size = 'normal',
  tooltipPlacement = 'bottom',
  className,
  ...rest
}: IconButtonProps) {
  const isSmall = size === 'small';
  return (
    <Tooltip text={label} keys={keys} placement={tooltipPlacement}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classes(
          'tint no-drag inline-flex shrink-0 items-center justify-center rounded-r2 border kbd:shadow-focus',
          isSmall ? 'size-control-s' : 'size-control',
          VARIANT[variant],
          variant === 'quiet' && 'text-text-2',
          offOf(variant),
          className,
        )}
      >
        <Icon of={icon} size={isSmall ? 14 : 16} flips={iconFlips} />
      </AriaButton>
    </Tooltip>
  );
}

/** A press that reads like a link, inside text or at the end of a row. `tone` neutral keeps the text's colour. */
export function LinkButton({
  children,
  icon,
  className,
  ...rest
}: SharedProps & { readonly children: ReactNode; readonly icon?: IconShape; readonly className?: string }) {
  return (
    <AriaButton
      {...rest}
      className={classes(
        'no-drag inline-flex items-center gap-1.5 rounded-r1 font-medium text-accent-text',
        'hovered:underline kbd:shadow-focus off:text-text-off',
        className,
      )}
    >
      {children}
      {icon ? <Icon of={icon} size={14} /> : null}
    </AriaButton>
  );
}
