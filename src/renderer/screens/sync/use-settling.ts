import { useCallback } from 'react';
import { useEngineCall, type MethodInput } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { refusalOf, type Refusal } from '../products/refusal-words.ts';
import { asTyped, toResolutions, wholeAs, type Choices } from './conflict-logic.ts';
import {
  changeSettled,
  forgetSettled,
  rememberSettled,
  toSettled,
  type SettledDecision,
  type SettledField,
} from './settled-decisions.ts';

/** `decision`: what was settled, where it can be asked again. */
type Settled =
  { readonly ok: true; readonly decision: SettledDecision | null } | { readonly ok: false; readonly refusal: Refusal };

/** Settles decisions, and remembers what was chosen so that it can be looked at and changed. */
export function useSettling() {
  const call = useEngineCall();
  const locale = useLocale();

  const send = useCallback(
    async (conflict: ConflictRow, fields: MethodInput<'conflicts.resolve'>['fields']): Promise<Settled> => {
      const result = await call('conflicts.resolve', { id: conflict.id, fields, locale });
      return result.ok ? { ok: true, decision: null } : { ok: false, refusal: refusalOf(result.error) };
    },
    [call, locale],
  );

  const settleFields = useCallback(
    async (conflict: ConflictRow, choices: Choices): Promise<Settled> => {
      const settled = await send(conflict, toResolutions(conflict, choices));
      if (!settled.ok) return settled;
      const decision = toSettled(conflict, choices, Date.now());
      rememberSettled(decision);
      return { ok: true, decision };
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

export type Undone = { readonly reopened: number; readonly takenBack: number; readonly kept: number };

/**
 * Asks settled decisions again. Where an answer of this side is with the store already, the store's earlier value is
 * sent back as an edit of its own; a count that was sent stays.
 */
export function useUndoSettled() {
  const call = useEngineCall();
  const switchSides = useSwitchingSides();

  return useCallback(
    async (decisions: readonly SettledDecision[]): Promise<Undone> => {
      const undone = { reopened: 0, takenBack: 0, kept: 0 };
      for (const decision of decisions) {
        const { conflict, fields } = decision;
        const asked = await call('conflicts.reopen', { id: conflict.id, fields: fields.map(({ field }) => field) });
        const stays = new Set(asked.ok ? asked.value.stays : fields.map(({ field }) => field));
        undone.reopened += asked.ok ? asked.value.reopened.length : 0;
        forgetSettled(
          conflict.id,
          fields.flatMap(({ field }) => (stays.has(field) ? [] : [field])),
        );
        for (const field of fields.filter((one) => stays.has(one.field) && one.side !== 'theirs')) {
          const isBack = (await switchSides(decision, field, 'theirs')) === 'done';
          if (isBack) undone.takenBack += 1;
          else undone.kept += 1;
        }
      }
      return undone;
    },
    [call, switchSides],
  );
}
