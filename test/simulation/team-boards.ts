import type { BoardContext, BoardResult } from '../../src/engine/boards/board-command.ts';
import { runBoardCommand } from '../../src/engine/boards/board-command.ts';
import { createTask, editTask, moveTasks } from '../../src/engine/boards/task-commands.ts';
import { addComment, editComment } from '../../src/engine/boards/task-talk.ts';
import { addLog } from '../../src/engine/boards/work-log-commands.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { TASK_STATUSES } from '../../src/shared/domain/boards/words.ts';
import { ProcessDied } from './mortal-database.ts';
import { personOf } from './team-members.ts';
import type { TeamWorld } from './team-world.ts';

export const BOARD_ACTS = [
  [3, 'card'],
  [6, 'title'],
  [5, 'description'],
  [10, 'move'],
  [6, 'comment'],
  [2, 'edit-comment'],
  [6, 'log'],
] as const;
export type BoardAct = (typeof BOARD_ACTS)[number][1];

export type CardField = 'title' | 'description';
/** A value that a person gave a field and was told "ok" for. */
export type CardWord = {
  readonly event: number;
  readonly desktop: number;
  readonly field: CardField;
  readonly value: string;
  /** What stood there when it was typed: its author knew of that one. */
  readonly displayed: string;
  readonly certain: boolean;
};
export type BoardLedger = {
  /** By the token that the title carries while it is new. */
  readonly cards: Map<string, CardWord[]>;
  readonly comments: { readonly text: string; certain: boolean; replaced: boolean; readonly desktop: number }[];
  readonly logs: { readonly text: string; readonly minutes: number; certain: boolean; readonly taskId: string }[];
};

type Task = { readonly id: string; readonly title: string; readonly description: string | null };

/** Performs what a person does on the board of a desktop. */
export function performBoard(world: TeamWorld, number: number, what: BoardAct, act: number): void {
  const desktop = world.desktops[number];
  if (desktop === undefined || desktop.isDead()) return;
  const run = <T>(work: (context: BoardContext) => BoardResult<T>): BoardResult<T> | 'died' => {
    try {
      return runBoardCommand(world.member(number).boards, work);
    } catch (error) {
      if (error instanceof ProcessDied) return 'died';
      throw error;
    }
  };
  const said = doIt(world, number, what, act, run);
  if (said !== null) world.tell(`  board d${number} ${what} ${act} → ${said}`);
}

type Run = <T>(work: (context: BoardContext) => BoardResult<T>) => BoardResult<T> | 'died';

function doIt(world: TeamWorld, number: number, what: BoardAct, act: number, run: Run): string | null {
  const db = world.desktops[number]?.db();
  const tasks = prepared<Task>(
    db as never,
    `SELECT id, title, description FROM tasks WHERE deleted_at IS NULL ORDER BY created_at, id`,
  ).all();
  const { chance, boards } = world;
  if (what === 'card' || tasks.length === 0) {
    const title = `Card ${act}`;
    const made = run((context) => createTask(context, { title, place: { at: 'bottom' } }));
    note(
      world,
      { id: made !== 'died' && made.ok ? made.value.id : `died ${act}`, field: 'title', value: title },
      number,
      '',
      made,
    );
    return tellOf(made);
  }
  const task = tasks[chance.coin(0.6) ? Math.min(chance.int(3), tasks.length - 1) : chance.int(tasks.length)];
  if (task === undefined) return null;
  switch (what) {
    case 'title':
    case 'description': {
      const value = `${what} ${act}`;
      const done = run((context) => editTask(context, { id: task.id, changes: { [what]: value } }));
      note(world, { id: task.id, field: what, value }, number, task[what] ?? '', done);
      return tellOf(done);
    }
    case 'move': {
      const other = tasks[chance.int(tasks.length)];
      const place =
        other === undefined || other.id === task.id || chance.coin(0.5)
          ? ({ at: chance.coin(0.5) ? 'top' : 'bottom' } as const)
          : chance.coin(0.5)
            ? ({ after: other.id } as const)
            : ({ before: other.id } as const);
      return tellOf(
        run((context) => moveTasks(context, { ids: [task.id], status: chance.pick(TASK_STATUSES), place, lane: {} })),
      );
    }
    case 'comment': {
      const text = `Comment ${act}.`;
      const done = run((context) => addComment(context, { id: task.id, comment: text, mentions: [] }));
      if (done === 'died' || done.ok)
        boards.comments.push({ text, certain: done !== 'died', replaced: false, desktop: number });
      return tellOf(done);
    }
    case 'edit-comment':
      return editOwnComment(world, number, act, run);
    case 'log': {
      const [text, minutes] = [`Log ${act}.`, 1 + (act % 600)];
      const done = run((context) =>
        addLog(context, { taskId: task.id, minutes, work_date: context.today, description: text }),
      );
      if (done === 'died' || done.ok) boards.logs.push({ text, minutes, certain: done !== 'died', taskId: task.id });
      return tellOf(done);
    }
    default:
      return null;
  }
}

function editOwnComment(world: TeamWorld, number: number, act: number, run: Run): string | null {
  const { boards, chance } = world;
  const own = prepared<{ id: string; comment: string }>(
    world.desktops[number]?.db() as never,
    `SELECT id, comment FROM task_comments WHERE user_id = ? AND deleted_at IS NULL ORDER BY created_at, id`,
  ).all(personOf(number));
  if (own.length === 0) return null;
  const one = chance.pick(own);
  const text = `Comment ${act}.`;
  const done = run((context) => editComment(context, { id: one.id, comment: text, mentions: [] }));
  if (done !== 'died' && !done.ok) return tellOf(done);
  const before = boards.comments.find((known) => known.text === one.comment);
  boards.comments.push({ text, certain: done !== 'died', replaced: false, desktop: number });
  if (before !== undefined) {
    // nobody knows whether the one or the other stands there now
    if (done === 'died') before.certain = false;
    else before.replaced = true;
  }
  return tellOf(done);
}

function tellOf(answer: BoardResult<unknown> | 'died'): string {
  if (answer === 'died') return 'died';
  return answer.ok ? 'ok' : answer.error.type;
}

function note(
  world: TeamWorld,
  { id, field, value }: { readonly id: string; readonly field: CardField; readonly value: string },
  desktop: number,
  displayed: string,
  answer: BoardResult<unknown> | 'died',
): void {
  if (answer !== 'died' && !answer.ok) return;
  const { cards } = world.boards;
  const words = cards.get(id) ?? [];
  cards.set(id, words);
  words.push({ event: world.event(), desktop, field, value, displayed, certain: answer !== 'died' });
}
