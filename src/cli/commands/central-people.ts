import type { CentralConnection } from '../../engine/central/central-connection.ts';
import {
  findOrganization,
  issueInvitation,
  makePasswordReset,
  signUpOrganization,
} from '../../engine/central/central-people.ts';
import { invitationText, openEnrolmentGate } from '../../engine/central/enrolment-gate.ts';
import { createSystemRandom } from '../../engine/platform/system-random.ts';
import { isLoopback } from '../../shared/domain/loopback.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed, misused } from '../failures.ts';
import type { Outcome } from '../output.ts';

type Answer = Promise<Result<Outcome, CliFailure>>;
type Reach = { readonly host: string; readonly port: number };
type Way = { readonly reach: Reach | null; readonly enrolPassword: string };

/** An organization, its first administrator, and the invitation that lets that person's first device in. */
export async function signUpOwner(connection: CentralConnection, args: ParsedArguments): Answer {
  const { organization, email, name: shown } = args.values;
  if (organization === undefined) return misused('--organization is missing: the name of the new organization.');
  if (email === undefined) return misused('--email is missing: the address of its first administrator.');
  const way = await wayIn(connection, args);
  if (!way.ok) return way;
  const made = await signUpOrganization(connection, { name: organization, email, shown });
  if (!made.ok) return failed(made.error);
  return await inviteTo(connection, way.value, {
    id: made.value.organizationId,
    name: organization,
    role: 'admin',
    email,
  });
}

/** A device for somebody new, or one more for somebody who is there already. */
export async function invite(connection: CentralConnection, args: ParsedArguments): Answer {
  const { email, role = 'viewer', organization } = args.values;
  if (email === undefined) return misused('--email is missing: the address of whom you invite.');
  const found = await findOrganization(connection, organization ?? null);
  if (!found.ok) return failed(found.error);
  const way = await wayIn(connection, args);
  if (!way.ok) return way;
  return await inviteTo(connection, way.value, { ...found.value, role, email });
}

/** A code with which somebody sets a new password: for an administrator whom no colleague can help. */
export async function resetPassword(connection: CentralConnection, args: ParsedArguments): Answer {
  const { email } = args.values;
  if (email === undefined) return misused('--email is missing: the address of whom the code is for.');
  const made = await makePasswordReset(connection, email);
  if (!made.ok) return failed(made.error);
  const text = `${email} sets a new password with this code, within an hour, on a device of their own: ${made.value}`;
  return ok({ document: { email, code: made.value }, text, exitCode: 0 });
}

/** Gives the login that only enrols its password, or another one. */
export async function openGate(connection: CentralConnection, args: ParsedArguments): Answer {
  const renewed = args.flags.has('renew');
  await openEnrolmentGate(connection, createSystemRandom(), renewed);
  const text = renewed
    ? 'The password of app_enrol is a new one. Invitations that were printed before let nobody in any more.'
    : 'app_enrol has its password; invitations carry it.';
  return ok({ document: { database: connection.address.shown, renewed }, text, exitCode: 0 });
}

/** What every invitation carries; settled before anybody is entered. */
async function wayIn(connection: CentralConnection, args: ParsedArguments): Promise<Result<Way, CliFailure>> {
  const reach = reachOf(args.values['reach']);
  if (reach === 'unreadable') return misused('--reach takes HOST or HOST:PORT, as the others reach the server.');
  return ok({ reach, enrolPassword: await openEnrolmentGate(connection, createSystemRandom()) });
}

async function inviteTo(
  connection: CentralConnection,
  { reach, enrolPassword }: Way,
  to: { readonly id: string; readonly name: string; readonly role: string; readonly email: string },
): Answer {
  const code = await issueInvitation(connection, { organizationId: to.id, email: to.email, role: to.role });
  if (!code.ok) return failed(code.error);
  const invitation = invitationText(connection.address, {
    enrolPassword,
    code: code.value,
    organization: to.name,
    email: to.email,
    reach,
  });
  const isHereOnly = isLoopback(reach?.host ?? connection.address.host);
  const lines = [
    `${to.email} is invited to ${to.name}. This line lets one device in, once, within seven days. Send it on a way that others do not read:`,
    '',
    invitation,
    ...(isHereOnly ? ['', 'It leads to this computer itself. For others, add --reach HOST[:PORT].'] : []),
  ];
  const document = { organization: to.name, organizationId: to.id, email: to.email, invitation, isHereOnly };
  return ok({ document, text: lines.join('\n'), exitCode: 0 });
}

function reachOf(given: string | undefined): Reach | null | 'unreadable' {
  if (given === undefined) return null;
  const url = URL.canParse(`postgres://${given}`) ? new URL(`postgres://${given}`) : null;
  if (url === null || url.hostname === '' || url.pathname !== '' || url.username !== '') return 'unreadable';
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 5432 : Number(url.port) };
}
