import type { BoardCard } from '../../shared/contract/boards-tasks.ts';
import type { TaskReference } from '../../shared/contract/boards-common.ts';
import { readDurationWords } from '../../shared/domain/boards/read-duration.ts';
import {
  BUG_SEVERITIES,
  DEPLOYMENT_STATUSES,
  ENVIRONMENTS,
  TASK_PRIORITIES,
  TASK_STATUSES,
  TASK_TYPES,
} from '../../shared/domain/boards/words.ts';
import { readKey } from '../../shared/domain/boards/keys.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { chosenStore, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;

/** One of a closed set; hyphens may stand for underlines. Not given: undefined. */
function choice<T extends string>(
  what: string,
  word: string | undefined,
  known: readonly T[],
): Result<T | undefined, CliFailure> {
  if (word === undefined) return ok(undefined);
  const found = known.find((one) => one === word.toLowerCase().replaceAll('-', '_'));
  return found === undefined ? misused(`Unknown ${what} ${word}. There are: ${known.join(', ')}.`) : ok(found);
}

/** `3h`, `1h30`, `90m`: a duration of any length. */
function duration(word: string | undefined): Result<number | undefined, CliFailure> {
  if (word === undefined) return ok(undefined);
  const words = word.split(/\s+/).filter((part) => part !== '');
  const read = readDurationWords(words);
  if (read === null || read.minutes === null || read.words !== words.length) {
    return misused(`Not a duration: ${word}. Write it like 3h, 1h30 or 45m.`);
  }
  return ok(read.minutes);
}

/** The sprint that a name or an id means: `current`, `backlog`, or the newest one of that name. */
async function sprintNamed(engine: CliEngine, name: string): Promise<Result<'backlog' | { id: string }, CliFailure>> {
  if (name === 'backlog') return ok('backlog');
  const sprints = unwrap(await engine.call('sprints.list', {}));
  if (!sprints.ok) return sprints;
  const folded = name.toLocaleLowerCase();
  const found = sprints.value.find((sprint) =>
    name === 'current' ? sprint.status === 'active' : sprint.id === name || sprint.name.toLocaleLowerCase() === folded,
  );
  if (found !== undefined) return ok({ id: found.id });
  const known = sprints.value.map((sprint) => sprint.name).join(', ');
  return misused(
    name === 'current' ? 'No sprint is active.' : `There is no sprint named ${name}. Known: ${known || 'none'}.`,
  );
}

/** The task of a key or an id. */
async function taskNamed(engine: CliEngine, name: string): Promise<Result<TaskReference, CliFailure>> {
  const key = readKey('BR', name, false);
  const unknown = failed({ type: 'NotFound', entity: 'tasks', id: name } as { type: string });
  if (key === null) {
    const task = await engine.call('tasks.get', { id: name });
    return task.ok && task.value.deleted_at === null ? ok(task.value) : unknown;
  }
  const found = unwrap(await engine.call('tasks.find', { search: name, limit: 1 }));
  if (!found.ok) return found;
  const [task] = found.value;
  const same = task === undefined ? null : readKey('BR', task.key, true);
  return task !== undefined && same?.number === key.number && same.twin === key.twin ? ok(task) : unknown;
}

const rowOf = (card: BoardCard) => ({
  ...card,
  hours: `${hours(card.actual_minutes)}${card.estimated_minutes === null ? '' : `/${hours(card.estimated_minutes)}`}`,
});
const hours = (minutes: number): string => String(Math.round((minutes / 60) * 100) / 100);

export const listBoard: Command = async (engine, args) => {
  const status = choice('status', args.values['status'], TASK_STATUSES);
  if (!status.ok) return status;
  const named = args.values['sprint'];
  const sprint = named === undefined ? ok('any' as const) : await sprintNamed(engine, named);
  if (!sprint.ok) return sprint;
  const people = unwrap(await engine.call('people.list', {}));
  if (!people.ok) return people;
  const me = people.value.find((person) => person.is_me)?.id ?? '';
  const found = unwrap(
    await engine.call('board.cards', {
      filters: {
        sprint: sprint.value,
        statuses: status.value === undefined ? [] : [status.value],
        assignees: args.flags.has('mine') ? [me] : [],
        search: args.values['search'] ?? '',
      },
    }),
  );
  if (!found.ok) return found;
  const rows = found.value.cards.map(rowOf);
  const text = table(rows, ['key', 'status', 'priority', 'type', 'hours', 'due_date', 'refused', 'title']);
  return ok({ document: { total: rows.length, rows }, text: under(text, counted(rows.length, 'task')), exitCode: 0 });
};

