import { slugify } from '../core/php.ts';
import { mix, pick, unit } from './prng.ts';
import { SENTENCES, SENTENCES_DE, SENTENCES_HE } from './sentences.ts';
import { EMOJI, GLAZES, LINES, WARES } from './words.ts';
import type { Glaze, Ware } from './words.ts';

export type Wording = 'english' | 'german' | 'hebrew' | 'emoji';

export function wording(seed: number, index: number): Wording {
  const draw = unit(seed, 110, index);
  if (draw < 0.1) return 'hebrew';
  if (draw < 0.18) return 'german';
  return draw < 0.21 ? 'emoji' : 'english';
}

function cyclic<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length];
  if (found === undefined) throw new Error('cyclic needs a list that is not empty');
  return found;
}

/** What product number `index` is: kind of ware, glaze, line and serial together never repeat. */
export function wareOf(index: number): {
  readonly ware: Ware;
  readonly glaze: Glaze;
  readonly line: string;
  readonly serial: number;
} {
  const wareIndex = (index * 7) % WARES.length;
  const turn = Math.floor(index / WARES.length);
  const ware = cyclic(WARES, wareIndex);
  const glaze = cyclic(GLAZES, turn + wareIndex * 5);
  const line = LINES[Math.floor(turn / GLAZES.length) % LINES.length] ?? '';
  return { ware, glaze, line, serial: Math.floor(turn / (GLAZES.length * LINES.length)) };
}

export function nameOf(seed: number, index: number): string {
  const { ware, glaze, line, serial } = wareOf(index);
  const suffix = `${line === '' ? '' : `, ${line}`}${serial === 0 ? '' : ` ${serial + 1}`}`;
  switch (wording(seed, index)) {
    case 'hebrew':
      return `${ware.hebrew}, ${glaze.hebrew}${suffix}`;
    case 'german':
      return `${ware.german}, ${glaze.german}${suffix}`;
    case 'emoji':
      return `${ware.name}, ${glaze.name}${suffix} ${pick(seed, 111, index, EMOJI)}`;
    case 'english':
      return `${ware.name}, ${glaze.name}${suffix}`;
  }
}

export function skuOf(index: number): string {
  return `TM-${wareOf(index).ware.code}-${String(index + 1).padStart(3, '0')}`;
}

/** Index of the generated product whose SKU (or whose variation's SKU) this could be, -1 if none. */
export function productIndexOfSku(sku: string): number {
  const match = /^tm-[a-z]{3}-(\d+)(?:-.+)?$/i.exec(sku);
  return match === null ? -1 : Number(match[1]) - 1;
}

export function slugOf(seed: number, index: number): string {
  return `${slugify(nameOf(seed, index))}-${index + 1}`;
}

export function description(seed: number, index: number, style: Wording): string {
  const from = style === 'hebrew' ? SENTENCES_HE : style === 'german' ? SENTENCES_DE : SENTENCES;
  const start = mix(seed, 112, index) % from.length;
  const sentence = (offset: number): string => from[(start + offset) % from.length] ?? '';
  const direction = style === 'hebrew' ? ' dir="rtl"' : '';
  return `<p${direction}>${sentence(0)} ${sentence(1)} <strong>${sentence(2)}</strong></p>\n<ul>\n<li>${sentence(3)}</li>\n<li>${sentence(4)}</li>\n</ul>\n<p>${from === SENTENCES ? `${sentence(5)} <em>${sentence(6)}</em>` : sentence(1)}</p>`;
}
