/**
 * Reads the pages of a SQLite file and of its write-ahead log directly, without SQLite: for files that SQLite refuses.
 * The formats are those of the SQLite documentation ("Database File Format"). Nothing here writes.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

export interface PageSource {
  readonly pageBytes: number;
  readonly pageCount: number;
  /** Whether page 1 is that of a SQLite database: then `freePages` is complete. */
  readonly hasHeader: boolean;
  /** The page's content as last committed; null past the end of the file. Pages count from 1. */
  readonly page: (number: number) => Buffer | null;
  /** Pages that hold nothing any more, though old content may still stand in them. */
  readonly freePages: ReadonlySet<number>;
  readonly close: () => void;
}

const MAGIC = 'SQLite format 3\u0000';
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Opens a database file with its log, where it has one. `assumedPageBytes` serves when no header says the size. */
export function openPages(database: string, assumedPageBytes: number): PageSource {
  const file = openSync(database, 'r');
  const log = existsSync(`${database}-wal`) ? openSync(`${database}-wal`, 'r') : null;
  const head = readAt(file, 0, 100);
  const frames = log === null ? null : readFrames(log);
  const inFile = head.toString('latin1', 0, 16) === MAGIC ? pageBytesOf(head.readUInt16BE(16)) : null;
  const pageBytes = frames?.pageBytes ?? inFile ?? assumedPageBytes;
  const fileBytes = fstatSync(file).size;
  const pageCount = Math.max(Math.ceil(fileBytes / pageBytes), ...(frames === null ? [] : frames.offsets.keys()));

  function page(number: number): Buffer | null {
    const logOffset = frames?.offsets.get(number);
    if (logOffset !== undefined && log !== null) return readAt(log, logOffset, pageBytes);
    const offset = (number - 1) * pageBytes;
    if (number < 1 || offset >= fileBytes) return null;
    const content = readAt(file, offset, pageBytes);
    return content.length === pageBytes ? content : Buffer.concat([content, Buffer.alloc(pageBytes - content.length)]);
  }

  const first = page(1);
  const hasHeader = first !== null && first.toString('latin1', 0, 16) === MAGIC;
  return {
    pageBytes,
    pageCount,
    hasHeader,
    page,
    freePages: hasHeader ? readFreePages(page, pageBytes, pageCount) : new Set(),
    close: () => {
      closeSync(file);
      if (log !== null) closeSync(log);
    },
  };
}

function pageBytesOf(stored: number): number | null {
  const bytes = stored === 1 ? 65_536 : stored;
  return bytes >= 512 && (bytes & (bytes - 1)) === 0 ? bytes : null;
}

type Frames = {
  readonly pageBytes: number;
  /** Page → offset of its newest committed content. */ readonly offsets: Map<number, number>;
};

/** The committed frames of a log: the prefix whose salts and running checksums hold, up to its last commit. */
function readFrames(log: number): Frames | null {
  const header = readAt(log, 0, WAL_HEADER_BYTES);
  if (header.length < WAL_HEADER_BYTES) return null;
  const magic = header.readUInt32BE(0);
  const pageBytes = pageBytesOf(header.readUInt32BE(8) === 65_536 ? 1 : header.readUInt32BE(8));
  if ((magic !== 0x377f0682 && magic !== 0x377f0683) || pageBytes === null) return null;
  const isBigEndian = magic === 0x377f0683;
  let sum = checksum(header.subarray(0, 24), [0, 0], isBigEndian);
  if (sum[0] !== header.readUInt32BE(24) || sum[1] !== header.readUInt32BE(28)) return null;
  const offsets = new Map<number, number>();
  const uncommitted = new Map<number, number>();
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let offset = WAL_HEADER_BYTES; ; offset += frameBytes) {
    const frame = readAt(log, offset, frameBytes);
    if (frame.length < frameBytes || frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sum = checksum(frame.subarray(0, 8), sum, isBigEndian);
    sum = checksum(frame.subarray(FRAME_HEADER_BYTES), sum, isBigEndian);
    if (sum[0] !== frame.readUInt32BE(16) || sum[1] !== frame.readUInt32BE(20)) break;
    uncommitted.set(frame.readUInt32BE(0), offset + FRAME_HEADER_BYTES);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [number, at] of uncommitted) offsets.set(number, at);
    uncommitted.clear();
  }
  return { pageBytes, offsets };
}

type Checksum = readonly [number, number];

function checksum(bytes: Buffer, start: Checksum, isBigEndian: boolean): Checksum {
  let [first, second] = start;
  for (let offset = 0; offset + 8 <= bytes.length; offset += 8) {
    const one = isBigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset);
    const two = isBigEndian ? bytes.readUInt32BE(offset + 4) : bytes.readUInt32LE(offset + 4);
    first = (first + one + second) >>> 0;
    second = (second + two + first) >>> 0;
  }
  return [first, second];
}

/** Follows the list of free pages as far as it makes sense. */
function readFreePages(page: PageSource['page'], pageBytes: number, pageCount: number): ReadonlySet<number> {
  const free = new Set<number>();
  let trunk = page(1)?.readUInt32BE(32) ?? 0;
  while (trunk > 1 && trunk <= pageCount && !free.has(trunk)) {
    free.add(trunk);
    const content = page(trunk);
    if (content === null) break;
    const leaves = Math.min(content.readUInt32BE(4), pageBytes / 4 - 2);
    for (let index = 0; index < leaves; index += 1) {
      const leaf = content.readUInt32BE(8 + index * 4);
      if (leaf > 1 && leaf <= pageCount) free.add(leaf);
    }
    trunk = content.readUInt32BE(0);
  }
  return free;
}

function readAt(file: number, offset: number, count: number): Buffer {
  const buffer = Buffer.alloc(count);
  const read = readSync(file, buffer, 0, count, offset);
  return read === count ? buffer : buffer.subarray(0, read);
}
