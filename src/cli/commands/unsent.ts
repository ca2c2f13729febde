import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AdoptedStoreView } from '../../shared/contract/rescue-file.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { chosenStore, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { misused } from '../failures.ts';
import type { CliEngine, Environment } from '../open-engine.ts';
import { counted, table, under } from '../output.ts';
import type { Outcome, Output } from '../output.ts';

/** Writes what is unsent into a sealed file, for another computer or for safe keeping. */
export async function exportUnsent(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
  output: Output,
): Promise<Result<Outcome, CliFailure>> {
  const store = chosenStore(engine, args.values['store']);
  if (!store.ok) return store;
  const passphrase = passphraseOf(args, env);
  if (!passphrase.ok) return passphrase;
  const path = resolve(args.operands[0] ?? '');
  const input = { path, passphrase: passphrase.value, storeId: store.value?.id ?? null };
  const exported = unwrap(await engine.call('unsent.export', input));
  if (!exported.ok) return exported;
  const { written, changes, noted } = exported.value;
  if (!noted)
    output.note('This computer could not note what left it. Do not sync here before the file was adopted elsewhere.');
  const { path: file, ...facts } = exported.value;
  const text = written
    ? `${counted(changes, 'unsent change')} written to ${file}. It opens with the passphrase only: backroom unsent adopt FILE`
    : 'Nothing is unsent, so no file was written.';
  return ok({ document: { file, ...facts }, text, exitCode: 0 });
}

export async function inspectUnsent(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
): Promise<Result<Outcome, CliFailure>> {
  const passphrase = passphraseOf(args, env);
  if (!passphrase.ok) return passphrase;
  const path = resolve(args.operands[0] ?? '');
  const inspected = unwrap(await engine.call('unsent.inspect', { path, passphrase: passphrase.value }));
  if (!inspected.ok) return inspected;
  const { rows, total, exportedAt, program } = inspected.value;
  const shown = rows.map((row) => ({
    ...row,
    change: row.fields
      .map(({ field, value }) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' '),
  }));
  const lines = table(shown, ['store', 'entity', 'woo_id', 'label', 'kind', 'change', 'state', 'here']);
  const line = `${counted(total, 'change')}, exported ${exportedAt} by Backroom ${program}`;
  return ok({ document: { file: path, ...inspected.value }, text: under(lines, line), exitCode: 0 });
}

/** Takes over what is in a file. Nothing is sent by it: the next sync does that. */
export async function adoptUnsent(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
): Promise<Result<Outcome, CliFailure>> {
  const passphrase = passphraseOf(args, env);
  if (!passphrase.ok) return passphrase;
  const path = resolve(args.operands[0] ?? '');
  const adopted = unwrap(await engine.call('unsent.adopt', { path, passphrase: passphrase.value }));
  if (!adopted.ok) return adopted;
  const text = adopted.value.stores.map(describe).join('\n');
  return ok({ document: { file: path, ...adopted.value }, text, exitCode: 0 });
}

/** The file's own passphrase; what protects the stored keys serves when no other one is named. */
function passphraseOf(args: ParsedArguments, env: Environment): Result<string, CliFailure> {
  const file = args.values['passphrase-file'];
  if (file !== undefined) {
    try {
      const passphrase = readFileSync(resolve(file), 'utf8').replace(/\r?\n$/, '');
      return passphrase === '' ? misused(`The file ${file} is empty.`) : ok(passphrase);
    } catch {
      return misused(`The passphrase file ${file} cannot be read.`);
    }
  }
  const given = env['BACKROOM_PASSPHRASE'];
  return given
    ? ok(given)
    : misused('A passphrase is missing: set BACKROOM_PASSPHRASE or give --passphrase-file FILE.');
}

const WAITS: Readonly<Record<AdoptedStoreView['waiting'][number]['reason'], string>> = {
  'store-not-connected': 'kept until a store with this address is connected',
  'record-unknown': 'kept until the record is known here: sync',
  'asked-for': 'kept until the store has told about the record: sync',
  'parent-unknown': 'kept until the record it hangs on is known here: sync',
  'reference-unknown': 'kept until a record it names is known here: sync',
  'decision-open': 'kept until a decision about the record is settled: see conflicts list',
  'being-deleted': 'kept, because the record is being deleted here',
  'earlier-waits': 'kept behind an earlier change of the same record',
};

function describe(store: AdoptedStoreView): string {
  const parts = [
    ...(store.adopted > 0 ? [`${store.adopted} adopted`] : []),
    ...(store.decisions > 0 ? [`${store.decisions} to decide: see conflicts list`] : []),
    ...(store.same > 0 ? [`${store.same} the same here`] : []),
    ...(store.known > 0 ? [`${store.known} known already`] : []),
  ];
  const head = store.connected
    ? `${store.name}: ${parts.join(', ') || 'nothing placed'}`
    : `${store.name}: no store here has the address ${store.url}`;
  return [head, ...store.waiting.map(({ reason, changes }) => `  ${counted(changes, 'change')} ${WAITS[reason]}`)].join(
    '\n',
  );
}
