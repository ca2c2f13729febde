import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { JsonValue } from '../../src/shared/domain/entities.ts';
import type { Desktop } from './desktop.ts';
import type { Intent, Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import { fieldIn } from './documents.ts';

export type TeamLedger = Ledger & {
  /** What was taken back or answered, and where. */
  readonly letGo: {
    readonly event: number;
    readonly desktop: number;
    readonly recordId: string;
    readonly field: string | null;
  }[];
};

/** A set travels as references, in the order in which they were given: it is compared as a set. */
function sawCategories(db: WritableDb, { recordId, value }: Intent): boolean {
  type Row = { readonly value: string | null };
  const rows = prepared<Row>(
    db,
    `SELECT payload -> '$.fields.categories.value' AS value FROM outbox WHERE record_id = :id
     UNION ALL SELECT local_data -> '$.categories' FROM sync_conflict WHERE local_id = :id
     UNION ALL SELECT remote_data -> '$.categories' FROM sync_conflict WHERE local_id = :id`,
  ).all({ id: recordId });
  return rows.some(
    (row) => fieldIn({ categories: JSON.parse(row.value ?? 'null') as JsonValue }, 'categories') === value,
  );
}

/**
 * The ledger of people who share a shop. What one of them was shown, the team was shown: the desktop that sends a change
 * is not the one where it was made. Who takes something back, or lets it go, says so of all that has reached that
 * desktop, whoever said it first, and of nothing else.
 */
export function createTeamLedger(desktops: () => readonly Desktop[]): TeamLedger {
  const ledger = createLedger();
  const knows = (desktop: number, intent: Intent): boolean => {
    if (intent.desktop === desktop) return true;
    const found = desktops().find(({ number }) => number === desktop);
    if (found === undefined || found.isDead()) return false;
    const db = found.db();
    if (intent.field === 'categories') return sawCategories(db, intent);
    const like = `%${JSON.stringify(intent.value).slice(1, -1)}%`;
    return (
      prepared(db, `SELECT 1 FROM outbox WHERE record_id = ? AND payload LIKE ?`).get(intent.recordId, like) !==
        undefined ||
      prepared(db, `SELECT 1 FROM sync_conflict WHERE local_id = ? AND (local_data LIKE ? OR remote_data LIKE ?)`).get(
        intent.recordId,
        like,
        like,
      ) !== undefined
    );
  };
  const letGo: TeamLedger['letGo'] = [];
  return {
    ...ledger,
    isShared: true,
    letGo,
    see: (_, subject, field, value) => ledger.see(0, subject, field, value),
    alias: (_, entity, token, wooId) => ledger.alias(0, entity, token, wooId),
    hasSeen: (_, subject, field, value) => ledger.hasSeen(0, subject, field, value),
    subjectOf: (db, desktop, entity, id, wooId) => {
      if (wooId !== null) return { entity, wooId, token: null };
      const born = ledger.creations.find((one) => one.recordId === id);
      return born === undefined
        ? ledger.subjectOf(db, desktop, entity, id, wooId)
        : { entity, wooId: null, token: born.token };
    },
    withdraw: (event, desktop, recordId, field) => {
      letGo.push({ event, desktop, recordId, field });
      for (const intent of ledger.intents) {
        if (intent.recordId !== recordId || intent.withdrawn !== null) continue;
        if ((field === null || intent.field === field) && knows(desktop, intent)) intent.withdrawn = event;
      }
      if (field === null || field === 'stock_quantity') {
        for (const one of ledger.adjustments) if (one.recordId === recordId) one.withdrawn ??= event;
      }
      if (field !== null) return;
      for (const one of [...ledger.notes, ...ledger.creations]) if (one.recordId === recordId) one.withdrawn ??= event;
    },
  };
}
