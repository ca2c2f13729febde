import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';

/** Saved views of a list, in the page head: the chosen one on a grey ground, counts in grey. */
export function QuietTabs<T extends string>({
  label,
  items,
  selected,
  onChange,
}: {
  readonly label: string;
  readonly items: readonly { readonly id: T; readonly label: string; readonly count?: string | undefined }[];
  readonly selected: T;
  readonly onChange: (id: T) => void;
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const next = items.find(({ id }) => keys.has(id));
        if (next) onChange(next.id);
      }}
      className="flex min-w-0 items-center gap-1"
    >
      {items.map((item) => (
        <ToggleButton
          key={item.id}
          id={item.id}
          className="tint flex h-7 items-center gap-1.5 rounded-r2 px-2 text-small font-medium whitespace-nowrap text-text-2 hovered:bg-hover selected:bg-active selected:text-text kbd:shadow-focus"
        >
          {item.label}
          {item.count === undefined ? null : <span className="font-regular text-text-3">{item.count}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
