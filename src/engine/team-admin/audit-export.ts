import { createHash } from 'node:crypto';
import type { TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import { err, ok } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import { inSession, onlyValue } from './admin-session.ts';
import type { Answer, SessionSource } from './admin-session.ts';
import { fileFailureOf, headOf, lineOf, openWholeFile } from './audit-file.ts';
import type { AuditFormat } from './audit-file.ts';
import { readPart } from './audit-queries.ts';
import type { AuditFilter, ExportRow } from './audit-queries.ts';

type Wanted = AuditFilter & { readonly path: string; readonly format: AuditFormat };
type Written = { readonly rows: number; readonly bytes: number; readonly sha256: string };

const PART_ROWS = 1_000;
/** As central calls them. */
const KIND: Readonly<Record<AuditFormat, string>> = { csv: 'csv', jsonl: 'json' };

/**
 * That it is taken out stands in the trail before the first line is read, and how it ended afterwards. Part by part, each
 * a short transaction: a long one would hold up everybody's feed.
 */
export async function exportAudit(
  deps: SessionSource,
  { path, format, ...filter }: Wanted,
  signal: AbortSignal,
): Answer<{ path: string; rows: number }> {
  const begun = await inSession(deps, async (query) =>
    String(onlyValue(await query('SELECT begin_audit_export($1, $2)', [KIND[format], JSON.stringify(filter)]))),
  );
  if (!begun.ok) return begun;
  const written = await writeAll(deps, { ...filter, path, format }, signal);
  const { rows, bytes, sha256 } = written.ok ? written.value : { rows: null, bytes: null, sha256: null };
  // the file is there whatever becomes of this line; the beginning stands in the trail
  await inSession(deps, (query) =>
    query('SELECT finish_audit_export($1, $2, $3, $4, $5)', [
      begun.value,
      rows,
      bytes,
      sha256,
      written.ok ? null : written.error.type,
    ]),
  );
  return written.ok ? ok({ path, rows: written.value.rows }) : written;
}

async function writeAll(
  deps: SessionSource,
  { path, format, ...filter }: Wanted,
  signal: AbortSignal,
): Promise<Result<Written, TeamAdminError>> {
  const hash = createHash('sha256');
  let file: ReturnType<typeof openWholeFile> | null = null;
  try {
    file = openWholeFile(path);
    let [rows, bytes] = [0, 0];
    const put = (text: string): void => {
      hash.update(text, 'utf8');
      bytes += file?.write(text) ?? 0;
    };
    put(headOf(format));
    for (let before: string | null = null, isDone = false; !isDone;) {
      signal.throwIfAborted();
      const read = await readNext(deps, filter, before);
      if (!read.ok) {
        file.discard();
        return read;
      }
      put(read.value.map((row) => lineOf(row, format)).join(''));
      rows += read.value.length;
      before = read.value.at(-1)?.cursor ?? before;
      isDone = read.value.length < PART_ROWS;
    }
    file.keep();
    return ok({ rows, bytes, sha256: hash.digest('hex') });
  } catch (error) {
    file?.discard();
    const failure = fileFailureOf(error, path);
    if (failure === null) throw error;
    return err(failure);
  }
}

function readNext(deps: SessionSource, filter: AuditFilter, before: string | null): Answer<readonly ExportRow[]> {
  return inSession(deps, (query) => readPart(query, filter, before, PART_ROWS));
}
