import { z } from 'zod';
import { isLoopback } from './domain/loopback.ts';
import type { Result } from './result.ts';
import { err, ok } from './result.ts';

const PREFIX = 'backroom-invite:';
const VERSION = 1;

const invitationSchema = z.strictObject({
  v: z.literal(VERSION),
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  database: z.string().min(1).max(63),
  /** Of the login `app_enrol`, which can do nothing but turn a code into a device. */
  enrolPassword: z.string().min(1).max(200),
  /** Works once. */
  code: z.string().regex(/^[0-9a-f]{40}$/),
  sslmode: z.enum(['verify-full', 'disable']),
  /** The certificate (PEM) that the server's is verified with, where the system's do not know it. */
  authority: z.string().max(20_000).nullable(),
  /** For the person who reads it; the server says who it really is. */
  organization: z.string().max(255),
  email: z.string().max(320),
});

/** Everything that a desktop needs to become a device of one person in the central database. */
export type Invitation = Readonly<Omit<z.infer<typeof invitationSchema>, 'v'>>;
export type InvitationRefused = {
  readonly type: 'InvitationRefused';
  /** `not-one`: another text; `damaged`: cut or changed on its way; `later`: of a later program; `no-tls`: would go in the clear. */
  readonly reason: 'not-one' | 'damaged' | 'later' | 'no-tls';
};

/** One line for a message or a file: `backroom-invite:`, base64url and a full stop. It lets one person in, once. */
export function encodeInvitation(invitation: Invitation): string {
  const json = JSON.stringify(invitationSchema.parse({ ...invitation, v: VERSION }));
  const bytes = Array.from(new TextEncoder().encode(json), (byte) => String.fromCharCode(byte));
  return `${PREFIX}${btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.`;
}

/** Reads it back; breaks of lines in it, marks of quoted mail and words around it do not matter. */
export function decodeInvitation(text: string): Result<Invitation, InvitationRefused> {
  const at = text.indexOf(PREFIX);
  if (at < 0) return refused('not-one');
  const body = /^([A-Za-z0-9_-]+)\./.exec(text.slice(at + PREFIX.length).replaceAll(/[\s>]+/g, ''))?.[1];
  const document = body === undefined ? null : documentIn(body);
  if (document === null) return refused('damaged');
  if ('v' in document && typeof document.v === 'number' && document.v > VERSION) return refused('later');
  const parsed = invitationSchema.safeParse(document);
  if (!parsed.success) return refused('damaged');
  const { v: _version, ...invitation } = parsed.data;
  return invitation.sslmode === 'disable' && !isLoopback(invitation.host) ? refused('no-tls') : ok(invitation);
}

function documentIn(body: string): object | null {
  try {
    const binary = atob(body.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof document === 'object' ? document : null;
  } catch {
    return null;
  }
}

function refused(reason: InvitationRefused['reason']): Result<never, InvitationRefused> {
  return err({ type: 'InvitationRefused', reason });
}
