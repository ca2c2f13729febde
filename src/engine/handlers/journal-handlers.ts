import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { listActivity, listJournalItems, listProgress, listTaxonomyLog } from '../queries/journal.ts';

export type JournalHandlers = Pick<
  Handlers<EngineContract>,
  'sync.progress' | 'journal.activity' | 'journal.items' | 'journal.taxonomy'
>;

/** The contract's methods on what runs did. */
export function createJournalHandlers({ db }: { readonly db: ReadableDb }): JournalHandlers {
  return {
    'sync.progress': (input) => ok([...listProgress(db, input)]),
    'journal.activity': (input) => {
      const { total, rows } = listActivity(db, input);
      return ok({ total, rows: [...rows] });
    },
    'journal.items': (input) => {
      const { total, rows } = listJournalItems(db, input);
      return ok({ total, rows: [...rows] });
    },
    'journal.taxonomy': (input) => ok([...listTaxonomyLog(db, input)]),
  };
}
