import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

export const TOOLTIP_SURFACE =
  'float-in z-50 max-w-80 rounded-r1 bg-tooltip px-2 py-1 text-small text-on-tooltip shadow-2 forced-colors:border';

/**
 * Ink tooltip of a control that can have the focus (a Button, IconButton, Pill …), after 500 ms, at once when moving
 * between neighbours. For text that cannot have the focus write `data-tip="…"` on the element instead.
 */
export function Tooltip({
  text,
  keys,
  placement = 'bottom',
  children,
}: {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly placement?: 'top' | 'bottom' | 'start' | 'end';
  readonly children: ReactNode;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip placement={placement} offset={6} className={TOOLTIP_SURFACE}>
        {text}
        {keys ? <span className="ms-2 opacity-60">{keys}</span> : null}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
