import { isDamage, storageErrorOf } from '../engine/database/storage-errors.ts';
import { markSuspect } from '../engine/database/profile.ts';
import { profilePaths } from '../engine/database/profile-paths.ts';
import type { RescueReport } from '../engine/database/rescue.ts';
import { redactSecrets, toDefect } from '../shared/wire-errors.ts';
import type { Result } from '../shared/result.ts';
import { err } from '../shared/result.ts';
import { parseArguments, wantsJson } from './arguments.ts';
import type { ParsedArguments } from './arguments.ts';
import { isCentral } from './central-words.ts';
import { addBug, addDeployment, addTask, listBoard, logWork, moveTask } from './commands/boards.ts';
import { doctor } from './commands/doctor.ts';
import { listHistory, restoreBatch, restoreHistory } from './commands/history.ts';
import { backup, restore } from './commands/maintenance.ts';
import { create, get, list, note, remove, set, stock } from './commands/records.ts';
import { listRuns, showRun } from './commands/runs.ts';
import { addStore, checkStore, listStores, removeStore } from './commands/stores.ts';
import { sync } from './commands/sync.ts';
import { joinTeam, signIn, signOut, teamStatus } from './commands/team.ts';
import { assignError, groupErrors, snoozeError } from './commands/triage.ts';
import { adoptUnsent, exportUnsent, inspectUnsent } from './commands/unsent.ts';
import {
  listConflicts,
  listErrors,
  listPending,
  resolveConflict,
  resolveError,
  retryErrors,
} from './commands/waiting.ts';
import { defaultProfile } from './default-profile.ts';
import { failed, usageFailure } from './failures.ts';
import type { CliFailure } from './failures.ts';
import { openEngine, programVersion } from './open-engine.ts';
import type { CliEngine, Environment } from './open-engine.ts';
import { counted } from './output.ts';
import type { Outcome, Output } from './output.ts';
import { helpText } from './usage.ts';

/** The process around the command line, so that tests can stand in for it. */
export type World = {
  readonly env: Environment;
  readonly platform: string;
  readonly home: string;
  /** Relative profiles count from here. */
  readonly resolvePath: (path: string) => string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal;
};

