import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { toastError } from '../../app/sync-actions.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { chooseStore } from '../../state/view.ts';

/** Counts what leaves this computer; unsent changes are named and counted, and only then thrown away. */
export function RemoveStoreDialog({
  one: { store, status },
  isOpen,
  onClose,
}: {
  readonly one: StoreWithStatus;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  /** What the engine counted itself, when it refused because more waits than the window knew. */
  const [counted, setCounted] = useState<number | null>(null);
  const unsent = counted ?? status?.counters.waiting ?? 0;
  const close = (): void => {
    setCounted(null);
    onClose();
  };
  const remove = async (): Promise<void> => {
    setBusy(true);
    const result = await call('stores.remove', { id: store.id, discardUnsent: unsent > 0 });
    setBusy(false);
    if (!result.ok) return toastError(result.error);
    if (!result.value.removed) return setCounted(result.value.unsent);
    chooseStore(null);
    close();
    showToast({ text: m.settings_removed({ name: store.name }) });
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title={m.settings_remove_question({ name: store.name })}
      cancelLabel={m.settings_keep()}
      confirmLabel={
        unsent === 0 ? m.settings_remove() : m.settings_remove_discard({ count: unsent, figure: formatCount(unsent) })
      }
      busyLabel={m.settings_removing()}
      isBusy={isBusy}
      isDangerous
      onConfirm={() => void remove()}
    >
      <p>
        {m.settings_remove_body({
          products: formatCount(store.counts.products),
          orders: formatCount(store.counts.orders),
        })}
      </p>
      {unsent > 0 ? (
        <Note tone="warning">{m.settings_remove_unsent({ count: unsent, figure: formatCount(unsent) })}</Note>
      ) : null}
    </ConfirmDialog>
  );
}
