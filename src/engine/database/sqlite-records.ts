import type { PageSource } from './sqlite-pages.ts';

export type StoredValue = string | number | bigint | null | Uint8Array;
/** One row of some table: which one is not written beside it. */
export type StoredRecord = { readonly rowid: number; readonly values: readonly StoredValue[] };

const TABLE_LEAF = 0x0d;
/** No row of ours is larger; a damaged length must not allocate the memory of the computer. */
const LARGEST_PAYLOAD = 64 * 1024 * 1024;

/**
 * All rows that still stand in the table pages of a database, read page by page without the trees above them, so that
 * one damaged page costs no more than its own rows. `wanted` picks rows by their number of columns before they are
 * decoded. Rows that do not decode exactly are left out.
 */
export function* scanRecords(
  pages: PageSource,
  wanted: (columnCount: number) => boolean,
): Generator<StoredRecord, void, undefined> {
  for (let number = 1; number <= pages.pageCount; number += 1) {
    if (pages.freePages.has(number)) continue;
    const page = pages.page(number);
    if (page !== null) yield* recordsOfPage(pages, page, number === 1 ? 100 : 0, wanted);
  }
}

function* recordsOfPage(
  pages: PageSource,
  page: Buffer,
  start: number,
  wanted: (columnCount: number) => boolean,
): Generator<StoredRecord, void, undefined> {
  if (page[start] !== TABLE_LEAF) return;
  const cells = page.readUInt16BE(start + 3);
  const pointers = start + 8;
  if (pointers + cells * 2 > page.length) return;
  for (let index = 0; index < cells; index += 1) {
    const record = readCell(pages, page, page.readUInt16BE(pointers + index * 2), wanted);
    if (record !== null) yield record;
  }
}

function readCell(
  pages: PageSource,
  page: Buffer,
  offset: number,
  wanted: (columnCount: number) => boolean,
): StoredRecord | null {
  const length = readVarint(page, offset);
  const rowid = length === null ? null : readVarint(page, length.next);
  if (length === null || rowid === null || length.value < 1 || length.value > LARGEST_PAYLOAD) return null;
  const usable = pages.pageBytes;
  const local = localBytes(length.value, usable);
  if (rowid.next + local > page.length) return null;
  // The header stands at the beginning and nearly always on this page: unwanted rows are passed over cheaply.
  const types = readTypes(page.subarray(rowid.next, rowid.next + local));
  if (types !== null && !wanted(types.codes.length)) return null;
  const payload = readPayload(pages, page, rowid.next, length.value, local);
  const values = payload === null ? null : readValues(payload);
  return values === null || !wanted(values.length) ? null : { rowid: rowid.value, values };
}

/** How much of a payload stands on the leaf page itself (the format's own formula). */
function localBytes(payload: number, usable: number): number {
  const most = usable - 35;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((payload - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function readPayload(pages: PageSource, page: Buffer, offset: number, total: number, local: number): Buffer | null {
  if (local === total) return page.subarray(offset, offset + total);
  if (offset + local + 4 > page.length) return null;
  const parts = [page.subarray(offset, offset + local)];
  let missing = total - local;
  let next = page.readUInt32BE(offset + local);
  while (missing > 0) {
    const overflow = next > 1 && next <= pages.pageCount ? pages.page(next) : null;
    if (overflow === null) return null;
    const part = overflow.subarray(4, 4 + Math.min(missing, pages.pageBytes - 4));
    parts.push(part);
    missing -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return next === 0 ? Buffer.concat(parts, total) : null;
}

type Types = { readonly codes: readonly number[]; readonly bodyAt: number };

/** The serial types of a record; null when its header is longer than what is given or makes no sense. */
function readTypes(payload: Buffer): Types | null {
  const size = readVarint(payload, 0);
  if (size === null || size.value > payload.length || size.value < size.next) return null;
  const codes: number[] = [];
  let at = size.next;
  while (at < size.value) {
    const code = readVarint(payload, at);
    if (code === null) return null;
    codes.push(code.value);
    at = code.next;
  }
  return at === size.value ? { codes, bodyAt: at } : null;
}

const INTEGER_BYTES: readonly number[] = [0, 1, 2, 3, 4, 6, 8];

function bytesOf(code: number): number | null {
  if (code <= 6) return INTEGER_BYTES[code] ?? null;
  if (code === 7) return 8;
  if (code === 8 || code === 9) return 0;
  return code >= 12 ? (code - 12 - (code % 2)) / 2 : null;
}

/** The values of a whole record, null unless its parts fill it exactly and its texts are texts. */
function readValues(payload: Buffer): readonly StoredValue[] | null {
  const types = readTypes(payload);
  if (types === null) return null;
  const values: StoredValue[] = [];
  let at = types.bodyAt;
  for (const code of types.codes) {
    const bytes = bytesOf(code);
    if (bytes === null || at + bytes > payload.length) return null;
    const value = readValue(payload, at, code, bytes);
    if (value === undefined) return null;
    values.push(value);
    at += bytes;
  }
  return at === payload.length ? values : null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readValue(payload: Buffer, at: number, code: number, bytes: number): StoredValue | undefined {
  if (code === 0) return null;
  if (code === 8) return 0;
  if (code === 9) return 1;
  if (code === 7) return payload.readDoubleBE(at);
  if (code === 6) {
    const value = payload.readBigInt64BE(at);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (code <= 5) return payload.readIntBE(at, bytes);
  const content = payload.subarray(at, at + bytes);
  if (code % 2 === 0) return content;
  try {
    return utf8.decode(content);
  } catch {
    return undefined;
  }
}

/** SQLite's integers of one to nine bytes; null past the end or beyond what a number holds exactly. */
function readVarint(bytes: Buffer, offset: number): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[offset + index];
    if (byte === undefined) return null;
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (index === 8 || byte < 0x80) {
      return Number.isSafeInteger(value) ? { value, next: offset + index + 1 } : null;
    }
  }
  return null;
}
