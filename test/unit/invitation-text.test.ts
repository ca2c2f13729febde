import { describe, expect, test } from 'vitest';
import { decodeInvitation, encodeInvitation } from '../../src/shared/invitation-text.ts';
import type { Invitation } from '../../src/shared/invitation-text.ts';

const INVITATION: Invitation = {
  host: 'db.example',
  port: 5432,
  database: 'backroom',
  enrolPassword: 'a password of the gate',
  code: 'ab'.repeat(20),
  sslmode: 'verify-full',
  authority: null,
  organization: 'חנות של נועה',
  email: 'noa@shop.example',
};
const bare = (document: unknown): string =>
  `backroom-invite:${Buffer.from(JSON.stringify(document)).toString('base64url')}.`;

describe('[ENROL5] an invitation is one line of text', () => {
  test('[ENROL5] it comes back as it was, letters of every script and an authority included', () => {
    const authority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    for (const each of [INVITATION, { ...INVITATION, authority }]) {
      const text = encodeInvitation(each);
      expect(text).toMatch(/^backroom-invite:[A-Za-z0-9_-]+\.$/);
      expect(decodeInvitation(text)).toEqual({ ok: true, value: each });
    }
  });

  test('[ENROL5] breaks of lines, quoted mail and words around it do not matter', () => {
    const text = encodeInvitation(INVITATION);
    const quoted = `Hello Noa,\n> ${text.slice(0, 60)}\n> ${text.slice(60, 120)}\r\n>${text.slice(120)} See you.`;
    expect(decodeInvitation(quoted)).toEqual({ ok: true, value: INVITATION });
  });

  test('[ENROL5] every cut is noticed', () => {
    const text = encodeInvitation(INVITATION);
    for (let length = 0; length < text.length; length += 1) {
      const reason = length < 'backroom-invite:'.length ? 'not-one' : 'damaged';
      expect(decodeInvitation(text.slice(0, length)), String(length)).toMatchObject({ error: { reason } });
    }
  });

  test('[ENROL5] another text, a later program’s, unknown fields and a way in the clear are refused', () => {
    expect(decodeInvitation('postgres://user@host/db')).toMatchObject({ error: { reason: 'not-one' } });
    expect(decodeInvitation(bare({ v: 2, anything: true }))).toMatchObject({ error: { reason: 'later' } });
    for (const changed of [
      { ...INVITATION, v: 1, more: 1 },
      { ...INVITATION, v: 1, port: 0 },
      { ...INVITATION, v: 1, code: 'x' },
      null,
      [],
    ])
      expect(decodeInvitation(bare(changed))).toMatchObject({ error: { reason: 'damaged' } });
    const clear = { ...INVITATION, v: 1, sslmode: 'disable' };
    expect(decodeInvitation(bare(clear))).toMatchObject({ error: { reason: 'no-tls' } });
    expect(decodeInvitation(bare({ ...clear, host: '127.0.0.1' }))).toMatchObject({ ok: true });
  });
});
