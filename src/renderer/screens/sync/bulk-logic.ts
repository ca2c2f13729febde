import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { formOf, type Choices } from './conflict-logic.ts';

/** Which open decisions are settled together: all fields, one field of all records, or all of one kind. */
export type BulkScope = 'fields' | 'deleted' | 'unknown' | `field:${string}`;

export type BulkPart = {
  readonly conflict: ConflictRow;
  /** The fields that are settled; empty: the record as a whole. */
  readonly fields: readonly string[];
  /** Other fields of it stay open. */
  readonly isPartial: boolean;
};

const isByField = ({ kind }: ConflictRow): boolean => formOf(kind) !== 'whole';

/** What can be settled at once, most first; a single decision is no bulk. */
export function bulkScopes(conflicts: readonly ConflictRow[]): readonly BulkScope[] {
  const byField = conflicts.filter(isByField);
  const counts = new Map<string, number>();
  for (const { fields } of byField) for (const { field } of fields) counts.set(field, (counts.get(field) ?? 0) + 1);
  const fields = [...counts].sort(([, left], [, right]) => right - left).map(([field]) => `field:${field}` as const);
  return [
    ...(byField.length > 0 ? ['fields' as const] : []),
    ...(fields.length > 1 || byField.length > 1 ? fields : []),
    ...(conflicts.some(({ kind }) => kind === 'deleted_remotely') ? ['deleted' as const] : []),
    ...(conflicts.some(({ kind }) => kind === 'outcome_unknown') ? ['unknown' as const] : []),
  ];
}

/** The decisions of a scope, each with the fields that it settles. */
export function bulkParts(conflicts: readonly ConflictRow[], scope: BulkScope): readonly BulkPart[] {
  if (scope === 'deleted' || scope === 'unknown') {
    const kind = scope === 'deleted' ? 'deleted_remotely' : 'outcome_unknown';
    return conflicts
      .filter((conflict) => conflict.kind === kind)
      .map((conflict) => ({ conflict, fields: [], isPartial: false }));
  }
  const wanted = scope === 'fields' ? null : scope.slice('field:'.length);
  return conflicts.filter(isByField).flatMap((conflict): BulkPart[] => {
    const all = conflict.fields.map(({ field }) => field);
    const fields = wanted === null ? all : all.filter((field) => field === wanted);
    return fields.length === 0 ? [] : [{ conflict, fields, isPartial: fields.length < all.length }];
  });
}

export function choicesOf({ fields }: BulkPart, side: 'mine' | 'theirs'): Choices {
  return Object.fromEntries(fields.map((field) => [field, { side }]));
}
