import { useMemo } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { stockChangeText } from './product-logic.ts';

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
    const changes = new Map<string, string>();
    for (const operation of pending.data.rows) {
      const stock = operation.fields.find((field) => field.field === 'stock_quantity');
      const text =
        stock && stockChangeText({ base: stock.base, value: stock.value, isCount: operation.kind !== 'stock' });
      if (text) changes.set(operation.recordId, text);
    }
    return changes;
  }, [isNeeded, pending.data]);
}
