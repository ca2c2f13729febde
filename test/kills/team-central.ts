import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { parseCentralAddress } from '../../src/engine/central/central-address.ts';
import { connectCentral } from '../../src/engine/central/central-connection.ts';
import type { CentralConnection } from '../../src/engine/central/central-connection.ts';
import { migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { issueInvitation, signUpOrganization } from '../../src/engine/central/central-people.ts';
import { invitationText, openEnrolmentGate } from '../../src/engine/central/enrolment-gate.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import type { Result } from '../../src/shared/result.ts';

/** A real PostgreSQL with one organization, behind which nobody looks but the tester. */
export type TeamCentral = {
  readonly port: number;
  /** An invitation that leads through that port. */
  readonly invite: (email: string, port: number) => Promise<string>;
  /** The email of whoever holds the shop now; null: nobody. */
  readonly holder: () => Promise<string | null>;
  /** Operations that have not ended, and how often one number of a device was taken twice. */
  readonly open: () => Promise<number>;
  readonly close: () => Promise<void>;
};

const DATABASE = 'backroom_kills';
const MIGRATIONS = join(import.meta.dirname, '../../migrations/central');

function need<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function connectTo(url: string): Promise<CentralConnection> {
  return need(await connectCentral(need(parseCentralAddress(url, () => ''))));
}

export async function startTeamCentral(): Promise<TeamCentral> {
  const server = await startPostgres({ settings: { fsync: 'off' } });
  try {
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${DATABASE}`);
    await admin.end();
    const url = server.url.replace(/\/postgres$/, `/${DATABASE}`);
    const connection = await connectTo(url);
    need(await migrateCentral(connection, MIGRATIONS, { ownVersion: '0.1.0', start: 'create' }));
    const made = need(await signUpOrganization(connection, { name: 'Shop', email: 'd0@team.test' }));
    const enrolPassword = await openEnrolmentGate(connection, createSystemRandom());
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return {
      port: Number(new URL(url).port),
      invite: async (email, port) => {
        const through = new URL(url);
        through.port = String(port);
        const code = need(
          await issueInvitation(connection, { organizationId: made.organizationId, email, role: 'admin' }),
        );
        const address = need(parseCentralAddress(through.href, () => ''));
        return invitationText(address, { enrolPassword, code, organization: 'Shop', email, reach: null });
      },
      holder: async () => {
        const { rows } = await client.query<{ email: string }>(
          'SELECT u.email FROM store_leases l JOIN auth.users u ON u.id = l.user_id WHERE l.expires_at > clock_timestamp()',
        );
        return rows[0]?.email ?? null;
      },
      open: async () => {
        const { rows } = await client.query<{ n: string }>(
          `SELECT count(*) AS n FROM store_operations WHERE state <> 'ended'`,
        );
        return Number(rows[0]?.n ?? 0);
      },
      close: async () => {
        await client.end().catch(() => undefined);
        await connection.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
