import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { SHARED_BOARDS } from '../../src/engine/team/shared-boards.ts';
import type { MirrorRow, SharedTable } from '../../src/engine/team/shared-table.ts';
import { openDesktop } from '../support/team-bench.ts';
import type { TeamDesktop } from '../support/build-team-desktop.ts';
import { createSqlBench, prepareCards } from './support/sql-bench.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
beforeAll(() => prepareCards(world()));

const NOW = Date.UTC(2026, 10, 20);
const id = Object.fromEntries(SHARED_BOARDS.map(({ table }) => [table, randomUUID()]));
const other = { task: randomUUID(), bug: randomUUID() };

/** A row of each table with every column set, and what a later edit makes of it. */
function rowsOf(me: string): Readonly<Record<string, readonly [MirrorRow, MirrorRow]>> {
  const task = id['tasks'] ?? '';
  const bug = { title: 'B', description: 'D', severity: 'major', number: 1 };
  return {
    sprints: [
      {
        name: 'S',
        description: 'D',
        start_date: NOW,
        end_date: NOW + 1,
        status: 'active',
        started_at: NOW,
        committed_minutes: 60,
        created_by: me,
      },
      { name: 'S2', status: 'completed', completed_at: NOW + 5 },
    ],
    task_templates: [{ name: 'T', fields: '{"title":"x"}', created_by: me }, { fields: '{}' }],
    board_views: [
      { user_id: me, name: 'V', is_shared: 1, layout: 'list', group_by: 'type', filters: '{"tags":["a"]}' },
      { is_shared: 0 },
    ],
    tasks: [
      {
        ...{
          number: 7,
          sprint_id: id['sprints'] ?? '',
          title: 'T',
          description: 'D',
          type: 'bug',
          status: 'done',
          priority: 'high',
        },
        ...{ position: 'a1', estimated_minutes: 90, start_date: '2026-11-01', due_date: '2026-11-30', assigned_to: me },
        ...{ created_by: me, related_files: '["a.ts"]', tags: '["x","y"]', completed_at: NOW },
      },
      { status: 'todo', completed_at: null, estimated_minutes: null, tags: '[]' },
    ],
    sprint_capacity: [{ sprint_id: id['sprints'] ?? '', user_id: me, minutes: 600 }, { minutes: 0 }],
    deployments: [
      {
        ...{
          sprint_id: id['sprints'] ?? '',
          store_id: world().storeA,
          version: '1.0',
          environment: 'production',
          status: 'success',
        },
        ...{
          deployed_tasks: JSON.stringify([task]),
          git_commit_hash: 'abc',
          deployed_by: me,
          notes: 'N',
          completed_at: NOW,
        },
      },
      { status: 'rolled_back', rolled_back_at: NOW + 9, rollback_reason: 'R', error_log: 'E' },
    ],
    bug_reports: [
      {
        ...{ ...bug, number: 3, status: 'resolved', intake: 'duplicate', duplicate_of_id: other.bug },
        ...{
          introduced_by_task_id: task,
          resolved_by_task_id: other.task,
          affected_files: '["b.ts"]',
          steps_to_reproduce: 'S',
        },
        ...{ root_cause: 'R', resolution_notes: 'N', reporter_id: me, assigned_to: me, resolved_at: NOW },
      },
      { intake: 'snoozed', snoozed_until: NOW + 1000, duplicate_of_id: null },
    ],
    work_logs: [
      { task_id: task, user_id: me, minutes: 25, description: 'W', work_date: '2026-11-19' },
      { minutes: 50 },
    ],
    task_comments: [
      { task_id: task, user_id: me, comment: 'C', mentions: JSON.stringify([me]) },
      { comment: 'C2', mentions: '[]' },
    ],
    task_links: [{ from_task_id: task, to_task_id: other.task, kind: 'blocks', created_by: me }, { deleted_at: NOW }],
    task_history: [
      {
        task_id: task,
        user_id: me,
        field: 'assigned_to',
        old_value: 'null',
        new_value: JSON.stringify(me),
        batch_id: randomUUID(),
      },
      {},
    ],
    task_logs: [
      {
        task_id: task,
        level: 'error',
        message: 'M',
        stack_trace: 'S',
        context: '{"a":1}',
        file_path: 'f',
        line_number: 3,
        user_id: me,
      },
      {},
    ],
    error_links: [
      {
        fingerprint: 'f',
        store_id: world().storeA,
        task_id: task,
        error_code: 'c',
        entity_type: 'products',
        field: 'sku',
        created_by: me,
      },
      { resolved_at: NOW },
    ],
    project_alerts: [
      {
        cause_key: 'overdue:1',
        task_id: task,
        type: 'overdue',
        severity: 'high',
        message: 'T',
        facts: '{"days":3}',
        is_read: 0,
      },
      { is_read: 1, settled_at: NOW },
    ],
    alert_states: [{ alert_id: id['project_alerts'] ?? '', user_id: me, read_at: NOW }, { snoozed_until: NOW + 5 }],
  };
}

