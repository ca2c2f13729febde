import { RotateCcw } from 'lucide-react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { navigate } from '../../app/routes.ts';
import { usePutRow } from '../../components/grid/use-record-pages.ts';
import { Note } from '../../components/note.tsx';
import { showToast } from '../../components/toast.tsx';
import type { FieldMark } from '../../../shared/contract/common.ts';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { FORM_FIELDS } from './product-form.ts';
import { changedFields } from './product-logic.ts';
import { markNote } from './product-words.ts';
import { refusalOf } from './refusal-words.ts';

const TONES = {
  pending: 'mine',
  sending: 'accent',
  conflict: 'conflict',
  refused: 'danger',
} as const satisfies Record<FieldMark, string>;
const MARKS = ['conflict', 'refused', 'sending', 'pending'] as const satisfies readonly FieldMark[];

/** What stands between this product and the store: one line per state, naming its fields, with its one way on. */
export function ProductNotes({
  product,
  isWatchOnly,
}: {
  readonly product: ProductDetail;
  readonly isWatchOnly: boolean;
}) {
  const call = useEngineCall();
  const putRow = usePutRow();

  async function undo(fields: readonly string[]): Promise<void> {
    for (const field of fields) {
      const result = await call('records.undo', { entity: 'products', id: product.id, field });
      if (!result.ok) return showToast({ text: refusalOf(result.error).words });
      putRow(result.value);
    }
  }
  async function restore(): Promise<void> {
    const result = await call('records.restore', { entity: 'products', id: product.id });
    if (!result.ok) return showToast({ text: refusalOf(result.error).words });
    putRow(result.value);
  }

  const changed = changedFields(product.marks, FORM_FIELDS);
  const isNew = product.woo_id === null;
  return (
    <>
      {product.trashed && (
        <Note tone="neutral" icon={RotateCcw} action={{ label: m.products_restore(), onPress: () => void restore() }}>
          {m.products_note_trashed()}
        </Note>
      )}
      {product.error && (
        <Note
          tone="danger"
          action={{
            label: m.products_note_open_errors(),
            onPress: () => navigate('triage', { store: product.store_id, entity: 'products' }),
          }}
        >
          {m.products_note_store_says()} <bdi>{product.error.message}</bdi>
        </Note>
      )}
      {isNew && <Note tone="mine">{isWatchOnly ? m.products_note_new_watch() : m.products_note_new()}</Note>}
      {MARKS.filter((mark) => !isNew || mark === 'refused').map((mark) => {
        const fields = changed.filter((field) => product.marks[field] === mark);
        if (fields.length === 0 || (product.trashed && mark === 'pending')) return null;
        const action =
          mark === 'conflict'
            ? {
                label: m.products_note_decide(),
                onPress: () => navigate('sync', { tab: 'conflicts', store: product.store_id }),
              }
            : mark === 'sending'
              ? undefined
              : { label: m.common_undo(), onPress: () => void undo(fields) };
        return (
          <Note key={mark} tone={TONES[mark]} action={action}>
            {markNote(fields.map(wordField).join(', '), mark, fields.length, isWatchOnly)}
          </Note>
        );
      })}
    </>
  );
}
