import { classes } from '../../components/class-names.ts';
import { tipWhenCut } from '../../components/hover-tips.tsx';

/** A title in one line: it reads in its own direction, stands where the window begins, and loses its own end when cut. */
export function TaskTitle({ children, className }: { readonly children: string; readonly className?: string }) {
  return (
    <span
      dir="auto"
      onPointerEnter={tipWhenCut}
      className={classes('block min-w-0 flex-1 truncate [text-align:-webkit-match-parent]', className)}
    >
      {children}
    </span>
  );
}
