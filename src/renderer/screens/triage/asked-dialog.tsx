import { FixDialog } from './fix-dialog.tsx';
import { AssignDialog, ResolveDialog, SnoozeDialog } from './triage-dialogs.tsx';
import type { Target } from './triage-logic.ts';
import type { TriageActs } from './use-triage-acts.ts';

/** An act that asks for more than a key press, and what it is about. */
export type Asked = { readonly what: 'resolve' | 'snooze' | 'assign' | 'fix'; readonly target: Target };

export function AskedDialog({
  asked: { what, target },
  acts,
  known,
  onClose,
}: {
  readonly asked: Asked;
  readonly acts: TriageActs;
  /** People who own a cause already. */
  readonly known: readonly string[];
  readonly onClose: () => void;
}) {
  switch (what) {
    case 'resolve':
      return <ResolveDialog target={target} acts={acts} onClose={onClose} />;
    case 'snooze':
      return <SnoozeDialog target={target} acts={acts} onClose={onClose} />;
    case 'assign':
      return <AssignDialog target={target} acts={acts} onClose={onClose} known={known} />;
    case 'fix':
      return <FixDialog target={target} acts={acts} onClose={onClose} />;
  }
}
