import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base32Decode } from '../../src/engine/team-admin/base32.ts';
import { deskOf, openDesk } from './support/admin-desk.ts';
import type { AdminDesk } from './support/admin-desk.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const folder = mkdtempSync(join(tmpdir(), 'backroom-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let owner: AdminDesk;
let viewer: AdminDesk;

beforeAll(async () => {
  owner = await openDesk(world(), { email: 'olga@a.test', role: 'admin' });
  viewer = await openDesk(world(), { email: 'vera@a.test', role: 'viewer' });
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

/** What a telephone shows for a secret, by RFC 6238; `steps` of 30 seconds from now. */
function codeOf(secret: string, steps = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', base32Decode(secret) ?? '')
    .update(counter)
    .digest();
  const place = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe('[ADMIN6] devices and sessions', () => {
  test('[ADMIN6] an administrator sees everybody’s, a viewer the own, and each is told which of the two it is', async () => {
    const all = await valueOf(owner.call['devices.list']({}));
    expect(all).toMatchObject({ seesAll: true });
    expect(all.devices.map(({ personName, isThis }) => [personName, isThis])).toEqual([
      ['olga', true],
      ['vera', false],
    ]);
    expect(all.sessions[0]).toMatchObject({ isThis: true, personName: 'olga', ipAddress: '127.0.0.1' });
    const own = await valueOf(viewer.call['devices.list']({}));
    expect(own).toMatchObject({ seesAll: false, devices: [{ personName: 'vera', isThis: true, isMine: true }] });
    expect(own.sessions.map(({ personId }) => personId)).toEqual([viewer.id]);
  });

  test('[ADMIN6] a revoked device is out at once, stays in the list with who did it, and nobody revokes what is not theirs', async () => {
    const guest = await openDesk(world(), { email: 'guest@a.test', role: 'user' });
    await valueOf(guest.call['devices.list']({}));
    expect(await viewer.call['devices.revoke']({ id: guest.deviceId })).toEqual(refusal('no-such-device'));
    await valueOf(owner.call['devices.revoke']({ id: guest.deviceId }));
    expect(await guest.call['devices.list']({})).toMatchObject({ ok: false, error: { type: 'SignedOut' } });
    const { devices } = await valueOf(owner.call['devices.list']({}));
    expect(devices.at(-1)).toMatchObject({ id: guest.deviceId, revokedBy: 'olga', liveSessions: 0 });
    expect(
      await world().value(
        'SELECT count(*)::int FROM pg_stat_activity a JOIN auth.devices d ON d.db_role = a.usename WHERE d.id = $1',
        [guest.deviceId],
      ),
    ).toBe(0);
  });

  test('[ADMIN6] a session is ended without its device', async () => {
    const { sessions } = await valueOf(owner.call['devices.list']({}));
    const guest = await openDesk(world(), { email: 'guest2@a.test', role: 'user' });
    const later = (await valueOf(owner.call['devices.list']({}))).sessions;
    const theirs = later.find(({ personId }) => personId === guest.id);
    expect(sessions.map(({ id }) => id)).not.toContain(theirs?.id);
    await valueOf(owner.call['devices.endSession']({ id: theirs?.id ?? '' }));
    expect(await guest.call['devices.list']({})).toMatchObject({ ok: false, error: { type: 'SignedOut' } });
    const { devices } = await valueOf(owner.call['devices.list']({}));
    expect(devices.find(({ personId }) => personId === guest.id)?.revokedAt).toBeNull();
  });
});

describe('[ADMIN7] the second factor', () => {
  test('[ADMIN7] a secret counts once a code of it was confirmed, with ten backup codes of which central has hashes', async () => {
    const desk = await openDesk(world(), { email: 'twofa@a.test', role: 'manager' });
    const before = await valueOf(desk.call['security.overview']({}));
    expect(before).toMatchObject({ secondFactor: { isOn: false, backupCodesLeft: 0 }, team: null });
    expect(before.findings).toContainEqual({ code: 'second_factor_off', cost: 35, facts: {} });
    const { secret, uri } = await valueOf(desk.call['security.newSecret']({}));
    expect(uri).toContain(`secret=${secret}&issuer=Backroom`);
    expect(decodeURIComponent(uri)).toContain('Backroom: twofa@a.test');

    const given = { password: desk.password, secret };
    expect(await desk.call['security.turnOnFactor']({ ...given, code: '000000' })).toEqual(refusal('code-wrong'));
    expect(await desk.call['security.turnOnFactor']({ ...given, password: 'wrong', code: codeOf(secret) })).toEqual(
      refusal('proof-refused'),
    );
    const { codes } = await valueOf(desk.call['security.turnOnFactor']({ ...given, code: codeOf(secret, 1) }));
    expect(new Set(codes).size).toBe(10);
    expect(codes[0]).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/);
    const kept = String(
      await world().value('SELECT backup_codes FROM user_2fa_settings WHERE user_id = $1', [desk.id]),
    );
    for (const code of codes) expect(kept).not.toContain(code.replace('-', ''));
    const after = await valueOf(desk.call['security.overview']({}));
    expect(after.secondFactor).toMatchObject({ isOn: true, backupCodesLeft: 10 });
    expect(after.score).toBe(before.score + 30);

    const again = await desk.call['security.turnOnFactor']({ ...given, code: codeOf(secret) });
    expect(again).toEqual(refusal('second-factor-on'));
    const renewed = await valueOf(desk.call['security.newBackupCodes']({ code: codes[3] ?? '' }));
    expect(renewed.codes).not.toContain(codes[4]);
    expect(await desk.call['security.newBackupCodes']({ code: codes[4] ?? '' })).toEqual(refusal('proof-refused'));
    const off = { password: desk.password, code: renewed.codes[0] ?? '' };
    await valueOf(desk.call['security.turnOffFactor'](off));
    expect((await valueOf(desk.call['security.overview']({}))).secondFactor.isOn).toBe(false);
  });

  test('[ADMIN7] an administrator takes it away from somebody who lost it, and the events say so', async () => {
    const desk = await openDesk(world(), { email: 'lost@a.test', role: 'user' });
    const { secret } = await valueOf(desk.call['security.newSecret']({}));
    await valueOf(desk.call['security.turnOnFactor']({ password: desk.password, secret, code: codeOf(secret) }));
    expect(await viewer.call['members.removeSecondFactor']({ personId: desk.id })).toEqual(
      refusal('permission', { permission: 'users:update' }),
    );
    await valueOf(owner.call['members.removeSecondFactor']({ personId: desk.id }));
    const events = await valueOf(owner.call['security.events']({ personId: desk.id, severity: null, limit: 50 }));
    expect(events.rows?.map(({ type, by }) => [type, by])).toEqual([
      ['two_factor_disabled', 'olga'],
      ['two_factor_enabled', 'lost'],
    ]);
    expect(await valueOf(viewer.call['security.events']({ personId: null, severity: null, limit: 50 }))).toMatchObject({
      rows: null,
    });
    expect((await valueOf(owner.call['security.overview']({}))).team).toMatchObject({ people: expect.any(Number) });
  });
});

describe('[ADMIN8] the trail', () => {
  const all = { from: null, to: null, personId: null, table: null, action: null, storeId: null, search: '' };

  test('[ADMIN8] what people did is found by table, person and words, page by page, newest first', async () => {
    await valueOf(owner.call['members.setRole']({ personId: viewer.id, roleSlug: 'user' }));
    await valueOf(owner.call['members.setRole']({ personId: viewer.id, roleSlug: 'viewer' }));
    const first = await valueOf(owner.call['audit.list']({ ...all, before: null, limit: 2 }));
    const rest = await valueOf(owner.call['audit.list']({ ...all, before: first.next, limit: 500 }));
    const whole = await valueOf(owner.call['audit.list']({ ...all, before: null, limit: 500 }));
    expect([...first.rows, ...rest.rows]).toEqual(whole.rows);
    expect(whole.next).toBeNull();
    const roles = await valueOf(
      owner.call['audit.list']({ ...all, table: 'user_roles', personId: owner.id, before: null, limit: 50 }),
    );
    expect(roles.rows.length).toBeGreaterThan(2);
    expect(new Set(roles.rows.map(({ person }) => person))).toEqual(new Set(['olga']));
    const found = await valueOf(owner.call['audit.list']({ ...all, search: 'VERA@a.test', before: null, limit: 50 }));
    expect(found.rows).toContainEqual(expect.objectContaining({ action: 'role_changed', recordName: 'vera@a.test' }));
    const facets = await valueOf(owner.call['audit.facets']({}));
    expect(facets.tables).toEqual(expect.arrayContaining(['devices', 'organization_invitations', 'user_roles']));
    const [entry] = roles.rows;
    expect(await valueOf(owner.call['audit.entry']({ id: entry?.id ?? '' }))).toMatchObject({ ipAddress: null });
  });

  test('[ADMIN8] whoever may not read it is told so, and of another organization nothing is shown', async () => {
    expect(await viewer.call['audit.list']({ ...all, before: null, limit: 10 })).toEqual(
      refusal('permission', { permission: 'audit:read' }),
    );
    const theirs = await valueOf(deskOf(world(), 'ownerB').call['audit.list']({ ...all, before: null, limit: 500 }));
    expect(JSON.stringify(theirs)).not.toContain('@a.test');
  });

  test('[ADMIN8] the chain is verified, and one changed entry is named', async () => {
    while (Number(await world().value('SELECT chain_audit_logs()')) > 0);
    expect(await valueOf(owner.call['audit.verify']({}))).toMatchObject({ problems: [], waiting: 0 });
    const seq = String(
      await world().value('SELECT max(chain_seq) - 1 FROM audit_logs WHERE organization_id = $1', [world().orgA]),
    );
    const change = (email: string) =>
      world().query('UPDATE audit_logs SET user_email = $1 WHERE organization_id = $2 AND chain_seq = $3', [
        email,
        world().orgA,
        seq,
      ]);
    const before = await world().value(
      'SELECT user_email FROM audit_logs WHERE organization_id = $1 AND chain_seq = $2',
      [world().orgA, seq],
    );
    await change('forged@a.test');
    expect((await valueOf(owner.call['audit.verify']({}))).problems).toMatchObject([{ seq, code: 'changed' }]);
    await change(String(before));
    expect((await valueOf(owner.call['audit.verify']({}))).problems).toEqual([]);
  });

  test('[ADMIN8] the export is whole, newest first, in both forms, and no cell begins a formula', async () => {
    await world().query(`UPDATE stores SET name = '=HYPERLINK("http://x")' WHERE id = $1`, [world().storeA]);
    const lines = join(folder, 'trail.jsonl');
    const { rows } = await valueOf(owner.call['audit.export']({ ...all, path: lines, format: 'jsonl' }));
    const parsed = readFileSync(lines, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(parsed).toHaveLength(rows);
    expect(parsed.map(({ id }) => Number(id))).toEqual(parsed.map(({ id }) => Number(id)).toSorted((a, b) => b - a));
    const table = join(folder, 'trail.csv');
    writeFileSync(table, 'kept until the new one is whole');
    await valueOf(owner.call['audit.export']({ ...all, table: 'stores', path: table, format: 'csv' }));
    const text = readFileSync(table, 'utf8');
    expect(text.startsWith('\uFEFFid,created_at')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toContain('ckA');
    const sum = createHash('sha256').update(readFileSync(table)).digest('hex');
    const kept = await world().row('SELECT * FROM audit_log_exports WHERE file_sha256 = $1', [sum]);
    expect(kept).toMatchObject({
      requested_by: owner.id,
      status: 'completed',
      file_size_bytes: String(statSync(table).size),
    });
  });

  test('[ADMIN8] a place that cannot be written is named, and a viewer’s try leaves no file', async () => {
    const path = join(folder, 'nowhere', 'trail.csv');
    expect(await owner.call['audit.export']({ ...all, path, format: 'csv' })).toEqual({
      ok: false,
      error: { type: 'FileNotWritable', path },
    });
    const denied = join(folder, 'denied.csv');
    await viewer.call['audit.export']({ ...all, path: denied, format: 'csv' });
    expect(() => readFileSync(denied)).toThrow('ENOENT');
  });
});

describe('[ADMIN9] the keys of stores', () => {
  test('[ADMIN9] an owner sees the key, and the log says who, before it was shown', async () => {
    const [{ id } = { id: '' }] = (await valueOf(owner.call['credentials.list']({}))).stores;
    expect(await valueOf(owner.call['credentials.reveal']({ storeId: id }))).toEqual({
      url: 'https://a.test',
      from: 'central',
      key: 'ckA',
      secret: 'csA',
    });
    const log = await valueOf(owner.call['credentials.log']({ limit: 10 }));
    expect(log.rows?.[0]).toMatchObject({ person: 'olga', act: 'revealed' });
    expect(await valueOf(viewer.call['credentials.log']({ limit: 10 }))).toMatchObject({ rows: null });
    expect(await viewer.call['credentials.reveal']({ storeId: id })).toEqual(refusal('store-owners-only'));
    expect((await valueOf(owner.call['credentials.log']({ limit: 10 }))).rows).toHaveLength(1);
  });

  test('[ADMIN9] where central has none, this computer’s own is shown, and that too is in the log', async () => {
    await world().query(`UPDATE stores SET api_key = '', api_secret = '' WHERE id = $1`, [world().storeA]);
    const reveal = () => valueOf(owner.call['credentials.reveal']({ storeId: world().storeA }));
    expect(await reveal()).toMatchObject({ from: 'nowhere', key: '' });
    owner.keys.set(world().storeA, { key: 'ck_here', secret: 'cs_here' });
    expect(await reveal()).toMatchObject({ from: 'this-computer', key: 'ck_here', secret: 'cs_here' });
    expect((await valueOf(owner.call['credentials.log']({ limit: 10 }))).rows).toHaveLength(3);
  });
});

describe('[ADMIN10] central’s state', () => {
  test('[ADMIN10] who holds a store’s lease, what waits for the shop, and the versions', async () => {
    const { storeA } = world();
    await world().query(
      `INSERT INTO store_leases (store_id, token, device_id, user_id, taken_at, renewed_at, expires_at)
       VALUES ($1, 3, $2, $3, now(), now(), now() + interval '30 seconds')`,
      [storeA, owner.deviceId, owner.id],
    );
    const state = await valueOf(owner.call['central.state']({}));
    expect(state.stores).toMatchObject([
      { id: storeA, lease: { person: 'olga', isThis: true, isLive: true }, queued: 0 },
    ]);
    expect(state.serverVersion).toBeGreaterThanOrEqual(150_000);
    expect(state.schemaVersion).toBeGreaterThanOrEqual(490);
    await world().query(`UPDATE store_leases SET expires_at = '-infinity' WHERE store_id = $1`, [storeA]);
    expect((await valueOf(owner.call['central.state']({}))).stores).toMatchObject([{ lease: null }]);
    expect((await valueOf(viewer.call['central.state']({}))).stores).toEqual([]);
  });
});
