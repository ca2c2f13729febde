import { isTransportError } from '../platform/transport-error.ts';
import type { RemoteError, UnreachableCause } from '../../shared/domain/remote-error.ts';

export type TransportFault = {
  readonly error: RemoteError;
  /** False when surely not one byte of the request reached the other side. */
  readonly mayHaveArrived: boolean;
};

const CAUSE_BY_CODE: Readonly<Record<string, UnreachableCause>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENETUNREACH: 'offline',
  ENETDOWN: 'offline',
  EHOSTUNREACH: 'offline',
  EHOSTDOWN: 'offline',
  EADDRNOTAVAIL: 'offline',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ABORT_ERR: 'aborted',
  ERR_CANCELED: 'aborted',
};

/** No connection came about, so nothing was sent. */
const NEVER_SENT = new Set<UnreachableCause>(['refused', 'dns', 'offline', 'tls']);

const TLS_CODE =
  /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED|EPROTO$)/;

/**
 * What a transport threw, as a tagged value. Only the error's code is taken over: message, address and cause of a
 * signed request are secrets. Total: what has no known code is `unknown` and counts as possibly arrived.
 */
export function readTransportFault(thrown: unknown): TransportFault {
  const code = codeOf(thrown);
  if (code === 'ERR_BODY_TOO_LARGE' || code === 'ERR_BODY_DAMAGED') {
    const cause = code === 'ERR_BODY_TOO_LARGE' ? 'too-large' : 'truncated';
    const error: RemoteError = { type: 'StoreSpeaksHtml', status: 0, cause, retryAfterMs: null, excerpt: '' };
    return { error, mayHaveArrived: true };
  }
  const cause = causeOf(code);
  const inConnect = isTransportError(thrown) ? thrown.phase === 'connect' : syscallOf(thrown) === 'connect';
  return {
    error: { type: 'StoreUnreachable', cause, detail: code },
    mayHaveArrived: !inConnect && !NEVER_SENT.has(cause),
  };
}

function causeOf(code: string): UnreachableCause {
  if (Object.hasOwn(CAUSE_BY_CODE, code)) return CAUSE_BY_CODE[code] ?? 'unknown';
  return TLS_CODE.test(code) ? 'tls' : 'unknown';
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return 'UNKNOWN';
  const { code, name } = thrown as { readonly code?: unknown; readonly name?: unknown };
  // A code is a constant of the runtime; anything else could carry an address.
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  return name === 'AbortError' ? 'ABORT_ERR' : 'UNKNOWN';
}

function syscallOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'syscall' in thrown ? thrown.syscall : undefined;
}
