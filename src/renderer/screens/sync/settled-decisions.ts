import { create } from 'zustand';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import type { Choice, Choices } from './conflict-logic.ts';

export type SettledField = ConflictRow['fields'][number] & { readonly side: Choice['side']; readonly typed: string };

/** A decision that was made in this window. The engine lists open ones only; what was chosen can be looked at here. */
export type SettledDecision = {
  readonly conflict: ConflictRow;
  /** Epoch ms. */
  readonly atMs: number;
  /** Empty when the whole record was decided at once. */
  readonly fields: readonly SettledField[];
  /** The answer in words, for a whole record. */
  readonly answer: string | null;
};

/** More are not worth a list; the history of each record keeps all of them. */
const MOST = 200;

type Settled = {
  readonly decisions: readonly SettledDecision[];
  /** What was settled in one go last, one or many; empty after it was taken back. */
  readonly last: readonly SettledDecision[];
};

const useSettled = create<Settled>()(() => ({ decisions: [], last: [] }));

/** Decisions of one store that were settled since the window was opened, latest first. */
export function useSettledDecisions(storeId: string): readonly SettledDecision[] {
  const decisions = useSettled((state) => state.decisions);
  return decisions.filter(({ conflict }) => conflict.storeId === storeId);
}

export function toSettled(conflict: ConflictRow, choices: Choices, atMs: number): SettledDecision {
  const fields = conflict.fields.flatMap((field): SettledField[] => {
    const choice = choices[field.field];
    return choice ? [{ ...field, side: choice.side, typed: choice.side === 'other' ? choice.text : '' }] : [];
  });
  return { conflict, atMs, fields, answer: null };
}

/** A decision that was settled field by field at several times is one. */
export function withSettled(
  decisions: readonly SettledDecision[],
  settled: SettledDecision,
): readonly SettledDecision[] {
  const { id } = settled.conflict;
  const before = decisions.find(({ conflict }) => conflict.id === id)?.fields ?? [];
  const now = new Set(settled.fields.map(({ field }) => field));
  const fields = [...before.filter(({ field }) => !now.has(field)), ...settled.fields];
  return [{ ...settled, fields }, ...decisions.filter(({ conflict }) => conflict.id !== id)].slice(0, MOST);
}

export function rememberSettled(settled: SettledDecision): void {
  useSettled.setState(({ decisions }) => ({ decisions: withSettled(decisions, settled), last: fieldwise([settled]) }));
}

/** What a bulk settled is taken back as one. */
export function rememberAsOne(settled: readonly SettledDecision[]): void {
  useSettled.setState({ last: fieldwise(settled) });
}

/** Answers about a whole record act at once and cannot be asked again. */
function fieldwise(settled: readonly SettledDecision[]): readonly SettledDecision[] {
  return settled.filter(({ fields }) => fields.length > 0);
}

/** What was settled last in one store and can be taken back. */
export function useLastSettled(storeId: string): readonly SettledDecision[] {
  const last = useSettled((state) => state.last);
  return last.filter(({ conflict }) => conflict.storeId === storeId);
}

/** These fields are asked again. */
export function withoutSettled(
  decisions: readonly SettledDecision[],
  conflictId: string,
  fields: readonly string[],
): readonly SettledDecision[] {
  const gone = new Set(fields);
  return decisions.flatMap((decision) => {
    if (decision.conflict.id !== conflictId) return [decision];
    const rest = decision.fields.filter(({ field }) => !gone.has(field));
    return rest.length === 0 ? [] : [{ ...decision, fields: rest }];
  });
}

export function forgetSettled(conflictId: string, fields: readonly string[]): void {
  useSettled.setState(({ decisions, last }) => ({
    decisions: withoutSettled(decisions, conflictId, fields),
    last: last.filter(({ conflict }) => conflict.id !== conflictId),
  }));
}

/** Notes that a field of a settled decision was chosen anew. */
export function changeSettled(conflictId: string, field: string, side: 'mine' | 'theirs'): void {
  useSettled.setState(({ decisions }) => ({
    decisions: decisions.map((decision) =>
      decision.conflict.id !== conflictId
        ? decision
        : {
            ...decision,
            fields: decision.fields.map((one) => (one.field === field ? { ...one, side, typed: '' } : one)),
          },
    ),
  }));
}
