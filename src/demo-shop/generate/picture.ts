import { crc32, deflateSync } from 'node:zlib';
import type { ShopState } from '../core/state.ts';
import type { Shape, ShapeName } from './picture-shapes.ts';
import { SHAPES } from './picture-shapes.ts';
import { textHash } from './prng.ts';
import { GLAZES } from './words.ts';

type Rgb = readonly [number, number, number];

const FULL = 400;
const THUMB = 160;

function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function blend(a: Rgb, b: Rgb, part: number): Rgb {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function png(size: number, pixels: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Draws a flat silhouette on a tinted ground, four samples per pixel. */
function draw(shape: Shape, color: string, size: number, view: number): Uint8Array {
  const body = rgb(color);
  const tones: readonly Rgb[] = [
    blend(body, [255, 255, 255], 0.82),
    body,
    blend(body, [30, 24, 20], 0.25),
    blend(body, [255, 255, 255], 0.28),
  ];
  const zoom = view === 0 ? 1 : view === 1 ? 1.18 : view === 2 ? 0.9 : 1.35;
  const mirrored = view % 2 === 1;
  const stride = size * 3 + 1;
  const pixels = new Uint8Array(stride * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < 4; sample += 1) {
        const u = (column + 0.25 + (sample & 1) * 0.5) / size;
        const v = (row + 0.25 + (sample >> 1) * 0.5) / size;
        const x = (mirrored ? 1 - u : u) - 0.5;
        const tone = tones[shape(x / zoom + 0.5, (v - 0.5) / zoom + 0.5)] ?? body;
        sum[0] = (sum[0] ?? 0) + tone[0];
        sum[1] = (sum[1] ?? 0) + tone[1];
        sum[2] = (sum[2] ?? 0) + tone[2];
      }
      const at = row * stride + 1 + column * 3;
      pixels[at] = (sum[0] ?? 0) / 4;
      pixels[at + 1] = (sum[1] ?? 0) / 4;
      pixels[at + 2] = (sum[2] ?? 0) / 4;
    }
  }
  return png(size, pixels);
}

const NAMES = Object.keys(SHAPES) as ShapeName[];
const drawn = new Map<string, Uint8Array>();

/** The picture behind an upload's path, or null where the shop serves no picture. The same path always gives the same bytes. */
export function pictureFor(state: ShopState, path: string): Uint8Array | null {
  const match = /^\/wp-content\/uploads\/\d{4}\/\d{2}\/([^/]+?)(-300x300)?\.(?:png|jpe?g|gif|webp)$/i.exec(path);
  if (match === null) return null;
  const name = match[1] ?? '';
  const generated = /^([a-z]+)-([a-z]+)-\d+(?:-(\d))?$/.exec(name);
  const hash = textHash(`${state.plan.seed}${name}`);
  const shapeName = NAMES.find((candidate) => candidate === generated?.[1]) ?? NAMES[hash % NAMES.length] ?? 'mug';
  const glaze = GLAZES.find((candidate) => candidate.slug === generated?.[2]) ?? GLAZES[(hash >>> 8) % GLAZES.length];
  const view = generated?.[3] === undefined ? 0 : (Number(generated[3]) - 1) % 4;
  const size = match[2] === undefined ? FULL : THUMB;
  const key = `${shapeName}|${glaze?.color ?? ''}|${view}|${size}`;
  const kept = drawn.get(key);
  if (kept !== undefined) return kept;
  const picture = draw(SHAPES[shapeName], glaze?.color ?? '#7c8656', size, view);
  drawn.set(key, picture);
  return picture;
}
