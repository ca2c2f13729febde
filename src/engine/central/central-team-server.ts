import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type {
  CentralSession,
  CentralState,
  ColleaguePresence,
  FeedRow,
  LineAnswer,
  OpenRecord,
  Query,
  TeamFailure,
  TeamLine,
  TeamServer,
  WholeRow,
} from '../team/team-server.ts';

/** bigint comes as text. Versions of one sequence stay far below 2^53. */
type StateRow = {
  readonly device_id: string;
  readonly person_id: string;
  readonly organization_id: string;
  readonly settled: string;
  readonly newest: string;
  readonly horizon: string;
  readonly history: string;
  readonly access: string;
  readonly last_sequence: string;
  readonly channel: string;
};
type AnswerRow = {
  readonly sequence: string;
  readonly outcome: LineAnswer['outcome'];
  readonly row_version: string | null;
  readonly current_version: string | null;
  readonly current: FeedRow['content'];
  readonly sqlstate: string | null;
  readonly field: string | null;
  readonly detail: string | null;
};
type ChangeRow = {
  readonly table_name: string;
  readonly key: string;
  readonly row_version: string;
  readonly row_xid: string;
  readonly content: FeedRow['content'];
};
type PresenceRow = {
  readonly person_id: string;
  readonly store_id: string | null;
  readonly resource: string;
  readonly record_id: string;
  readonly is_editing: boolean;
  readonly since: Date;
};
type KeyedRow = { readonly key: string; readonly row_version: string; readonly content: WholeRow['content'] };

/** The team's rows in a real central database: `push_changes`, `team_changes` and the others of migrations 0310 to 0314. */
export function createCentralTeamServer(session: CentralSession): TeamServer {
  const read = async <Row extends object>(sql: string, values: readonly unknown[]) =>
    await session.transaction((query) => query<Row>(sql, values));
  return {
    state: async (tables) => {
      const found = await read<StateRow>('SELECT * FROM team_state($1)', [tables]);
      return mapped(found, ([row]) => stateOf(row));
    },
    push: async (lines) => {
      const found = await read<AnswerRow>('SELECT * FROM push_changes($1)', [linesToJson(lines)]);
      return mapped(found, (rows) => rows.map(answerOf));
    },
    changes: async (from, upto, tables) => {
      const found = await read<ChangeRow>('SELECT * FROM team_changes($1, $2, $3, $4)', [
        from.xid,
        from.version,
        upto,
        tables,
      ]);
      return mapped(found, (rows) => rows.map(changeOf));
    },
    everything: async (tables, onPage) =>
      await session.transaction((query) => readEverything(query, tables, onPage), { repeatableRead: true }),
    listen: session.listen,
    tellPresence: async (open) => {
      const told = await read('SELECT tell_presence($1)', [JSON.stringify(open.map(openToJson))]);
      return mapped(told, () => undefined);
    },
    presence: async () => {
      const found = await read<PresenceRow>('SELECT * FROM team_presence()', []);
      return mapped(found, (rows) => rows.map(presenceOf));
    },
  };
}

function mapped<A, B>(result: Result<A, TeamFailure>, map: (value: A) => B): Result<B, TeamFailure> {
  if (result.ok) return ok(map(result.value));
  // nobody is signed in on this device any more
  if (result.error.type === 'CentralRejected' && result.error.code === '28000')
    return { ok: false, error: { type: 'SignedOut' } };
  return result;
}

async function readEverything(
  query: Query,
  tables: readonly string[],
  onPage: (rows: readonly WholeRow[]) => Promise<void>,
): Promise<string> {
  const [snapshot] = await query<{ settled: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS settled',
  );
  if (snapshot === undefined) throw new Error('No snapshot.');
  for (const table of tables) {
    for (let after: string | null = null; ;) {
      const page: readonly KeyedRow[] = await query<KeyedRow>('SELECT * FROM team_rows($1, $2)', [table, after]);
      const last = page.at(-1);
      if (last === undefined) break;
      await onPage(
        page.map(({ key, row_version, content }) => ({ table, key, version: Number(row_version), content })),
      );
      after = last.key;
    }
  }
  return snapshot.settled;
}

function stateOf(row: StateRow | undefined): CentralState {
  if (row === undefined) throw new Error('team_state answered nothing.');
  return {
    deviceId: row.device_id,
    personId: row.person_id,
    organizationId: row.organization_id,
    settled: row.settled,
    newest: row.newest,
    horizon: row.horizon,
    history: row.history,
    access: row.access,
    lastSequence: Number(row.last_sequence),
    channel: row.channel,
  };
}

/** PostgreSQL stores neither NUL nor half a surrogate pair: as U+FFFD a text can be taken. */
function linesToJson(lines: readonly TeamLine[]): string {
  return JSON.stringify(lines, (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value,
  );
}

function answerOf(row: AnswerRow): LineAnswer {
  const sequence = Number(row.sequence);
  const current =
    row.current === null || row.current_version === null
      ? null
      : { version: Number(row.current_version), content: row.current };
  switch (row.outcome) {
    case 'applied':
      return {
        sequence,
        outcome: 'applied',
        version: row.row_version === null ? null : Number(row.row_version),
        current,
      };
    case 'stale':
      return { sequence, outcome: 'stale', current };
    case 'sequence_taken':
      return { sequence, outcome: 'sequence_taken' };
    case 'refused':
    case 'unknown_table':
      return { sequence, outcome: row.outcome, code: row.sqlstate ?? '', field: row.field, detail: row.detail ?? '' };
  }
}

function changeOf(row: ChangeRow): FeedRow {
  return {
    table: row.table_name,
    key: row.key,
    version: Number(row.row_version),
    xid: row.row_xid,
    content: row.content,
  };
}

function openToJson({ resource, recordId, storeId, isEditing }: OpenRecord) {
  return { resource, record_id: recordId, store_id: storeId, is_editing: isEditing };
}

function presenceOf(row: PresenceRow): ColleaguePresence {
  return {
    personId: row.person_id,
    storeId: row.store_id,
    resource: row.resource,
    recordId: row.record_id,
    isEditing: row.is_editing,
    since: row.since.getTime(),
  };
}
