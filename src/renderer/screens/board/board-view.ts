import type { z } from 'zod';
import { boardFilters, boardGrouping, boardLayout, type BoardFilters } from '../../../shared/contract/boards-common.ts';
import type { BoardView as SavedView } from '../../../shared/contract/boards-tasks.ts';
import type { BOARD_GROUPINGS, BOARD_LAYOUTS } from '../../../shared/domain/boards/words.ts';

export type BoardLayout = (typeof BOARD_LAYOUTS)[number];
export type BoardGrouping = (typeof BOARD_GROUPINGS)[number];

/** How the board is looked at; it lies in the address, so that back, forward and a reload keep it. */
export type BoardLook = {
  readonly layout: BoardLayout;
  readonly group: BoardGrouping;
  readonly filters: BoardFilters;
  /** The saved view that it began with. */
  readonly viewId: string | null;
};

export const NO_FILTERS: BoardFilters = boardFilters.parse({});
/** The board opens on the sprint that runs. */
export const FIRST_LOOK: BoardLook = {
  layout: 'board',
  group: 'none',
  filters: { ...NO_FILTERS, sprint: 'current' },
  viewId: null,
};

type Params = Readonly<Record<string, string>>;

function words(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : value.split(',').map(decodeURIComponent);
}

function kept<T extends z.ZodType>(schema: T, values: readonly string[]): z.output<T>[] {
  return values.flatMap((value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

function readSprint(value: string | undefined): BoardFilters['sprint'] {
  if (value === 'any' || value === 'backlog' || value === 'current') return value;
  return value ? { id: value } : 'current';
}

/** Nobody cannot be written as the empty text in a list of words. */
const NOBODY_WORD = '-';

/** What does not belong into an address is left out of the look. */
export function paramsToLook(params: Params): BoardLook {
  const { shape } = boardFilters;
  const layout = boardLayout.safeParse(params['layout']);
  const group = boardGrouping.safeParse(params['group']);
  const due = shape.due.safeParse(params['due']);
  return {
    layout: layout.success ? layout.data : 'board',
    group: group.success ? group.data : 'none',
    viewId: params['view'] || null,
    filters: {
      sprint: readSprint(params['sprint']),
      assignees: words(params['assignee']).map((id) => (id === NOBODY_WORD ? '' : id)),
      types: kept(shape.types.unwrap().element, words(params['type'])),
      priorities: kept(shape.priorities.unwrap().element, words(params['priority'])),
      statuses: kept(shape.statuses.unwrap().element, words(params['status'])),
      tags: [...words(params['tag'])],
      search: params['search'] ?? '',
      due: due.success ? due.data : 'any',
      fromErrors: params['errors'] === '1',
    },
  };
}

function list(values: readonly string[]): string {
  return values.map((value) => encodeURIComponent(value)).join(',');
}

/** The address of a look; what is as it begins is the empty text, which takes it out of the address. */
export function lookToParams({ layout, group, filters, viewId }: BoardLook): Params {
  const { sprint } = filters;
  return {
    layout: layout === 'board' ? '' : layout,
    group: group === 'none' ? '' : group,
    view: viewId ?? '',
    sprint: typeof sprint === 'object' ? sprint.id : sprint === 'current' ? '' : sprint,
    assignee: list(filters.assignees.map((id) => (id === '' ? NOBODY_WORD : id))),
    type: list(filters.types),
    priority: list(filters.priorities),
    status: list(filters.statuses),
    tag: list(filters.tags),
    search: filters.search,
    due: filters.due === 'any' ? '' : filters.due,
    errors: filters.fromErrors ? '1' : '',
  };
}

export function lookOfView(view: SavedView): BoardLook {
  return { layout: view.layout, group: view.group_by, filters: view.filters, viewId: view.id };
}

/** Whether something beside the sprint narrows the board. */
export function isNarrowed({
  assignees,
  types,
  priorities,
  statuses,
  tags,
  search,
  due,
  fromErrors,
}: BoardFilters): boolean {
  const lists = [assignees, types, priorities, statuses, tags];
  return lists.some((values) => values.length > 0) || search !== '' || due !== 'any' || fromErrors;
}

/** Whether a look differs from the saved view that it began with. */
export function differsFrom(view: SavedView, look: BoardLook): boolean {
  return JSON.stringify(lookToParams(look)) !== JSON.stringify(lookToParams(lookOfView(view)));
}
