const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS = 5;

/** RFC 4648 without padding, as telephones want their secrets. */
export function base32Encode(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    held += 8;
    while (held >= BITS) {
      held -= BITS;
      text += LETTERS[(buffer >>> held) & 31];
    }
    buffer &= (1 << held) - 1;
  }
  return held === 0 ? text : text + LETTERS[(buffer << (BITS - held)) & 31];
}

/** Null for what is no Base32. Letters of any case, gaps do not matter. */
export function base32Decode(text: string): Uint8Array | null {
  const bytes: number[] = [];
  let buffer = 0;
  let held = 0;
  for (const letter of text.toUpperCase().replaceAll(/\s/g, '')) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    buffer = (buffer << BITS) | value;
    held += BITS;
    if (held < 8) continue;
    held -= 8;
    bytes.push((buffer >>> held) & 255);
    buffer &= (1 << held) - 1;
  }
  return Uint8Array.from(bytes);
}
