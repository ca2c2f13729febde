import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { findRecord, readEntity, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { misused } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;

/** The most that one question answers. */
const MOST = 1000;

/** Changes of one record, newest first; each line's id is what `history restore` takes. */
export const listHistory: Command = async (engine, args) => {
  const place = placeOf(engine, args);
  if (!place.ok) return place;
  const limit = readLimit(args.values['limit']);
  if (!limit.ok) return limit;
  const { entity, id } = place.value;
  const found = unwrap(await engine.call('history.list', { entity, id, limit: limit.value }));
  if (!found.ok) return found;
  const rows = found.value.map(({ sequence, ...entry }) => ({ id: String(sequence), ...entry }));
  const text = table(rows, ['id', 'changedAt', 'author', 'field', 'oldValue', 'newValue', 'batchId']);
  return ok({
    document: { total: rows.length, rows },
    text: under(text, counted(rows.length, 'change')),
    exitCode: 0,
  });
};

/** Brings a field back to what it was before a change, or the whole record to what it was right after it. */
export const restoreHistory: Command = async (engine, args) => {
  const place = placeOf(engine, args);
  if (!place.ok) return place;
  const given = args.operands[2] ?? '';
  const sequence = /^\d{1,15}$/.test(given) ? Number(given) : null;
  if (sequence === null) return misused(`Not the id of a change: ${given}. See history list.`);
  const { entity, id } = place.value;
  const isWhole = args.flags.has('whole');
  if (!isWhole) {
    const known = unwrap(await engine.call('history.list', { entity, id, limit: MOST }));
    if (!known.ok) return known;
    if (known.value.every((entry) => entry.sequence !== sequence))
      return misused(`${given} is no change of this record. See history list.`);
  }
  const restored = isWhole
    ? unwrap(await engine.call('history.restoreRecord', { entity, id, sequence }))
    : unwrap(await engine.call('history.restoreField', { sequence }));
  if (!restored.ok) return restored;
  const row = unwrap(await engine.call('records.get', { entity, id }));
  if (!row.ok) return row;
  return ok({ document: row.value, text: 'Brought back; the change waits to be sent.', exitCode: 0 });
};

/** Takes back a bulk edit as a whole; a field that was changed since keeps what it has now. */
export const restoreBatch: Command = async (engine, args) => {
  const batchId = args.operands[0] ?? '';
  const restored = unwrap(await engine.call('history.restoreBatch', { batchId }));
  if (!restored.ok) return restored;
  const { changed, refused } = restored.value;
  const text = `${counted(changed, 'record')} brought back, ${refused.length} left as they are.`;
  return ok({ document: restored.value, text, exitCode: 0 });
};

function placeOf(engine: CliEngine, args: ParsedArguments) {
  const entity = readEntity(args.operands[0] ?? '');
  return entity.ok ? findRecord(engine, [entity.value], args.operands[1] ?? '', args.values['store']) : entity;
}

export function readLimit(given: string | undefined): Result<number, CliFailure> {
  if (given === undefined) return ok(100);
  const limit = Number(given);
  return Number.isInteger(limit) && limit >= 1 && limit <= MOST
    ? ok(limit)
    : misused(`--limit takes a whole number from 1 to ${MOST}, not ${given}.`);
}
