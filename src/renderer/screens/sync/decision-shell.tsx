import type { ReactNode } from 'react';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { conflictLabel } from './conflict-words.ts';
import { RecordLink } from './record-link.tsx';

/** The open decision: its body scrolls, its foot with the answer stays. */
export function DecisionShell({ children, foot }: { readonly children: ReactNode; readonly foot: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto px-6 py-4">{children}</div>
      <div className="flex min-h-14 shrink-0 flex-wrap items-center gap-2 border-t border-border px-6 py-2.5">
        {foot}
      </div>
    </div>
  );
}

export function DecisionHead({ conflict, children }: { readonly conflict: ConflictRow; readonly children: ReactNode }) {
  return (
    <header>
      <h2 className="text-title font-strong">
        {conflict.recordId === null ? (
          conflictLabel(conflict)
        ) : (
          <RecordLink entity={conflict.entity} recordId={conflict.recordId} label={conflict.label} />
        )}
      </h2>
      <p className="text-text-2">{children}</p>
    </header>
  );
}
