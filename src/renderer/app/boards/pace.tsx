import { CircleCheck, TrendingDown } from 'lucide-react';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { m } from '../../paraglide/messages.js';

/** Whether a sprint keeps up with its even line; half an hour is no difference. */
export function Pace({ behindMinutes }: { readonly behindMinutes: number }) {
  const isBehind = behindMinutes >= 30;
  const hours = String(Math.round(Math.abs(behindMinutes) / 60));
  return (
    <p
      className={classes(
        'flex shrink-0 items-center gap-1.5 font-strong',
        isBehind ? 'text-warning-text' : 'text-text-2',
      )}
    >
      <Icon of={isBehind ? TrendingDown : CircleCheck} size={14} />
      {isBehind
        ? m.board_pace_behind({ hours })
        : behindMinutes <= -30
          ? m.board_pace_ahead({ hours })
          : m.board_pace_even()}
    </p>
  );
}
