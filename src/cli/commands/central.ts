import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseCentralAddress } from '../../engine/central/central-address.ts';
import { connectCentral } from '../../engine/central/central-connection.ts';
import type { CentralConnection } from '../../engine/central/central-connection.ts';
import { examineCentral } from '../../engine/central/central-doctor.ts';
import type { Check } from '../../engine/central/central-doctor.ts';
import { isNotAllowed } from '../../engine/central/central-errors.ts';
import { migrateCentral } from '../../engine/central/central-migrations.ts';
import { readCentralStatus } from '../../engine/central/central-status.ts';
import type { CentralStatus } from '../../engine/central/central-status.ts';
import { createSystemClock } from '../../engine/platform/system-clock.ts';
import { ok } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import type { ParsedArguments } from '../arguments.ts';
import { ADVICE } from '../central-words.ts';
import type { CentralCommand } from '../central-words.ts';
import type { CliFailure } from '../failures.ts';
import { failed } from '../failures.ts';
import { programVersion } from '../open-engine.ts';
import type { Environment } from '../open-engine.ts';
import { counted } from '../output.ts';
import type { Outcome } from '../output.ts';
import { invite, openGate, resetPassword, signUpOwner } from './central-people.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations/central');

type Answer = Promise<Result<Outcome, CliFailure>>;
type Work = (connection: CentralConnection, args: ParsedArguments) => Answer;
const WORK: Readonly<Record<CentralCommand, Work>> = {
  'central init': (connection) => migrate(connection, 'create'),
  'central migrate': (connection) => migrate(connection, 'upgrade'),
  'central status': status,
  'central doctor': doctor,
  'central owner': (connection, args) => onCurrent(connection, () => signUpOwner(connection, args)),
  'central invite': (connection, args) => onCurrent(connection, () => invite(connection, args)),
  'central reset': (connection, args) => onCurrent(connection, () => resetPassword(connection, args)),
  'central gate': (connection, args) => onCurrent(connection, () => openGate(connection, args)),
};

/** The commands of the central database; they need no profile and no engine. No answer holds a password. */
export async function runCentral(command: CentralCommand, args: ParsedArguments, env: Environment): Answer {
  const given = args.values['url'] ?? env['BACKROOM_CENTRAL_URL'] ?? '';
  const address = parseCentralAddress(given, (path) => readFileSync(resolve(path), 'utf8'));
  if (!address.ok) return failed(address.error);
  const connected = await connectCentral(address.value, { applicationName: 'backroom command line' });
  if (!connected.ok) return failed(connected.error);
  try {
    return await WORK[command](connected.value, args);
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    return failed({ type: 'CentralNotAllowed', detail: (error as Error).message } as { type: string });
  } finally {
    await connected.value.close().catch(() => undefined);
  }
}

/** People are entered only where the schema is as this program knows it. */
async function onCurrent(connection: CentralConnection, work: () => Answer): Answer {
  const read = await readCentralStatus(connection, MIGRATIONS, programVersion());
  if (!read.ok) return failed(read.error);
  if (read.value.version === 0) return failed({ type: 'CentralEmpty' });
  const pending = read.value.pending.length;
  return pending === 0 ? await work() : failed({ type: 'CentralBehind', pending } as { type: string });
}

async function migrate(connection: CentralConnection, start: 'create' | 'upgrade'): Answer {
  const done = await migrateCentral(connection, MIGRATIONS, { ownVersion: programVersion(), start });
  if (!done.ok) return failed(done.error);
  const { from, to, applied } = done.value;
  const what = counted(applied.length, 'migration');
  const text =
    applied.length === 0
      ? `The central database is at version ${to} already. Nothing was changed.`
      : `The central database is at version ${to} now (${what} since ${from === 0 ? 'nothing' : `version ${from}`}).`;
  return ok({ document: { database: connection.address.shown, ...done.value }, text, exitCode: 0 });
}

async function status(connection: CentralConnection): Answer {
  const read = await readCentralStatus(connection, MIGRATIONS, programVersion());
  if (!read.ok) return failed(read.error);
  return ok({
    document: { database: connection.address.shown, ...read.value },
    text: statusText(connection, read.value),
    exitCode: 0,
  });
}

function statusText(connection: CentralConnection, { version, known, pending, counts }: CentralStatus): string {
  const lines = [`${connection.address.shown}: ${version === 0 ? 'nothing yet' : `version ${version} of ${known}`}`];
  if (counts !== null) {
    const { organizations, people, stores, tables } = counts;
    const parts = [
      counted(organizations, 'organization'),
      counted(people, 'person', 'people'),
      counted(stores, 'store'),
      counted(tables, 'table'),
    ];
    lines.push(parts.join(', '));
  }
  if (pending.length > 0) {
    const command = version === 0 ? 'init' : 'migrate';
    lines.push(`${counted(pending.length, 'migration')} pending: backroom central ${command}`);
  }
  return lines.join('\n');
}

/** Exit 1 when something needs attention. */
async function doctor(connection: CentralConnection): Answer {
  const found = await examineCentral(connection, MIGRATIONS, createSystemClock());
  const checks = found.map((check) => ({ ...check, advice: check.isWell ? null : ADVICE[check.name] }));
  const isWell = checks.every((check) => check.isWell);
  return ok({
    document: { ok: isWell, database: connection.address.shown, checks },
    text: checks.map(describe).join('\n'),
    exitCode: isWell ? 0 : 1,
  });
}

function describe({ name, isWell, found, advice }: Check & { readonly advice: string | null }): string {
  const line = `${isWell ? 'ok       ' : 'attention'}  ${name}: ${found}`;
  return advice === null ? line : `${line}\n           ${advice}`;
}
