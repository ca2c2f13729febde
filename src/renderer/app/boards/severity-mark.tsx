import type { BugSeverity } from '../../../shared/domain/boards/words.ts';
import { BUG_SEVERITIES } from '../../../shared/domain/boards/words.ts';
import { classes } from '../../components/class-names.ts';

/** Five steps of a ladder; the two worst are red. The word stands beside it. */
export function SeverityMark({ severity }: { readonly severity: BugSeverity }) {
  const step = BUG_SEVERITIES.indexOf(severity) + 1;
  return (
    <span aria-hidden className="flex h-3.5 w-1.5 shrink-0 flex-col-reverse gap-px forced-color-adjust-none">
      {[1, 2, 3, 4, 5].map((rung) => (
        <span
          key={rung}
          className={classes(
            'flex-1 rounded-[1px]',
            rung > step ? 'bg-border-strong' : step >= 4 ? 'bg-danger' : step === 3 ? 'bg-warning' : 'bg-text-2',
          )}
        />
      ))}
    </span>
  );
}
