import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renamePerson } from '../../src/engine/boards/people.ts';
import { isPosition } from '../../src/shared/domain/boards/fractional-index.ts';
import type { BoardTable } from '../../src/shared/domain/boards/tables.ts';
import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import type { BoardDesk } from '../support/board-fixture.ts';
import { FRIDAY, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
let other: BoardDesk;
beforeEach(async () => {
  desk = await openDesk({ seed: 1 });
  other = await openDesk({ seed: 2, now: FRIDAY + 500 });
});
afterEach(() => {
  desk.close();
  other.close();
});

type Row = Record<string, string | number | null>;

/** What team sync does, in small: for each group of columns the side that wrote later wins, ties by its content. */
function mergeRows(one: Row, two: Row, { columns, groups, derived }: BoardTable): Row {
  const merged: Row = { ...one };
  const grouped = new Set(groups.flat());
  const units = [...groups, ...columns.filter((column) => !grouped.has(column)).map((column) => [column])];
  for (const unit of units) {
    if (unit.some((column) => derived.includes(column))) continue;
    const value = (row: Row): string => JSON.stringify(unit.map((column) => row[column] ?? null));
    const [a, b] = [Number(one['updated_at']), Number(two['updated_at'])];
    const taken = a > b || (a === b && value(one) >= value(two)) ? one : two;
    for (const column of unit) merged[column] = taken[column] ?? null;
  }
  return merged;
}

function rowsOf(from: BoardDesk, table: string): Map<string, Row> {
  const rows = from.db.prepare(`SELECT * FROM ${table}`).all() as Row[];
  return new Map(rows.map((row) => [String(row['id']), row]));
}

/** Brings both desks to the same rows, in an order that suits nobody. */
function exchange(one: BoardDesk, two: BoardDesk): void {
  for (const [name, shape] of Object.entries<BoardTable>(BOARD_TABLES).toReversed()) {
    const left = rowsOf(one, name);
    const right = rowsOf(two, name);
    for (const id of new Set([...left.keys(), ...right.keys()])) {
      const [a, b] = [left.get(id), right.get(id)];
      const row = a === undefined || b === undefined ? (a ?? b ?? {}) : mergeRows(a, b, shape);
      for (const desk_ of [one, two]) put(desk_, name, row, shape);
    }
  }
}

function put(to: BoardDesk, table: string, row: Row, { columns, derived }: BoardTable): void {
  const names = columns.filter((column) => !derived.includes(column));
  to.db
    .prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    )
    .run(Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

const shown = (from: BoardDesk): readonly string[] =>
  from.ask('board.cards', {}).cards.map((card) => `${card.status} ${card.key} ${card.title} ${card.actual_minutes}`);

describe('two desktops', () => {
  test('[BOARD3] the same number given twice is two keys, the same on both, whoever hears of it first', () => {
    desk.task('Mine');
    other.task('Theirs');
    exchange(desk, other);
    expect(shown(desk)).toEqual(['todo BR-1 Mine 0', 'todo BR-1b Theirs 0']);
    expect(shown(other)).toEqual(shown(desk));
    expect(other.ask('tasks.find', { search: 'br-1b' })[0]?.title).toBe('Theirs');
    desk.ask('time.enter', { text: '5m BR-1b x' });
    expect(desk.ask('board.cards', { filters: { search: 'theirs' } }).cards[0]?.actual_minutes).toBe(5);
    desk.ask('tasks.remove', { ids: [desk.ask('tasks.find', { search: 'BR-1' })[0]?.id ?? ''] });
    expect(shown(desk)).toEqual(['todo BR-1b Theirs 5']);
    expect(desk.task('Next').key).toBe('BR-2');
  });

  test('[BOARD5] cards put into one place at once are in one order on both, and there is room between them', () => {
    const [a, b] = [desk.task('a'), desk.task('b')];
    exchange(desk, other);
    desk.task('mine', { place: { after: a.id } });
    other.task('theirs', { place: { after: a.id } });
    exchange(desk, other);
    const order = (from: BoardDesk): string => from.ask('board.cards', {}).cards.map((card) => card.title).join(' '); // prettier-ignore
    expect(order(desk)).toBe('a mine theirs b');
    expect(order(other)).toBe(order(desk));
    const mine = desk.ask('tasks.find', { search: 'mine' })[0]?.id ?? '';
    desk.task('between', { place: { after: mine } });
    expect(order(desk)).toBe('a mine between theirs b');
    expect(desk.task('top', { place: { before: a.id } }).status).toBe('todo');
    expect(order(desk)).toBe('top a mine between theirs b');
    desk.ask('tasks.move', { ids: [b.id, a.id], status: 'todo', place: { after: mine } });
    expect(order(desk)).toBe('top mine b a between theirs');
  });

  test('[BOARD5] two moves of one card end as one of the two on both, with its place and its time', () => {
    const card = desk.task('card');
    exchange(desk, other);
    desk.advance(1000);
    other.advance(2000);
    desk.ask('tasks.move', { ids: [card.id], status: 'done' });
    other.ask('tasks.move', { ids: [card.id], status: 'review' });
    exchange(desk, other);
    for (const side of [desk, other]) {
      expect(side.ask('tasks.get', { id: card.id })).toMatchObject({ status: 'review', completed_at: null });
    }
  });

  test('[BOARD5] [BOARD6] [LOG2] after any edits apart, both show the same cards in the same order with the same sums', () => {
    const step = fc.record({
      side: fc.boolean(),
      act: fc.constantFrom('task', 'move', 'between', 'edit', 'log', 'comment', 'remove', 'link', 'exchange'),
      pick: fc.nat(),
      target: fc.nat(),
    });
    const statuses = ['todo', 'review', 'done'] as const;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        for (const { side, act, pick, target } of steps) {
          const at = side ? desk : other;
          at.advance(1 + (pick % 1000));
          const cards = at.ask('board.cards', {}).cards;
          const card = cards[pick % Math.max(1, cards.length)];
          const near = cards[target % Math.max(1, cards.length)];
          const status = statuses[target % 3] ?? 'todo';
          if (act === 'exchange') exchange(desk, other);
          else if (act === 'task' || card === undefined || near === undefined) at.task(`t${pick}`);
          else if (act === 'move')
            at.ask('tasks.move', { ids: [card.id], status, place: { at: pick % 2 === 0 ? 'top' : 'bottom' } });
          else if (act === 'between')
            at.ask('tasks.move', { ids: [card.id], status: near.status, place: { after: near.id } });
          else if (act === 'edit')
            at.ask('tasks.edit', { id: card.id, changes: { title: `e${target}`, priority: 'high' } });
          else if (act === 'log')
            at.ask('time.add', { taskId: card.id, minutes: 1 + (pick % 300), work_date: '2026-11-01' });
          else if (act === 'comment') at.ask('tasks.comment', { id: card.id, comment: 'c' });
          else if (act === 'link' && card.id !== near.id)
            at.ask('tasks.link', { from: card.id, to: near.id, kind: 'relates' });
          else if (act === 'remove' && pick % 5 === 0) at.ask('tasks.remove', { ids: [card.id] });
        }
        exchange(desk, other);
        expect(shown(desk)).toEqual(shown(other));
        for (const { db } of [desk, other]) {
          const wrong = db
            .prepare(
              `SELECT id FROM tasks WHERE (status = 'done') <> (completed_at IS NOT NULL) OR actual_minutes <>
                 (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = tasks.id AND deleted_at IS NULL)`,
            )
            .all();
          expect(wrong).toEqual([]);
          expect((db.prepare(`SELECT position FROM tasks`).pluck().all() as string[]).every(isPosition)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('[BOARD5] a position that nobody can compute with is replaced in the order that is shown', () => {
    const ids = ['a', 'b', 'c'].map((title) => desk.task(title).id);
    const places = ['!', '~~', '~~'];
    ids.forEach((id, index) => desk.db.prepare(`UPDATE tasks SET position = ? WHERE id = ?`).run(places[index], id));
    desk.task('d', { place: { after: ids[0] ?? '' } });
    expect(desk.ask('board.cards', {}).cards.map((card) => card.title)).toEqual(['a', 'd', 'b', 'c']);
  });

  test('[BOARD10] [ALERT1] the same link and the same alert from both are one row', () => {
    const [a, b] = [desk.task('a', { due_date: '2026-11-01' }), desk.task('b')];
    exchange(desk, other);
    for (const side of [desk, other]) {
      side.ask('tasks.link', { from: a.id, to: b.id, kind: 'blocks' });
      side.boards.noteOthers();
    }
    exchange(desk, other);
    for (const side of [desk, other]) {
      expect(side.ask('tasks.get', { id: b.id }).links).toHaveLength(1);
      expect(side.ask('alerts.list', {}).alerts).toHaveLength(1);
    }
  });
});

describe('[BOARD2] a person who gets another id', () => {
  test('has it in everything that named them, and what is made of the id follows', () => {
    const { me } = desk;
    const { id } = desk.task('T', { assigned_to: me, due_date: '2026-11-01' });
    desk.ask('time.add', { taskId: id, minutes: 5, work_date: '2026-11-01' });
    desk.ask('tasks.comment', { id, comment: 'c', mentions: [me] });
    const sprint = desk.ask('sprints.create', {
      name: 'S',
      start_date: '2026-11-01T00:00:00Z',
      end_date: '2026-12-01T00:00:00Z',
    });
    desk.ask('sprints.setCapacity', { id: sprint.id, user_id: me, minutes: 600 });
    desk.ask('bugs.create', { title: 'B', severity: 'minor', assigned_to: me });
    desk.ask('deployments.create', { version: '1', environment: 'staging' });
    desk.ask('board.saveView', { name: 'V' });
    desk.ask('tasks.note', { id, level: 'info', message: 'm' });
    desk.ask('templates.save', { name: 'T', fields: {} });
    desk.ask('alerts.readAll', {});
    renamePerson(desk.db, me, 'central-me');
    const left = Object.keys(BOARD_TABLES).filter((table) =>
      (desk.db.prepare(`SELECT * FROM ${table}`).all() as object[]).some((row) => JSON.stringify(row).includes(me)),
    );
    expect(left).toEqual([]);
    expect(desk.ask('people.list', {})).toMatchObject([{ id: 'central-me', is_me: true }]);
    desk.ask('sprints.setCapacity', { id: sprint.id, user_id: 'central-me', minutes: 300 });
    expect(desk.ask('sprints.planning', { id: sprint.id })).toMatchObject({ capacity_minutes: 300 });
    expect(desk.ask('alerts.list', {}).unread).toBe(0);
    expect(desk.ask('tasks.get', { id }).comments).toMatchObject([{ isMine: true, mentions: ['central-me'] }]);
    expect(desk.ask('time.sheet', { from: '2026-11-01', to: '2026-11-01' }).total).toBe(5);
  });

  test('becomes one with a row of that id that is here already', () => {
    const { me } = desk;
    const insert = desk.db.prepare(
      `INSERT INTO people (id, name, email, created_at, updated_at) VALUES (?, ?, ?, 1, 1)`,
    );
    insert.run('central-me', 'Tamar', 'tamar@example.com');
    insert.run('dana', 'Dana', null);
    const sprint = desk.ask('sprints.create', {
      name: 'S',
      start_date: '2026-11-01T00:00:00Z',
      end_date: '2026-12-01T00:00:00Z',
    });
    desk.ask('sprints.setCapacity', { id: sprint.id, user_id: 'central-me', minutes: 60 });
    desk.advance(10);
    desk.ask('sprints.setCapacity', { id: sprint.id, user_id: me, minutes: 600 });
    renamePerson(desk.db, me, 'central-me');
    renamePerson(desk.db, 'central-me', 'central-me');
    expect(desk.ask('people.list', {})).toMatchObject([{ id: 'central-me', name: 'Tamar', is_me: true }, { id: 'dana', is_me: false }]); // prettier-ignore
    expect(desk.db.prepare(`SELECT count(*) FROM sprint_capacity`).pluck().get()).toBe(1);
  });
});
