import { m } from '../paraglide/messages.js';
import { classes } from './class-names.ts';

const NAME_WIDTHS = ['w-2/5', 'w-1/3', 'w-1/2', 'w-2/5', 'w-1/4', 'w-1/3'];
const MAX_ROWS = 12;

/** First paint of a list only: still, in the shape of its rows, each fainter. `figures` is the number of columns at the end. */
export function SkeletonRows({
  rows = MAX_ROWS,
  figures = 2,
  hasPicture = false,
  className,
}: {
  readonly rows?: number;
  readonly figures?: number;
  readonly hasPicture?: boolean;
  readonly className?: string;
}) {
  const count = Math.min(rows, MAX_ROWS);
  return (
    <div role="status" aria-label={m.common_reading()} className={classes('w-full', className)}>
      {Array.from({ length: count }, (_, row) => (
        <div
          key={row}
          className="flex h-row items-center gap-3 border-b border-divider px-4"
          style={{ opacity: 1 - (row / MAX_ROWS) * 0.85 }}
        >
          {hasPicture ? <Block className="size-thumb" /> : null}
          <Block className={classes('h-2.5', NAME_WIDTHS[row % NAME_WIDTHS.length])} />
          <div className="flex-1" />
          {Array.from({ length: figures }, (_, column) => (
            <Block key={column} className={column === 0 ? 'h-2.5 w-14' : 'h-2.5 w-8'} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** One block of a skeleton; give it its size. */
export function Block({ className }: { readonly className?: string | undefined }) {
  return <div className={classes('shrink-0 rounded-r1 bg-active', className)} />;
}

/** The 2 px line over content that is being read again; the content itself goes to 64 %. */
export function RefreshLine({ isRunning }: { readonly isRunning: boolean }) {
  return (
    <div
      aria-hidden
      className={classes('relative h-0.5 shrink-0 overflow-hidden', isRunning && 'line-running bg-accent-soft')}
    />
  );
}
