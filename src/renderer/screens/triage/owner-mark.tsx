import { UserRoundPlus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { m } from '../../paraglide/messages.js';
import { initialsOf } from './triage-logic.ts';

/** Who takes care of it: initials on a quiet ground, or an empty place that asks for a name. */
export function OwnerMark({
  name,
  onPress,
}: {
  readonly name: string | null;
  /** Missing where nothing can be assigned any more. */
  readonly onPress?: (() => void) | undefined;
}) {
  const look = classes(
    'flex size-5 shrink-0 items-center justify-center rounded-full text-caption leading-none font-strong',
    name === null ? 'border border-dashed border-control text-text-3' : 'bg-store-soft text-store-text',
  );
  // The initials are drawn by the style: read aloud they would only stand in the way of the name.
  const face =
    name === null ? (
      <Icon of={UserRoundPlus} size={12} />
    ) : (
      <span data-initials={initialsOf(name)} className="before:content-[attr(data-initials)]" />
    );
  if (!onPress) {
    return name === null ? null : (
      <span role="img" aria-label={name} data-tip={name} className={look}>
        {face}
      </span>
    );
  }
  const words = name ?? m.triage_assign_someone();
  return (
    <Tooltip text={words} keys="A">
      <AriaButton
        aria-label={words}
        excludeFromTabOrder
        onPress={onPress}
        className={classes(look, 'tint hovered:border-text-2 hovered:text-text kbd:shadow-focus')}
      >
        {face}
      </AriaButton>
    </Tooltip>
  );
}
