/** Mixes integers into 32 well-spread bits; the same input always gives the same output. */
export function mix(seed: number, salt: number, index: number): number {
  let hash =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(salt + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(index + 1, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  hash ^= hash >>> 15;
  return hash >>> 0;
}

/** A number in [0, 1) for one property (`salt`) of one record. */
export function unit(seed: number, salt: number, index: number): number {
  return mix(seed, salt, index) / 4_294_967_296;
}

/** A whole number in [0, below). */
export function pickInt(seed: number, salt: number, index: number, below: number): number {
  return Math.floor(unit(seed, salt, index) * below);
}

export function pick<T>(seed: number, salt: number, index: number, from: readonly T[]): T {
  const chosen = from[pickInt(seed, salt, index, from.length)];
  if (chosen === undefined) throw new Error('pick needs a list that is not empty');
  return chosen;
}

/** Turns text into a number for `mix`. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A small generator (mulberry32) for callers that need a stream, e.g. the shop's own random source. */
export function createStream(seed: number): { readonly next: () => number } {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let value = Math.imul(state ^ (state >>> 15), state | 1);
      value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
      return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
