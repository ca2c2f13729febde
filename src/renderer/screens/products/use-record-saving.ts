import { useCallback } from 'react';
import { useEngineCall, type MethodInput } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { fieldOf, type GridColumn, type SaveOutcome } from '../../components/grid/grid-types.ts';
import { usePutRow } from '../../components/grid/use-record-pages.ts';
import { m } from '../../paraglide/messages.js';
import { readStockText, type StockIntent } from './product-logic.ts';
import { refusalOf, type Refusal } from './refusal-words.ts';

type StockEntity = MethodInput<'stock.change'>['entity'];
export type Saved = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** Queues edits of products and variations; each answers what to type instead when it is refused. */
export function useRecordSaving(entity: StockEntity) {
  const call = useEngineCall();
  const locale = useLocale();
  const putRow = usePutRow();

  const edit = useCallback(
    async (id: string, changes: Readonly<Record<string, unknown>>): Promise<Saved> => {
      const result = await call('records.edit', { entity, id, changes: { ...changes }, locale });
      if (!result.ok) return { ok: false, refusal: refusalOf(result.error) };
      putRow(result.value);
      return { ok: true };
    },
    [call, entity, locale, putRow],
  );

  const changeStock = useCallback(
    async (id: string, intent: StockIntent, reason = ''): Promise<Saved> => {
      const result = await call('stock.change', { entity, id, intent, reason });
      if (!result.ok) return { ok: false, refusal: refusalOf(result.error) };
      putRow(result.value);
      return { ok: true };
    },
    [call, entity, putRow],
  );

  const saveCell = useCallback(
    async (row: { readonly id: string }, column: GridColumn<never>, text: string): Promise<SaveOutcome> => {
      const field = fieldOf(column);
      if (field !== 'stock_quantity') return toOutcome(await edit(row.id, { [field]: text }));
      const intent = readStockText(text);
      if (!intent) return { ok: false, words: m.products_refused_stock() };
      return toOutcome(await changeStock(row.id, intent));
    },
    [edit, changeStock],
  );

  return { edit, changeStock, saveCell };
}

function toOutcome(saved: Saved): SaveOutcome {
  return saved.ok ? saved : { ok: false, words: saved.refusal.words };
}
