import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { TaskChanges, taskMethods } from '../../shared/contract/boards-tasks.ts';
import { ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import { prepared } from '../database/database.ts';
import { boardCards, tagsInUse } from './board-cards.ts';
import type { BoardRun } from './board-run.ts';
import { readLine } from './field-checks.ts';
import { listPeople } from './people.ts';
import * as commands from './task-commands.ts';
import { findTasks, taskDetail, taskHistory, taskLogs } from './task-detail.ts';
import * as talk from './task-talk.ts';
import { listViews, removeView, saveView } from './views.ts';

/** The contract's methods on the board and its tasks. */
export function createTaskHandlers({
  db,
  run,
  today,
  me,
}: BoardRun): Pick<Handlers<EngineContract>, keyof typeof taskMethods> {
  return {
    'board.cards': ({ filters }) => ok(boardCards(db, filters, today())),
    'board.tags': () => ok(tagsInUse(db)),
    'board.views': () => ok(listViews(db, me())),
    'board.saveView': (input) => run((context) => saveView(context, input)),
    'board.removeView': ({ id }) => run((context) => removeView(context, id)),
    'people.list': () => ok([...listPeople(db)]),
    'people.nameMe': (input) =>
      run((context) => {
        const name = readLine('name', input.name);
        if (!name.ok) return name;
        prepared(context.db, `UPDATE people SET name = ?, updated_at = ? WHERE id = ?`).run(
          name.value,
          context.now,
          context.me,
        );
        context.touch('people', context.me);
        return ok({});
      }),
    'tasks.get': ({ id }) => taskDetail(db, id),
    'tasks.find': ({ search, limit }) => ok(findTasks(db, search, limit)),
    'tasks.create': (input) => run((context) => commands.createTask(context, input)),
    'tasks.edit': (input) =>
      run((context) => {
        const edited = commands.editTask(context, input);
        return edited.ok ? ok({}) : edited;
      }),
    'tasks.move': (input) => run((context) => commands.moveTasks(context, input)),
    'tasks.editMany': (input) => run((context) => commands.editTasks(context, input)),
    'tasks.takeBack': (input) => run((context) => commands.takeBack(context, input)),
    'tasks.remove': ({ ids }) => run((context) => commands.removeTasks(context, ids)),
    'tasks.restore': ({ ids }) => run((context) => commands.restoreTasks(context, ids)),
    'tasks.duplicate': (input) => run((context) => commands.duplicateTask(context, input)),
    'tasks.fromTemplate': (input) => run((context) => commands.createFromTemplate(context, input)),
    'tasks.link': (input) => run((context) => talk.linkTasks(context, input)),
    'tasks.unlink': ({ id }) => run((context) => talk.unlinkTasks(context, id)),
    'tasks.history': ({ id, limit }) => ok(taskHistory(db, id, limit)),
    'tasks.comment': (input) => run((context) => talk.addComment(context, input)),
    'tasks.editComment': (input) => run((context) => talk.editComment(context, input)),
    'tasks.removeComment': ({ id }) => run((context) => talk.removeComment(context, id)),
    'tasks.logs': ({ id, limit }) => ok(taskLogs(db, id, limit)),
    'tasks.note': (input) => run((context) => talk.addTaskLog(context, input)),
    'templates.list': () =>
      ok(
        prepared<{ id: string; name: string; fields: string }>(
          db,
          `SELECT id, name, fields FROM task_templates WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id`,
        )
          .all()
          .map((row) => ({ ...row, fields: JSON.parse(row.fields) as TaskChanges })),
      ),
    'templates.save': (input) => run((context) => commands.saveTemplate(context, input)),
    'templates.remove': ({ id }) => run((context) => commands.removeTemplate(context, id)),
  };
}
