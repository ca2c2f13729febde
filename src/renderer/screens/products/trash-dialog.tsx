import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { replaceParams } from '../../app/routes.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { usePutRow } from '../../components/grid/use-record-pages.ts';
import { Note } from '../../components/note.tsx';
import { showToast } from '../../components/toast.tsx';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from './plain-html.ts';
import { refusalOf } from './refusal-words.ts';

/** Asks before a product goes to the trash, and offers the way back afterwards. */
export function TrashDialog({
  product,
  isOpen,
  onClose,
}: {
  readonly product: ProductDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const putRow = usePutRow();
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const name = plainText(product.name);
  // The store never had it: there is no trash to put it into, and no way back.
  const isNew = product.woo_id === null;

  async function restore(): Promise<void> {
    const result = await call('records.restore', { entity: 'products', id: product.id });
    if (!result.ok) return showToast({ text: refusalOf(result.error).words });
    putRow(result.value);
  }

  async function trash(): Promise<void> {
    setBusy(true);
    const result = await call('records.trash', { entity: 'products', id: product.id });
    setBusy(false);
    if (!result.ok) return setRefused(refusalOf(result.error).words);
    putRow(result.value);
    setRefused(null);
    onClose();
    if (isNew) {
      replaceParams({ open: '' });
      return showToast({ text: m.products_removed({ name }), icon: Trash2 });
    }
    showToast({
      text: m.products_trashed({ name }),
      icon: Trash2,
      action: { label: m.common_undo(), onPress: () => void restore() },
    });
  }

  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={() => {
        setRefused(null);
        onClose();
      }}
      title={isNew ? m.products_remove_title({ name }) : m.products_trash_title({ name })}
      cancelLabel={m.products_trash_keep()}
      confirmLabel={isNew ? m.products_remove() : m.products_trash_confirm()}
      onConfirm={() => void trash()}
      isDangerous
      isBusy={isBusy}
    >
      <p>{isNew ? m.products_remove_body() : m.products_trash_body()}</p>
      {product.variations.length > 0 && (
        <p>
          {m.products_trash_variations({
            count: product.variations.length,
            figure: formatCount(product.variations.length),
          })}
        </p>
      )}
      {product.pending.length > 0 && !isNew && <Note tone="warning">{m.products_trash_unsent()}</Note>}
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
    </ConfirmDialog>
  );
}
