import { describe, expect, test } from 'vitest';
import { connectTeam } from '../../src/engine/team/connect-team.ts';
import { formLines, waitingLines } from '../../src/engine/team/form-lines.ts';
import { mergeRow } from '../../src/engine/team/merge-row.ts';
import { inChunks } from '../../src/engine/team/replication-context.ts';
import { SHARED_BOARDS } from '../../src/engine/team/shared-boards.ts';
import { indexSharedTables, isSameValue, toCentralValue, toMirrorValue } from '../../src/engine/team/shared-table.ts';
import type { SharedTable } from '../../src/engine/team/shared-table.ts';
import { readTeamLag } from '../../src/engine/team/team-lag.ts';
import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import { createModelBench } from '../support/model-bench.ts';
import { CARD_TABLES, createCardTables } from '../support/team-cards.ts';
import { openDesktop } from '../support/team-bench.ts';
import { openTestMirror } from '../support/test-mirror.ts';

const cards = CARD_TABLES.find(({ table }) => table === 'cards') as SharedTable;

describe('[TEAM2] values of both sides', () => {
  test.each([
    ['boolean', true, 1],
    ['boolean', false, 0],
    ['time', '2026-11-20T06:00:00.123456+00:00', Date.UTC(2026, 10, 20, 6, 0, 0, 123)],
    ['time', '2026-11-20T08:00:00+02:00', Date.UTC(2026, 10, 20, 6)],
    ['day', '2026-11-20', '2026-11-20'],
    ['number', '42', 42],
    ['decimal', '0012.3400', '12.34'],
    ['decimal', '-0.00', '0'],
    ['decimal', '12345678901234567890.10', '12345678901234567890.1'],
    ['json', { z: 1, a: [{ y: 2, b: null }] }, '{"a":[{"b":null,"y":2}],"z":1}'],
    ['people', ['b', 'a'], '["b","a"]'],
    ['text', null, null],
  ] as const)('[TEAM2] %s: %j is %j here', (type, central, mirror) => {
    expect(toMirrorValue(type, central)).toBe(mirror);
    const back = toCentralValue(type, mirror);
    expect(toMirrorValue(type, back)).toBe(mirror);
  });

  test.each([
    ['decimal', '1.50', '1.5', true],
    ['decimal', '1.50', '1.51', false],
    ['json', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }', true],
    ['json', '["a","b"]', '["b","a"]', false],
    ['text', '1.0', '1', false],
    ['text', null, '', false],
  ] as const)('[TEAM2] %s %j and %j mean the same: %s', (type, one, other, same) => {
    expect(isSameValue(type, one, other)).toBe(same);
  });
});

describe('[TEAM5] three versions of one row', () => {
  const base = { title: 'T', body: 'B', status: 'todo', position: 'a', starts_at: 1, ends_at: 2, created_at: 5 };

  test('[TEAM5] what central does not show stays as it is here', () => {
    const { row, asked } = mergeRow(cards, base, { ...base, body: 'mine' }, { title: 'theirs' });
    expect([row, asked]).toEqual([{ ...base, title: 'theirs', body: 'mine' }, {}]);
  });

  test('[TEAM5] the same change on both sides is none', () => {
    expect(mergeRow(cards, base, { ...base, title: 'N' }, { ...base, title: 'N' }).asked).toEqual({});
  });

  test('[TEAM5] a row made on both sides asks about what differs, but for what never asks', () => {
    const { row, asked } = mergeRow(cards, null, { ...base, created_at: 6, title: 'mine' }, base);
    expect([row, asked]).toEqual([base, { title: { base: null, mine: 'mine', theirs: 'T' } }]);
  });

  test('[TEAM5] a deletion meets a move alone: nobody is asked', () => {
    const { asked } = mergeRow(
      cards,
      { ...base, deleted_at: null },
      { ...base, deleted_at: null, position: 'z' },
      { ...base, deleted_at: 9 },
    );
    expect(asked).toEqual({});
  });
});

