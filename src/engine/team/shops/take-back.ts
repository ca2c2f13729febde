import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import type { ReadableDb } from '../../database/database.ts';
import { inDurableTransaction, prepared } from '../../database/database.ts';
import type { TeamFailure } from '../team-server.ts';
import { dropMarks, forgetVersion, readMarks } from './marks.ts';
import type { Mark } from './marks.ts';
import { PART } from './push-part.ts';
import type { ShopsServer } from './shops-server.ts';
import type { TakeContext } from './take-documents.ts';
import { takeRecords } from './take-page.ts';

/**
 * What a desktop saw as a holder and could not tell before it lost the lease is given up, documents and outcomes alike:
 * central's rows stand, at whatever version they are. An outcome that was only kept here could never be told, and its row at
 * central would stand in front of the record's other operations, waiting for a look that nobody thinks is due. [LEASE3, SHARE4, SHARE5]
 */
export async function takeBack(context: TakeContext, server: ShopsServer): Promise<Result<null, TeamFailure>> {
  const { db, storeId } = context;
  for (;;) {
    const seen = readMarks(db, storeId, ['document', 'removal'], PART);
    const outcomes = untoldOutcomes(db, storeId);
    if (seen.length + outcomes.length === 0) return ok(null);
    const ids = new Set([...seen.map(({ rowId }) => rowId), ...outcomes.map(({ recordId }) => recordId)]);
    const found = await server.readRecords(storeId, [...ids]);
    if (!found.ok) return err(found.error);
    const given = new Set(outcomes.map(({ rowId }) => rowId));
    const operations = found.value.operations.filter(({ id }) => given.has(id));
    inDurableTransaction(db, () => {
      for (const { id } of operations) forgetVersion(db, id);
      takeRecords(context, { ...found.value, operations, decisions: [], refusals: [] });
      dropMarks(db, [...seen, ...outcomes]);
    });
  }
}

/** Operations that central knows and that only an answer of the shop can have brought where they are here. */
function untoldOutcomes(db: ReadableDb, storeId: string): readonly (Mark & { readonly recordId: string })[] {
  return prepared<{ mark: number; id: string; record_id: string }>(
    db,
    `SELECT m.mark, o.id, o.record_id FROM team_marks AS m JOIN outbox AS o ON o.id = m.row_id JOIN team_rows AS r ON r.change_id = o.id
     WHERE m.store_id = ? AND m.what = 'operation' AND r.version > 0
       AND (o.state IN ('sending', 'unknown', 'refused') OR o.outcome = 'sent') ORDER BY m.mark LIMIT ?`,
  )
    .all(storeId, PART)
    .map((row) => ({ mark: row.mark, what: 'operation', rowId: row.id, recordId: row.record_id }));
}
