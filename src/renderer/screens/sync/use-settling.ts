import { useCallback } from 'react';
import { useEngineCall, type MethodInput } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { refusalOf, type Refusal } from '../products/refusal-words.ts';
import { toResolutions, wholeAs, type Choices } from './conflict-logic.ts';
import {
  changeSettled,
  rememberSettled,
  toSettled,
  type SettledDecision,
  type SettledField,
} from './settled-decisions.ts';

type Settled = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** Settles decisions, and remembers what was chosen so that it can be looked at and changed. */
export function useSettling() {
  const call = useEngineCall();
  const locale = useLocale();

  const send = useCallback(
    async (conflict: ConflictRow, fields: MethodInput<'conflicts.resolve'>['fields']): Promise<Settled> => {
      const result = await call('conflicts.resolve', { id: conflict.id, fields, locale });
      return result.ok ? { ok: true } : { ok: false, refusal: refusalOf(result.error) };
    },
    [call, locale],
  );

  const settleFields = useCallback(
    async (conflict: ConflictRow, choices: Choices): Promise<Settled> => {
      const settled = await send(conflict, toResolutions(conflict, choices));
      if (settled.ok) rememberSettled(toSettled(conflict, choices, Date.now()));
      return settled;
    },
    [send],
  );

  const settleWhole = useCallback(
    async (conflict: ConflictRow, side: 'mine' | 'theirs', answer: string): Promise<Settled> => {
      const settled = await send(conflict, wholeAs(side));
      if (settled.ok) rememberSettled({ conflict, atMs: Date.now(), fields: [], answer });
      return settled;
    },
    [send],
  );

  return { settleFields, settleWhole };
}

/** A bare GMT time of the store as the engine reads typed ones; nothing is an empty text. */
function asTyped(value: unknown): unknown {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value) ? `${value}Z` : value;
}

export type Switched = 'done' | 'sent-already' | Refusal;
type Switch = { readonly decision: SettledDecision; readonly field: SettledField; readonly recordId: string };

/**
 * Takes the other side of a settled field. What still waits is taken back; what was sent already is changed by an edit
 * of its own. A quantity of stock that was sent stays: setting it back would lose the sales since.
 */
export function useSwitchingSides() {
  const call = useEngineCall();

  const takeMine = useCallback(
    async ({ decision, field, recordId }: Switch): Promise<Switched> => {
      const { entity } = decision.conflict;
      const isCount = field.field === 'stock_quantity' && typeof field.mine === 'number';
      const result =
        isCount && (entity === 'products' || entity === 'variations')
          ? await call('stock.change', { entity, id: recordId, intent: { kind: 'count', to: Number(field.mine) } })
          : await call('records.edit', {
              entity,
              id: recordId,
              changes: { [field.field]: asTyped(field.mine) },
              locale: 'en',
            });
      return result.ok ? 'done' : refusalOf(result.error);
    },
    [call],
  );

  const takeTheirs = useCallback(
    async ({ decision, field, recordId }: Switch): Promise<Switched> => {
      const { entity } = decision.conflict;
      const undone = await call('records.undo', { entity, id: recordId, field: field.field });
      if (!undone.ok) return refusalOf(undone.error);
      if (field.field === 'stock_quantity') {
        return undone.value['stock_quantity'] === field.theirs ? 'done' : 'sent-already';
      }
      const changes = { [field.field]: asTyped(field.theirs) };
      const edited = await call('records.edit', { entity, id: recordId, changes, locale: 'en' });
      return edited.ok ? 'done' : refusalOf(edited.error);
    },
    [call],
  );

  return useCallback(
    async (decision: SettledDecision, field: SettledField, side: 'mine' | 'theirs'): Promise<Switched> => {
      const { recordId, id } = decision.conflict;
      if (recordId === null) return 'sent-already';
      const switched = await (side === 'mine' ? takeMine : takeTheirs)({ decision, field, recordId });
      if (switched === 'done') changeSettled(id, field.field, side);
      return switched;
    },
    [takeMine, takeTheirs],
  );
}
