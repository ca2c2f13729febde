import type { EntityName } from '../../shared/domain/entities.ts';
import type { PlanContext } from './carry-out-plan.ts';
import { settleSighting } from './carry-out-plan.ts';
import { rebuildRow } from './rebuild-row.ts';
import { recordAndChildren } from './remove-record.ts';

/**
 * A record is gone from the store for good while changes wait here (its own or of records that hang on it): it is
 * kept, its operations are held, and a person decides. Returns whether this is news. [DEL5]
 */
export function holdForGone(context: PlanContext, entity: EntityName, recordId: string, wooId: number | null): boolean {
  let news = false;
  for (const record of recordAndChildren(context.db, entity, recordId)) {
    const number = record.id === recordId ? wooId : null;
    const plan = settleSighting(context, { entity: record.entity, id: record.id, wooId: number }, { seen: 'gone' });
    if (plan.actions.length === 0) continue;
    rebuildRow(context, record.entity, record.id);
    news = true;
  }
  return news;
}
