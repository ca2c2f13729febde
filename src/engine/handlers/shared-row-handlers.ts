import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Colleagues } from '../team/colleagues.ts';
import type { SharedTables } from '../team/shared-table.ts';
import {
  discardRefused,
  openTeamDecisions,
  openTeamRefusals,
  sendRefusedAgain,
  settleTeamDecision,
} from '../team/team-inbox.ts';

export type SharedRowHandlers = Pick<
  Handlers<EngineContract>,
  Extract<keyof EngineContract['methods'], `shared.${string}`>
>;
type Deps = {
  readonly db: WritableDb;
  readonly tables: SharedTables;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onSettled: (table: string) => void;
  readonly colleagues: Colleagues;
};

/** The contract's methods on rows that the team shares: what waits for a person, and who has what open. */
export function createSharedRowHandlers({ db, tables, now, onSettled, colleagues }: Deps): SharedRowHandlers {
  const about = (id: string): string =>
    prepared<{ name: string }>(
      db,
      `SELECT table_name AS name FROM team_decisions WHERE id = @id UNION ALL SELECT table_name FROM team_outbox WHERE id = @id`,
    ).get({ id })?.name ?? '';
  const refused = (id: string, settle: typeof discardRefused) => {
    const table = about(id);
    if (!settle(db, tables, id)) return err({ type: 'NotFound' as const, entity: 'team_outbox', id });
    onSettled(table);
    return ok({});
  };
  return {
    'shared.inbox': () =>
      ok({
        decisions: openTeamDecisions(db).map(({ fields, detectedAt, table, key, id, kind }) => ({
          ...{ id, table, key, kind, label: labelOf(db, tables, table, key) },
          detectedAt: new Date(detectedAt).toISOString(),
          fields: Object.entries(fields).map(([name, { base, mine, theirs }]) => ({ name, base, mine, theirs })),
        })),
        refusals: openTeamRefusals(db).map(({ id, table, key, kind, code, field, detail, refusedAt }) => ({
          ...{ id, table, key, kind, code, field, detail, label: labelOf(db, tables, table, key) },
          refusedAt: new Date(refusedAt).toISOString(),
        })),
      }),
    'shared.settle': ({ id, answers }) => {
      const table = about(id);
      const settled = settleTeamDecision(db, tables, id, answers, now());
      if (!settled.ok) {
        if (settled.error.type !== 'ValueRefused')
          return err({ type: 'NotFound' as const, entity: 'team_decisions', id });
        return err({
          type: 'FieldRefused' as const,
          field: Object.keys(answers)[0] ?? '',
          reason: 'not-accepted',
          facts: { detail: settled.error.detail },
        });
      }
      onSettled(table);
      return ok({});
    },
    'shared.sendAgain': ({ id }) => refused(id, sendRefusedAgain),
    'shared.discard': ({ id }) => refused(id, discardRefused),
    'shared.tellOpen': ({ window, open }) => {
      colleagues.tell(window, open);
      return ok({});
    },
    'shared.presence': () => ok([...colleagues.list()]),
  };
}

/** What people call a row: its title, name or version; null where it has none. */
const LABELS = ['title', 'name', 'version', 'comment', 'description'];
function labelOf(db: ReadableDb, tables: SharedTables, table: string, key: string): string | null {
  const shared = tables.byName.get(table);
  const column = LABELS.find((name) => shared?.columns.some((known) => known.name === name));
  if (shared === undefined || column === undefined) return null;
  const found = prepared<{ label: string | null }>(
    db,
    `SELECT "${column}" AS label FROM "${shared.table}" WHERE id = ?`,
  ).get(key);
  return found?.label?.slice(0, 200) ?? null;
}
