import { TASK_STATUSES, type TaskStatus } from '../../../shared/domain/boards/words.ts';
import type { Step } from './board-logic.ts';

/** What a key means on a card. Every one of them stands in the list of keys (Ctrl /). */
export type BoardKey =
  | { readonly does: 'go'; readonly step: Step }
  | { readonly does: 'extend'; readonly step: 'up' | 'down' }
  | { readonly does: 'move'; readonly step: Step }
  | { readonly does: 'send'; readonly status: TaskStatus }
  | {
      readonly does:
        'open' | 'select' | 'select-all' | 'leave' | 'new' | 'timer' | 'assign' | 'priority' | 'remove' | 'duplicate';
    };

export type Pressed = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const BY_PLACE: Readonly<Record<string, BoardKey>> = {
  KeyX: { does: 'select' },
  KeyN: { does: 'new' },
  KeyT: { does: 'timer' },
  KeyA: { does: 'assign' },
  KeyP: { does: 'priority' },
  KeyD: { does: 'duplicate' },
  KeyJ: { does: 'go', step: 'down' },
  KeyK: { does: 'go', step: 'up' },
};
const PLAIN: Readonly<Record<string, BoardKey>> = {
  Enter: { does: 'open' },
  ' ': { does: 'select' },
  Escape: { does: 'leave' },
  Delete: { does: 'remove' },
};

function stepOf(key: string, isRtl: boolean): Step | null {
  switch (key) {
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'ArrowLeft':
      return isRtl ? 'after' : 'before';
    case 'ArrowRight':
      return isRtl ? 'before' : 'after';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return null;
  }
}

/** The arrows go, with Ctrl (on macOS ⌘) they carry the card, with Shift they choose; 1 to 6 send it to a column. */
export function boardKey(event: Pressed, isRtl: boolean): BoardKey | null {
  if (event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const step = stepOf(event.key, isRtl);
  if (mod && event.shiftKey) return null;
  if (mod) {
    if (step) return { does: 'move', step };
    return event.code === 'KeyA' ? { does: 'select-all' } : null;
  }
  if (event.shiftKey) return step === 'up' || step === 'down' ? { does: 'extend', step } : null;
  if (step) return { does: 'go', step };
  const status = /^[1-6]$/.test(event.key) ? TASK_STATUSES[Number(event.key) - 1] : undefined;
  if (status) return { does: 'send', status };
  return PLAIN[event.key] ?? BY_PLACE[event.code] ?? null;
}
