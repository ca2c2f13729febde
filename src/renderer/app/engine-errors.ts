import { z } from 'zod';
import { centralSetupError, type CentralSetupError } from '../../shared/contract/central-setup.ts';
import { domainError, type DomainError } from '../../shared/contract/common.ts';
import { rescueFileError, type RescueFileError } from '../../shared/contract/rescue-file.ts';
import { teamError, type TeamError } from '../../shared/contract/team.ts';
import { teamAdminError, type TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import { wireErrorSchema, type WireError } from '../../shared/wire-errors.ts';
import type { TaggedError } from '../../shared/wire.ts';

/** Everything a call to the engine can end with, as the screens see it. */
export type EngineError = DomainError | WireError | RescueFileError | TeamError | TeamAdminError | CentralSetupError;

/**
 * Carries a tagged error through react-query, which knows failure only as a thrown value.
 * Nothing else in the renderer throws it.
 */
export class EngineCallError extends Error {
  readonly error: EngineError;
  constructor(error: EngineError) {
    super(error.type);
    this.name = 'EngineCallError';
    this.error = error;
  }
}

/** An error as it came over the wire; what no screen knows becomes a Defect that names its tag. */
export function toEngineError(error: TaggedError): EngineError {
  const domain = domainError.safeParse(error);
  if (domain.success) return domain.data;
  const wire = wireErrorSchema.safeParse(error);
  if (wire.success) return wire.data;
  const file = rescueFileError.safeParse(error);
  if (file.success) return file.data;
  const team = teamError.safeParse(error);
  if (team.success) return team.data;
  const admin = teamAdminError.safeParse(error);
  if (admin.success) return admin.data;
  const setup = centralSetupError.safeParse(error);
  if (setup.success) return setup.data;
  return { type: 'Defect', message: error.type };
}

/** The tagged error behind whatever react-query caught. */
export function engineErrorOf(caught: unknown): EngineError {
  if (caught instanceof EngineCallError) return caught.error;
  return { type: 'Defect', message: caught instanceof Error ? caught.message : String(caught) };
}

const status = z.number();
const text = z.string();
const retryAfterMs = z.number().nullable();

const remoteErrorSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('StoreUnreachable'),
    cause: z.enum(['offline', 'dns', 'refused', 'reset', 'timeout', 'tls', 'aborted', 'unknown']),
    detail: text,
  }),
  z.object({ type: z.literal('StoreUnauthorized'), status, code: text, message: text }),
  z.object({ type: z.literal('StoreForbidden'), status, code: text, message: text }),
  z.object({ type: z.literal('StoreRateLimited'), retryAfterMs }),
  z.object({
    type: z.literal('StoreRejected'),
    status,
    code: text,
    message: text,
    field: text.nullable(),
    resourceId: z.number().nullable(),
  }),
  z.object({ type: z.literal('StoreFailed'), status, code: text, message: text, retryAfterMs }),
  z.object({
    type: z.literal('StoreSpeaksHtml'),
    status,
    cause: z.enum([
      'maintenance',
      'captcha',
      'login',
      'redirect',
      'firewall',
      'php-notice',
      'byte-order-mark',
      'html',
      'truncated',
      'too-large',
      'empty',
      'wrong-shape',
    ]),
    retryAfterMs,
    excerpt: text,
  }),
]) satisfies z.ZodType<RemoteError>;

/** Reads the `problem` of a sync status, a run, or a `Remote` error. Null when it is none that this app knows. */
export function readRemoteError(value: unknown): RemoteError | null {
  const parsed = remoteErrorSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
