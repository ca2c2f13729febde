import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoCentral } from '../../../scripts/lib/demo-central.mjs';
import { connectCentral } from '../../../src/engine/central/central-connection.ts';
import type { CentralConnection } from '../../../src/engine/central/central-connection.ts';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { findOrganization, issueInvitation } from '../../../src/engine/central/central-people.ts';
import { invitationText, openEnrolmentGate } from '../../../src/engine/central/enrolment-gate.ts';
import { createSystemRandom } from '../../../src/engine/platform/system-random.ts';
import type { DemoTeam } from '../../../src/shared/contract/engine-process.ts';
import { test as base } from './fixtures.ts';

export interface RunningCentral {
  /** What the demo gives its app: four people with a login each. */
  readonly team: DemoTeam;
  readonly storeId: string;
  /** A line of text for that address, as an administrator sends it. */
  readonly invite: (email: string, role: string) => Promise<string>;
  /** The owner's address of a database on the same server that has nothing in it. */
  readonly emptyDatabase: () => Promise<string>;
  /** Asks as the owner of the database. */
  readonly ask: (sql: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As with the cable of that login's computer out, until `letIn`. */
  readonly cutOff: (login: string) => Promise<void>;
  readonly letIn: (login: string) => Promise<void>;
}

type StartedCentral = {
  readonly team: DemoTeam;
  readonly storeId: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** A real PostgreSQL with the demo's organization, one for all tests of a worker. */
export const test = base.extend<object, { readonly central: RunningCentral }>({
  central: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from this pattern.
    async ({}, provide) => {
      const folder = mkdtempSync(join(tmpdir(), 'backroom-e2e-central-'));
      const { team, storeId, url, stop } = (await startDemoCentral(folder, 'http://127.0.0.1:1')) as StartedCentral;
      const ask: RunningCentral['ask'] = (sql, values = []) =>
        asOwner(url, async ({ client }) => (await client.query<Record<string, unknown>>(sql, [...values])).rows);
      await provide({
        ...{ team, storeId, ask },
        invite: (email, role) => asOwner(url, (connection) => write(connection, email, role)),
        emptyDatabase: () => makeDatabase(url),
        cutOff: async (login) => {
          await ask(`ALTER ROLE ${login} CONNECTION LIMIT 0`);
          await ask('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
        },
        letIn: async (login) => void (await ask(`ALTER ROLE ${login} CONNECTION LIMIT 3`)),
      });
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function asOwner<T>(url: string, work: (connection: CentralConnection) => Promise<T>): Promise<T> {
  const address = parseCentralAddress(url, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const connected = await connectCentral(address.value);
  if (!connected.ok) throw new Error(connected.error.type);
  try {
    return await work(connected.value);
  } finally {
    await connected.value.close();
  }
}

async function write(connection: CentralConnection, email: string, role: string): Promise<string> {
  const organization = await findOrganization(connection, 'Demo');
  if (!organization.ok) throw new Error(organization.error.type);
  const { id: organizationId, name } = organization.value;
  const enrolPassword = await openEnrolmentGate(connection, createSystemRandom());
  const code = await issueInvitation(connection, { organizationId, email, role });
  if (!code.ok) throw new Error(code.error.type);
  const invitation = { enrolPassword, code: code.value, organization: name, email, reach: null };
  return invitationText(connection.address, invitation);
}

async function makeDatabase(url: string): Promise<string> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  const address = parseCentralAddress(url, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const connected = await connectCentral(address.value);
  if (!connected.ok) throw new Error(connected.error.type);
  await connected.value.client.query(`CREATE DATABASE ${name}`);
  await connected.value.close();
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}
