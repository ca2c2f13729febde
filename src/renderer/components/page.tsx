import type { ReactNode } from 'react';
import { classes } from './class-names.ts';

/** 52 high: title, count in grey, quiet tabs, actions at the end. */
export function PageHead({
  title,
  count,
  children,
  actions,
}: {
  readonly title: string;
  readonly count?: ReactNode;
  /** Saved views or a segmented choice, after the title. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="flex h-page-head shrink-0 items-center gap-4 ps-4 pe-3">
      <h1 className="page-title shrink-0 text-page font-strong">
        {title}
        {count === undefined ? null : <span className="ms-2 text-body font-regular text-text-3">{count}</span>}
      </h1>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      {actions ? <div className="flex shrink-0 items-center gap-2">{actions}</div> : null}
    </header>
  );
}

/** 44 high: search, pills, then icons at the end. */
export function Toolbar({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <div
      role="group"
      aria-label={label}
      className="flex min-h-toolbar shrink-0 flex-wrap items-center gap-2 px-4 py-1.5"
    >
      {children}
    </div>
  );
}

/** 32 high, under a grid: shown of total, sums, the sort in words. */
export function GridFoot({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex h-8 shrink-0 items-center gap-3 border-t border-border px-4 text-small text-text-2">
      {children}
    </div>
  );
}

/** A titled part of a page or panel; parts are divided by hairlines, not boxes. */
export function Section({
  title,
  count,
  aside,
  children,
  className,
}: {
  readonly title: string;
  readonly count?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section aria-label={title} className={classes('flex flex-col gap-2', className)}>
      <div className="flex items-baseline gap-2">
        <h2 className="font-strong">{title}</h2>
        {count === undefined ? null : <span className="text-text-3">{count}</span>}
        <div className="flex-1" />
        {aside}
      </div>
      {children}
    </section>
  );
}
