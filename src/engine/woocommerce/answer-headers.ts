/** Longest pause that a store may ask for. */
export const LONGEST_RETRY_AFTER_MS = 15 * 60_000;

/** The server's clock from the `Date` header, epoch ms; null where absent or unreadable. */
export function serverTimeOf(headers: Readonly<Record<string, string>>): number | null {
  const time = Date.parse(headers['date'] ?? '');
  return Number.isNaN(time) ? null : time;
}

/** A whole number in a header (`x-wp-total`), null where absent or unreadable. */
export function countIn(headers: Readonly<Record<string, string>>, name: string): number | null {
  const text = headers[name]?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/**
 * `Retry-After` in milliseconds, as seconds or as an HTTP date, at most 15 minutes; null where absent or unreadable.
 * A date is read against the server's own clock, because this computer's may be wrong.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (text === '') return null;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_RETRY_AFTER_MS);
  // Date.parse takes much for a date ("3 minutes"); an HTTP date starts with the weekday.
  const time = /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return null;
  return Math.min(Math.max(0, time - (serverTimeOf(headers) ?? nowMs)), LONGEST_RETRY_AFTER_MS);
}
