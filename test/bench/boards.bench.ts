import { join } from 'node:path';
import { createBoards } from '../../src/engine/boards/create-boards.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { boardMethods } from '../../src/shared/contract/boards.ts';
import { buildBigBoard } from '../support/big-board.ts';
import { openTestMirror } from '../support/test-mirror.ts';
import type { Bench, Figure } from './frame.ts';
import { quantile, timed } from './frame.ts';
import { withFolder } from './scratch-folder.ts';

const TASKS = 5_000;
const LOGS = 200_000;
/** Of the 100 ms from the click to the board, this is the engine's part; drawing has the rest. */
const BOARD_MS = 50;
const REPORT_MS = 50;
const LAST_DAY = '2026-11-20';

/** The boards' engine: opening a large board, moving a card on it, and reports over years of work. */
export const boardsBench: Bench = {
  name: 'boards',
  about: `a board of ${TASKS.toLocaleString('en')} tasks and a time report over ${LOGS.toLocaleString('en')} work logs, in the engine`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      const db = await openTestMirror(join(folder, 'boards.db'));
      try {
        const clock = createSystemClock();
        const boards = createBoards({
          db,
          clock,
          newId: createUuidV7({ clock, random: createSystemRandom() }),
          timeZone: () => 'Asia/Jerusalem',
          onChange: () => undefined,
          onFixed: () => undefined,
          onTimer: () => undefined,
          onAlerts: () => undefined,
        });
        const tasks = Math.max(60, Math.round(TASKS * scale));
        const logs = Math.max(600, Math.round(LOGS * scale));
        say(`building ${tasks} tasks and ${logs} logs`);
        buildBigBoard(db, { tasks, logs, people: 12, lastDay: LAST_DAY });
        boards.noteOthers();
        const handlers = boards.handlers as unknown as Readonly<
          Record<string, (input: unknown) => { ok: boolean; value: unknown }>
        >;
        const ask = (method: keyof typeof boardMethods, input: unknown): void => {
          const answer = handlers[method]?.(boardMethods[method].input.parse(input));
          if (answer?.ok !== true) throw new Error(`${method} failed: ${JSON.stringify(answer)}`);
          // as the wire does for the window that asked
          boardMethods[method].output.parse(answer.value);
        };
        const p95 = async (times: number, work: (index: number) => void): Promise<number> => {
          const samples: number[] = [];
          for (let index = 0; index < times; index += 1) samples.push(await timed(() => work(index)));
          return quantile(samples.slice(2), 0.95);
        };
        const span = { from: '2024-11-20', to: LAST_DAY };
        const figures: Figure[] = [];
        const add = (label: string, value: number, goalMs: number | null): void =>
          void figures.push({
            label,
            value,
            unit: 'ms',
            limit: null,
            goal: goalMs === null ? null : { text: `≤ ${goalMs} ms`, met: value <= goalMs },
          });
        add('board of all tasks, p95', await p95(rounds * 6, () => ask('board.cards', {})), BOARD_MS);
        add(
          'board of one sprint, p95',
          await p95(rounds * 6, () => ask('board.cards', { filters: { sprint: 'current' } })),
          null,
        );
        for (const by of ['person', 'task', 'sprint', 'day'] as const) {
          add(`time report by ${by}, p95`, await p95(rounds * 6, () => ask('time.report', { ...span, by })), REPORT_MS);
        }
        const month = { from: '2026-10-20', to: LAST_DAY, by: 'task' };
        add('time report of a month, p95', await p95(rounds * 6, () => ask('time.report', month)), null);
        const moved = (index: number): string => `task-${String((index * 37) % tasks).padStart(6, '0')}`;
        add(
          'move of a card, durable, p95',
          await p95(rounds * 10, (index) =>
            ask('tasks.move', { ids: [moved(index)], status: index % 2 === 0 ? 'review' : 'todo' }),
          ),
          null,
        );
        add(
          'log of work, durable, p95',
          await p95(rounds * 10, (index) => ask('time.enter', { text: `5m BR-${1 + (index % tasks)} x` })),
          null,
        );
        return figures;
      } finally {
        db.close();
      }
    }),
};
