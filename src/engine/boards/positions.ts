import type { Place } from '../../shared/contract/boards-common.ts';
import { isPosition, positionsBetween } from '../../shared/domain/boards/fractional-index.ts';
import type { TaskStatus } from '../../shared/domain/boards/words.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext } from './board-command.ts';
import { updateRow } from './board-rows.ts';

type Placed = { readonly id: string; readonly position: string };

const IN_COLUMN = `status = @status AND deleted_at IS NULL AND id NOT IN (SELECT value FROM json_each(@moved))`;

/**
 * Positions for `moved` at a place of a column, in their order. A neighbour that is not in the column any more counts as
 * its foot. Cards that share one position (two desktops put them there at once) are spread where it is needed, in the
 * order in which they are shown. [BOARD5]
 */
export function positionsAt(
  context: BoardContext,
  status: TaskStatus,
  place: Place,
  moved: readonly string[],
): readonly string[] {
  const column = { status, moved: JSON.stringify(moved) };
  const [before, after] = neighbours(context, column, place);
  const isSound = [before, after].every((card) => card === null || isPosition(card.position));
  if (!isSound) {
    spreadColumn(context, column);
    return positionsAt(context, status, place, moved);
  }
  if (before === null || after === null || before.position < after.position) {
    return positionsBetween(before?.position ?? null, after?.position ?? null, moved.length);
  }
  return positionsAmongEqual(context, column, before, moved.length);
}

type Column = { readonly status: TaskStatus; readonly moved: string };

function neighbours(
  context: BoardContext,
  column: Column,
  place: Place,
): readonly [before: Placed | null, after: Placed | null] {
  if ('at' in place) return place.at === 'top' ? [null, edge(context, column, 'ASC')] : foot(context, column);
  const id = 'after' in place ? place.after : place.before;
  const anchor = prepared<Placed>(context.db, `SELECT id, position FROM tasks WHERE ${IN_COLUMN} AND id = @id`).get({
    ...column,
    id,
  });
  if (anchor === undefined) return foot(context, column);
  const [comparison, direction] = 'after' in place ? ['>', 'ASC'] : ['<', 'DESC'];
  const other =
    prepared<Placed>(
      context.db,
      `SELECT id, position FROM tasks WHERE ${IN_COLUMN} AND (position, id) ${comparison} (@position, @id)
       ORDER BY position ${direction}, id ${direction} LIMIT 1`,
    ).get({ ...column, ...anchor }) ?? null;
  return 'after' in place ? [anchor, other] : [other, anchor];
}

function foot(context: BoardContext, column: Column): readonly [Placed | null, null] {
  return [edge(context, column, 'DESC'), null];
}

function edge(context: BoardContext, column: Column, direction: 'ASC' | 'DESC'): Placed | null {
  return (
    prepared<Placed>(
      context.db,
      `SELECT id, position FROM tasks WHERE ${IN_COLUMN} ORDER BY position ${direction}, id ${direction} LIMIT 1`,
    ).get(column) ?? null
  );
}

/** Room behind `before`, whose position others share: those after it move on to places of their own. */
function positionsAmongEqual(context: BoardContext, column: Column, before: Placed, count: number): readonly string[] {
  const equal = prepared<Placed>(
    context.db,
    `SELECT id, position FROM tasks WHERE ${IN_COLUMN} AND position = @position AND id > @id ORDER BY id`,
  ).all({ ...column, ...before });
  const beyond = prepared<Placed>(
    context.db,
    `SELECT id, position FROM tasks WHERE ${IN_COLUMN} AND position > @position ORDER BY position, id LIMIT 1`,
  ).get({ ...column, position: before.position });
  // one that cannot be computed with lies beyond: what is in front of it goes where its bytes allow
  const until = beyond !== undefined && isPosition(beyond.position) ? beyond.position : null;
  const made = positionsBetween(before.position, until, count + equal.length);
  for (const [index, card] of equal.entries()) {
    updateRow(context, 'tasks', card.id, { position: made[count + index] ?? card.position });
  }
  return made.slice(0, count);
}

/** Gives every card of a column a position anew, in the order in which they are shown. */
function spreadColumn(context: BoardContext, column: Column): void {
  const cards = prepared<Placed>(
    context.db,
    `SELECT id, position FROM tasks WHERE ${IN_COLUMN} ORDER BY position, id`,
  ).all(column);
  const made = positionsBetween(null, null, cards.length);
  for (const [index, card] of cards.entries()) {
    updateRow(context, 'tasks', card.id, { position: made[index] ?? card.position });
  }
}
