/** Compares two JSON values by shape: the same keys, the same JSON types, down to every leaf. */

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function keysOf(value: object): string[] {
  return Object.keys(value).sort();
}

/**
 * Differences of `ours` from `sample`, as paths with a reason. An array in the sample that holds something must hold
 * something here, and each of our items is held against the sample's first.
 */
export function shapeDifferences(sample: unknown, ours: unknown, path = '$'): string[] {
  const wanted = typeOf(sample);
  if (typeOf(ours) !== wanted) return [`${path}: ${wanted} expected, got ${typeOf(ours)}`];
  if (Array.isArray(sample) && Array.isArray(ours)) {
    if (sample.length === 0) return [];
    if (ours.length === 0) return [`${path}: the sample has items, ours none`];
    return ours.flatMap((item, at) =>
      shapeDifferences(sample[Math.min(at, sample.length - 1)], item, `${path}[${at}]`),
    );
  }
  if (wanted !== 'object') return [];
  const left = sample as Record<string, unknown>;
  const right = ours as Record<string, unknown>;
  const missing = keysOf(left)
    .filter((key) => !Object.hasOwn(right, key))
    .map((key) => `${path}.${key}: missing`);
  const extra = keysOf(right)
    .filter((key) => !Object.hasOwn(left, key))
    .map((key) => `${path}.${key}: not in the sample`);
  const nested = keysOf(left)
    .filter((key) => Object.hasOwn(right, key))
    .flatMap((key) => shapeDifferences(left[key], right[key], `${path}.${key}`));
  return [...missing, ...extra, ...nested];
}

/** What two runs of the same story need not share: numbers that count up, moments, dice, and the paths built from them. */
const FREE =
  /^(?:id|number|order_key|permalink|related_ids|href|payment_url|resource_id|new_draft_order_id|avatar_url|src|srcset|sizes|thumbnail|date_.*|refunded_by|total_sales|slug|product_id|parent_id|variations)$/;

/** Differences in values, leaving out what differs between two runs of the same story. */
export function valueDifferences(sample: unknown, ours: unknown, path = '$'): string[] {
  if (typeof sample !== 'object' || sample === null || typeof ours !== 'object' || ours === null)
    return Object.is(sample, ours) ? [] : [`${path}: ${JSON.stringify(sample)} expected, got ${JSON.stringify(ours)}`];
  if (Array.isArray(sample) && Array.isArray(ours)) {
    if (sample.length !== ours.length) return [`${path}: ${sample.length} items expected, got ${ours.length}`];
    return sample.flatMap((item, at) => valueDifferences(item, ours[at], `${path}[${at}]`));
  }
  const right = ours as Record<string, unknown>;
  return Object.entries(sample).flatMap(([key, value]) =>
    FREE.test(key) ? [] : valueDifferences(value, right[key], `${path}.${key}`),
  );
}
