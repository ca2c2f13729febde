import { describe, expect, test } from 'vitest';
import type { BoardCard } from '../../src/shared/contract/boards-tasks.ts';
import { TASK_STATUSES, type TaskStatus } from '../../src/shared/domain/boards/words.ts';
import { axisScales, labelRows, niceSteps } from '../../src/renderer/app/boards/axis-logic.ts';
import { addDays, daysBetween, weekOf } from '../../src/renderer/app/boards/days.ts';
import { clockWords, hoursFigure, readHours } from '../../src/renderer/app/boards/hours.ts';
import { initialsOfName } from '../../src/renderer/app/boards/people.ts';
import { boardKey } from '../../src/renderer/screens/board/board-keys.ts';
import {
  columnsOf,
  inBoardOrder,
  lanesOf,
  placeIn,
  rangeOf,
  slotOfKey,
  stepFrom,
  withMoved,
} from '../../src/renderer/screens/board/board-logic.ts';
import { FIRST_LOOK, lookToParams, NO_FILTERS, paramsToLook } from '../../src/renderer/screens/board/board-view.ts';
import { edgePull, slotAt, type DropColumn } from '../../src/renderer/screens/board/card-drag.ts';
import { mentionAt, mentionedIn, peopleFor, withMention } from '../../src/renderer/screens/board/mention-logic.ts';
import { barOf, spanOf } from '../../src/renderer/screens/board/timeline-logic.ts';

function card(id: string, status: TaskStatus, more: Partial<BoardCard> = {}): BoardCard {
  return {
    ...{
      id,
      key: `BR-${id}`,
      title: id,
      type: 'feature',
      status,
      priority: 'medium',
      sprint_id: null,
      assigned_to: null,
    },
    ...{
      estimated_minutes: null,
      actual_minutes: 0,
      start_date: null,
      due_date: null,
      tags: [],
      comments: 0,
      blockers: 0,
    },
    ...{ refused: null, environment: null },
    ...more,
  };
}

const CARDS = [card('a', 'todo'), card('b', 'todo'), card('c', 'review'), card('d', 'done')];
const lanes = lanesOf(CARDS, 'none', { people: [], sprints: [] });

describe('the board', () => {
  test('puts a moved card beside the one that is shown there, before the engine has answered', () => {
    const moved = withMoved(CARDS, ['a'], { status: 'review', place: { after: 'c' }, change: {} });
    expect(columnsOf(moved).review.map(({ id }) => id)).toEqual(['c', 'a']);
    const top = withMoved(CARDS, ['d'], { status: 'todo', place: { at: 'top' }, change: { priority: 'high' } });
    expect(columnsOf(top).todo.map(({ id }) => id)).toEqual(['d', 'a', 'b']);
    expect(columnsOf(top).todo[0]?.priority).toBe('high');
    expect(
      columnsOf(withMoved(CARDS, ['a'], { status: 'testing', place: { at: 'bottom' }, change: {} })).testing,
    ).toHaveLength(1);
  });

  test('names a place by a card that stays, and an empty column by its end', () => {
    const { todo, testing } = columnsOf(CARDS);
    expect(placeIn(todo, 0)).toEqual({ before: 'a' });
    expect(placeIn(todo, 2)).toEqual({ after: 'b' });
    expect(placeIn(testing, 0)).toEqual({ at: 'bottom' });
  });

  test('walks with the arrows over columns without cards', () => {
    expect(stepFrom(lanes, TASK_STATUSES, 'a', 'down')).toBe('b');
    expect(stepFrom(lanes, TASK_STATUSES, 'b', 'after')).toBe('c');
    expect(stepFrom(lanes, TASK_STATUSES, 'c', 'before')).toBe('a');
    expect(stepFrom(lanes, TASK_STATUSES, 'd', 'after')).toBeNull();
  });

  test('carries a card with the keys to the next column, up, down and to an end, and nowhere from the edge', () => {
    expect(slotOfKey(lanes, TASK_STATUSES, 'b', 'after')).toEqual({ status: 'in_progress', laneKey: '', index: 0 });
    expect(slotOfKey(lanes, TASK_STATUSES, 'b', 'up')).toEqual({ status: 'todo', laneKey: '', index: 0 });
    expect(slotOfKey(lanes, TASK_STATUSES, 'a', 'last')).toEqual({ status: 'todo', laneKey: '', index: 1 });
    expect(slotOfKey(lanes, TASK_STATUSES, 'a', 'up')).toBeNull();
    expect(slotOfKey(lanes, TASK_STATUSES, 'a', 'before')).toBeNull();
  });

  test('gives priorities and types their lanes in order, and people only when they have a card, nobody last', () => {
    expect(lanesOf(CARDS, 'priority', { people: [], sprints: [] }).map(({ key }) => key)).toEqual([
      'critical',
      'high',
      'medium',
      'low',
    ]);
    const people = [
      card('a', 'todo'),
      card('b', 'todo', { assigned_to: 'zoe' }),
      card('c', 'todo', { assigned_to: 'ann' }),
    ];
    const grouped = lanesOf(people, 'assignee', { people: ['ann', 'zoe', 'bob'], sprints: [] });
    expect(grouped.map(({ key }) => key)).toEqual(['ann', 'zoe', '']);
    expect(grouped[0]?.change).toEqual({ assigned_to: 'ann' });
    expect(grouped[2]?.change).toEqual({ assigned_to: null });
  });

  test('chooses a range within one column, and carries what is chosen in the order of the board', () => {
    expect(rangeOf(lanes, 'b', 'a')).toEqual(['a', 'b']);
    expect(rangeOf(lanes, 'a', 'd')).toEqual(['d']);
    expect(inBoardOrder(lanes, new Set(['d', 'b', 'a']))).toEqual(['a', 'b', 'd']);
  });

  test('keeps its look in the address, and leaves out what does not belong there', () => {
    expect(lookToParams(FIRST_LOOK)).toEqual(
      Object.fromEntries(Object.keys(lookToParams(FIRST_LOOK)).map((key) => [key, ''])),
    );
    const look = {
      ...FIRST_LOOK,
      group: 'type' as const,
      filters: { ...NO_FILTERS, assignees: ['', 'x,y'], due: 'overdue' as const },
    };
    expect(paramsToLook(lookToParams(look))).toEqual(look);
    expect(paramsToLook({ layout: 'circle', type: 'bug,nonsense', due: 'never' }).filters.types).toEqual(['bug']);
  });
});

