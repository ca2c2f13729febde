import type { EntityProgress } from '../../../shared/contract/sync.ts';
import type { EntityName } from '../../../shared/domain/entities.ts';

/** The lines of the table: kinds of records that people think of as one stand together. */
export const SYNC_LINES = [
  'products',
  'variations',
  'taxonomy',
  'orders',
  'customers',
  'coupons',
  'after-orders',
] as const;
export type SyncLine = (typeof SYNC_LINES)[number];

const LINE_OF: Readonly<Record<EntityName, SyncLine>> = {
  products: 'products',
  variations: 'variations',
  categories: 'taxonomy',
  tags: 'taxonomy',
  brands: 'taxonomy',
  attributes: 'taxonomy',
  terms: 'taxonomy',
  shipping_classes: 'taxonomy',
  orders: 'orders',
  customers: 'customers',
  coupons: 'coupons',
  order_notes: 'after-orders',
  order_refunds: 'after-orders',
};

export type LineProgress = Omit<EntityProgress, 'entity'> & {
  readonly line: SyncLine;
  readonly entities: readonly EntityName[];
};

/** One line per group that the store has, in the order of the table. A sum with an unknown part is unknown. */
export function toLines(entities: readonly EntityProgress[]): readonly LineProgress[] {
  return SYNC_LINES.flatMap((line) => {
    const parts = entities.filter(({ entity }) => LINE_OF[entity] === line);
    return parts.length === 0 ? [] : [mergeParts(line, parts)];
  });
}

function mergeParts(line: SyncLine, parts: readonly EntityProgress[]): LineProgress {
  const running = parts.filter(({ state }) => state === 'running');
  return {
    line,
    entities: parts.map(({ entity }) => entity),
    inStore: sumKnown(parts.map(({ inStore }) => inStore)),
    onDevice: parts.reduce((sum, { onDevice }) => sum + onDevice, 0),
    state: mergeStates(parts.map(({ state }) => state)),
    processed: parts.reduce((sum, { processed }) => sum + processed, 0),
    itemsPerMinute: sumKnown(running.map(({ itemsPerMinute }) => itemsPerMinute)),
    etaSeconds: running.reduce<number | null>(
      (longest, { etaSeconds }) => (etaSeconds === null ? longest : Math.max(longest ?? 0, etaSeconds)),
      null,
    ),
  };
}

function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** The most urgent first: a part that failed or runs decides; complete only when every part is. */
function mergeStates(states: readonly EntityProgress['state'][]): EntityProgress['state'] {
  for (const state of ['failed', 'running', 'incomplete'] as const) if (states.includes(state)) return state;
  if (states.every((state) => state === 'complete')) return 'complete';
  return states.includes('complete') ? 'incomplete' : 'waiting';
}

export type LineFace =
  /** Both sides were counted and agree: the only green. */
  | { readonly face: 'complete' }
  | { readonly face: 'running'; readonly perMinute: number | null; readonly etaSeconds: number | null }
  | { readonly face: 'waiting' }
  | { readonly face: 'behind'; readonly count: number }
  | { readonly face: 'more-here'; readonly count: number }
  | { readonly face: 'failed' }
  | { readonly face: 'not-counted' };

export function faceOfLine(
  line: Pick<LineProgress, 'inStore' | 'onDevice' | 'state' | 'itemsPerMinute' | 'etaSeconds'>,
): LineFace {
  if (line.state === 'failed') return { face: 'failed' };
  if (line.state === 'running') return { face: 'running', perMinute: line.itemsPerMinute, etaSeconds: line.etaSeconds };
  if (line.state === 'waiting') return { face: 'waiting' };
  if (line.inStore === null) return { face: 'not-counted' };
  if (line.onDevice < line.inStore) return { face: 'behind', count: line.inStore - line.onDevice };
  if (line.onDevice > line.inStore) return { face: 'more-here', count: line.onDevice - line.inStore };
  return line.state === 'complete' ? { face: 'complete' } : { face: 'not-counted' };
}
