import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { explainError } from '../catalogue-words.ts';
import { chosenStore, unwrap } from '../addresses.ts';
import { parseAssignments } from '../arguments.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused, usageFailure } from '../failures.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome } from '../output.ts';

type Command = (engine: CliEngine, args: ParsedArguments) => Promise<Result<Outcome, CliFailure>>;

export const listPending: Command = async (engine, args) => {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const found = unwrap(await engine.call('pending.list', { storeId: store.value?.id ?? null, limit: 10_000 }));
  if (!found.ok) return found;
  const rows = found.value.rows.map((row) => ({ ...row, change: changeOf(row.fields) }));
  const text = table(rows, ['id', 'entity', 'woo_id', 'label', 'kind', 'change', 'state', 'attempts']);
  return ok({
    document: found.value,
    text: under(text, `${counted(found.value.total, 'change')} waiting`),
    exitCode: 0,
  });
};

function changeOf(
  changed: readonly { readonly field: string; readonly base?: unknown; readonly value?: unknown }[],
): string {
  return changed
    .map(({ field, value }) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

export const listErrors: Command = async (engine, args) => {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const found = unwrap(await engine.call('errors.list', { storeId: store.value?.id ?? null }));
  if (!found.ok) return found;
  const text = table(found.value.rows, ['id', 'entity', 'woo_id', 'label', 'field', 'code', 'message']);
  const rows = found.value.rows.map((row) => ({ ...row, explanation: explainError(row) }));
  return ok({
    document: { ...found.value, rows },
    text: [under(text, `${counted(found.value.total, 'change')} refused`), ...explanationsOf(rows)].join('\n'),
    exitCode: 0,
  });
};

/** One line per cause, the one behind most changes first. */
function explanationsOf(rows: readonly { readonly code: string; readonly explanation: string }[]): readonly string[] {
  const causes = Map.groupBy(rows, (row) => `${row.code}: ${row.explanation}`);
  return [...causes]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([cause, of]) => `${of.length} × ${cause}`);
}

export const retryErrors: Command = async (engine, args) => {
  const given = args.operands[0];
  const id = given === undefined ? ok(null) : await errorId(engine, given);
  if (!id.ok) return id;
  const retried = unwrap(await engine.call('errors.retry', { id: id.value }));
  if (!retried.ok) return retried;
  const text = `${counted(retried.value.retried, 'record')} put back in the queue.`;
  return ok({ document: retried.value, text, exitCode: 0 });
};

export const resolveError: Command = async (engine, args) => {
  const id = await errorId(engine, args.operands[0] ?? '');
  if (!id.ok) return id;
  const note = args.values['note'] ?? '';
  const resolved = unwrap(await engine.call('errors.resolve', { id: id.value, note }));
  return resolved.ok ? ok({ document: { resolved: true, id: id.value }, text: 'Settled.', exitCode: 0 }) : resolved;
};

/** An error's id, or the id or number of the record that it is about. */
export async function errorId(engine: CliEngine, given: string): Promise<Result<string, CliFailure>> {
  const found = unwrap(await engine.call('errors.list', {}));
  return found.ok ? pickId(found.value.rows, given, 'errors') : found;
}

export const listConflicts: Command = async (engine, args) => {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const found = unwrap(await engine.call('conflicts.list', { storeId: store.value?.id ?? null }));
  if (!found.ok) return found;
  const rows = found.value.rows.flatMap((row) =>
    row.fields.map(({ field, base, mine, theirs }) => ({ ...row, field, base, mine, theirs })),
  );
  const text = table(rows, ['id', 'entity', 'woo_id', 'label', 'kind', 'field', 'base', 'mine', 'theirs']);
  return ok({
    document: found.value,
    text: under(text, `${counted(found.value.total, 'decision')} waiting`),
    exitCode: 0,
  });
};

type Choice = { choice: 'mine' } | { choice: 'theirs' } | { choice: 'value'; value: string };

export const resolveConflict: Command = async (engine, args) => {
  const [given = '', ...words] = args.operands;
  const pairs = parseAssignments(words);
  if (!pairs.ok) return err(usageFailure(pairs.error));
  const choices = new Map<string, Choice>();
  for (const [field, word] of Object.entries(pairs.value)) {
    const choice = readChoice(word);
    if (choice === null) return misused(`Not a choice for ${field}: ${word}. Give mine, theirs or value:…`);
    choices.set(field, choice);
  }
  const found = unwrap(await engine.call('conflicts.list', {}));
  if (!found.ok) return found;
  const id = pickId(found.value.rows, given, 'conflicts');
  if (!id.ok) return id;
  const resolved = unwrap(
    await engine.call('conflicts.resolve', { id: id.value, fields: Object.fromEntries(choices) }),
  );
  if (!resolved.ok) return resolved;
  const text = resolved.value.settled ? 'Settled.' : 'Settled in part; the other fields still wait.';
  return ok({ document: { id: id.value, ...resolved.value }, text, exitCode: 0 });
};

function readChoice(word: string): Choice | null {
  if (word === 'mine' || word === 'theirs') return { choice: word };
  return word.startsWith('value:') ? { choice: 'value', value: word.slice('value:'.length) } : null;
}

type Decision = { readonly id: string; readonly recordId: string | null; readonly woo_id: number | null };

function pickId(rows: readonly Decision[], given: string, entity: string): Result<string, CliFailure> {
  const exact = rows.find((row) => row.id === given);
  if (exact !== undefined) return ok(exact.id);
  const about = rows.filter((row) => row.recordId === given || (row.woo_id !== null && `woo:${row.woo_id}` === given));
  const [only] = about;
  if (only === undefined) return failed({ type: 'NotFound', entity, id: given } as { type: string });
  return about.length === 1 ? ok(only.id) : misused(`${given} stands for several of them: give the id from the list.`);
}
