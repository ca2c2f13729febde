import { describe, expect, test } from 'vitest';
import { createCentralSetupHandlers } from '../../src/engine/handlers/central-setup-handlers.ts';
import type { CentralSetupHandlers } from '../../src/engine/handlers/central-setup-handlers.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { decodeInvitation } from '../../src/shared/invitation-text.ts';
import { openDesk } from './support/admin-desk.ts';
import { enrol, openAs } from './support/enrolment.ts';
import { createTestDatabase, MIGRATIONS } from './support/test-database.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const context = { signal: new AbortController().signal };
const handlersWith = (given: Partial<Parameters<typeof createCentralSetupHandlers>[0]> = {}): CentralSetupHandlers =>
  createCentralSetupHandlers({
    migrationsFolder: MIGRATIONS,
    version: '0.1.0',
    clock: createSystemClock(),
    random: createSystemRandom(),
    session: () => null,
    hasTeam: () => false,
    place: () => Promise.resolve(null),
    ...given,
  });

async function valueOf<T>(
  asked: T | Promise<T>,
): Promise<Extract<T, { ok: true }> extends { value: infer V } ? V : never> {
  const got = (await asked) as { ok: boolean; value: never; error: unknown };
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}

const FIRST = { organization: 'Noa & Co', email: 'noa@shop.example', name: 'Noa', reach: '' };

describe('[SETUP1] the assistant takes the same steps as the command line', () => {
  test('[SETUP1] an empty database: looked at, made, an organization, and the line that lets its administrator in', async () => {
    const { url } = await createTestDatabase('empty');
    const handlers = handlersWith();
    const before = await valueOf(handlers['central.examine']({ url }, context));
    expect(before.status).toMatchObject({ version: 0, counts: null, organizations: [] });
    expect(before.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['server-version', 'tls', 'schema']));
    expect(await handlers['central.firstOrganization']({ url, ...FIRST }, context)).toEqual({
      ok: false,
      error: { type: 'CentralEmpty' },
    });
    const made = await valueOf(handlers['central.migrate']({ url, start: 'create' }, context));
    expect(made).toMatchObject({ from: 0, to: before.status.known });
    const after = await valueOf(handlers['central.examine']({ url }, context));
    expect(after.status).toMatchObject({ version: after.status.known, pending: [], counts: { organizations: 0 } });

    const first = await valueOf(handlers['central.firstOrganization']({ url, ...FIRST }, context));
    expect(first).toMatchObject({ email: FIRST.email, organization: FIRST.organization, isHereOnly: true });
    const decoded = decodeInvitation(first.text);
    if (!decoded.ok) throw new Error(decoded.error.reason);
    const { host, port, database, enrolPassword, code } = decoded.value;
    const gate = await openAs(`postgres://x@${host}:${port}/${database}`, 'app_enrol', enrolPassword);
    expect((await enrol(world(), gate, code)).email).toBe(FIRST.email);
    const named = await valueOf(handlers['central.examine']({ url }, context));
    expect(named.status.organizations).toEqual(['Noa & Co']);
  });

  test('[SETUP1] a second organization of the same person, a wrong address and a reach that is none leave nothing', async () => {
    const { url } = world();
    const handlers = handlersWith();
    const count = () => world().value('SELECT count(*)::int FROM organizations');
    const before = await count();
    const asked = (given: Partial<typeof FIRST>) =>
      handlers['central.firstOrganization']({ url, ...FIRST, ...given }, context);
    expect(await asked({ email: 'owner@a.test' })).toMatchObject({ error: { type: 'CentralEmailTaken' } });
    expect(await asked({ email: 'nobody' })).toMatchObject({ error: { type: 'CentralEmailRefused' } });
    expect(await asked({ reach: 'x y' })).toEqual({ ok: false, error: { type: 'CentralReachRefused', reach: 'x y' } });
    expect(await count()).toBe(before);
  });

  test('[SETUP1] others reach the server by the name that was given', async () => {
    const { url } = await createTestDatabase();
    const made = await valueOf(
      handlersWith()['central.firstOrganization']({ url, ...FIRST, reach: 'db.example:6000' }, context),
    );
    const decoded = decodeInvitation(made.text);
    expect(decoded).toMatchObject({ ok: true, value: { host: 'db.example', port: 6000, sslmode: 'verify-full' } });
    expect(made.isHereOnly).toBe(false);
  });

  test.each([
    ['', { type: 'CentralAddressRefused', reason: 'missing' }],
    ['http://x', { type: 'CentralAddressRefused', reason: 'not-a-url' }],
    ['postgres://u:p@db.example/x?sslmode=disable', { type: 'CentralAddressRefused', reason: 'tls-off' }],
    ['postgres://u:hush-hush@127.0.0.1:1/x', { type: 'CentralUnreachable', cause: 'refused' }],
  ])('[SETUP2] the address %o is refused by name, without its password', async (url, error) => {
    const answer = await handlersWith()['central.examine']({ url }, context);
    expect(answer).toMatchObject({ ok: false, error });
    expect(JSON.stringify(answer)).not.toContain('hush-hush');
  });

  test('[SETUP2] somebody else’s tables are left alone', async () => {
    const { url, query } = await createTestDatabase('empty');
    await query('CREATE TABLE diary (id int)');
    expect(await handlersWith()['central.migrate']({ url, start: 'create' }, context)).toEqual({
      ok: false,
      error: { type: 'CentralNotEmpty', tables: ['public.diary'] },
    });
  });
});

describe('[SETUP3] the doctor on a person’s own login', () => {
  test('[SETUP3] sees the same as on the owner’s', async () => {
    const desk = await openDesk(world(), { email: 'olga@a.test', role: 'admin' });
    const { hostname } = new URL(world().url);
    const handlers = handlersWith({ session: () => desk.session, place: () => Promise.resolve({ host: hostname }) });
    const { checks } = await valueOf(handlers['central.doctor']({}, context));
    const asOwner = await valueOf(handlers['central.examine']({ url: world().url }, context));
    expect(checks).toEqual(asOwner.checks);
    expect(checks.find(({ name }) => name === 'row-level-security')?.isWell).toBe(true);
  });

  test('[SETUP3] nobody signed in is told so', async () => {
    expect(await handlersWith()['central.doctor']({}, context)).toEqual({ ok: false, error: { type: 'NotInTeam' } });
  });
});
