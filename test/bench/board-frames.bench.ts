/** The real app on a board of 5,000 tasks: how soon it is there after the click, and its frames while a card is carried. */
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { furnishBoards, addManyTasks, withEngine } from '../e2e/support/boards.ts';
import { launchApp } from '../e2e/support/launch-app.ts';
import { startShop } from '../e2e/support/shop.ts';
import type { Bench, Figure } from './frame.ts';
import { atMost, median, quantile } from './frame.ts';
import { withFolder } from './scratch-folder.ts';

const TASKS = 5000;
const FRAME_MS = 16.7;
const OPEN_MS = 100;
const CARRY_STEPS = 240;

const framesSchema = z.object({ work: z.array(z.number()), gaps: z.array(z.number()) });

/** Counts frames in the page: how long each kept the thread busy, and how far they are apart. */
async function watchFrames(page: Page): Promise<() => Promise<z.infer<typeof framesSchema>>> {
  await page.evaluate(() => {
    const found = { work: [] as number[], gaps: [] as number[], isOver: false };
    Object.assign(window, { benchFrames: found });
    const channel = new MessageChannel();
    let began = 0;
    let last = 0;
    // A message that is posted within a frame comes after its styles, layout and paint.
    channel.port1.addEventListener('message', () => found.work.push(performance.now() - began));
    channel.port1.start();
    const frame = (at: number): void => {
      if (found.isOver) return;
      began = performance.now();
      if (last > 0) found.gaps.push(at - last);
      last = at;
      channel.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return async () =>
    framesSchema.parse(
      await page.evaluate(() => {
        const { benchFrames } = window as unknown as { benchFrames: { isOver: boolean } };
        benchFrames.isOver = true;
        return benchFrames;
      }),
    );
}

/** Milliseconds from the press on “Board” to the frame in which cards stand there. */
async function openBoard(page: Page): Promise<number> {
  await page.evaluate(() => void (window.location.hash = '#/home'));
  await page.waitForTimeout(500);
  return z.number().parse(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const began = performance.now();
          window.location.hash = '#/board?sprint=any';
          const look = (): void => {
            if (document.querySelector('[data-card]')) requestAnimationFrame(() => resolve(performance.now() - began));
            else requestAnimationFrame(look);
          };
          look();
        }),
    ),
  );
}

/** Carries a card over all columns, up and down, at the pace of a hand. */
async function carry(page: Page): Promise<void> {
  const card = await page.locator('[data-card]').first().boundingBox();
  if (!card) throw new Error('The board shows no card');
  await page.mouse.move(card.x + 40, card.y + 20);
  await page.mouse.down();
  for (let step = 0; step < CARRY_STEPS; step += 1) {
    await page.mouse.move(300 + ((step * 13) % 880), 280 + Math.sin(step / 9) * 160);
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

async function run(
  profileDir: string,
  rounds: number,
  tasks: number,
  say: (text: string) => void,
): Promise<readonly Figure[]> {
  const shop = await startShop({ products: 3, orders: 1, customers: 1 });
  await furnishBoards(profileDir, shop);
  say(`${tasks} tasks`);
  await withEngine(profileDir, (engine) => addManyTasks(engine, tasks));
  const app = await launchApp({ profileDir });
  try {
    const { page } = app;
    await app.setSize(1280, 800);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const opened: number[] = [];
    for (let round = 0; round <= rounds; round += 1) opened.push(await openBoard(page));
    say('carrying');
    const stop = await watchFrames(page);
    for (let round = 0; round < rounds; round += 1) await carry(page);
    const { work, gaps } = await stop();
    const [first = Number.NaN, ...later] = opened;
    const p95 = quantile(work, 0.95);
    return [
      { label: 'board there after the click, first time', value: first, unit: 'ms', limit: null, goal: null },
      {
        label: 'board there after the click, later',
        value: median(later),
        unit: 'ms',
        limit: null,
        goal: atMost(median(later), OPEN_MS, `≤ ${OPEN_MS} ms`),
      },
      {
        label: `work per frame while carrying, p95 of ${work.length}`,
        value: p95,
        unit: 'ms',
        limit: null,
        goal: atMost(p95, FRAME_MS, `p95 ≤ ${FRAME_MS} ms`),
      },
      { label: 'from frame to frame, median', value: median(gaps), unit: 'ms', limit: null, goal: null },
      { label: 'from frame to frame, p95', value: quantile(gaps, 0.95), unit: 'ms', limit: null, goal: null },
    ];
  } finally {
    await app.close();
    await shop.stop();
  }
}

export const boardFramesBench: Bench = {
  name: 'board-frames',
  about: 'a board of 5,000 tasks in the real app: opening it, and its frames while a card is carried',
  run: ({ rounds, scale, say }) => withFolder((folder) => run(folder, rounds, Math.round(TASKS * scale), say)),
};
