import { createHash } from 'node:crypto';

/**
 * An id that is made of what a row is about: two desktops that write the same thing write the same row. Version 8 (custom)
 * of the uuids, from a SHA-256 of its parts.
 */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  const hex = createHash('sha256')
    .update([kind, ...parts].join('\u0000'))
    .digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
