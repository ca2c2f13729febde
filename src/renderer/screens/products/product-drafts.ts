import { create } from 'zustand';

/** What was typed into the form of a record and not saved yet: record id → field → text. */
type DraftState = { readonly byId: Readonly<Record<string, Readonly<Record<string, string>>>> };

const NO_DRAFT: Readonly<Record<string, string>> = {};
const useDrafts = create<DraftState>()(() => ({ byId: {} }));

/**
 * The typed fields of one record. They outlive the panel: whoever opens another product and comes back finds them,
 * with the save bar that says so.
 */
export function useDraft(id: string): Readonly<Record<string, string>> {
  return useDrafts((state) => state.byId[id] ?? NO_DRAFT);
}

/** Types into one field; null takes the field's text away, as does typing what stands there anyway. */
export function typeDraft(id: string, field: string, text: string | null): void {
  useDrafts.setState(({ byId }) => {
    const { [field]: _left, ...others } = byId[id] ?? {};
    const fields = text === null ? others : { ...others, [field]: text };
    const { [id]: _record, ...rest } = byId;
    return { byId: Object.keys(fields).length === 0 ? rest : { ...rest, [id]: fields } };
  });
}

export function dropDraft(id: string): void {
  useDrafts.setState(({ byId }) => {
    const { [id]: _record, ...rest } = byId;
    return { byId: rest };
  });
}
