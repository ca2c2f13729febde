import type { HistoryEntry } from '../../../shared/contract/history.ts';

/** What one hand changed at one moment: the fields of one save, one answer of the store, one merge. */
export type HistoryMoment = {
  readonly at: string;
  readonly author: HistoryEntry['author'];
  /** The colleague whose hand it was; null: the person here, or nobody. */
  readonly person: string | null;
  /** The latest change of the moment: a record is brought back to what it was right after it. */
  readonly sequence: number;
  /** The edit of many records that it was part of. */
  readonly batchId: string | null;
  readonly entries: readonly HistoryEntry[];
};

/** Neighbouring changes (newest first) of one author at one time, as one moment each. */
export function toMoments(history: readonly HistoryEntry[]): readonly HistoryMoment[] {
  const moments: (HistoryMoment & { readonly entries: HistoryEntry[] })[] = [];
  for (const entry of history) {
    const last = moments.at(-1);
    const isSameHand = last?.author === entry.author && last.person === (entry.person ?? null);
    if (last?.at === entry.changedAt && isSameHand && last.batchId === entry.batchId) {
      last.entries.push(entry);
      continue;
    }
    moments.push({
      at: entry.changedAt,
      author: entry.author,
      person: entry.person ?? null,
      sequence: entry.sequence,
      batchId: entry.batchId,
      entries: [entry],
    });
  }
  return moments;
}

/** The changes made here that the store has not confirmed: the latest one of every field that waits. */
export function unsentChanges(
  history: readonly HistoryEntry[],
  waitingFields: ReadonlySet<string>,
): ReadonlySet<number> {
  const unsent = new Set<number>();
  const seen = new Set<string>();
  for (const { field, author, sequence } of history) {
    if (!waitingFields.has(field) || seen.has(field)) continue;
    seen.add(field);
    if (author !== 'store') unsent.add(sequence);
  }
  return unsent;
}

export type FieldReturn = { readonly field: string; readonly now: unknown; readonly then: unknown };

/** What would change if a record became what it was right after `sequence`; a field that is the same again is left out. */
export function returnsTo(history: readonly HistoryEntry[], sequence: number): readonly FieldReturn[] {
  const returns = new Map<string, FieldReturn>();
  for (const entry of history) {
    if (entry.sequence <= sequence) break;
    const now = returns.has(entry.field) ? returns.get(entry.field)?.now : entry.newValue;
    returns.set(entry.field, { field: entry.field, now, then: entry.oldValue });
  }
  return [...returns.values()].filter(({ now, then }) => JSON.stringify(now) !== JSON.stringify(then));
}

/** What Backroom writes into a record to recognise its own requests. */
const STAMP = 'backroom_op';

function withoutStamp(meta: unknown): string {
  const entries: readonly unknown[] = Array.isArray(meta) ? meta : [];
  return JSON.stringify(
    entries.filter((one) => !(typeof one === 'object' && one !== null && 'key' in one && one.key === STAMP)),
  );
}

/** Changes of nothing but that stamp are no change that a person made. */
export function isOwnStamp({ field, oldValue, newValue }: HistoryEntry): boolean {
  return field === 'meta_data' && withoutStamp(oldValue) === withoutStamp(newValue);
}
