import type { KnownAccess } from './team-store.ts';

/** For so long roles and permissions hold without contact. [JOIN3] */
export const CONTACT_LIMIT_MS = 72 * 3_600_000;

type Contact = Pick<KnownAccess, 'confirmedLocalAt' | 'latestLocalAt'>;

/** Until when, on this computer's clock, data may be shown without contact. A clock that was set back gains nothing. */
export function offlineUntil(known: Contact, now: number): number {
  const setBackMs = Math.max(0, known.latestLocalAt - now);
  return known.confirmedLocalAt + CONTACT_LIMIT_MS - setBackMs;
}

export function isContactMissing(known: Contact | null, now: number): boolean {
  return known === null || Math.max(now, known.latestLocalAt) - known.confirmedLocalAt > CONTACT_LIMIT_MS;
}
