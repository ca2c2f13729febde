import type { WritableDb } from '../../src/engine/database/database.ts';
import { addDays } from '../../src/shared/domain/boards/days.ts';
import { positionsBetween } from '../../src/shared/domain/boards/fractional-index.ts';
import { TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../src/shared/domain/boards/words.ts';

export type BigBoard = {
  readonly tasks: number;
  readonly logs: number;
  readonly people: number;
  readonly lastDay: string;
};

/**
 * A board as large as wished: tasks in ten sprints (the last one active), logs of several people spread over two years up to
 * `lastDay`, two comments for every third task. Written as a merge writes: straight into the tables.
 */
export function buildBigBoard(db: WritableDb, { tasks, logs, people, lastDay }: BigBoard): void {
  const times = { created_at: 1_760_000_000_000, updated_at: 1_760_000_000_000 };
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>): void => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(
      row,
    );
  };
  const positions = positionsBetween(null, null, tasks);
  db.transaction(() => {
    for (let index = 1; index < people; index += 1)
      insert('people', { id: `person-${index}`, name: `Person ${index}`, ...times });
    for (let index = 0; index < 10; index += 1) {
      const start = times.created_at + index * 14 * 86_400_000;
      const status = index === 9 ? 'active' : 'completed';
      insert('sprints', {
        id: `sprint-${index}`,
        name: `Sprint ${index}`,
        start_date: start,
        end_date: start + 12 * 86_400_000,
        status,
        ...times,
      });
    }
    for (let index = 0; index < tasks; index += 1) {
      const status = TASK_STATUSES[index % 6] ?? 'todo';
      insert('tasks', {
        id: `task-${String(index).padStart(6, '0')}`,
        number: index + 1,
        title: `Task ${index} about the shop`,
        description: 'What there is to say about it. '.repeat(40),
        type: TASK_TYPES[index % 5] ?? 'feature',
        priority: TASK_PRIORITIES[index % 4] ?? 'low',
        status,
        position: positions[index] ?? 'a0',
        sprint_id: `sprint-${index % 10}`,
        assigned_to: `person-${index % people}`,
        estimated_minutes: 60 * (1 + (index % 8)),
        tags: JSON.stringify([`tag-${index % 20}`]),
        due_date: index % 7 === 0 ? addDays(lastDay, (index % 60) - 30) : null,
        completed_at: status === 'done' ? times.created_at : null,
        ...times,
      });
      if (index % 3 !== 0) continue;
      for (const part of ['a', 'b']) {
        insert('task_comments', {
          id: `comment-${index}-${part}`,
          task_id: `task-${String(index).padStart(6, '0')}`,
          user_id: 'person-1',
          comment: 'Seen.',
          ...times,
        });
      }
    }
    for (let index = 0; index < logs; index += 1) {
      insert('work_logs', {
        id: `log-${index}`,
        task_id: `task-${String((index * 7919) % tasks).padStart(6, '0')}`,
        user_id: `person-${(index * 31) % people}`,
        minutes: 15 + (index % 180),
        work_date: addDays(lastDay, -((index * 104_729) % 730)),
        ...times,
      });
    }
  })();
}