const boards = SHARED_BOARDS.filter(({ table }) => table !== 'people');
const shared = (desktop: TeamDesktop, table: SharedTable): MirrorRow => {
  const row = desktop.row(table.table, id[table.table] ?? '') ?? {};
  return Object.fromEntries(
    table.columns.filter(({ isCentrals }) => isCentrals !== true).map(({ name }) => [name, row[name] ?? null]),
  );
};

describe('[BOARD6] the boards travel whole', () => {
  test('[BOARD6] every column of every table reaches another desktop as it was, and so does every edit', async () => {
    const bench = await createSqlBench(world());
    const given = { registry: SHARED_BOARDS };
    const one = await openDesktop(bench, 'ownerA', given);
    const two = await openDesktop(bench, 'ownerA', given);
    const rows = rowsOf(world().id.ownerA);
    const times = { created_at: NOW, updated_at: NOW };
    one.insert('tasks', { id: other.task, number: 8, title: 'Other', position: 'a2', ...times });
    one.insert('bug_reports', { id: other.bug, number: 1, title: 'B', description: 'D', severity: 'minor', ...times });
    for (const { table } of boards) one.insert(table, { id: id[table] ?? '', ...rows[table]?.[0], ...times });
    await one.sync();
    await two.sync();
    expect(one.refusals()).toEqual([]);
    expect(two.db.prepare('SELECT table_name, reason FROM team_holes').all()).toEqual([]);
    for (const table of boards) {
      expect(shared(two, table), table.table).toEqual(shared(one, table));
      expect(shared(two, table), table.table).toMatchObject(rows[table.table]?.[0] ?? {});
    }
    for (const { table } of boards) {
      const edit = rows[table]?.[1] ?? {};
      if (Object.keys(edit).length > 0) two.update(table, id[table] ?? '', edit);
    }
    await two.sync();
    await one.sync();
    expect([...two.refusals(), ...two.decisions(), ...one.decisions()]).toEqual([]);
    for (const table of boards) {
      expect(shared(one, table), table.table).toEqual(shared(two, table));
      expect(shared(one, table), table.table).toMatchObject(rows[table.table]?.[1] ?? {});
    }
    expect(await one.sync()).toMatchObject({ pushed: { sent: 0, stale: 0 }, read: { rows: 0 } });
  });

  test('[BOARD1] colleagues are known by name, and who sits here stays that person', async () => {
    const bench = await createSqlBench(world());
    const one = await openDesktop(bench, 'ownerA', {
      registry: SHARED_BOARDS,
      prepare: (db) =>
        db.exec(`INSERT INTO people (id, name, is_me, created_at, updated_at) VALUES ('local', 'Me', 1, 1, 1)`),
    });
    await one.sync();
    expect(one.rows('people').map(({ id: person, email, is_me }) => [person, email, is_me])).toEqual(
      expect.arrayContaining([
        [world().id.ownerA, 'owner@a.test', 1],
        [world().id.managerA, 'manager@a.test', 0],
        [world().id.viewerA, 'viewer@a.test', 0],
      ]),
    );
    expect(one.rows('people')).toHaveLength(3);
    expect(one.rows('people').every(({ name }) => typeof name === 'string')).toBe(true);
  });
});
