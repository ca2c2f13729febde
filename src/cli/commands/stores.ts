import type { ConnectionReport } from '../../shared/domain/connection-report.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { namedStore, unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused } from '../failures.ts';
import type { CliEngine, Environment } from '../open-engine.ts';
import { counted, table } from '../output.ts';
import type { Outcome, Output } from '../output.ts';
import { describeProbe, letterToHost } from '../probe-words.ts';

export type Keys = { readonly consumerKey: string; readonly consumerSecret: string };

/** The key of a store from the environment; null unless both halves are there. */
export function keysFromEnvironment(env: Environment): Keys | null {
  const consumerKey = env['BACKROOM_WOO_KEY'];
  const consumerSecret = env['BACKROOM_WOO_SECRET'];
  return consumerKey && consumerSecret ? { consumerKey, consumerSecret } : null;
}

export async function addStore(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
  output: Output,
): Promise<Result<Outcome, CliFailure>> {
  const { name, url, key, secret } = args.values;
  if (name === undefined) return misused('The option --name is missing.');
  if (url === undefined) return misused('The option --url is missing.');
  const consumerKey = key ?? env['BACKROOM_WOO_KEY'];
  const consumerSecret = secret ?? env['BACKROOM_WOO_SECRET'];
  if (!consumerKey) return misused('The option --key is missing, and BACKROOM_WOO_KEY is not set.');
  if (!consumerSecret) return misused('The option --secret is missing, and BACKROOM_WOO_SECRET is not set.');
  const mode = args.flags.has('watch-only') ? ('watch' as const) : ('push' as const);
  const input = { name, url, consumerKey, consumerSecret, mode, skipCheck: args.flags.has('no-check') };
  const added = unwrap(await engine.call('stores.add', input));
  if (!added.ok) return added;
  if (added.value.mode !== mode) {
    output.note('This key may not write, so the store is watched only: everything is fetched, nothing is sent.');
  }
  await announceProtection(engine, output);
  return ok({ document: added.value, text: `${added.value.name} is connected at ${added.value.url}.`, exitCode: 0 });
}

async function announceProtection(engine: CliEngine, output: Output): Promise<void> {
  const { protectedBy } = await engine.vault.protection();
  if (protectedBy.length === 1 && protectedBy[0] === 'device-file') {
    output.note(
      'The key is stored protected only by file permissions (device.key). Set BACKROOM_PASSPHRASE to protect it better.',
    );
  }
}

export async function listStores(engine: CliEngine): Promise<Result<Outcome, CliFailure>> {
  const stores = unwrap(await engine.call('stores.list', {}));
  if (!stores.ok) return stores;
  const rows = stores.value.map((store) => ({
    ...store,
    products: store.counts.products,
    orders: store.counts.orders,
  }));
  const text = table(rows, ['name', 'url', 'status', 'mode', 'woo_version', 'currency', 'products', 'orders']);
  return ok({ document: { total: stores.value.length, rows: stores.value }, text, exitCode: 0 });
}

export async function checkStore(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
): Promise<Result<Outcome, CliFailure>> {
  const store = namedStore(engine, args.operands[0] ?? '');
  if (!store.ok) return store;
  const stored = await engine.credentials.read(store.value.id);
  const keys = stored.ok ? stored.value : keysFromEnvironment(env);
  if (keys === null) return unwrap(stored.ok ? err({ type: 'StoreNotConnected' }) : stored);
  const checked = unwrap(await engine.call('stores.check', { checkId: 'command-line', url: store.value.url, ...keys }));
  if (!checked.ok) return checked;
  const report = checked.value as ConnectionReport;
  const verdict = { ready: 'Ready.', 'read-only': 'May read, may not write.', refused: 'Not usable.' }[report.verdict];
  const letter = args.flags.has('host-letter') ? letterToHost(report) : null;
  const text = [...report.probes.map(describeProbe), verdict, ...(letter === null ? [] : ['', letter])].join('\n');
  const document = { store: store.value.name, ...report, ...(letter === null ? {} : { hostLetter: letter }) };
  return ok({ document, text, exitCode: report.verdict === 'refused' ? 1 : 0 });
}

export async function removeStore(engine: CliEngine, args: ParsedArguments): Promise<Result<Outcome, CliFailure>> {
  const store = namedStore(engine, args.operands[0] ?? '');
  if (!store.ok) return store;
  const discardUnsent = args.flags.has('discard-unsent');
  const removed = unwrap(await engine.call('stores.remove', { id: store.value.id, discardUnsent }));
  if (!removed.ok) return removed;
  const { unsent } = removed.value;
  if (!removed.value.removed)
    return failed({ type: 'UnsentChanges', unsent, store: store.value.name } as { type: string });
  const lost = unsent > 0 ? ` ${counted(unsent, 'unsent change')} went with it.` : '';
  const document = { removed: true, store: store.value.name, unsent };
  return ok({ document, text: `${store.value.name} was removed from this computer.${lost}`, exitCode: 0 });
}
