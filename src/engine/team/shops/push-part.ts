import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import { inDurableTransaction, prepared } from '../../database/database.ts';
import { absorbTwin } from '../../sync/absorb-twin.ts';
import { saveRecordError } from '../../sync/errors-store.ts';
import { setOperationState } from '../../sync/outbox-store.ts';
import { rebuildRow } from '../../sync/rebuild-row.ts';
import { rewriteRecordId } from '../../sync/rewrite-record-id.ts';
import { rowHeadById } from '../../sync/row-writer.ts';
import type { TeamFailure } from '../team-server.ts';
import type { Gathered } from './gather-push.ts';
import { gatherPush } from './gather-push.ts';
import { applying, dropMarks, saveVersion } from './marks.ts';
import type { PushAnswer, ShopFacts, ShopsServer, UnitAnswer } from './shops-server.ts';
import type { TakeContext } from './take-documents.ts';
import { takeRecords } from './take-page.ts';
import { updateTeamStore } from './team-stores.ts';

/** So that a page of central stays within 1 MB or so, and a cut costs little. [TEAM7] */
export const PART = 500;

export type Pushed = {
  /** Something central did not have before, or this desktop learned: another part may follow. */
  readonly progress: boolean;
  readonly stale: number;
  /** Records whose rows changed here. */
  readonly records: readonly string[];
};

/**
 * Tells central the next part of what it does not know, and takes over what it answers. Cut at any point, the part is sent
 * again: what central has already is answered as before. `token`: null for who is not the holder. [TEAM2, TEAM3]
 */
export async function pushPart(
  context: TakeContext,
  server: ShopsServer,
  token: number | null,
  facts: ShopFacts | null,
): Promise<Result<Pushed, TeamFailure>> {
  const { db, storeId } = context;
  const gathered = gatherPush(db, storeId, token !== null, PART);
  const { units, documents, removals } = gathered;
  if (units.length + documents.length + removals.length === 0 && facts === null) {
    if (gathered.marks.length > 0) inDurableTransaction(db, () => dropMarks(db, gathered.marks));
    return ok({ progress: gathered.marks.length > 0, stale: 0, records: [] });
  }
  offer(context, gathered);
  const answer = await server.push(storeId, token, { documents, removals, units, facts });
  if (!answer.ok) return err(answer.error);
  const settled = settle(context, gathered, answer.value);
  if (settled.stale.length === 0) return ok({ ...settled, stale: 0 });
  const now = await server.readRecords(storeId, settled.stale);
  if (!now.ok) return err(now.error);
  const taken = takeRecords(context, now.value);
  return ok({ progress: true, stale: settled.stale.length, records: [...settled.records, ...taken.records] });
}

/** From now on central may know these: written down before anything leaves. */
function offer({ db, storeId }: TakeContext, { units }: Gathered): void {
  inDurableTransaction(db, () => {
    const note = prepared(
      db,
      `INSERT INTO team_rows (change_id, store_id, version) VALUES (?, ?, 0) ON CONFLICT (change_id) DO NOTHING`,
    );
    for (const unit of units) {
      for (const { id } of [...unit.operations, ...unit.decisions, ...unit.refusals]) note.run(id, storeId);
    }
  });
}

function settle(
  context: TakeContext,
  gathered: Gathered,
  answer: PushAnswer,
): { readonly progress: boolean; readonly stale: readonly string[]; readonly records: readonly string[] } {
  const { db, storeId, now } = context;
  return applying(db, () => {
    const stale: string[] = [];
    const records: string[] = [];
    const kept = new Set(answer.withoutParent);
    let progress = false;
    gathered.units.forEach((unit, at) => {
      const said = answer.units[at];
      if (said === undefined || said.outcome === 'stale') {
        stale.push(unit.recordId);
        kept.add(unit.recordId);
        return;
      }
      progress = true;
      dropMarks(db, unit.marks);
      if (said.outcome === 'taken') {
        for (const [rowId, version] of Object.entries(said.versions)) saveVersion(db, { rowId, storeId, version });
      } else {
        kept.add(unit.recordId);
        noteRefused(context, unit, said);
        records.push(unit.recordId);
      }
    });
    const told = gathered.marks.filter(({ what, rowId }) => what !== 'document' || !kept.has(rowId));
    dropMarks(db, told);
    for (const { entity, from, to } of answer.mapped) {
      const number = rowHeadById(db, entity, from)?.wooId ?? null;
      if (number === null) continue;
      if (rowHeadById(db, entity, to) === null) rewriteRecordId(db, entity, from, to);
      else absorbTwin(db, entity, storeId, to, number);
      rebuildRow(context, entity, to);
      records.push(to);
    }
    updateTeamStore(db, storeId, { pushed_at: now });
    return { progress: progress || told.length > 0, stale, records };
  });
}

/** Central refuses a change: it stops that record and no other, and stays here until a person discards or sends it again. [TEAM6] */
function noteRefused(
  { db, storeId, newId, now }: TakeContext,
  unit: Gathered['units'][number],
  said: Extract<UnitAnswer, { outcome: 'forbidden' | 'refused' }>,
): void {
  for (const { id, base } of unit.operations) {
    if (base > 0) continue;
    setOperationState(db, id, 'refused', { type: 'CentralForbidden', detail: said.detail });
    saveRecordError(
      db,
      {
        ...{ storeId, entity: unit.entity, recordId: unit.recordId, operationId: id, httpStatus: null, field: null },
        ...{ wooId: rowHeadById(db, unit.entity, unit.recordId)?.wooId ?? null, message: said.detail },
        code: said.outcome === 'forbidden' ? 'backroom_central_forbidden' : 'backroom_central_refused',
        recovery: 'retry-after-edit',
        meaning: 'kept-locally',
      },
      newId(),
      now,
    );
  }
  rebuildRow({ db, newId, now }, unit.entity, unit.recordId);
}
