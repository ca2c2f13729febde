import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { showToast } from '../../components/toast.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { PendingOperation } from '../../../shared/contract/sync.ts';
import { ENTITY_NAMES } from '../../../shared/domain/entities.ts';
import { m } from '../../paraglide/messages.js';
import { refusalOf } from '../products/refusal-words.ts';

const SHOWN_RECORDS = 8;

/** Says that nothing is sent, and lets the owner see what would be before switching it on. */
export function WatchOnly({ store, waiting }: { readonly store: Store; readonly waiting: number }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Note tone="info" icon={Eye} action={{ label: m.sync_watch_switch(), onPress: () => setAsking(true) }}>
        {waiting === 0
          ? m.sync_watch_note()
          : m.sync_watch_note_waiting({ count: waiting, figure: formatCount(waiting) })}
      </Note>
      {isAsking && <SwitchOn store={store} onClose={() => setAsking(false)} />}
    </>
  );
}

function SwitchOn({ store, onClose }: { readonly store: Store; readonly onClose: () => void }) {
  const pending = useEngineQuery('pending.list', { storeId: store.id });
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const total = pending.data?.total ?? 0;

  async function switchOn(): Promise<void> {
    setBusy(true);
    const result = await call('sync.setMode', { storeId: store.id, mode: 'push' });
    setBusy(false);
    if (!result.ok) return setRefused(refusalOf(result.error).words);
    onClose();
    showToast({ text: m.sync_watch_switched({ name: store.name }) });
  }

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={m.sync_watch_title({ name: store.name })}
      cancelLabel={m.sync_watch_keep()}
      confirmLabel={total === 0 ? m.sync_watch_switch() : m.sync_watch_confirm({ count: total, figure: formatCount(total) })}
      onConfirm={() => void switchOn()}
      isBusy={isBusy}
      isConfirmDisabled={!pending.data}
    >
      <p>{total === 0 ? m.sync_watch_body_none() : m.sync_watch_body({ count: total, figure: formatCount(total) })}</p>
      {pending.data && total > 0 && <WhatIsSent operations={pending.data.rows} total={total} />}
      {pending.isError && <Note tone="danger">{m.sync_watch_not_read()}</Note>}
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
    </ConfirmDialog>
  );
}

/** The changes that would leave, counted by kind and named as far as there is room. */
function WhatIsSent({ operations, total }: { readonly operations: readonly PendingOperation[]; readonly total: number }) {
  const counts = ENTITY_NAMES.map((entity) => [entity, operations.filter((operation) => operation.entity === entity).length] as const).filter(
    ([, count]) => count > 0,
  );
  const labels = [...new Set(operations.map(({ label }) => label))].filter((label) => label !== '');
  return (
    <div className="flex flex-col gap-1 rounded-r2 bg-sunken px-3 py-2 text-small">
      <p className="font-medium text-text">
        {counts.map(([entity, count]) => `${wordEntity(entity)} ${formatCount(count)}`).join(', ')}
      </p>
      {labels.slice(0, SHOWN_RECORDS).map((label) => (
        <p key={label} className="truncate">
          <bdi>{label}</bdi>
        </p>
      ))}
      {total > SHOWN_RECORDS && labels.length > SHOWN_RECORDS && (
        <p>{m.sync_watch_and_more({ count: labels.length - SHOWN_RECORDS, figure: formatCount(labels.length - SHOWN_RECORDS) })}</p>
      )}
    </div>
  );
}
