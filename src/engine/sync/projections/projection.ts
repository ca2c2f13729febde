import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';

export type SqlValue = string | number | null;

/** What a projection may ask while it turns a document into a row. */
export type ProjectionContext = {
  /** Local id of another record of the same store; null when it is not here. */
  readonly localIdOf: (entity: EntityName, wooId: number) => string | null;
  /** Local id of the record this one hangs on (product of a variation, attribute of a term, order of a note). */
  readonly parentId: string | null;
};

/** How the documents of one entity become rows of its table. Pure: the same document gives the same row. */
export type Projection = {
  /** Columns beside the common ones, in the order of `project`'s values. */
  readonly columns: readonly string[];
  readonly project: (document: JsonObject, context: ProjectionContext) => SqlValue[];
};
