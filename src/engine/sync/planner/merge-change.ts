import type { EntityName, JsonValue } from '../../../shared/domain/entities.ts';
import { fieldByPath } from '../../../shared/domain/fields.ts';
import type { FieldMerge } from '../../../shared/domain/merge.ts';
import { mergeField } from '../../../shared/domain/merge.ts';
import type { FieldChange } from '../operation.ts';

/** One unsent change against the store's present value of its field. */
export function mergeChange(entity: EntityName, path: string, change: FieldChange, theirs: JsonValue): FieldMerge {
  const kind = fieldByPath(entity, path)?.kind ?? 'text';
  return mergeField(kind, change.base, change.value, theirs, change.sent ?? []);
}
