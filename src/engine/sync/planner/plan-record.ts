import type { JsonObject } from '../../../shared/domain/entities.ts';
import { planGone } from './plan-gone.ts';
import { planMerge } from './plan-merge.ts';
import type { RecordPlan, RecordView } from './record-plan.ts';

/** What the store was seen to have of a record. */
export type Sighting = { readonly seen: 'document'; readonly document: JsonObject } | { readonly seen: 'gone' };

/**
 * What becomes of the unsent changes of a record, now that the store was seen to have this of it. Pure: the same view,
 * sighting and ids give the same plan, and nothing else is read or written. [PLAN1, PLAN2]
 */
export function planRecord(view: RecordView, sighting: Sighting, newId: () => string): RecordPlan {
  return sighting.seen === 'gone' ? planGone(view, newId) : planMerge(view, sighting.document, newId);
}
