import { Bug, FileText, Sparkle, SquareCheck, UserRound, Wrench } from 'lucide-react';
import type { TaskPriority, TaskStatus, TaskType } from '../../../shared/domain/boards/words.ts';
import { classes } from '../../components/class-names.ts';
import { Icon, type IconShape, type IconSize } from '../../components/icon.tsx';
import { initialsOfName } from './people.ts';

/** How much of the ring is filled, and in which colour: how far a task has come. */
const STATUS_PAINT: Readonly<Record<TaskStatus, { readonly share: number; readonly colour: string }>> = {
  todo: { share: 0, colour: 'var(--text-3)' },
  in_progress: { share: 0.5, colour: 'var(--chart-1)' },
  review: { share: 0.75, colour: 'var(--chart-2)' },
  testing: { share: 0.875, colour: 'var(--chart-3)' },
  done: { share: 1, colour: 'var(--text-2)' },
  blocked: { share: 1, colour: 'var(--danger)' },
};
const RADIUS = 2.5;
const CIRCLE = 2 * Math.PI * RADIUS;

/** The words stand beside it. */
export function StatusMark({ status }: { readonly status: TaskStatus }) {
  const { share, colour } = STATUS_PAINT[status];
  return (
    <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" className="shrink-0 forced-color-adjust-none">
      <circle cx="6" cy="6" r="5" fill={share === 1 ? colour : 'none'} stroke={colour} strokeWidth="1.75" />
      {share > 0 && share < 1 ? (
        <circle
          cx="6"
          cy="6"
          r={RADIUS}
          fill="none"
          stroke={colour}
          strokeWidth="5"
          strokeDasharray={`${CIRCLE * share} ${CIRCLE}`}
          transform="rotate(-90 6 6)"
        />
      ) : null}
    </svg>
  );
}

const TYPE_ICONS: Readonly<Record<TaskType, readonly [IconShape, string]>> = {
  feature: [Sparkle, 'text-accent-text'],
  bug: [Bug, 'text-danger-text'],
  improvement: [SquareCheck, 'text-text-2'],
  refactor: [Wrench, 'text-text-2'],
  documentation: [FileText, 'text-text-2'],
};

export function TypeMark({ type, size = 14 }: { readonly type: TaskType; readonly size?: IconSize }) {
  const [shape, ink] = TYPE_ICONS[type];
  return <Icon of={shape} size={size} className={ink} />;
}

const BARS: Readonly<Record<TaskPriority, number>> = { low: 1, medium: 2, high: 3, critical: 3 };

/** One to three bars; three red ones are critical. */
export function PriorityBars({ priority }: { readonly priority: TaskPriority }) {
  const filled = BARS[priority];
  const paint = priority === 'critical' ? 'bg-danger' : 'bg-text-2';
  return (
    <span aria-hidden className="flex h-3 w-3 shrink-0 items-end gap-0.5 rtl:flex-row-reverse forced-color-adjust-none">
      {[5, 8, 11].map((height, index) => (
        <span
          key={height}
          className={classes('w-[2.5px] rounded-[1px]', index < filled ? paint : 'bg-border-strong')}
          style={{ height }}
        />
      ))}
    </span>
  );
}

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return (sum % 5) + 1;
}

/** Initials on a dark ground that stays the same for this person. The name is said on hover and to screen readers. */
export function PersonMark({
  id,
  name,
  initialsOf = name,
  size = 20,
  isDecorative = false,
}: {
  /** Null: nobody. */
  readonly id: string | null;
  readonly name: string;
  /** Whose initials stand there, where `name` says more than the name. */
  readonly initialsOf?: string;
  readonly size?: 20 | 24;
  /** Where the name stands beside it. */
  readonly isDecorative?: boolean;
}) {
  const shape = classes(
    'flex shrink-0 items-center justify-center rounded-full leading-none font-strong',
    size === 20 ? 'size-5 text-[9px]' : 'size-6 text-[10px]',
  );
  const spoken = isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, 'data-tip': name };
  if (id === null) {
    return (
      <span {...spoken} className={classes(shape, 'border border-dashed border-control text-text-3')}>
        <Icon of={UserRound} size={12} />
      </span>
    );
  }
  return (
    <span
      {...spoken}
      data-initials={initialsOfName(initialsOf)}
      className={classes(shape, 'text-white forced-color-adjust-none before:content-[attr(data-initials)]')}
      style={{ background: `color-mix(in oklab, var(--chart-${hueOf(id)}) 55%, #17120c)` }}
    />
  );
}
