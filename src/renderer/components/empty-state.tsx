import { SearchX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';

/**
 * The three faces of a list without rows, which never look alike. `empty`: says what will appear and offers no
 * button. `none`: names what narrows the list, one button clears it. `failed`: what failed, that nothing is lost,
 * the way on.
 */
export function EmptyState({
  kind,
  title,
  children,
  actions,
  icon,
  className,
}: {
  readonly kind: 'empty' | 'none' | 'failed';
  readonly title: ReactNode;
  /** One or two lines below the title. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** The kind of record that will appear; only for `empty`. */
  readonly icon?: IconShape;
  readonly className?: string;
}) {
  const shape = kind === 'failed' ? TriangleAlert : kind === 'none' ? SearchX : icon;
  return (
    <div
      role={kind === 'failed' ? 'alert' : 'status'}
      className={classes('flex min-h-full flex-col items-center justify-center gap-1 p-8 text-center', className)}
    >
      {shape ? (
        <Icon of={shape} size={20} className={classes('mb-2', kind === 'failed' ? 'text-danger' : 'text-text-3')} />
      ) : null}
      <p className="font-strong">{title}</p>
      {children ? <div className="max-w-80 text-text-2">{children}</div> : null}
      {actions ? <div className="mt-3 flex items-center gap-2">{actions}</div> : null}
    </div>
  );
}
