import type { ReactNode } from 'react';

/** One setting: its name and what it means at the start, the control at the end. */
export function SettingsRow({
  title,
  detail,
  children,
}: {
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-6 gap-y-2 border-b border-divider py-2.5">
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        {detail ? <p className="text-small text-text-2">{detail}</p> : null}
      </div>
      {children}
    </div>
  );
}
