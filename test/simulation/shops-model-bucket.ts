const CAPACITY = 20;
const REFILL_PER_MS = 0.5 / 1000;

/** How often a device may take a lease in a row: central's bucket. */
export function createBucket(now: () => number): { readonly take: (device: string) => boolean } {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take: (device) => {
      const known = buckets.get(device) ?? { tokens: CAPACITY, at: now() };
      const tokens = Math.min(CAPACITY, known.tokens + (now() - known.at) * REFILL_PER_MS);
      buckets.set(device, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now() });
      return tokens >= 1;
    },
  };
}
