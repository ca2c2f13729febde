import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { showToast } from '../../components/toast.tsx';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { returnsTo, type HistoryMoment } from './history-logic.ts';
import { plainText } from './plain-html.ts';
import { refusalOf } from './refusal-words.ts';
import { ValueChange } from './value-change.tsx';

/** Asks before a whole record becomes what it was; says field by field what that means now. */
export function RestoreDialog({
  product,
  history,
  moment,
  timeZone,
  onClose,
}: {
  readonly product: ProductDetail;
  readonly history: readonly HistoryEntry[];
  /** Null: closed. */
  readonly moment: HistoryMoment | null;
  readonly timeZone: string | null;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const returns = moment === null ? [] : returnsTo(history, moment.sequence);
  const isNothing = returns.length === 0;

  function close(): void {
    setRefused(null);
    onClose();
  }
  async function restore(): Promise<void> {
    if (moment === null) return;
    setBusy(true);
    const result = await call('history.restoreRecord', {
      entity: 'products',
      id: product.id,
      sequence: moment.sequence,
    });
    setBusy(false);
    if (!result.ok) {
      const { field, words } = refusalOf(result.error);
      return setRefused(field === null ? words : `${wordField(field)}: ${words}`);
    }
    showToast({ text: m.products_history_returned({ name: plainText(product.name) }), icon: RotateCcw });
    close();
  }

  return (
    <ConfirmDialog
      isOpen={moment !== null}
      onClose={close}
      title={m.products_history_return_title({ name: plainText(product.name) })}
      confirmLabel={m.products_history_return_do()}
      onConfirm={() => void restore()}
      isBusy={isBusy}
      isConfirmDisabled={isNothing}
    >
      <p>
        {isNothing
          ? m.products_history_return_nothing()
          : m.products_history_return_body({
              moment: moment === null ? '' : formatMoment(moment.at, locale, timeZone),
            })}
      </p>
      {!isNothing && (
        <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
          {returns.map(({ field, now, then }) => (
            <div key={field} className="contents">
              <dt>{wordField(field)}</dt>
              <dd className="break-words">
                <ValueChange entity="products" field={field} before={now} after={then} isUnsent />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
    </ConfirmDialog>
  );
}
