import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatRights } from '../team-words.ts';
import type { TeamPerson, TeamStatus } from '../../shared/contract/team.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused } from '../failures.ts';
import type { CliEngine, Environment } from '../open-engine.ts';
import { fields } from '../output.ts';
import type { Outcome } from '../output.ts';

type Answer = Promise<Result<Outcome, CliFailure>>;

/** Who is signed in on this profile, as of now where the team's database can be reached. */
export async function teamStatus(engine: CliEngine): Answer {
  await engine.team.resume();
  const asked = unwrap(await engine.call('team.retry', {}));
  if (!asked.ok) return asked;
  return ok({ document: asked.value, text: statusText(asked.value), exitCode: 0 });
}

/** From an invitation to a session. The password is the first one where the person has none. */
export async function joinTeam(engine: CliEngine, args: ParsedArguments, env: Environment): Answer {
  const password = passwordOf(args, env);
  if (!password.ok) return password;
  const invitation = args.operands[0] ?? '';
  const enrolled = unwrap(
    await engine.call('team.enrol', { invitation, deviceName: args.values['device-name'] ?? '' }),
  );
  if (!enrolled.ok) return enrolled;
  const { login, needsPassword } = enrolled.value;
  return await signInAs(engine, args, { login, password: password.value, isFirst: needsPassword });
}

export async function signIn(engine: CliEngine, args: ParsedArguments, env: Environment): Answer {
  const password = passwordOf(args, env);
  if (!password.ok) return password;
  const people = unwrap(await engine.call('team.people', {}));
  if (!people.ok) return people;
  const email = args.operands[0];
  const person = chosenPerson(people.value, email);
  if (person === null && email === undefined)
    return misused('Several people have a login here. Say who: backroom team sign-in EMAIL');
  if (person === null) return failed({ type: 'NotEnrolled' });
  return await signInAs(engine, args, { login: person.login, password: password.value, isFirst: false });
}

export async function signOut(engine: CliEngine): Answer {
  await engine.team.resume();
  const done = unwrap(await engine.call('team.signOut', {}));
  if (!done.ok) return done;
  const text = done.value.toldCentral
    ? 'Signed out.'
    : 'Signed out here. The team’s database was not told; the session ends there when it runs out.';
  return ok({ document: done.value, text, exitCode: 0 });
}

async function signInAs(
  engine: CliEngine,
  args: ParsedArguments,
  given: { readonly login: string; readonly password: string; readonly isFirst: boolean },
): Answer {
  const { login, password, isFirst } = given;
  const first = unwrap(await engine.call(isFirst ? 'team.setPassword' : 'team.signIn', { login, password }));
  if (!first.ok) return first;
  const code = args.values['code'];
  const isHalf = first.value.outcome === 'second-factor' && code !== undefined;
  const signed = isHalf ? unwrap(await engine.call('team.secondFactor', { code })) : first;
  if (!signed.ok) return signed;
  switch (signed.value.outcome) {
    case 'accepted':
      return ok({
        document: { login, ...signed.value },
        text: signed.value.restarts
          ? 'Signed in. What the former person had not sent is sealed, and the next command works on data of your own.'
          : 'Signed in.',
        exitCode: 0,
      });
    case 'locked':
      return failed(lockedOut(signed.value.retryAt));
    case 'second-factor':
      return misused('A second factor is needed. Give its code: --code 123456');
    default:
      return failed({ type: isHalf ? 'TeamCodeRefused' : 'TeamPasswordRefused' });
  }
}

function lockedOut(retryAt: string): { readonly type: string; readonly retryAt: string } {
  return { type: 'TeamLockedOut', retryAt };
}

function chosenPerson(people: readonly TeamPerson[], email: string | undefined): TeamPerson | null {
  const wanted = email?.toLowerCase();
  if (wanted !== undefined) return people.find((person) => person.email.toLowerCase() === wanted) ?? null;
  return people.find(({ isPresent }) => isPresent) ?? (people.length === 1 ? (people[0] ?? null) : null);
}

/** Never on the command line, where every process of this computer could read it. */
function passwordOf(args: ParsedArguments, env: Environment): Result<string, CliFailure> {
  const file = args.values['password-file'];
  if (file === undefined) {
    const password = env['BACKROOM_TEAM_PASSWORD'] ?? '';
    return password === ''
      ? misused('A password is needed: set BACKROOM_TEAM_PASSWORD, or name a file with --password-file.')
      : ok(password);
  }
  try {
    return ok(readFileSync(resolve(file), 'utf8').replace(/\r?\n$/, ''));
  } catch {
    return misused(`The file ${file} cannot be read.`);
  }
}

function statusText(status: TeamStatus): string {
  return fields({
    state: status.state,
    why: status.signedOut,
    person: status.person === null ? null : `${status.person.name} <${status.person.email}>`,
    organization: status.organization?.name,
    role: status.role?.name,
    rights: formatRights(status),
    computer: status.device?.name,
    database: status.address,
    contact: status.lastContactAt,
    'offline until': status.state === 'offline' ? status.offlineUntil : null,
    session: status.sessionExpiresAt,
    problem: status.problem?.type,
  });
}
