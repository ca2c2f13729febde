import type { LucideIcon } from 'lucide-react';
import { classes } from './class-names.ts';

export type IconSize = 12 | 14 | 16 | 20;
export type IconShape = LucideIcon;

/** A lucide icon in the house's stroke. `flips` mirrors it in right-to-left windows: only arrows and the sidebar. */
export function Icon({
  of: Shape,
  size = 16,
  flips = false,
  className,
}: {
  readonly of: LucideIcon;
  readonly size?: IconSize;
  readonly flips?: boolean;
  readonly className?: string;
}) {
  return (
    <Shape
      aria-hidden
      size={size}
      strokeWidth={size === 12 ? 2 : 1.75}
      className={classes('shrink-0', flips && 'rtl:-scale-x-100', className)}
    />
  );
}
