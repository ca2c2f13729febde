import { useMemo } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { stockChangeText, type UnsentStock } from './product-logic.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** Record id → its unsent stock change in short (`11 +3`, `= 10`); asks only when a row on screen has one. */
export function useUnsentStock(
  storeId: string | null,
  rows: readonly { readonly marks: Readonly<Record<string, string>> }[],
): ReadonlyMap<string, string> {
  const isNeeded = rows.some((row) => row.marks['stock_quantity']);
  const pending = useEngineQuery('pending.list', { storeId, limit: 10_000 }, { enabled: isNeeded });
  return useMemo(() => {
    if (!isNeeded || !pending.data) return NONE;
    const byRecord = new Map<string, UnsentStock[]>();
    for (const { recordId, fields, stock } of pending.data.rows) {
      const change = fields.find(({ field }) => field === 'stock_quantity');
      if (change) byRecord.set(recordId, [...(byRecord.get(recordId) ?? []), { ...change, stock }]);
    }
    const texts = [...byRecord].map(([recordId, changes]) => [recordId, stockChangeText(changes)] as const);
    return new Map(texts.flatMap(([recordId, text]) => (text === null ? [] : [[recordId, text] as const])));
  }, [isNeeded, pending.data]);
}
