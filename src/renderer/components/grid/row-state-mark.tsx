import { ArrowUp, CircleAlert, GitCompareArrows, PencilLine, Trash2 } from 'lucide-react';
import { m } from '../../paraglide/messages.js';
import { Icon, type IconShape } from '../icon.tsx';
import type { RowState } from './row-state.ts';

type KnownState = Exclude<RowState, null>;

export function rowStateWords(state: KnownState): string {
  switch (state) {
    case 'trashed':
      return m.grid_row_trashed();
    case 'sending':
      return m.grid_row_sending();
    case 'conflict':
      return m.grid_row_conflict();
    case 'refused':
      return m.grid_row_refused();
    case 'pending':
      return m.grid_row_pending();
  }
}

/** One word beside a mark, where a line has room for it. */
function shortWords(state: KnownState): string {
  switch (state) {
    case 'trashed':
      return m.grid_short_trashed();
    case 'sending':
      return m.grid_short_sending();
    case 'conflict':
      return m.grid_short_conflict();
    case 'refused':
      return m.grid_short_refused();
    case 'pending':
      return m.grid_short_pending();
  }
}

const LOOKS: Readonly<Record<KnownState, readonly [IconShape, string]>> = {
  trashed: [Trash2, 'text-text-3'],
  sending: [ArrowUp, 'text-accent-text'],
  conflict: [GitCompareArrows, 'text-conflict-text'],
  refused: [CircleAlert, 'text-danger-text'],
  pending: [PencilLine, 'text-mine-text'],
};

/** The mark of a row that is not the same on both sides. */
export function RowStateMark({ state, hasWords = false }: { readonly state: KnownState; readonly hasWords?: boolean }) {
  const [shape, ink] = LOOKS[state];
  if (!hasWords) return <Icon of={shape} className={ink} />;
  return (
    <span className={`inline-flex items-center gap-1 ${ink}`} data-tip={rowStateWords(state)}>
      <Icon of={shape} size={14} />
      {shortWords(state)}
    </span>
  );
}
