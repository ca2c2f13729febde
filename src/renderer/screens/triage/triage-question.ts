import { ERROR_CLASSES, type ErrorClass } from '../../../shared/domain/error-classes.ts';
import { isEntityName, type EntityName } from '../../../shared/domain/entities.ts';
import type { MethodInput } from '../../app/engine-client.tsx';

export const TRIAGE_TABS = ['open', 'waiting', 'resolved'] as const;
export type TriageTab = (typeof TRIAGE_TABS)[number];
export const AGES = ['hour', 'day', 'week', 'older'] as const;
export type Age = (typeof AGES)[number];
export const SORTS = ['count', 'newest'] as const;
export type TriageSort = (typeof SORTS)[number];

/** Null is “any”; an assignee of `''` is nobody. */
export type TriageFilters = {
  readonly storeId: string | null;
  readonly entity: EntityName | null;
  readonly code: string | null;
  readonly class: ErrorClass | null;
  readonly age: Age | null;
  readonly assignee: string | null;
};
export type TriageView = { readonly tab: TriageTab; readonly sort: TriageSort; readonly filters: TriageFilters };

type Params = Readonly<Record<string, string>>;
/** How nobody is written in the address: an empty parameter is no parameter. */
const NOBODY = '-';

/** What the address asks for; whatever does not exist is left out. */
export function paramsToView(params: Params): TriageView {
  const { entity = '', assignee } = params;
  return {
    tab: TRIAGE_TABS.find((tab) => tab === params['tab']) ?? 'open',
    sort: SORTS.find((sort) => sort === params['sort']) ?? 'count',
    filters: {
      storeId: params['store'] ?? null,
      entity: isEntityName(entity) ? entity : null,
      code: params['code'] ?? null,
      class: ERROR_CLASSES.find((name) => name === params['class']) ?? null,
      age: AGES.find((age) => age === params['age']) ?? null,
      assignee: assignee === undefined ? null : assignee === NOBODY ? '' : assignee,
    },
  };
}

/** The parameters of these filters; an empty one is taken out of the address. */
export function filtersToParams(changes: Partial<TriageFilters>): Params {
  const { storeId, assignee, ...rest } = changes;
  return {
    ...(storeId === undefined ? {} : { store: storeId ?? '' }),
    ...(assignee === undefined ? {} : { assignee: assignee === '' ? NOBODY : (assignee ?? '') }),
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? ''])),
  };
}

/** The question for the engine. `storeId` is the store that the whole window shows; it wins over the filter. */
export function toQuestion({ tab, filters }: TriageView, storeId: string | null) {
  const { age, ...rest } = filters;
  return {
    ...rest,
    storeId: storeId ?? filters.storeId,
    tab,
    age: age ?? ('any' as const),
  } satisfies MethodInput<'triage.groups'>;
}
export type TriageQuestion = ReturnType<typeof toQuestion>;

/** Whether something but the window's own store narrows the list. */
export function isNarrowed(filters: TriageFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}

export const NO_FILTERS: TriageFilters = {
  storeId: null,
  entity: null,
  code: null,
  class: null,
  age: null,
  assignee: null,
};
