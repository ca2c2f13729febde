import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { chosenStore, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';
import { readLimit } from './history.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;

/** The last runs, newest first: who started them, how they ended, what they did. */
export const listRuns: Command = async (engine, args) => {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const limit = readLimit(args.values['limit']);
  if (!limit.ok) return limit;
  const found = unwrap(
    await engine.call('sync.runs', { storeId: store.value?.id ?? null, limit: Math.min(500, limit.value) }),
  );
  if (!found.ok) return found;
  const columns = ['id', 'startedAt', 'kind', 'outcome', 'startedBy', 'requests', 'created', 'updated', 'deleted', 'pushed', 'failed']; // prettier-ignore
  return ok({
    document: { total: found.value.length, rows: found.value },
    text: under(table(found.value, columns), counted(found.value.length, 'run')),
    exitCode: 0,
  });
};

/** What one run did, in the order in which it did it. */
export const showRun: Command = async (engine, args) => {
  const limit = readLimit(args.values['limit']);
  if (!limit.ok) return limit;
  const runId = args.operands[0] ?? '';
  const found = unwrap(await engine.call('journal.items', { runId, limit: limit.value }));
  if (!found.ok) return found;
  const rows = found.value.rows.map(({ id, ...item }) => ({ id: String(id), ...item }));
  const columns = ['at', 'entity', 'woo_id', 'label', 'direction', 'action', 'result', 'count', 'errorCode'];
  return ok({
    document: { total: found.value.total, rows },
    text: under(table(rows, columns), counted(found.value.total, 'line')),
    exitCode: 0,
  });
};
