import type { ReactNode } from 'react';

/** A titled part of a panel, parted by a hairline. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-1.5 border-t border-divider pt-3">
      <h3 className="font-strong">{title}</h3>
      {children}
    </section>
  );
}
