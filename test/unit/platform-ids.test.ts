import { describe, expect, test } from 'vitest';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';

describe('createUuidV7', () => {
  test('makes well-formed version 7 uuids whose first 48 bits are the time', () => {
    const clock = createImpatientClock(1_795_151_957_123);
    const id = createUuidV7({ clock, random: createSeededRandom(1) })();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_795_151_957_123);
  });

  test('sorts in the order of birth, within one millisecond and beyond its counter', () => {
    const next = createUuidV7({ clock: createImpatientClock(), random: createSeededRandom(2) });
    const ids = Array.from({ length: 20_000 }, next);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('still sorts while the wall clock goes back', () => {
    const clock = createImpatientClock(1_000_000);
    const next = createUuidV7({ clock, random: createSeededRandom(3) });
    const ids = [next()];
    for (const stepMs of [5, -4_000, 1, 3_999, -1, 2, 60_000, -60_000]) {
      clock.advance(stepMs);
      ids.push(next());
    }
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('createSeededRandom', () => {
  test('repeats itself for one seed and differs for another', () => {
    const draw = (seed: number | string): readonly number[] => {
      const random = createSeededRandom(seed);
      return [...Array.from({ length: 20 }, random.next), ...random.bytes(9)];
    };
    expect(draw('shop')).toEqual(draw('shop'));
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw('shop')).not.toEqual(draw('shoq'));
  });

  test('keeps its numbers for ever, so that a seed names the same data in every release', () => {
    const random = createSeededRandom(7);
    expect(Array.from({ length: 3 }, () => Math.floor(random.next() * 1e9))).toMatchInlineSnapshot(`
      [
        454766951,
        416281568,
        931680447,
      ]
    `);
    expect([...random.bytes(4)]).toMatchInlineSnapshot(`
      [
        47,
        223,
        34,
        253,
      ]
    `);
  });

  test.each([
    ['seeded', createSeededRandom(5)],
    ['system', createSystemRandom()],
  ] as const)('spreads evenly over [0, 1): %s', (_, random) => {
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let round = 0; round < 20_000; round += 1) {
      const value = random.next();
      expect(value >= 0 && value < 1).toBe(true);
      const bucket = Math.floor(value * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    // 2,000 expected each; eight standard deviations to either side.
    for (const count of buckets) expect(Math.abs(count - 2_000)).toBeLessThan(340);
    expect(random.bytes(16)).toHaveLength(16);
  });
});

describe('createSystemClock', () => {
  test('sleeps until its time has passed on the clock that never goes back', async () => {
    const clock = createSystemClock();
    const before = clock.monotonic();
    await clock.sleep(15);
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(14);
  });

  test('rejects with the reason of the signal, before and while it sleeps', async () => {
    const clock = createSystemClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(60_000, controller.signal);
    controller.abort(new Error('going home'));
    await expect(sleeping).rejects.toThrow('going home');
    await expect(clock.sleep(60_000, controller.signal)).rejects.toThrow('going home');
  });
});
