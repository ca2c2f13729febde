import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CloudOff,
  GitCompareArrows,
  Loader,
  PencilLine,
  PlugZap,
  Unplug,
  type LucideIcon,
} from 'lucide-react';
import { formatCount } from '../app/formats.ts';
import type { ChipFace } from '../app/sync-face.ts';
import { m } from '../paraglide/messages.js';
import { classes, INK, type Tone } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Ring } from './progress.tsx';

const FACE: Readonly<Record<ChipFace['face'], { readonly icon: LucideIcon; readonly tone: Tone }>> = {
  stopped: { icon: Unplug, tone: 'danger' },
  paused: { icon: CirclePause, tone: 'neutral' },
  offline: { icon: CloudOff, tone: 'offline' },
  'team-away': { icon: CloudOff, tone: 'offline' },
  unreachable: { icon: PlugZap, tone: 'warning' },
  syncing: { icon: Loader, tone: 'accent' },
  checking: { icon: Loader, tone: 'accent' },
  'needs-you': { icon: GitCompareArrows, tone: 'conflict' },
  waiting: { icon: PencilLine, tone: 'mine' },
  'up-to-date': { icon: CircleCheck, tone: 'success' },
  'not-counted': { icon: CircleDashed, tone: 'neutral' },
};

/** The state of one store (or of all) in the exact words of the house. */
export function SyncChip({ face, className }: { readonly face: ChipFace; readonly className?: string }) {
  const { icon, tone } = FACE[face.face];
  return (
    <span className={classes('inline-flex items-center gap-1.5 font-medium whitespace-nowrap', INK[tone], className)}>
      {face.face === 'syncing' ? <Ring share={shareOf(face)} /> : <Icon of={icon} size={14} />}
      {wordChip(face)}
    </span>
  );
}

function shareOf(face: Extract<ChipFace, { face: 'syncing' }>): number | null {
  return face.total ? Math.min(1, face.done / face.total) : null;
}

export function wordChip(face: ChipFace): string {
  switch (face.face) {
    case 'stopped':
      return m.sync_state_stopped();
    case 'paused':
      return m.sync_state_paused();
    case 'offline':
      return m.sync_state_offline();
    case 'team-away':
      return m.shared_face_away();
    case 'unreachable':
      return m.sync_state_unreachable();
    case 'syncing':
      return face.total === null
        ? m.sync_state_checking()
        : m.sync_state_syncing({ done: formatCount(face.done), total: formatCount(face.total) });
    case 'checking':
      return m.sync_state_checking();
    case 'needs-you':
      return m.sync_state_needs_you();
    case 'waiting':
      return m.sync_state_waiting({ count: face.count, figure: formatCount(face.count) });
    case 'up-to-date':
      return m.sync_state_up_to_date();
    case 'not-counted':
      return m.sync_state_not_counted();
  }
}
