import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { chosenStore, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { misused } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';
import { errorId } from './waiting.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;

/** Refusals by their cause, over records and stores, most records first. A cause's id is its fingerprint. */
export const groupErrors: Command = async (engine, args) => {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const found = unwrap(await engine.call('triage.groups', { storeId: store.value?.id ?? null }));
  if (!found.ok) return found;
  const rows = found.value.groups.map((group) => ({ id: group.fingerprint, ...group }));
  const text = table(rows, ['id', 'entity', 'code', 'field', 'count', 'lastSeenAt', 'assignee']);
  return ok({ document: { total: rows.length, rows }, text: under(text, counted(rows.length, 'cause')), exitCode: 0 });
};

/** `until`: a date or time, `change` until the record or the answer changes, `off` to show it again. */
export const snoozeError: Command = async (engine, args) => {
  const id = await errorId(engine, args.operands[0] ?? '');
  if (!id.ok) return id;
  const snooze = readSnooze(args.operands[1] ?? '');
  if (!snooze.ok) return snooze;
  const done = unwrap(await engine.call('triage.snooze', { target: { ids: [id.value] }, snooze: snooze.value }));
  if (!done.ok) return done;
  const text = snooze.value === null ? 'Shown again.' : 'Snoozed.';
  return ok({ document: { id: id.value, snooze: snooze.value }, text, exitCode: 0 });
};

type Snooze = { kind: 'until'; until: string } | { kind: 'until_change' } | null;

function readSnooze(word: string): Result<Snooze, CliFailure> {
  if (word === 'off') return ok(null);
  if (word === 'change') return ok({ kind: 'until_change' });
  const time = Date.parse(word);
  return Number.isNaN(time)
    ? misused(`Not a time: ${word}. Give a date like 2026-12-24, change or off.`)
    : ok({ kind: 'until', until: new Date(time).toISOString() });
}

/** `-` takes the owner away. */
export const assignError: Command = async (engine, args) => {
  const id = await errorId(engine, args.operands[0] ?? '');
  if (!id.ok) return id;
  const name = args.operands[1] ?? '';
  const assignee = name === '-' ? null : name;
  const done = unwrap(await engine.call('triage.assign', { target: { ids: [id.value] }, assignee }));
  if (!done.ok) return done;
  const text = assignee === null ? 'Nobody has it now.' : `${assignee} has it now.`;
  return ok({ document: { id: id.value, assignee }, text, exitCode: 0 });
};
