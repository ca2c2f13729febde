import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, removeQuietly, renamePatiently, syncFolder } from '../platform/atomic-file.ts';
import type { ExportRow } from './audit-queries.ts';

export type AuditFormat = 'csv' | 'jsonl';

const COLUMNS: readonly Exclude<keyof ExportRow, 'cursor'>[] = [
  'id',
  'created_at',
  'entry_kind',
  'person',
  'actor_email',
  'action_type',
  'severity_level',
  'description',
  'resource_type',
  'record_id',
  'record_name',
  'changed_fields',
  'old_data',
  'new_data',
  'metadata',
  'ip_address',
  'chain_seq',
  'payload_hash',
  'previous_hash',
  'audit_chain_hash',
];
/** Spreadsheets take what begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The first line of a file: of CSV its columns, with the mark by which spreadsheets know UTF-8. */
export function headOf(format: AuditFormat): string {
  return format === 'csv' ? `\uFEFF${COLUMNS.join(',')}\r\n` : '';
}

export function lineOf(row: ExportRow, format: AuditFormat): string {
  if (format === 'jsonl') return `${JSON.stringify(Object.fromEntries(COLUMNS.map((name) => [name, row[name]])))}\n`;
  return `${COLUMNS.map((name) => cellOf(row[name])).join(',')}\r\n`;
}

function cellOf(value: unknown): string {
  const text = textOf(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export type FileFailure = { readonly type: 'DiskFull' } | { readonly type: 'FileNotWritable'; readonly path: string };

/** Grows beside its place and takes it only when it is whole; what stood there before stays until then. */
export function openWholeFile(path: string) {
  const temporary = `${path}.${process.pid}.part`;
  const handle = openSync(temporary, 'w', 0o600);
  let isOpen = true;
  const shut = (): void => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  return {
    /** Returns how many bytes it were. */
    write: (text: string): number => {
      const bytes = Buffer.from(text, 'utf8');
      for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
      return bytes.length;
    },
    keep: (): void => {
      fsyncSync(handle);
      shut();
      renamePatiently(temporary, path);
      syncFolder(dirname(path));
    },
    discard: (): void => {
      shut();
      removeQuietly(temporary);
    },
  };
}

const NOT_WRITABLE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'EEXIST',
  'EINVAL',
  'ENAMETOOLONG',
]);

/** What the file system refused; null for a defect. */
export function fileFailureOf(error: unknown, path: string): FileFailure | null {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return { type: 'DiskFull' };
  return NOT_WRITABLE.has(code) ? { type: 'FileNotWritable', path } : null;
}