describe('[BOARD6] the registry of the boards', () => {
  test('[BOARD6] names every column but the id and what is derived, and asks about no order, status or place', () => {
    for (const [name, board] of Object.entries(BOARD_TABLES)) {
      const table = SHARED_BOARDS.find((shared) => shared.table === name);
      const expected = board.columns.filter(
        (column) => column !== 'id' && !board.derived.some((derived) => derived === column),
      );
      expect(table?.columns.map((column) => column.name).sort(), name).toEqual([...expected].sort());
      const quiet = expected.filter((column) => ['status', 'position'].includes(column));
      expect(table?.fieldsThatNeverAsk, name).toEqual(expect.arrayContaining(quiet));
      expect(table?.columns.filter(({ isCentrals }) => isCentrals === true).map((column) => column.name)).toEqual([
        'updated_at',
      ]);
    }
  });
});

describe('[TEAM7] batches and stretches', () => {
  test('[TEAM7] a batch holds 500 lines or 1 MB, parents first, in the order of numbers', async () => {
    const db = await openTestMirror();
    createCardTables(db);
    const tables = indexSharedTables(CARD_TABLES);
    let ids = 0;
    const deps = { db, tables, newId: () => `line-${(ids += 1)}`, now: () => 1, adoptPerson: () => undefined };
    const insert = db.prepare('INSERT INTO cards (id, title, body) VALUES (?, ?, ?)');
    for (let n = 0; n < 600; n += 1) insert.run(`card ${n}`, 'T', null);
    for (let n = 0; n < 3; n += 1) insert.run(`large ${n}`, 'T', 'x'.repeat(600_000));
    db.exec(`INSERT INTO card_lists (id, name) VALUES ('list', 'L')`);
    connectTeam(deps, { organizationId: 'o', personId: 'p', deviceId: 'd' });
    expect(readTeamLag(db)).toMatchObject({ waitingLines: 604, oldestLineAt: null });
    while (formLines(deps) > 0) continue;
    const sizes: number[] = [];
    for (let lines = waitingLines(db); lines.length > 0; lines = waitingLines(db)) {
      if (sizes.length === 0) expect(lines[0]).toMatchObject({ table: 'card_lists', sequence: 1 });
      expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, place) => (lines[0]?.sequence ?? 0) + place));
      sizes.push(lines.length);
      const last = lines.at(-1)?.sequence;
      db.prepare('DELETE FROM team_outbox WHERE sequence <= ?').run(last);
    }
    expect(sizes).toEqual([500, 102, 1, 1]);
    db.close();
  });

  test('[TEAM8] a stretch of work grows while it is short, shrinks when it is long, and others have their turn between two', async () => {
    let now = 0;
    let turns = 0;
    let perItemMs = 0;
    const sizes: number[] = [];
    const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() };
    const context = { clock, turns: { recordsAtOnce: 20, next: () => Promise.resolve(void (turns += 1)) } };
    const work = (some: readonly number[]): void => {
      sizes.push(some.length);
      now += some.length * perItemMs;
    };
    const items = Array.from({ length: 2000 }, (_, n) => n);
    await inChunks(context, items, work);
    expect(sizes).toEqual([20, 40, 80, 160, 320, 500, 500, 380]);
    expect(turns).toBe(sizes.length - 1);
    sizes.length = 0;
    perItemMs = 4;
    await inChunks(context, items.slice(0, 100), work);
    expect(sizes.slice(0, 3)).toEqual([20, 10, 5]);
    expect(Math.max(...sizes.slice(2)) * perItemMs).toBeLessThanOrEqual(20);
  });
});

describe('[TEAM6] starting anew', () => {
  test('[TEAM6] a refused row is not sent again by starting the program', async () => {
    const bench = createModelBench();
    const { server, identity } = await bench.enter('ownerA');
    const desktop = await openDesktop(bench, 'ownerA', { server, identity });
    desktop.insert('cards', { title: 'Bad', hours: '-1' });
    await desktop.sync();
    expect(desktop.refusals()).toHaveLength(1);
    desktop.replication.connect(identity);
    expect(await desktop.sync()).toMatchObject({ pushed: { sent: 0, refused: 0 } });
    expect(desktop.refusals()).toHaveLength(1);
  });
});
