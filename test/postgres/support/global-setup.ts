import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../../scripts/lib/embedded-postgres.mjs';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { connectCentral } from '../../../src/engine/central/central-connection.ts';
import { migrateCentral } from '../../../src/engine/central/central-migrations.ts';
import { createSelfSignedCertificate } from '../../support/self-signed-certificate.ts';

export type ServerFacts = {
  /** The superuser's address of the database `postgres`. */
  readonly url: string;
  /** A migrated database that is only ever copied. */
  readonly template: string;
  /** Of the certificate that the server shows to those who ask for TLS; it is made out for `localhost`. */
  readonly certificate: string;
};

declare module 'vitest' {
  export interface ProvidedContext {
    readonly server: ServerFacts;
  }
}

const TEMPLATE = 'backroom_template';
const DAY_MS = 86_400_000;

/**
 * One server for all files, one migrated database that each file copies. Ends with the run, whatever its outcome.
 * `BACKROOM_TEST_POSTGRES=/usr/lib/postgresql/15/bin` runs everything on another version.
 */
// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const tls = createSelfSignedCertificate({
    names: ['localhost'],
    validFrom: new Date(Date.now() - DAY_MS),
    validTo: new Date(Date.now() + DAY_MS),
  });
  const server = await startPostgres({
    binDir: process.env['BACKROOM_TEST_POSTGRES'] ?? null,
    tls,
    settings: { autovacuum: 'off' },
  });
  try {
    await makeTemplate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('server', { url: server.url, template: TEMPLATE, certificate: tls.cert });
  return server.stop;
}

async function makeTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const address = parseCentralAddress(url.replace(/\/postgres$/, `/${TEMPLATE}`), () => '');
  if (!address.ok) throw new Error(address.error.type);
  const connected = await connectCentral(address.value);
  if (!connected.ok) throw new Error(connected.error.type);
  const folder = join(import.meta.dirname, '../../../migrations/central');
  const migrated = await migrateCentral(connected.value, folder, { ownVersion: '0.1.0', start: 'create' });
  await connected.value.close();
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.error));
}
