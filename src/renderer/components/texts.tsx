import { useEffect, useState, type ReactNode } from 'react';
import { formatFreshness, formatMoment, formatMoney, formatRelative } from '../app/formats.ts';
import { useLocale } from '../app/locale.ts';
import { classes } from './class-names.ts';
import { tipWhenCut } from './hover-tips.tsx';

const listeners = new Set<() => void>();
let ticking: number | undefined;

/** The present time, renewed every `everyMs` for all who ask, from one timer. */
export function useNow(everyMs = 10_000): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    let lastMs = Date.now();
    const tick = (): void => {
      const present = Date.now();
      if (present - lastMs < everyMs - 500) return;
      lastMs = present;
      setNowMs(present);
    };
    listeners.add(tick);
    ticking ??= window.setInterval(() => listeners.forEach((listener) => listener()), 1000);
    return () => {
      listeners.delete(tick);
      if (listeners.size > 0) return;
      window.clearInterval(ticking);
      ticking = undefined;
    };
  }, [everyMs]);
  return nowMs;
}

/** “2 min ago” (`isShort`: “2 min”), with the absolute time on hover. `isFresh` counts seconds below a minute. */
export function RelativeTime({
  iso,
  isShort = false,
  isFresh = false,
  timeZone,
  className,
}: {
  readonly iso: string | null;
  readonly isShort?: boolean;
  readonly isFresh?: boolean;
  /** The store's zone, for the absolute time. */
  readonly timeZone?: string | null;
  readonly className?: string;
}) {
  const nowMs = useNow(isFresh ? 1000 : 10_000);
  const locale = useLocale();
  if (iso === null) return <span className={className}>–</span>;
  const words = isFresh ? formatFreshness(iso, nowMs, locale) : formatRelative(iso, nowMs, locale, isShort);
  return (
    <time dateTime={iso} data-tip={formatMoment(iso, locale, timeZone)} className={className}>
      {words}
    </time>
  );
}

/** Money as the store has it. In grid cells leave `currency` out: no sign there. */
export function Money({
  value,
  currency,
  className,
}: {
  readonly value: string | null | undefined;
  readonly currency?: string | null;
  readonly className?: string;
}) {
  return (
    <bdi dir="ltr" className={classes('whitespace-nowrap', className)}>
      {formatMoney(value, currency)}
    </bdi>
  );
}

/** SKU, key, address, error code: left to right in every language. `isMono` for keys and error codes. */
export function Code({
  children,
  isMono = false,
  className,
}: {
  readonly children: ReactNode;
  readonly isMono?: boolean;
  readonly className?: string;
}) {
  return (
    <bdi dir="ltr" className={classes(isMono && 'font-mono text-small', className)}>
      {children}
    </bdi>
  );
}

/** A name of a person or product: its own direction, cut with `…` only where it must, the whole on hover. */
export function Name({ children, className }: { readonly children: string; readonly className?: string }) {
  // The line is cut and aligned as the window reads; only the name inside has a direction of its own.
  return (
    <span onPointerEnter={tipWhenCut} className={classes('block min-w-0 truncate', className)}>
      <bdi>{children}</bdi>
    </span>
  );
}
