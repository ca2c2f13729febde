import type { EntityName } from '../../../shared/domain/entities.ts';

/**
 * What the store would do with a change: say no; take the rest and leave this value out, without a word; or load a
 * picture that it has already.
 */
export type PredictedEffect = 'refused' | 'not-kept' | 'uploaded-again';

/** One change that would not arrive as it was meant. [PREVIEW4] */
export type Prediction = {
  readonly operationId: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly wooId: number | null;
  /** Name, number or code of the record, to show. */
  readonly label: string;
  readonly effect: PredictedEffect;
  /** As the store would answer it, or a tag of our own: a line of the error catalogue. */
  readonly code: string;
  readonly httpStatus: number | null;
  /** Column name; null where it is about the whole record. */
  readonly field: string | null;
  /** `value`: what would not arrive; `name`: who has it already; `regular_price`: what a sale price must be below. */
  readonly facts: Readonly<Record<string, string | number>>;
};

/** Records that complete censuses did not find. [PREVIEW6] */
export type MissingRecords = {
  readonly entity: EntityName;
  /** Missed for the first time: the next census decides. */
  readonly once: number;
  /** Missed twice: asked for by number, and removed when the store calls them gone. */
  readonly twice: number;
  /** Too many at once: nothing is removed before a person answers. */
  readonly held: boolean;
};

/** Requests of a run and the minutes that they take, to a hundredth. [PREVIEW7] */
export type Cost = { readonly requests: number; readonly minutes: number };

export type PreviewCost = Cost & {
  readonly pull: Cost;
  readonly push: Cost;
  /** Where the time comes from: this store's earlier runs, or what the preview itself waited for. */
  readonly measured: 'earlier-runs' | 'now' | 'never';
};

/** What a preview says beyond the document of a run. */
export type PreviewFindings = {
  readonly predicted: readonly Prediction[];
  readonly missing: readonly MissingRecords[];
  readonly cost: PreviewCost;
  /** When the oldest part of it was read, epoch ms; null where nothing was. */
  readonly computedAt: number | null;
};

export type PreviewOptions = {
  /** Reads the store now, whatever an earlier preview said. */
  readonly anew?: boolean;
  /** As if a watched store were sent its changes. */
  readonly asIfSending?: boolean;
};
