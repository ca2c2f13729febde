import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
  type PopoverProps,
} from 'react-aria-components/Menu';
import { classes } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';

export const FLOAT_SURFACE = 'float-in z-40 rounded-r3 bg-raised shadow-2 outline-none forced-colors:border';
/** A row of a menu or a list of choices. */
export const OPTION_ROW = classes(
  'flex h-7 items-center gap-2 rounded-r1 px-2 outline-none',
  'focused:bg-accent-soft hovered:bg-accent-soft off:text-text-off focus-visible:shadow-none',
);

export type MenuEntry = {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconShape;
  readonly keys?: string;
  readonly onAction: () => void;
  /** Stands last, after a line, in red. */
  readonly isDestructive?: boolean;
  readonly isDisabled?: boolean;
  readonly isChecked?: boolean;
  /** Small words at the end, for example a count. */
  readonly detail?: string;
};

/** A menu that `trigger` (a Button or IconButton) opens. Destructive entries are put last. */
export function Menu({
  trigger,
  entries,
  label,
  placement = 'bottom end',
  className,
}: {
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly label: string;
  readonly placement?: NonNullable<PopoverProps['placement']>;
  readonly className?: string;
}) {
  const harmless = entries.filter((entry) => !entry.isDestructive);
  const destructive = entries.filter((entry) => entry.isDestructive);
  return (
    <MenuTrigger>
      {trigger}
      <Popover placement={placement} offset={4} className={classes(FLOAT_SURFACE, 'min-w-48', className)}>
        <AriaMenu aria-label={label} className="max-h-96 overflow-auto p-1 outline-none">
          {harmless.map(renderEntry)}
          {harmless.length > 0 && destructive.length > 0 ? <Separator className="-mx-1 my-1 h-px bg-divider" /> : null}
          {destructive.map(renderEntry)}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function renderEntry(entry: MenuEntry) {
  return (
    <MenuItem
      key={entry.id}
      id={entry.id}
      textValue={entry.label}
      isDisabled={entry.isDisabled ?? false}
      onAction={entry.onAction}
      className={classes(OPTION_ROW, entry.isDestructive && 'text-danger-text')}
    >
      {entry.icon ? <Icon of={entry.icon} className={entry.isDestructive ? '' : 'text-text-2'} /> : null}
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.detail ? <span className="text-small text-text-3">{entry.detail}</span> : null}
      {entry.keys ? (
        <span dir="ltr" className="ms-4 text-caption font-medium text-text-3">
          {entry.keys}
        </span>
      ) : null}
      {entry.isChecked ? <Icon of={Check} size={14} /> : null}
    </MenuItem>
  );
}
