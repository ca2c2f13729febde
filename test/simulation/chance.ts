import type { Random } from '../../src/engine/platform/deps.ts';

/**
 * The one source of chance of a simulation: a small generator whose state is set anew at the start of each act, from a
 * number that the act carries. Dropping an act from a trace therefore leaves the chances of the others as they were.
 */
export type Chance = Random & {
  readonly reseed: (seed: number) => void;
  /** A whole number from 0 to `below` − 1. */
  readonly int: (below: number) => number;
  /** True with this probability. */
  readonly coin: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
};

export function createChance(seed: number): Chance {
  let state = mixSeed(seed);
  const next32 = (): number => {
    // mulberry32: one addition, two multiplications, equidistributed enough for choosing what happens next
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => next32() / 2 ** 32;
  return {
    next,
    bytes: (count) => Uint8Array.from({ length: count }, () => next32() >>> 24),
    reseed: (value) => {
      state = mixSeed(value);
    },
    int: (below) => Math.floor(next() * below),
    coin: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

/** Neighbouring seeds must not give neighbouring sequences. */
function mixSeed(seed: number): number {
  let mixed = (seed ^ 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
