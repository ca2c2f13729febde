import { Timer } from 'lucide-react';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { useNow } from '../../components/texts.tsx';
import { clockWords } from './hours.ts';
import { elapsedOf, useTimer } from './timer.ts';

/** The running time, counted on by the window: `0:42:10`. */
export function RunningClock({ className }: { readonly className?: string }) {
  const nowMs = useNow(1000);
  const timer = useTimer();
  if (!timer) return null;
  return (
    <span className={classes('flex items-center gap-1.5', className)}>
      <Icon of={Timer} size={14} />
      <span dir="ltr">{clockWords(elapsedOf(timer, nowMs))}</span>
    </span>
  );
}
