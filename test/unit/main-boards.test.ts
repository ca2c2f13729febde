import { describe, expect, test } from 'vitest';
import { exportPath } from '../../src/main/export-path.ts';
import { AWAY_MS, createIdleWatch } from '../../src/main/idle.ts';
import { createTimerFace } from '../../src/main/timer-face.ts';

const WORDS = { stop: 'Stop timer', open: 'Show', waiting: 'waits for an answer' };

describe('[LOG7] the watch for idle time', () => {
  function watch() {
    const told: number[] = [];
    let seconds = 0;
    let look: (() => void) | null = null;
    const idle = createIdleWatch({
      idleSeconds: () => seconds,
      every: (_ms, run) => {
        look = run;
        return () => void (look = null);
      },
      tell: (ms) => told.push(ms),
    });
    return { idle, told, after: (now: number) => ((seconds = now), look?.()), isLooking: () => look !== null };
  }

  test('says once that nobody is there, and once that somebody is back', () => {
    const { idle, told, after } = watch();
    idle.follow(true);
    for (const seconds of [10, AWAY_MS / 1000, AWAY_MS / 1000 + 15, 3, 4]) after(seconds);
    expect(told).toEqual([AWAY_MS, 3000]);
  });

  test('does not look without a timer', () => {
    const { idle, told, after, isLooking } = watch();
    after(1000);
    idle.follow(true);
    idle.follow(false);
    expect(isLooking()).toBe(false);
    expect(told).toEqual([]);
  });
});

test('the tray counts on from what the engine said, and stands still while a question waits', () => {
  const timer = {
    key: 'BR-12',
    title: 'Free SKUs',
    elapsedMs: 60_000,
    at: '2026-11-20T10:00:00.000Z',
    isWaiting: false,
  };
  const now = Date.parse('2026-11-20T11:00:05.000Z');
  expect(createTimerFace(timer, now, WORDS)).toEqual({ clock: '1:01:05', tip: '1:01:05 BR-12 Free SKUs' });
  expect(createTimerFace({ ...timer, isWaiting: true }, now, WORDS).tip).toBe(
    '0:01:00 BR-12 Free SKUs (waits for an answer)',
  );
});

describe('a file that the window exports', () => {
  const at = (url: string, name: string, taken: readonly string[] = []) =>
    exportPath({ url, name }, 'app://backroom', '/downloads', (path) => taken.includes(path));
  test('is a table from the app itself, under a free name', () => {
    expect(at('blob:app://backroom/1', 'hours.csv')).toBe('/downloads/hours.csv');
    expect(at('blob:app://backroom/1', 'hours.csv', ['/downloads/hours.csv'])).toBe('/downloads/hours (2).csv');
  });
  test.each([
    ['https://shop.example/hours.csv', 'hours.csv'],
    ['blob:https://shop.example/1', 'hours.csv'],
    ['blob:app://backroom/1', 'run.exe'],
    ['blob:app://backroom/1', '../hours.csv'],
    ['blob:app://backroom/1', 'a/b.csv'],
  ])('is refused from %s as %s', (url, name) => expect(at(url, name)).toBeNull());
});
