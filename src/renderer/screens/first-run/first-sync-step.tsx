import { Check } from 'lucide-react';
import type { SyncStatus } from '../../../shared/contract/sync.ts';
import { wordProblem } from '../../app/error-words.ts';
import { formatCount, formatDuration } from '../../app/formats.ts';
import { goTo } from '../../app/routes.ts';
import { useStores } from '../../app/store-facts.ts';
import { faceOf } from '../../app/sync-face.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { SyncChip } from '../../components/sync-chip.tsx';
import { m } from '../../paraglide/messages.js';

/** The store is connected and fills up; nobody has to wait here. */
export function FirstSyncStep({ storeId }: { readonly storeId: string }) {
  const found = useStores()?.find(({ store }) => store.id === storeId);
  const status = found?.status ?? null;
  const problem = status && wordProblem(status.problem);
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto px-10 py-8">
        <div className="flex max-w-150 flex-col gap-2">
          {status ? <SyncChip face={faceOf(status)} /> : null}
          <h1 className="page-title text-figure font-strong">{headlineOf(status)}</h1>
          <p className="text-text-2">{status?.firstSyncComplete ? m.first_sync_done_body() : m.first_sync_body()}</p>
        </div>
        {problem ? (
          <Note tone="warning" className="max-w-150">
            {problem.title}. {problem.way}
          </Note>
        ) : null}
        {status?.run ? (
          <ProgressBar
            isWhole
            className="max-w-150"
            label={m.first_sync_title()}
            value={status.run.processed}
            total={status.run.total}
          />
        ) : null}
        {status ? <EntityRows status={status} /> : null}
        {found?.store.mode === 'watch' ? (
          <Note className="max-w-150">{m.first_sync_watch({ name: found.store.name })}</Note>
        ) : null}
      </div>
      <div className="flex h-15 shrink-0 items-center justify-end gap-2 border-t border-border px-8">
        <Button onPress={() => goTo('products', {})}>{m.first_sync_products()}</Button>
        <Button variant="primary" autoFocus onPress={() => goTo('home', {})}>
          {m.first_sync_home()}
        </Button>
      </div>
    </>
  );
}

function headlineOf(status: SyncStatus | null): string {
  if (status?.firstSyncComplete) return m.first_sync_done();
  const eta = status?.run?.etaSeconds;
  if (eta) return m.first_sync_left({ duration: formatDuration(eta) });
  return status?.run?.total ? m.first_sync_copying() : m.first_sync_counting();
}

function EntityRows({ status }: { readonly status: SyncStatus }) {
  const entities = status.entities.filter(({ inStore, onDevice }) => inStore !== null || onDevice > 0);
  if (entities.length === 0) return <p className="text-small text-text-3">{m.first_sync_waiting()}</p>;
  return (
    <ul className="flex max-w-150 flex-col border-t border-divider">
      {entities.map(({ entity, inStore, onDevice, state }) => (
        <li key={entity} className="flex h-10 items-center gap-4 border-b border-divider">
          <span className="min-w-0 flex-1 truncate">{wordEntity(entity)}</span>
          <bdi className="figures w-32 text-text-2">
            {formatCount(onDevice)}
            {inStore === null ? null : ` / ${formatCount(inStore)}`}
          </bdi>
          <ProgressBar
            className="w-32"
            label={wordEntity(entity)}
            value={onDevice}
            total={inStore}
            isCounted={state === 'complete'}
          />
          <span className="w-24 text-small text-success-text">
            {state === 'complete' ? (
              <span className="flex items-center gap-1.5">
                <Icon of={Check} size={14} />
                {m.common_complete()}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
