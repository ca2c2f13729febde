import { formatCount } from '../../app/formats.ts';
import { classes } from '../../components/class-names.ts';
import { m } from '../../paraglide/messages.js';

/** Refusals of the last seven days as bars, the newest at the end; a day without any is a stroke of the ground line. */
export function TrendBars({
  perDay,
  isLarge = false,
  isQuiet = false,
}: {
  readonly perDay: readonly number[];
  /** For the panel: as wide as it is, 56 high. */
  readonly isLarge?: boolean;
  /** Settled ones are no alarm. */
  readonly isQuiet?: boolean;
}) {
  const most = Math.max(1, ...perDay);
  return (
    <span
      role="img"
      aria-label={m.triage_trend({ days: perDay.map(formatCount).join(', ') })}
      className={classes(
        'flex items-end rtl:flex-row-reverse',
        isLarge ? 'h-14 gap-2 border-b border-border-strong' : 'h-5 w-16 gap-0.5',
      )}
    >
      {perDay.map((count, day) => (
        <span
          key={day}
          data-tip={formatCount(count)}
          className={classes(
            'min-w-0 flex-1 rounded-t-r1 forced-color-adjust-none',
            count === 0 ? 'bg-border-strong' : isQuiet ? 'bg-text-3' : 'bg-danger',
          )}
          style={{ height: count === 0 ? 1 : `${Math.max(12, (count / most) * 100)}%` }}
        />
      ))}
    </span>
  );
}
