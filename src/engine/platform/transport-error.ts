/** `connect`: not one byte of the request has left. `exchange`: the other side may have read all of it. */
export type TransportPhase = 'connect' | 'exchange';

/**
 * What an `HttpTransport` throws. `code` is a Node network code (`ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT`,
 * `ECONNRESET`, `CERT_HAS_EXPIRED`, …) or one of `ABORT_ERR`, `ERR_BODY_TOO_LARGE`, `ERR_BODY_DAMAGED`, `UNKNOWN`.
 * It carries no address, header or cause: those of a signed request are secrets.
 */
export type TransportError = Error & { readonly code: string; readonly phase: TransportPhase };

export function createTransportError(code: string, phase: TransportPhase): TransportError {
  return Object.assign(new Error(code), { name: 'TransportError', code, phase });
}

export function isTransportError(value: unknown): value is TransportError {
  return value instanceof Error && value.name === 'TransportError' && 'code' in value && 'phase' in value;
}
