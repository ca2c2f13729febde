import { beforeAll, describe, expect, test } from 'vitest';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { openEnrolmentGate } from '../../src/engine/central/enrolment-gate.ts';
import { isKnownRefusal } from '../../src/engine/team-admin/admin-refusals.ts';
import { createTeamAdminHandlers } from '../../src/engine/team-admin/team-admin-handlers.ts';
import { decodeInvitation } from '../../src/shared/invitation-text.ts';
import { deskOf, openDesk } from './support/admin-desk.ts';
import type { AdminDesk } from './support/admin-desk.ts';
import { enrol, openAs } from './support/enrolment.ts';
import { connect } from './support/test-database.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
let owner: AdminDesk;
let manager: AdminDesk;
let viewer: AdminDesk;

beforeAll(async () => {
  owner = await openDesk(world(), { email: 'olga@a.test', role: 'admin' });
  manager = await openDesk(world(), { email: 'gil@a.test', role: 'manager' });
  viewer = await openDesk(world(), { email: 'vera@a.test', role: 'viewer' });
  await openEnrolmentGate(await connect(world().url), createSystemRandom());
});

async function valueOf<T>(asked: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> {
  const got = await asked;
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}
const refusal = (reason: string, facts: object = {}) => ({
  ok: false,
  error: { type: 'AdminRefused', reason, facts },
});
const personIn = async (desk: AdminDesk, id: string) =>
  (await valueOf(desk.call['members.list']({}))).people.find((person) => person.id === id);
const may = (desk: AdminDesk, permission: string) =>
  desk.session.transaction(async (query) =>
    Object.values((await query<Record<string, unknown>>('SELECT auth.may($1)', [permission]))[0] ?? {}).at(0),
  );

describe('[ADMIN1] people as whoever asks may see them', () => {
  test('[ADMIN1] an administrator sees roles, stores, exceptions and devices of everybody of the organization', async () => {
    const { people } = await valueOf(owner.call['members.list']({}));
    expect(people.map(({ email }) => email)).toEqual(
      expect.arrayContaining(['olga@a.test', 'gil@a.test', 'owner@a.test']),
    );
    expect(people.map(({ email }) => email)).not.toContain('owner@b.test');
    expect(people.find(({ id }) => id === owner.id)).toMatchObject({ isMe: true, devices: 1, role: { slug: 'admin' } });
    expect(people.find(({ id }) => id === world().id.ownerA)).toMatchObject({
      isOwner: true,
      stores: [{ storeId: world().storeA, name: 'Shop A', rank: 'owner' }],
    });
    expect(people.find(({ id }) => id === manager.id)).toMatchObject({ exceptions: [], devices: 1, state: 'active' });
  });

  test('[ADMIN1] what a viewer may not see is null and never an empty list', async () => {
    expect(await personIn(viewer, manager.id)).toMatchObject({ exceptions: null, devices: null });
    expect(await personIn(viewer, viewer.id)).toMatchObject({ exceptions: [], devices: 1 });
    expect(await valueOf(viewer.call['members.invitations']({}))).toMatchObject({ rows: null });
  });

  test('[ADMIN1] roles come with what they permit, and with how many have them', async () => {
    const { roles, permissions } = await valueOf(viewer.call['access.roles']({}));
    expect(roles.map(({ slug }) => slug)).toEqual(['admin', 'manager', 'user', 'viewer']);
    expect(roles[0]?.permissions).toContain('users:manage');
    expect(roles[3]?.permissions).not.toContain('products:update');
    expect(permissions).toContainEqual({ name: 'products:update', resource: 'products', action: 'update' });
  });

  test('[ADMIN1] no team is told from a team without contact', async () => {
    const context = { signal: new AbortController().signal };
    const asked = (hasTeam: boolean) =>
      createTeamAdminHandlers({ session: () => null, hasTeam: () => hasTeam } as never)['members.list']({}, context);
    expect(await asked(false)).toEqual({ ok: false, error: { type: 'NotInTeam' } });
    expect(await asked(true)).toMatchObject({ ok: false, error: { type: 'CentralUnavailable' } });
  });
});

describe('[ADMIN2] invitations', () => {
  test('[ADMIN2] the line lets exactly that person in, is listed without its code, and can be taken back', async () => {
    const made = await valueOf(owner.call['members.invite']({ email: 'New@A.test', roleSlug: 'user' }));
    const decoded = decodeInvitation(made.text);
    if (!decoded.ok) throw new Error(decoded.error.reason);
    expect(made).toMatchObject({ isHereOnly: true });
    const url = `postgres://x@${decoded.value.host}:${decoded.value.port}/${decoded.value.database}`;
    const gate = await openAs(url, 'app_enrol', decoded.value.enrolPassword);
    const { rows } = await valueOf(owner.call['members.invitations']({}));
    expect(rows?.[0]).toMatchObject({ email: 'new@a.test', roleSlug: 'user', state: 'open', invitedBy: 'olga' });
    expect(JSON.stringify(rows)).not.toContain(decoded.value.code);

    const second = await valueOf(owner.call['members.invite']({ email: 'other@a.test', roleSlug: 'viewer' }));
    const [open] = (await valueOf(owner.call['members.invitations']({}))).rows ?? [];
    await valueOf(owner.call['members.withdrawInvitation']({ id: open?.id ?? '' }));
    const withdrawn = decodeInvitation(second.text);
    if (!withdrawn.ok) throw new Error(withdrawn.error.reason);
    await expect(enrol(world(), gate, withdrawn.value.code)).rejects.toThrow('wrong, used or too old');

    expect((await enrol(world(), gate, decoded.value.code)).email).toBe('new@a.test');
    const after = (await valueOf(owner.call['members.invitations']({}))).rows;
    expect(after?.find(({ email }) => email === 'new@a.test')?.state).toBe('accepted');
    expect(after?.find(({ email }) => email === 'other@a.test')?.state).toBe('withdrawn');
  });

  test('[ADMIN2] nobody invites above the own role, without the permission, or with a text that is no address', async () => {
    expect(await manager.call['members.invite']({ email: 'x@a.test', roleSlug: 'viewer' })).toEqual(
      refusal('permission', { permission: 'users:create' }),
    );
    expect(await owner.call['members.invite']({ email: 'nobody', roleSlug: 'viewer' })).toEqual(
      refusal('email-not-one', { email: 'nobody' }),
    );
    expect(await owner.call['members.invite']({ email: 'x@a.test', roleSlug: 'king' })).toEqual(refusal('role-above'));
  });

  test('[ADMIN2] another organization’s invitation cannot be taken back', async () => {
    await valueOf(owner.call['members.invite']({ email: 'stays@a.test', roleSlug: 'viewer' }));
    const id = String(await world().value(`SELECT id FROM organization_invitations WHERE email = 'stays@a.test'`));
    expect(await deskOf(world(), 'ownerB').call['members.withdrawInvitation']({ id })).toEqual(
      refusal('no-such-invitation'),
    );
    expect(await world().value('SELECT revoked_at FROM organization_invitations WHERE id = $1', [id])).toBeNull();
  });
});

describe('[ADMIN3] roles, exceptions and stores', () => {
  test('[ADMIN3] a denial with an end date counts at once, is shown with its reason, and is lifted', async () => {
    expect(await may(manager, 'products:update')).toEqual({ ok: true, value: true });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const denial = { personId: manager.id, permission: 'products:update', isGranted: false };
    await valueOf(owner.call['access.setException']({ ...denial, reason: 'Stocktaking', from: null, until }));
    expect(await may(manager, 'products:update')).toEqual({ ok: true, value: false });
    expect((await personIn(owner, manager.id))?.exceptions).toEqual([
      expect.objectContaining({
        permission: 'products:update',
        isGranted: false,
        reason: 'Stocktaking',
        until,
        isEffective: true,
        by: 'olga',
      }),
    ]);
    await valueOf(owner.call['access.clearException'](denial));
    expect(await may(manager, 'products:update')).toEqual({ ok: true, value: true });
  });

  test('[ADMIN3] what begins tomorrow does not count today, and dates that cross are refused by name', async () => {
    const [tomorrow, yesterday] = [Date.now() + 86_400_000, Date.now() - 86_400_000].map((ms) =>
      new Date(ms).toISOString(),
    );
    const grant = { personId: viewer.id, permission: 'products:update', isGranted: true, reason: 'Holiday cover' };
    await valueOf(owner.call['access.setException']({ ...grant, from: tomorrow ?? null, until: null }));
    expect(await may(viewer, 'products:update')).toEqual({ ok: true, value: false });
    expect((await personIn(owner, viewer.id))?.exceptions).toMatchObject([{ isEffective: false }]);
    expect(
      await owner.call['access.setException']({ ...grant, from: tomorrow ?? null, until: yesterday ?? null }),
    ).toEqual(refusal('dates-crossed'));
  });

  test('[ADMIN3] a role is changed; nobody reaches above the own level, and the last administrator stays', async () => {
    await valueOf(owner.call['members.setRole']({ personId: viewer.id, roleSlug: 'user' }));
    expect((await personIn(owner, viewer.id))?.role).toMatchObject({ slug: 'user', level: 40 });
    expect(await manager.call['members.setRole']({ personId: viewer.id, roleSlug: 'viewer' })).toEqual(
      refusal('permission', { permission: 'users:update' }),
    );
    expect(await owner.call['members.setRole']({ personId: world().id.ownerA, roleSlug: 'viewer' })).toEqual(
      refusal('person-above'),
    );
    await valueOf(owner.call['members.setRole']({ personId: viewer.id, roleSlug: 'viewer' }));
  });

  test('[ADMIN3] store ranks are given, changed and taken back by those who have them', async () => {
    const store = { personId: manager.id, storeId: world().storeA };
    await valueOf(owner.call['members.setStoreRank']({ ...store, rank: 'manager' }));
    const { stores } = await valueOf(owner.call['access.stores']({}));
    expect(stores).toMatchObject([{ name: 'Shop A', myRank: 'owner' }]);
    expect(stores[0]?.members).toEqual(
      expect.arrayContaining([
        { personId: manager.id, name: 'gil', rank: 'manager' },
        { personId: world().id.ownerA, name: 'owner', rank: 'owner' },
      ]),
    );
    expect(await manager.call['members.setStoreRank']({ ...store, rank: 'owner' })).toEqual(refusal('store-rank'));
    await valueOf(owner.call['members.setStoreRank']({ ...store, rank: null }));
    expect((await personIn(owner, manager.id))?.stores).toEqual([]);
  });
});

describe('[ADMIN4] people who are out', () => {
  test('[ADMIN4] suspended, the person’s session is over and open connections end; restored, the device works again', async () => {
    const leaver = await openDesk(world(), { email: 'leaver@a.test', role: 'user' });
    expect((await leaver.call['members.list']({})).ok).toBe(true);
    expect(await owner.call['members.suspend']({ personId: owner.id, reason: 'x' })).toEqual(refusal('oneself'));
    await valueOf(owner.call['members.suspend']({ personId: leaver.id, reason: 'Left the company' }));
    expect(await leaver.call['members.list']({})).toMatchObject({ ok: false, error: { type: 'SignedOut' } });
    expect(await personIn(owner, leaver.id)).toMatchObject({ state: 'suspended' });
    await valueOf(owner.call['members.restore']({ personId: leaver.id }));
    expect(await personIn(owner, leaver.id)).toMatchObject({ state: 'active' });
    await valueOf(owner.call['members.remove']({ personId: leaver.id }));
    expect(await personIn(owner, leaver.id)).toBeUndefined();
  });

  test('[ADMIN4] a lockout is seen by those who may end it, and ended; a code resets a password', async () => {
    await world().query(
      `INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, is_settled)
       SELECT 'sign_in', $1, 'refused', true FROM generate_series(1, 5)`,
      [viewer.id],
    );
    await world().query('SELECT auth.settle_attempts($1)', [viewer.id]);
    expect((await personIn(owner, viewer.id))?.lockedUntil).not.toBeNull();
    expect((await personIn(manager, viewer.id))?.lockedUntil).toBeNull();
    await valueOf(owner.call['members.unlock']({ personId: viewer.id }));
    expect((await personIn(owner, viewer.id))?.lockedUntil).toBeNull();
    const { code, expiresAt } = await valueOf(owner.call['members.resetCode']({ personId: viewer.id }));
    expect(code).toMatch(/^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
  });
});

test('[ADMIN5] every sentence with which central refuses these calls has a word here', async () => {
  const called = [
    ...['set_role', 'set_permission', 'clear_permission', 'suspend_person', 'unsuspend_person', 'remove_person'],
    ...['judged_colleague', 'refuse_oneself', 'keep_an_administrator', 'set_store_member', 'remove_store_member'],
    ...['judged_store', 'put_in_store', 'transfer_store', 'transfer_organization', 'create_invitation'],
    ...['withdraw_invitation', 'revoke_device', 'revoke_session', 'end_device_trust', 'unlock_person', 'whose_list'],
    ...['issue_password_reset', 'remove_second_factor', 'begin_credential_access', 'get_store_credentials'],
    'organization_security_report',
  ];
  const bodies = await world().query('SELECT proname AS name, prosrc AS body FROM pg_proc WHERE proname = ANY ($1)', [
    called,
  ]);
  expect(new Set(bodies.map(({ name }) => name))).toEqual(new Set(called));
  const said = bodies.flatMap(({ body }) =>
    [...String(body).matchAll(/RAISE EXCEPTION '((?:[^']|'')+)'/g)].map(([, text = '']) =>
      text.replaceAll("''", "'").replaceAll('%', 'users:create'),
    ),
  );
  expect(said.length).toBeGreaterThan(20);
  expect(said.filter((text) => !isKnownRefusal(text))).toEqual([]);
});
