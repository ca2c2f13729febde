import type { Random } from './deps.ts';

/**
 * Repeatable randomness for simulations, demo data and tests: one seed, one sequence, on every machine.
 * Never for secrets. The generator is sfc32, its state filled from the seed by splitmix32.
 */
export function createSeededRandom(seed: number | string): Random {
  let mix = typeof seed === 'number' ? seed >>> 0 : hashText(seed);
  const fill = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = fill();
  let b = fill();
  let c = fill();
  let counter = 1;
  const next32 = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  // The first outputs of sfc32 still show the seed's pattern.
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next32();
  return {
    next: () => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53,
    bytes: (count) => Uint8Array.from({ length: count }, () => next32() >>> 24),
  };
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