export const addTask: Command = async (engine, args) => {
  const { values } = args;
  const status = choice('status', values['status'], TASK_STATUSES);
  const type = choice('type', values['type'], TASK_TYPES);
  const priority = choice('priority', values['priority'], TASK_PRIORITIES);
  const estimate = duration(values['estimate']);
  if (!status.ok) return status;
  if (!type.ok) return type;
  if (!priority.ok) return priority;
  if (!estimate.ok) return estimate;
  const named = values['sprint'];
  const sprint = named === undefined ? ok('backlog' as const) : await sprintNamed(engine, named);
  if (!sprint.ok) return sprint;
  const made = unwrap(
    await engine.call('tasks.create', {
      title: args.operands.join(' '),
      sprint_id: sprint.value === 'backlog' ? null : sprint.value.id,
      tags: [...(args.lists['tag'] ?? [])],
      ...(status.value === undefined ? {} : { status: status.value }),
      ...(type.value === undefined ? {} : { type: type.value }),
      ...(priority.value === undefined ? {} : { priority: priority.value }),
      ...(estimate.value === undefined ? {} : { estimated_minutes: estimate.value }),
      ...(values['due'] === undefined ? {} : { due_date: values['due'] }),
      ...(values['description'] === undefined ? {} : { description: values['description'] }),
    }),
  );
  if (!made.ok) return made;
  return ok({ document: made.value, text: `${made.value.key} was added to ${made.value.status}.`, exitCode: 0 });
};

export const moveTask: Command = async (engine, args) => {
  const [name = '', word = ''] = args.operands;
  const status = choice('status', word, TASK_STATUSES);
  if (!status.ok) return status;
  const task = await taskNamed(engine, name);
  if (!task.ok) return task;
  const to = status.value ?? task.value.status;
  const place = { at: args.flags.has('top') ? ('top' as const) : ('bottom' as const) };
  const moved = unwrap(await engine.call('tasks.move', { ids: [task.value.id], status: to, place }));
  if (!moved.ok) return moved;
  return ok({
    document: { ...task.value, status: to, batchId: moved.value.batchId },
    text: `${task.value.key} is in ${to}.`,
    exitCode: 0,
  });
};

/** A line such as `1h30 yesterday BR-12 fixed variations`, quoted or not. */
export const logWork: Command = async (engine, args) => {
  const named = args.values['task'];
  const task = named === undefined ? ok(null) : await taskNamed(engine, named);
  if (!task.ok) return task;
  const entry = { text: args.operands.join(' '), taskId: task.value?.id ?? null };
  const log = unwrap(await engine.call('time.enter', entry));
  if (!log.ok) return log;
  const { minutes, work_date } = log.value;
  return ok({
    document: log.value,
    text: `${hours(minutes)} h on ${work_date} for ${log.value.task.key} ${log.value.task.title}.`,
    exitCode: 0,
  });
};

export const addBug: Command = async (engine, args) => {
  const { values } = args;
  const severity = choice('severity', values['severity'] ?? 'major', BUG_SEVERITIES);
  if (!severity.ok) return severity;
  const introduced = values['introduced-by'];
  const task = introduced === undefined ? ok(null) : await taskNamed(engine, introduced);
  if (!task.ok) return task;
  const made = unwrap(
    await engine.call('bugs.create', {
      title: args.operands.join(' '),
      severity: severity.value ?? 'major',
      description: values['description'] ?? '',
      steps_to_reproduce: values['steps'] ?? null,
      affected_files: [...(args.lists['file'] ?? [])],
      introduced_by_task_id: task.value?.id ?? null,
      accepted: args.flags.has('accept'),
    }),
  );
  if (!made.ok) return made;
  const where = args.flags.has('accept') ? 'is open' : 'waits in the intake';
  return ok({ document: made.value, text: `${made.value.key} ${where}.`, exitCode: 0 });
};

/** From a CI job: what went where, how it ended. Without a status it succeeded. */
export const addDeployment: Command = async (engine, args) => {
  const { values, lists } = args;
  const environment = choice('environment', values['env'], ENVIRONMENTS);
  const status = choice('status', values['status'] ?? 'success', DEPLOYMENT_STATUSES);
  if (!environment.ok) return environment;
  if (environment.value === undefined) return misused(`--env is missing: one of ${ENVIRONMENTS.join(', ')}.`);
  if (!status.ok) return status;
  const store = chosenStore(engine, values['store']);
  if (!store.ok) return store;
  const made = unwrap(
    await engine.call('deployments.create', {
      version: args.operands[0] ?? '',
      environment: environment.value,
      status: status.value ?? 'success',
      store_id: store.value?.id ?? null,
      deployed_tasks: [...(lists['task'] ?? [])],
      git_commit_hash: values['commit'] ?? null,
      notes: values['notes'] ?? null,
      error_log: values['error-log'] ?? null,
      at: values['at'] ?? null,
    }),
  );
  if (!made.ok) return made;
  return ok({
    document: { id: made.value.id, version: args.operands[0], environment: environment.value, status: status.value },
    text: `${args.operands[0] ?? ''} on ${environment.value} is noted as ${status.value ?? 'success'}.`,
    exitCode: 0,
  });
};
