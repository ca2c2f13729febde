import { ProgressBar as AriaProgressBar } from 'react-aria-components/ProgressBar';
import { classes } from './class-names.ts';

/**
 * A bar of known share. Green only when `isCounted`: both sides were counted and agree.
 * `value` of `total` records; without a total the bar is empty and says nothing of its share.
 */
export function ProgressBar({
  label,
  value,
  total,
  isCounted = false,
  isWhole = false,
  className,
}: {
  readonly label: string;
  readonly value: number;
  readonly total: number | null;
  readonly isCounted?: boolean;
  /** 8 px high, for the progress of a whole run. */
  readonly isWhole?: boolean;
  /** Its width; without it the bar takes the whole line. */
  readonly className?: string;
}) {
  const share = total === null || total <= 0 ? 0 : Math.min(1, value / total);
  return (
    <AriaProgressBar
      aria-label={label}
      value={isCounted ? 1 : share}
      maxValue={1}
      className={classes(
        'block shrink-0 overflow-hidden rounded-full bg-active forced-colors:border',
        isWhole ? 'h-2' : 'h-1.5',
        className ?? 'w-full',
      )}
    >
      <div
        className={classes('h-full rounded-full forced-colors:bg-[Highlight]', isCounted ? 'bg-success' : 'bg-accent')}
        style={{ width: `${(isCounted ? 1 : share) * 100}%` }}
      />
    </AriaProgressBar>
  );
}

const RADIUS = 5.5;
const CIRCLE = 2 * Math.PI * RADIUS;

/** The 14 px ring. `share` 0 to 1; null turns, because how much is left is not known. */
export function Ring({ share, size = 14 }: { readonly share: number | null; readonly size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 14 14"
      className={classes('shrink-0', share === null && 'ring-turning')}
    >
      <circle cx="7" cy="7" r={RADIUS} fill="none" strokeWidth="2.5" className="stroke-accent-soft-2" />
      <circle
        cx="7"
        cy="7"
        r={RADIUS}
        fill="none"
        strokeWidth="2.5"
        strokeDasharray={`${CIRCLE * (share ?? 0.3)} ${CIRCLE}`}
        transform="rotate(-90 7 7)"
        className="stroke-accent"
      />
    </svg>
  );
}
