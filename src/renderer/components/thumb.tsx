import { Package } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';

const ASK_AGAIN_MS = 30_000;

/**
 * Addresses that did not load: while a shop is down, a grid does not ask again for each row it draws. They are all
 * asked once more after a while, because nobody says when pictures come back.
 */
let failed: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function setFailed(next: ReadonlySet<string>): void {
  failed = next;
  for (const listener of [...listeners]) listener();
}

function markFailed(src: string): void {
  if (failed.size === 0) window.setTimeout(() => setFailed(new Set()), ASK_AGAIN_MS);
  setFailed(new Set([...failed, src]));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

window.addEventListener('online', () => setFailed(new Set()));

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
  const isFailed = useSyncExternalStore(subscribe, () => src !== null && failed.has(src));
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
          onError={() => markFailed(src)}
        />
      ) : (
        <Icon of={Package} size={size === 'panel' ? 20 : 14} className="opacity-60" />
      )}
    </span>
  );
}