describe('a card in flight', () => {
  const columns: readonly DropColumn[] = [
    { status: 'todo', laneKey: '', count: 2, box: { left: 0, right: 100, top: 0, bottom: 400 }, cards: [{ index: 0, middle: 50 }, { index: 1, middle: 150 }] },
    { status: 'review', laneKey: '', count: 0, box: { left: 110, right: 210, top: 0, bottom: 400 }, cards: [] },
  ]; // prettier-ignore

  test('finds its place by the middles of the cards that stay', () => {
    expect(slotAt(columns, 50, 10)?.index).toBe(0);
    expect(slotAt(columns, 50, 100)?.index).toBe(1);
    expect(slotAt(columns, 50, 390)?.index).toBe(2);
    expect(slotAt(columns, 150, 200)).toEqual({ status: 'review', laneKey: '', index: 0 });
    expect(slotAt(columns, 105, 200)).toBeNull();
  });

  test('pulls at the edges of what scrolls, and not in its middle', () => {
    expect(edgePull(5, 0, 400)).toBeLessThan(0);
    expect(edgePull(395, 0, 400)).toBeGreaterThan(0);
    expect(edgePull(200, 0, 400)).toBe(0);
  });
});

describe('the keys of a card', () => {
  const press = (key: string, more: object = {}) =>
    boardKey({ key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more }, false);

  test('go, carry, choose and send', () => {
    expect(press('ArrowDown')).toEqual({ does: 'go', step: 'down' });
    expect(press('ArrowRight', { ctrlKey: true })).toEqual({ does: 'move', step: 'after' });
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ does: 'extend', step: 'down' });
    expect(press('5')).toEqual({ does: 'send', status: 'done' });
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
  });

  test('go by place on a Hebrew keyboard, and sideways arrows are turned round', () => {
    expect(press('א', { code: 'KeyT' })).toEqual({ does: 'timer' });
    expect(
      boardKey(
        { key: 'ArrowRight', code: 'ArrowRight', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false },
        true,
      ),
    ).toEqual({ does: 'move', step: 'before' });
  });
});

describe('hours', () => {
  test.each([
    ['1.5', 90],
    ['1,5', 90],
    ['1h30', 90],
    ['1:30', 90],
    ['45m', 45],
    ['2 שע׳', 120],
    ['soon', null],
    ['', null],
  ] as const)('%s are %s minutes', (typed, minutes) => expect(readHours(typed)).toBe(minutes));

  test('are written short, and running time as a clock', () => {
    expect(hoursFigure(210)).toBe('3.5');
    expect(hoursFigure(-60)).toBe('−1');
    expect(clockWords(2_530_000)).toBe('0:42:10');
  });
});

describe('names in comments', () => {
  const people = [
    { id: '1', name: 'Dan' },
    { id: '2', name: 'Dan Levi' },
  ];
  test('are offered after an @ that begins a word, and taken in place of what was typed', () => {
    expect(mentionAt('look @Da', 8)).toEqual({ from: 5, typed: 'Da' });
    expect(mentionAt('mail@dan', 8)).toBeNull();
    expect(peopleFor(people, 'lev').map(({ id }) => id)).toEqual(['2']);
    expect(withMention('look @Da', 8, 5, 'Dan Levi')).toEqual({ text: 'look @Dan Levi ', caret: 15 });
  });
  test('count the longer name once', () => {
    expect(mentionedIn(people, 'hello @Dan Levi')).toEqual(['2']);
    expect(mentionedIn(people, '@Dan and @Dan Levi')).toEqual(['2', '1']);
  });
  test('have initials', () => {
    expect(initialsOfName('Maya Tal')).toBe('MT');
    expect(initialsOfName('נועה')).toBe('נו');
  });
});

describe('days and axes', () => {
  test('count calendar days over the change of the clocks', () => {
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
    expect(daysBetween('2026-03-26', '2026-03-29')).toBe(3);
    expect(weekOf('2026-11-20')).toEqual([
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
    ]);
  });
  test('a bar has a first and a last day, and the span holds it', () => {
    expect(barOf(card('a', 'todo'))).toBeNull();
    expect(barOf(card('a', 'todo', { start_date: '2026-11-20', due_date: '2026-11-10' }))).toMatchObject({
      from: '2026-11-10',
      to: '2026-11-20',
    });
    expect(spanOf([], '2026-11-20').days).toBe(28);
  });
  test('steps are round and reach the highest value', () => {
    expect(niceSteps(0)).toEqual([0, 1]);
    expect(niceSteps(62)).toEqual([0, 25, 50, 75]);
    expect(niceSteps(3)).toEqual([0, 1, 2, 3]);
    expect(axisScales({ width: 110, height: 100, left: 10, bottom: 0, top: 0 }, 0, 100, 10).x(50)).toBe(60);
    expect(labelRows([0, 10, 200], 64)).toEqual([0, 1, 0]);
  });
});
