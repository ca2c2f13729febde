import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { fieldIn, fieldsOfBody } from './documents.ts';
import type { Ledger } from './ledger.ts';
import type { Arrival } from './line.ts';
import { REMOVABLE } from './removals.ts';
import type { LoggedWrite, ShopHistory } from './shop-history.ts';
import { plainText, shopEntityOf } from './shop-history.ts';

type RecordName = { readonly entity: EntityName; readonly wooId: number };

/** The record that a path of the API names, null for lists. */
export function recordOfPath(path: string): RecordName | null {
  const found =
    /^(?:products\/\d+\/(variations)|products\/(categories|tags|brands|shipping_classes)|products\/attributes\/\d+\/(terms)|products\/(attributes)|(products|orders|customers|coupons))\/(\d+)$/.exec(
      path,
    );
  const entity = found?.slice(1, 6).find((name) => name !== undefined);
  return entity === undefined ? null : { entity: entity as EntityName, wooId: Number(found?.[6]) };
}

/** Watches what the desktops write against what they were shown before. */
export type WriteWatch = {
  /** What a create wrote was wanted by its author, and so were the shop's own defaults that came with it. */
  readonly born: (write: LoggedWrite) => void;
  /** A request was heard; `writes` are those that it caused. */
  readonly heard: (arrival: Arrival, writes: readonly LoggedWrite[]) => void;
};

export function watchWrites(
  ledger: Ledger,
  history: ShopHistory,
  desktops: () => readonly { readonly number: number }[],
  violate: (invariant: string, detail: string) => void,
): WriteWatch {
  /** What the last reading of a single record showed, per desktop. */
  const served = new Map<string, JsonObject>();

  /** [I7] No write replaces a value that its author had not seen: such a field waits for a person instead. */
  const checkBlindWrite = (arrival: Arrival, record: RecordName, shown: JsonObject | undefined): void => {
    const body = JSON.parse(arrival.body ?? '{}') as JsonObject;
    const subject = { ...record, token: null };
    for (const [field, value] of fieldsOfBody(body)) {
      if (field === 'inventory_delta' || field === 'categories' || field === 'manage_stock') continue;
      if (shown === undefined) {
        violate('I7', `d${arrival.desktop} wrote ${record.entity}:${record.wooId} without reading it first`);
        return;
      }
      const there = fieldIn(shown, field);
      if (there === value || ledger.hasSeen(arrival.desktop, subject, field, there)) continue;
      violate(
        'I7',
        `d${arrival.desktop} replaced ${field} of ${record.entity}:${record.wooId}: the shop showed "${there}", which the person had not seen, and got "${value}"`,
      );
    }
  };

  return {
    born: (write) => {
      const body = JSON.stringify(write.body);
      for (const { desktop, entity, token, names } of ledger.creations) {
        const isThis = body.includes(`"${token}"`) || names.has(plainText(String(write.body['name'] ?? '')));
        if (isThis && shopEntityOf(entity) === write.entity) ledger.alias(desktop, entity, token, write.id);
      }
      for (const desktop of desktops()) {
        if (write.by !== desktop.number && write.by !== 'late') continue;
        for (const entity of REMOVABLE) {
          const born = history.versionsOf(entity, write.id).at(-1);
          for (const [field, value] of Object.entries(born?.values ?? {}))
            ledger.see(desktop.number, { entity, wooId: write.id, token: null }, field, value);
        }
      }
    },
    heard: (arrival, writes) => {
      const { method, outcome, desktop } = arrival;
      const record = recordOfPath(arrival.path);
      if (record === null) return;
      const key = `${desktop}|${record.entity}:${record.wooId}`;
      if (method === 'GET' && outcome.kind === 'response' && outcome.status === 200) {
        // polluted or cut answers teach the desktop nothing
        try {
          served.set(key, JSON.parse(outcome.body) as JsonObject);
        } catch {
          served.delete(key);
        }
      }
      const tookEffect = writes.some((write) => write.by === desktop && write.id === record.wooId);
      if (method === 'PUT' && tookEffect) checkBlindWrite(arrival, record, served.get(key));
    },
  };
}
