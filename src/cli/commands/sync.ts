import { backupDaily } from '../../engine/database/backup.ts';
import type { Logger } from '../../engine/platform/deps.ts';
import { createSystemClock } from '../../engine/platform/system-clock.ts';
import { emptyPreview } from '../../engine/sync/preview/preview-store.ts';
import type { PreviewReport, SyncReport } from '../../engine/sync/sync-report.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { allStores, chosenStore } from '../addresses.ts';
import type { KnownStore } from '../addresses.ts';
import { SILENCE_MS } from '../answer-watch.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused } from '../failures.ts';
import type { CliEngine, Environment } from '../open-engine.ts';
import { counted } from '../output.ts';
import type { Outcome, Output } from '../output.ts';
import { describePreview, noteLines, previewDocument } from '../preview-words.ts';
import { sentenceFor } from '../words.ts';
import { keysFromEnvironment } from './stores.ts';

/** Syncs the chosen store or all of them, side by side; `--preview` only says what a run would do. */
export async function sync(
  engine: CliEngine,
  args: ParsedArguments,
  env: Environment,
  output: Output,
  signal: AbortSignal,
): Promise<Result<Outcome, CliFailure>> {
  const chosen = chosenStore(engine, args.values['store']);
  if (!chosen.ok) return chosen;
  if (args.flags.has('full') && args.flags.has('census')) return misused('Give --full or --census, not both.');
  const stores = chosen.value === null ? allStores(engine) : [chosen.value];
  if (stores.length === 0) return failed({ type: 'NoStores' });
  await lendKeys(engine, stores, env);
  if (args.flags.has('preview')) return preview(engine, stores, args.flags.has('full'), output);
  const kind = args.flags.has('full') ? 'full' : args.flags.has('census') ? 'census' : 'incremental';
  const reports = await Promise.all(
    stores.map(async (store) => {
      output.note(`Syncing ${store.name} …`);
      return runOne(engine, store, kind, signal);
    }),
  );
  await keepDailyBackup(engine, output);
  return ok({
    document: { stores: reports.map(toDocument) },
    text: reports.map((report) => describe(report)).join('\n'),
    exitCode: exitCodeOf(reports, false),
  });
}

/** What a run would do. `anew`: also where an earlier preview still holds. */
async function preview(
  engine: CliEngine,
  stores: readonly KnownStore[],
  anew: boolean,
  output: Output,
): Promise<Result<Outcome, CliFailure>> {
  const reports = await Promise.all(
    stores.map(async (store) => {
      output.note(`Looking at ${store.name} …`);
      const report = await previewOne(engine, store, anew);
      for (const line of noteLines(report)) output.note(line);
      return report;
    }),
  );
  return ok({
    document: { stores: reports.map((report) => ({ ...toDocument(report), ...previewDocument(report) })) },
    text: reports.map((report) => [describe(report, true), ...describePreview(report)].join('\n')).join('\n'),
    exitCode: exitCodeOf(reports, true),
  });
}

/** A profile that only ever meets the command line has its daily backup too. */
async function keepDailyBackup(engine: CliEngine, output: Output): Promise<void> {
  const logger: Logger = { log: () => undefined };
  const made = await backupDaily({ db: engine.db, paths: engine.profile.paths, clock: createSystemClock(), logger });
  if (made === 'no-space') output.note('There is too little free space for the daily backup.');
  if (made === 'failed') output.note('The daily backup could not be made.');
}

/** Where this computer has no usable key, one from the environment serves this command; only ever for a single store. */
async function lendKeys(engine: CliEngine, stores: readonly KnownStore[], env: Environment): Promise<void> {
  const keys = keysFromEnvironment(env);
  const [only] = stores;
  if (keys === null || only === undefined || stores.length > 1) return;
  const stored = await engine.credentials.read(only.id);
  if (!stored.ok) engine.credentials.useForSession(only.id, keys);
}

/** Runs one store until it is done, the person stops it, or the store has been silent for too long. */
async function runOne(
  engine: CliEngine,
  store: KnownStore,
  kind: 'incremental' | 'census' | 'full',
  signal: AbortSignal,
): Promise<SyncReport> {
  const stop = new AbortController();
  const done = new AbortController();
  const onSignal = (): void => stop.abort();
  signal.addEventListener('abort', onSignal, { once: true });
  if (signal.aborted) stop.abort();
  let isSilent = false;
  const watching = engine.answers.silenceOf(store.url, done.signal).then((silent) => {
    isSilent = silent;
    if (silent) stop.abort();
  });
  try {
    const report = await engine.sync.runNow(store.id, { kind, startedBy: 'command-line', signal: stop.signal });
    return isSilent && report.problem?.type === 'Cancelled' ? { ...report, problem: SILENT } : report;
  } finally {
    done.abort();
    signal.removeEventListener('abort', onSignal);
    await watching;
  }
}

const SILENT: NonNullable<SyncReport['problem']> = {
  type: 'StoreUnreachable',
  cause: 'timeout',
  detail: `no answer for ${SILENCE_MS / 1000} s`,
};

/** A preview has nothing to put in order when it is given up, so it is simply left. */
async function previewOne(engine: CliEngine, store: KnownStore, anew: boolean): Promise<PreviewReport> {
  const done = new AbortController();
  const startedMs = performance.now();
  const silence = engine.answers.silenceOf(store.url, done.signal);
  const gaveUp = silence.then((silent) => (silent ? silentPreview(store, performance.now() - startedMs) : null));
  try {
    const asked = engine.sync.preview(store.id, { anew });
    return (await Promise.race([asked, gaveUp])) ?? (await asked);
  } finally {
    done.abort();
  }
}

function silentPreview(store: KnownStore, durationMs: number): PreviewReport {
  return { ...emptyPreview(store.id, SILENT), store: store.name, durationMs: Math.round(durationMs) };
}

/** Numbers and names; the ids of runs and stores mean nothing outside this profile. */
function toDocument(report: SyncReport) {
  const { store, ok: isOk, kind, entities, requests, durationMs, refused, problem } = report;
  const worded = problem === null ? null : { ...problem, message: sentenceFor(problem) };
  return { store, ok: isOk, kind, entities, requests, durationMs, refused, problem: worded };
}

/** A store that was not reached outweighs records that were refused. */
export function exitCodeOf(reports: readonly Pick<SyncReport, 'ok' | 'refused'>[], isPreview: boolean): 0 | 1 | 3 {
  if (reports.some((report) => !report.ok)) return 1;
  return !isPreview && reports.some((report) => report.refused > 0) ? 3 : 0;
}

function describe(report: SyncReport, isPreview = false): string {
  const lines = Object.entries(report.entities).flatMap(([entity, counts]) => {
    const { unchanged: _unchanged, fetched: _fetched, ...changes } = counts;
    const parts = Object.entries(changes).filter(([, count]) => count > 0);
    return parts.length === 0 ? [] : [`  ${entity}: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`];
  });
  const took = `${counted(report.requests, 'request')}, ${(report.durationMs / 1000).toFixed(1)} s`;
  const head = report.ok
    ? `${report.store}: ${isPreview ? 'looked at' : 'done'} (${took})`
    : `${report.store}: failed (${took}). ${report.problem === null ? '' : sentenceFor(report.problem)}`;
  const refused =
    report.refused > 0 ? [`  ${counted(report.refused, 'record')} refused by the store: see errors list`] : [];
  const quiet = lines.length === 0 && report.ok ? ['  Nothing changed.'] : [];
  return [head, ...lines, ...quiet, ...refused].join('\n');
}
