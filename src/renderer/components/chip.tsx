import type { CSSProperties, ReactNode } from 'react';
import { classes, TINT, type Tone } from './class-names.ts';
import { Icon, type IconShape } from './icon.tsx';

/** 20 high, tint and words of one meaning. Never clickable. `outline` is for names such as “Staging”. */
export function Chip({
  children,
  tone = 'neutral',
  icon,
  isOutlined = false,
  className,
}: {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly icon?: IconShape;
  readonly isOutlined?: boolean;
  readonly className?: string;
}) {
  return (
    <span
      className={classes(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-r1 px-1.5 text-small font-medium whitespace-nowrap',
        isOutlined ? 'border border-border-strong text-text-2' : TINT[tone],
        className,
      )}
    >
      {icon ? <Icon of={icon} size={12} /> : null}
      {children}
    </span>
  );
}

/** Mark of a product's status: full is published, hollow is a draft. The words stand beside it. */
export function StatusDot({ isHollow = false }: { readonly isHollow?: boolean }) {
  return (
    <span
      aria-hidden
      className={classes(
        'size-2 shrink-0 rounded-full',
        isHollow ? 'border-[1.5px] border-text-2' : 'bg-text-2 forced-colors:bg-[CanvasText]',
      )}
    />
  );
}

type ChartNumber = 1 | 2 | 3 | 4 | 5 | 6;
/** A chart colour, full or as a frame. */
export type ChartMark = ChartNumber | `hollow-${ChartNumber}`;

/** How a mark is painted: full, or hollow with a frame of 2 px. */
export function paintOfMark(mark: ChartMark): CSSProperties {
  const colour = `var(--chart-${typeof mark === 'number' ? mark : mark.slice(-1)})`;
  return typeof mark === 'number' ? { background: colour } : { boxShadow: `inset 0 0 0 2px ${colour}` };
}

/** Mark of an order's status in its chart colour. The words stand beside it. */
export function StatusSquare({ chart }: { readonly chart: ChartMark }) {
  return (
    <span aria-hidden className="size-2 shrink-0 rounded-[2px] forced-color-adjust-none" style={paintOfMark(chart)} />
  );
}
