import { isLoopback } from '../../shared/domain/loopback.ts';
import { encodeInvitation } from '../../shared/invitation-text.ts';
import type { Random } from '../platform/deps.ts';
import type { CentralAddress } from './central-address.ts';
import type { CentralConnection } from './central-connection.ts';
import { connectCentral, rowsOf } from './central-connection.ts';
import { scramVerifier } from './scram-verifier.ts';

const GATE = 'app_enrol';
const PASSWORD_BYTES = 24;
const SALT_BYTES = 16;

/**
 * Lets desktops in: gives `app_enrol` a password where it has none that works, and answers with it. The login belongs to
 * the whole server, so another database of it may have changed the password; then it is set again. `renew` makes a new
 * one, which ends every invitation text that was printed before.
 */
export async function openEnrolmentGate(connection: CentralConnection, random: Random, renew = false): Promise<string> {
  const [kept] = await rowsOf<{ password: string }>(connection, 'SELECT password FROM auth.enrolment_gate');
  if (kept !== undefined && !renew && (await works(connection.address, kept.password))) return kept.password;
  const password =
    kept === undefined || renew ? Buffer.from(random.bytes(PASSWORD_BYTES)).toString('base64url') : kept.password;
  const verifier = scramVerifier(password, random.bytes(SALT_BYTES));
  const { client } = connection;
  await client.query('BEGIN');
  try {
    // A verifier has no sign that would end the text.
    await client.query(`ALTER ROLE ${GATE} PASSWORD '${verifier}'`);
    await client.query(
      `INSERT INTO auth.enrolment_gate (password) VALUES ($1)
       ON CONFLICT (only_row) DO UPDATE SET password = excluded.password, set_at = now()`,
      [password],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return password;
}

/** What a person is sent. `reach`: under which name and port the others reach the server, where that is another one. */
export function invitationText(
  address: CentralAddress,
  given: {
    readonly enrolPassword: string;
    readonly code: string;
    readonly organization: string;
    readonly email: string;
    readonly reach: { readonly host: string; readonly port: number } | null;
  },
): string {
  const { tls, database } = address;
  const { reach, ...rest } = given;
  const host = reach?.host ?? address.host;
  return encodeInvitation({
    ...rest,
    host,
    port: reach?.port ?? address.port,
    database,
    sslmode: tls.mode === 'off' && isLoopback(host) ? 'disable' : 'verify-full',
    authority: tls.mode === 'verified' ? tls.authority : null,
  });
}

async function works(address: CentralAddress, password: string): Promise<boolean> {
  const tried = await connectCentral({ ...address, user: GATE, password });
  if (!tried.ok) return false;
  await tried.value.close();
  return true;
}
