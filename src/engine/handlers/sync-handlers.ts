import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { isoOf } from '../queries/record-rows.ts';
import { readStore } from '../sync/store-rows.ts';
import type { SyncStatus } from '../../shared/contract/sync.ts';
import type { SyncEngine } from '../sync/sync-report.ts';

export type SyncHandlers = Pick<Handlers<EngineContract>, 'sync.status' | 'sync.run' | 'sync.cancel' | 'sync.preview'>;

/** The contract's methods on runs. */
export function createSyncHandlers(deps: {
  readonly db: ReadableDb;
  readonly sync: SyncEngine & { readonly status: () => readonly SyncStatus[] };
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
}): SyncHandlers {
  const { db, sync } = deps;
  return {
    'sync.status': () => ok([...sync.status()]),
    'sync.run': ({ storeId, kind }) => {
      if (readStore(db, storeId) === null) return err({ type: 'NotFound', entity: 'stores', id: storeId });
      // the run's own end is told by events; a defect is logged where it happens
      sync.runNow(storeId, { kind, startedBy: 'person' }).catch(() => undefined);
      return ok({ runId: storeId });
    },
    'sync.preview': async ({ storeId, anew, asIfSending }) => {
      if (readStore(db, storeId) === null) return err({ type: 'NotFound', entity: 'stores', id: storeId });
      const { computedAt, problem, ...report } = await sync.preview(storeId, { anew, asIfSending });
      // without a usable key nothing was looked at: an error with its own way out
      if (problem?.type === 'SecretsLocked' || problem?.type === 'StoreNotConnected') return err(problem);
      const lists = { predicted: [...report.predicted], missing: [...report.missing] };
      return ok({ ...report, ...lists, problem, computedAt: isoOf(computedAt) });
    },
    'sync.cancel': ({ storeId }) => {
      sync.cancel(storeId);
      return ok({});
    },
  };
}
