import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPosition, positionBetween, positionsBetween } from '../../src/shared/domain/boards/fractional-index.ts';
import { readKey, toKey } from '../../src/shared/domain/boards/keys.ts';

describe('[BOARD5] places between places', () => {
  test('any number of insertions anywhere keep a list in the order in which it was built', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 120 }), (spots) => {
        const list: string[] = [];
        for (const spot of spots) {
          const index = spot % (list.length + 1);
          list.splice(index, 0, positionBetween(list[index - 1] ?? null, list[index] ?? null));
        }
        expect(list).toEqual(list.toSorted());
        expect(new Set(list).size).toBe(list.length);
        expect(list.every(isPosition)).toBe(true);
      }),
    );
  });

  test('many at once lie between their neighbours, ascending, as many as were asked for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.array(fc.nat({ max: 3 }), { maxLength: 30 }), (count, steps) => {
        let before = positionBetween(null, null);
        let after = positionBetween(before, null);
        for (const step of steps) {
          const centre = positionBetween(before, after);
          if (step % 2 === 0) before = centre;
          else after = centre;
        }
        for (const [low, high] of [
          [before, after],
          [before, null],
          [null, after],
          [null, null],
        ] as const) {
          // prettier-ignore
          const made = positionsBetween(low, high, count);
          expect(made).toHaveLength(count);
          const all = [...(low === null ? [] : [low]), ...made, ...(high === null ? [] : [high])];
          expect(all).toEqual([...new Set(all)].toSorted());
        }
      }),
    );
  });

  test('they stay short at either end and do not run out', () => {
    let last: string | null = null;
    let first: string | null = null;
    for (let index = 0; index < 5000; index += 1) {
      last = positionBetween(last, null);
      first = positionBetween(null, first);
    }
    expect(last?.length).toBeLessThanOrEqual(4);
    expect(first?.length).toBeLessThanOrEqual(4);
    let low: string = positionBetween(null, null);
    const high = positionBetween(low, null);
    for (let index = 0; index < 600; index += 1) low = positionBetween(low, high);
    expect(low < high && low.length < 130).toBe(true);
  });

  test('the ends of the integers are no end', () => {
    const top = `z${'z'.repeat(26)}`;
    expect(positionBetween(top, null) > top).toBe(true);
    const bottom = `A${'0'.repeat(25)}1`;
    const below = positionBetween(null, bottom);
    expect(below < bottom && isPosition(below)).toBe(true);
    const further = positionBetween(null, below);
    expect(further < below && isPosition(further)).toBe(true);
  });

  test('what is no place, or stands the wrong way round, is refused loudly', () => {
    for (const text of ['', 'a', 'a00', '0', 'b0', 'a0 ', `A${'0'.repeat(26)}`, 'ä0'])
      expect(isPosition(text)).toBe(false);
    expect(() => positionBetween('a0', 'a0')).toThrow('not before');
    expect(() => positionBetween('zz', null)).toThrow('not a position');
  });
});

describe('[BOARD3] keys', () => {
  test('a key says the number and which of its twins, and is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.nat({ max: 5000 }), (number, twin) => {
        for (const prefix of ['BR', 'BUG'] as const) {
          const key = toKey(prefix, number, twin);
          expect(readKey(prefix, key, true)).toEqual({ number, twin });
          expect(readKey(prefix, key.toLowerCase(), true)).toEqual({ number, twin });
        }
      }),
    );
    expect([0, 1, 24, 25, 26, 27].map((twin) => toKey('BR', 7, twin))).toEqual(
      ['BR-7', 'BR-7b', 'BR-7y', 'BR-7z', 'BR-7bb', 'BR-7bc'], // prettier-ignore
    );
  });

  test('only a key is a key', () => {
    expect(readKey('BR', '12', true)).toBeNull();
    expect(readKey('BR', '12', false)).toEqual({ number: 12, twin: 0 });
    expect(readKey('BR', '#12', true)).toEqual({ number: 12, twin: 0 });
    for (const text of ['BR-0', 'BR-', 'BUG-1', 'BR-1a', 'BR-12 x', 'BR-1234567890', '']) {
      expect(readKey('BR', text, true), text).toBeNull();
    }
  });
});
