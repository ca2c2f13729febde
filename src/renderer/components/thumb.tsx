import { Package } from 'lucide-react';
import { pictureFailed, usePictureFailed } from '../state/pictures.ts';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';

/** A product's picture, loaded when it comes into view, with a quiet ground while there is none. Decorative. */
export function Thumb({
  src,
  size = 'row',
  className,
}: {
  readonly src: string | null;
  /** `row` follows the density (24, 32, 40); `panel` is 56. */
  readonly size?: 'row' | 'panel';
  readonly className?: string;
}) {
  const isFailed = usePictureFailed(src);
  const isShown = src !== null && src !== '' && !isFailed;
  return (
    <span
      className={classes(
        'flex shrink-0 items-center justify-center overflow-hidden border border-border bg-sunken text-text-3',
        size === 'panel' ? 'size-14 rounded-r3' : 'size-thumb rounded-r2',
        className,
      )}
    >
      {isShown ? (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          referrerPolicy="no-referrer"
          className="product-picture size-full object-cover"
          onError={() => pictureFailed(src)}
        />
      ) : (
        <Icon of={Package} size={size === 'panel' ? 20 : 14} className="opacity-60" />
      )}
    </span>
  );
}
