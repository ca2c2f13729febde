import { classes } from '../components/class-names.ts';

const SIZES = {
  normal: 'size-8 rounded-r2',
  small: 'size-7 rounded-r2 text-small',
  tiny: 'size-4 rounded-r1 text-caption',
};

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return (sum % 5) + 1;
}

/** The first letter of a store on a dark ground that stays the same for this store. Decorative. */
export function StoreAvatar({
  id,
  letter,
  size = 'normal',
}: {
  readonly id: string;
  /** A name, of which the first letter is shown, or a count of stores. */
  readonly letter: string;
  /** `tiny` marks a row of a list. */
  readonly size?: 'normal' | 'small' | 'tiny';
}) {
  return (
    <span
      aria-hidden
      className={classes(
        'flex shrink-0 items-center justify-center font-strong text-white forced-color-adjust-none',
        SIZES[size],
      )}
      style={{ background: `color-mix(in oklab, var(--chart-${hueOf(id)}) 55%, #17120c)` }}
    >
      {[...letter.trim()][0]?.toLocaleUpperCase() ?? '?'}
    </span>
  );
}
