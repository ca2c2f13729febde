import { Check, ChevronDown, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components/Menu';
import { m } from '../paraglide/messages.js';
import { classes } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from './menu.tsx';

const PILL = 'tint inline-flex h-7 items-center gap-1.5 border px-2 text-small whitespace-nowrap kbd:shadow-focus';
const REST = 'border-border-strong bg-raised text-text-2 hovered:bg-hover pressed:bg-active off:text-text-off';
const ACTIVE = 'border-accent-line bg-accent-soft text-accent-text hovered:bg-accent-soft-2';

export type PillProps = Pick<AriaButtonProps, 'onPress' | 'isDisabled' | 'aria-pressed'> & {
  readonly label: string;
  /** The chosen value, in bold. */
  readonly value?: ReactNode;
  readonly isActive?: boolean;
  /** Shows a cross of its own, with its own name. */
  readonly onClear?: (() => void) | undefined;
  readonly hasArrow?: boolean;
  /** Dashed: opens something that adds a filter. */
  readonly isAdding?: boolean;
  readonly icon?: IconShape;
};

/** One filter in a toolbar, 28 high: “Category **Kitchen** ×”. */
export function Pill({
  label,
  value,
  isActive = false,
  onClear,
  hasArrow = false,
  isAdding = false,
  icon,
  ...rest
}: PillProps) {
  const ground = isActive ? ACTIVE : REST;
  const words = (
    <>
      {icon ? <Icon of={icon} size={14} /> : null}
      <span>{label}</span>
      {value === undefined ? null : <span className="max-w-40 truncate font-strong text-current">{value}</span>}
    </>
  );
  if (isActive && onClear) {
    return (
      <span className="inline-flex shrink-0">
        <AriaButton {...rest} className={classes(PILL, ground, 'rounded-s-r2 border-e-0 pe-1')}>
          {words}
        </AriaButton>
        <AriaButton
          aria-label={m.common_clear_filter({ name: label })}
          onPress={onClear}
          className={classes(PILL, ground, 'rounded-e-r2 border-s-0 ps-1')}
        >
          <Icon of={X} size={12} />
        </AriaButton>
      </span>
    );
  }
  return (
    <AriaButton {...rest} className={classes(PILL, ground, 'shrink-0 rounded-r2', isAdding && 'border-dashed')}>
      {words}
      {hasArrow ? <Icon of={ChevronDown} size={12} /> : null}
    </AriaButton>
  );
}

export type FilterOption = { readonly id: string; readonly label: string; readonly count?: string };

/** A pill that opens the accepted values of one column. Nothing chosen means any. */
export function FilterPill({
  label,
  options,
  selected,
  onChange,
  noneWords,
}: {
  readonly label: string;
  readonly options: readonly FilterOption[];
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
  /** What nothing chosen means, where it is not “any”. */
  readonly noneWords?: string;
}) {
  const isActive = selected.length > 0;
  return (
    <span className="inline-flex shrink-0">
      <MenuTrigger>
        <AriaButton
          className={classes(PILL, isActive ? ACTIVE : REST, isActive ? 'rounded-s-r2 border-e-0 pe-1' : 'rounded-r2')}
        >
          <span>{label}</span>
          <span className="max-w-40 truncate font-strong">
            {selected.length === 0 && noneWords !== undefined ? noneWords : summaryOf(options, selected)}
          </span>
          {isActive ? null : <Icon of={ChevronDown} size={12} />}
        </AriaButton>
        <Popover placement="bottom start" offset={4} className={classes(FLOAT_SURFACE, 'min-w-48')}>
          <AriaMenu
            aria-label={label}
            selectionMode="multiple"
            selectedKeys={selected}
            onSelectionChange={(keys) => onChange(keys === 'all' ? options.map(({ id }) => id) : [...keys].map(String))}
            className="max-h-80 overflow-auto p-1 outline-none"
          >
            {options.map((option) => (
              <MenuItem key={option.id} id={option.id} textValue={option.label} className={OPTION_ROW}>
                {({ isSelected }) => (
                  <>
                    <span className="flex size-4 items-center justify-center">
                      {isSelected ? <Icon of={Check} size={14} className="text-accent-text" /> : null}
                    </span>
                    <span className="min-w-0 flex-1 truncate">{option.label}</span>
                    {option.count === undefined ? null : (
                      <span className="ms-4 text-small text-text-3">{option.count}</span>
                    )}
                  </>
                )}
              </MenuItem>
            ))}
          </AriaMenu>
        </Popover>
      </MenuTrigger>
      {isActive ? (
        <AriaButton
          aria-label={m.common_clear_filter({ name: label })}
          onPress={() => onChange([])}
          className={classes(PILL, ACTIVE, 'rounded-e-r2 border-s-0 ps-1')}
        >
          <Icon of={X} size={12} />
        </AriaButton>
      ) : null}
    </span>
  );
}

function summaryOf(options: readonly FilterOption[], selected: readonly string[]): string {
  const [first, ...more] = options.filter(({ id }) => selected.includes(id)).map((option) => option.label);
  if (first === undefined) return selected.length === 0 ? m.common_any() : String(selected.length);
  return more.length === 0 ? first : m.common_and_more({ first, more: more.length });
}
