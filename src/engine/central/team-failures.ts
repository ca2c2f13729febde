import { redact } from '../platform/redact.ts';
import type { TeamFailure } from '../team/team-server.ts';
import { codeOf } from './central-errors.ts';
import type { ConnectFailure } from './central-errors.ts';

/** SQLSTATE where the server ended the connection, or has none to give. */
const LOST = /^(?:08|57P0[1-5]|53300|25P0[34])/;
/** It took too long or was in somebody's way; nothing of it stands. */
const LATER = new Set(['57014', '55P03', '40001', '40P01', '53200', '53100', '53400', '25006']);
/** A table, column or function that central does not have: its schema is another one. */
const UNKNOWN_NAME = new Set(['42883', '42P01', '42703', '3F000', '42704']);
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Whether the connection is of no use any more: the network broke, or the server hung up. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return !SQLSTATE.test(code) || LOST.test(code);
}

/** What an error of one statement means to the team's parts. `secrets` never reach the detail. */
export function teamFailureOf(error: unknown, secrets: readonly string[]): TeamFailure {
  const code = codeOf(error) ?? '';
  const detail = redact(error instanceof Error ? error.message : String(error), secrets);
  if (isConnectionLost(error) || LATER.has(code)) return { type: 'CentralUnavailable', detail };
  if (code === '42501') return { type: 'CentralForbidden', detail };
  if (UNKNOWN_NAME.has(code)) return { type: 'CentralMismatch', detail };
  return { type: 'CentralRejected', code, detail };
}

/** What a failed connection means. A closed login is a device that was revoked; one that is refused may be let in again. */
export function teamFailureOfConnect(failure: ConnectFailure): TeamFailure {
  switch (failure.type) {
    case 'CentralLoginClosed':
      return { type: 'SignedOut' };
    case 'CentralWrongPassword':
      return { type: 'CentralForbidden', detail: 'the login of this device was refused' };
    case 'CentralTooOld':
      return { type: 'CentralMismatch', detail: `PostgreSQL ${failure.found}` };
    case 'CentralUnreachable':
      return { type: 'CentralUnavailable', detail: failure.cause };
    case 'CentralTlsRefused':
      return { type: 'CentralUnavailable', detail: `tls: ${failure.cause} ${failure.detail}`.trim() };
    case 'CentralFull':
      return { type: 'CentralUnavailable', detail: failure.detail };
    case 'CentralNoSuchDatabase':
      return { type: 'CentralUnavailable', detail: `no database ${failure.database}` };
    case 'CentralAddressRefused':
      return { type: 'CentralUnavailable', detail: `address: ${failure.reason}` };
  }
}