/** Runs one command; prints its one document and answers its exit code. Never throws. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  const output: Output = { note: (line) => world.stderr(`${line}\n`) };
  const json = wantsJson(args);
  const parsed = parseArguments(args);
  if (!parsed.ok) return printFailure(usageFailure(parsed.error), json, world);
  if (parsed.value.kind === 'help')
    return print({ document: { help: helpText() }, text: helpText().trimEnd(), exitCode: 0 }, json, world);
  if (parsed.value.kind === 'version') {
    return print({ document: { version: programVersion() }, text: programVersion(), exitCode: 0 }, json, world);
  }
  const result = await runCommand(parsed.value, world, output);
  return result.ok ? print(result.value, json, world) : printFailure(result.error, json, world);
}

function print(outcome: Outcome, json: boolean, world: World): number {
  world.stdout(`${json ? JSON.stringify(outcome.document) : outcome.text}\n`);
  return outcome.exitCode;
}

function printFailure(failure: CliFailure, json: boolean, world: World): number {
  world.stderr(`${failure.error.message}\n`);
  const isMisuse = failure.error.type === 'Usage';
  if (isMisuse) world.stderr(failure.usage === null ? 'All commands: backroom --help\n' : `Usage: ${failure.usage}\n`);
  if (json) world.stdout(`${JSON.stringify({ error: failure.error })}\n`);
  return failure.exitCode;
}

async function runCommand(args: ParsedArguments, world: World, output: Output): Promise<Result<Outcome, CliFailure>> {
  const { env, platform, home } = world;
  const profile = args.profile === null ? defaultProfile({ platform, env, home }) : world.resolvePath(args.profile);
  try {
    if (args.command === 'restore') return restore(profile, args);
    if (args.command === 'doctor') return await doctor(profile, env);
    if (isCentral(args.command)) {
      // Only these need the client library of PostgreSQL.
      const { runCentral } = await import('./commands/central.ts');
      return await runCentral(args.command, args, env);
    }
    const first = await runWithEngine(args, profile, world, output);
    if (first !== 'damaged') return first;
    // The file is looked at as a whole now; what was queued is rescued, and the command runs on the new mirror.
    const second = await runWithEngine(args, profile, world, output);
    return second === 'damaged'
      ? failed({ type: 'DatabaseDamaged', detail: 'again after a rescue' } as { type: string })
      : second;
  } catch (thrown) {
    if (env['BACKROOM_LOG'] !== undefined && thrown instanceof Error) output.note(redactSecrets(thrown.stack ?? ''));
    return failed(storageErrorOf(thrown, profile) ?? toDefect(thrown));
  }
}

async function runWithEngine(
  args: ParsedArguments,
  profile: string,
  world: World,
  output: Output,
): Promise<Result<Outcome, CliFailure> | 'damaged'> {
  const opened = await openEngine(profile, world.env);
  if (!opened.ok) return failed(opened.error);
  const engine = opened.value;
  if (engine.rescue !== null) announceRescue(engine.rescue, output);
  try {
    return await dispatch(engine, args, world, output);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    markSuspect(profilePaths(profile), thrown instanceof Error ? thrown.message : '');
    return 'damaged';
  } finally {
    await engine.close();
  }
}

async function dispatch(
  engine: CliEngine,
  args: ParsedArguments,
  world: World,
  output: Output,
): Promise<Result<Outcome, CliFailure>> {
  // whoever is signed out, or without contact for too long, gets in first
  if (!engine.team.isOpen() && !args.command.startsWith('team ')) return failed({ type: 'SignedOut' });
  switch (args.command) {
    case 'team status':
      return teamStatus(engine);
    case 'team join':
      return joinTeam(engine, args, world.env);
    case 'team sign-in':
      return signIn(engine, args, world.env);
    case 'team sign-out':
      return signOut(engine);
    case 'store add':
      return addStore(engine, args, world.env, output);
    case 'store list':
      return listStores(engine);
    case 'store check':
      return checkStore(engine, args, world.env);
    case 'store remove':
      return removeStore(engine, args);
    case 'sync':
      return sync(engine, args, world.env, output, world.signal);
    case 'list':
      return list(engine, args);
    case 'get':
      return get(engine, args);
    case 'set':
      return set(engine, args);
    case 'create':
      return create(engine, args);
    case 'delete':
      return remove(engine, args);
    case 'stock':
      return stock(engine, args);
    case 'note':
      return note(engine, args);
    case 'board list':
      return listBoard(engine, args);
    case 'board add':
      return addTask(engine, args);
    case 'board move':
      return moveTask(engine, args);
    case 'log':
      return logWork(engine, args);
    case 'bug add':
      return addBug(engine, args);
    case 'deploy add':
      return addDeployment(engine, args);
    case 'pending list':
      return listPending(engine, args);
    case 'errors list':
      return listErrors(engine, args);
    case 'errors retry':
      return retryErrors(engine, args);
    case 'errors resolve':
      return resolveError(engine, args);
    case 'errors groups':
      return groupErrors(engine, args);
    case 'errors snooze':
      return snoozeError(engine, args);
    case 'errors assign':
      return assignError(engine, args);
    case 'history list':
      return listHistory(engine, args);
    case 'history restore':
      return restoreHistory(engine, args);
    case 'history restore-bulk':
      return restoreBatch(engine, args);
    case 'runs list':
      return listRuns(engine, args);
    case 'runs show':
      return showRun(engine, args);
    case 'conflicts list':
      return listConflicts(engine, args);
    case 'conflicts resolve':
      return resolveConflict(engine, args);
    case 'unsent export':
      return exportUnsent(engine, args, world.env, output);
    case 'unsent inspect':
      return inspectUnsent(engine, args, world.env);
    case 'unsent adopt':
      return adoptUnsent(engine, args, world.env);
    case 'backup':
      return backup(engine, args);
    case 'restore':
    case 'doctor':
    case 'central init':
    case 'central migrate':
    case 'central status':
    case 'central doctor':
    case 'central owner':
    case 'central invite':
    case 'central reset':
    case 'central gate':
      return err({ exitCode: 1, error: { type: 'Defect', message: 'This command needs no engine.' }, usage: null });
  }
}

function announceRescue(rescue: RescueReport, output: Output): void {
  output.note(`The database file was damaged (${rescue.detail}). It is kept at ${rescue.setAside}.`);
  const { restored, unplaced, stores } = rescue;
  output.note(
    `${counted(restored.length, 'unsent change')} and ${counted(stores, 'store')} were rescued; the next sync fetches the rest again.`,
  );
  if (unplaced.length > 0)
    output.note(`${counted(unplaced.length, 'change')} could not be queued again: see ${rescue.reportFile}.`);
}
