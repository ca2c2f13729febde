import {
  CircleAlert,
  CircleCheck,
  CloudOff,
  GitCompareArrows,
  Info,
  PencilLine,
  Store,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { classes, TINT, type Tone } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';

const DEFAULT_ICON: Readonly<Record<Tone, IconShape>> = {
  neutral: Info,
  accent: Info,
  info: Info,
  base: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
  offline: CloudOff,
  mine: PencilLine,
  store: Store,
  conflict: GitCompareArrows,
};

export type NoteAction = { readonly label: string; readonly onPress: () => void; readonly isDisabled?: boolean };

/** One or two lines in the tint of one meaning, with at most one action. `role` alert only for what just happened. */
export function Note({
  children,
  tone = 'neutral',
  icon,
  action,
  role,
  className,
}: {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly icon?: IconShape;
  readonly action?: NoteAction | undefined;
  readonly role?: 'status' | 'alert';
  readonly className?: string;
}) {
  return (
    <div
      role={role}
      className={classes(
        'flex items-start gap-2 rounded-r2 px-2.5 py-1.5 text-small forced-colors:border',
        tone === 'neutral' ? 'bg-sunken text-text-2' : TINT[tone],
        className,
      )}
    >
      <Icon of={icon ?? DEFAULT_ICON[tone]} size={14} className="mt-[calc((var(--lh-body)-14px)/2)]" />
      <div className="min-w-0 flex-1 leading-(--lh-body)">{children}</div>
      {action ? (
        <AriaButton
          onPress={action.onPress}
          isDisabled={action.isDisabled ?? false}
          className="shrink-0 rounded-r1 px-1 font-strong leading-(--lh-body) hovered:underline kbd:shadow-focus"
        >
          {action.label}
        </AriaButton>
      ) : null}
    </div>
  );
}

/** The only red band: top of the sheet, with the one action (a small secondary Button) that ends the outage. */
export function OutageBand({
  title,
  detail,
  icon = CircleAlert,
  action,
}: {
  readonly title: string;
  readonly detail?: string;
  readonly icon?: IconShape;
  readonly action?: ReactNode;
}) {
  return (
    <div
      role="alert"
      className="flex min-h-11 shrink-0 items-center gap-3 border-b border-danger-line bg-danger-soft px-4 py-1.5 text-danger-text"
    >
      <Icon of={icon} />
      <p className="min-w-0 flex-1">
        <span className="font-strong">{title}</span>
        {detail ? <span className="ms-2">{detail}</span> : null}
      </p>
      {action}
    </div>
  );
}
