import type { BoardFilters } from '../../shared/contract/boards-common.ts';
import { boardFilters } from '../../shared/contract/boards-common.ts';
import type { BoardView } from '../../shared/contract/boards-tasks.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import { insertRow, markDeleted, updateRow } from './board-rows.ts';
import { readLine } from './field-checks.ts';

type ViewRow = Omit<BoardView, 'filters' | 'is_shared'> & { readonly filters: string; readonly is_shared: number };

/** One's own, and those that others share. Filters that an earlier or later program wrote are read as far as they go. */
export function listViews(db: ReadableDb, me: string): BoardView[] {
  return prepared<ViewRow>(
    db,
    `SELECT id, user_id, name, is_shared, layout, group_by, filters FROM board_views
     WHERE deleted_at IS NULL AND (user_id = ? OR is_shared = 1) ORDER BY name COLLATE NOCASE, id`,
  )
    .all(me)
    .map((row) => {
      const filters = boardFilters.safeParse(JSON.parse(row.filters));
      return {
        ...row,
        is_shared: row.is_shared === 1,
        filters: filters.success ? filters.data : boardFilters.parse({}),
      };
    });
}

type ViewInput = {
  readonly id: string | null;
  readonly name: string;
  readonly is_shared: boolean;
  readonly layout: BoardView['layout'];
  readonly group_by: BoardView['group_by'];
  readonly filters: BoardFilters;
};

export function saveView(context: BoardContext, input: ViewInput): BoardResult<{ readonly id: string }> {
  const name = readLine('name', input.name);
  if (!name.ok) return name;
  const row = {
    name: name.value,
    is_shared: input.is_shared ? 1 : 0,
    layout: input.layout,
    group_by: input.group_by,
    filters: JSON.stringify(input.filters),
  };
  if (input.id === null) {
    const id = context.newId();
    insertRow(context, 'board_views', id, { ...row, user_id: context.me });
    return ok({ id });
  }
  const own = ownView(context, input.id);
  if (!own.ok) return own;
  updateRow(context, 'board_views', input.id, row);
  return ok({ id: input.id });
}

export function removeView(context: BoardContext, id: string): BoardResult<Done> {
  const own = ownView(context, id);
  if (!own.ok) return own;
  markDeleted(context, 'board_views', id);
  return ok({});
}

function ownView(context: BoardContext, id: string): BoardResult<null> {
  const row = prepared<{ user_id: string }>(
    context.db,
    `SELECT user_id FROM board_views WHERE id = ? AND deleted_at IS NULL`,
  ).get(id);
  if (row === undefined) return notFound('board_views', id);
  return row.user_id === context.me ? ok(null) : refuse('id', 'not-yours');
}
