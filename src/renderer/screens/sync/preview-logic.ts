import { formatCount, formatDuration } from '../../app/formats.ts';
import { LISTED_ENTITIES } from '../../../shared/domain/entities.ts';
import type { ListedEntity } from '../../../shared/domain/entities.ts';
import { lookUpError } from '../../../shared/domain/error-catalogue.ts';
import type { Preview, PredictionView } from '../../../shared/contract/preview.ts';
import { m } from '../../paraglide/messages.js';
import { wordCause } from '../triage/cause-words.ts';

export type PreviewLine = {
  readonly entity: ListedEntity;
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly sent: number;
};

/** Kinds of records of which something would change on either side; what is only read again is left out. */
export function previewLines({ entities }: Preview): readonly PreviewLine[] {
  return LISTED_ENTITIES.flatMap((entity) => {
    const { fetched, created, updated, deleted, pushed, failed, conflicts } = entities[entity];
    if (created + updated + deleted + pushed + failed + conflicts === 0) return [];
    return [{ entity, read: fetched, created, updated, deleted, sent: pushed }];
  });
}

export function decisionsOf({ entities }: Preview): number {
  return LISTED_ENTITIES.reduce((sum, entity) => sum + entities[entity].conflicts, 0);
}

export function missedOnce({ missing }: Preview): number {
  return missing.reduce((sum, { once }) => sum + once, 0);
}

type Cost = { readonly requests: number; readonly minutes: number };

/** “About 40 requests, 1 min”; without a time where none was measured. */
export function wordCost({ requests, minutes }: Cost, measured: Preview['cost']['measured']): string {
  const count = { count: requests, figure: formatCount(requests) };
  if (measured === 'never' || requests === 0) return m.sync_preview_cost_untimed(count);
  return m.sync_preview_cost({ ...count, duration: formatDuration(minutes * 60) });
}

/** What would become of one change, in a sentence that can stand alone. */
export function wordPrediction({ code, httpStatus, field, facts }: PredictionView): string {
  const name = String(facts['name'] ?? '');
  const value = String(facts['value'] ?? '');
  if (code === 'backroom_value_not_kept') {
    return field === 'sale_price'
      ? m.sync_preview_sale({ value, regular: String(facts['regular_price'] ?? '') })
      : m.sync_preview_unknown({ value });
  }
  if (field === 'sku' && name !== '') {
    return facts['in_trash'] === 1 ? m.refused_sku_trash({ name }) : m.refused_sku({ name });
  }
  return wordCause(lookUpError({ code, httpStatus }).what);
}
