import type { CentralSession } from '../team/team-server.ts';
import { createCentralLine } from './central-line.ts';
import type { CentralLine, CentralLineDeps } from './central-line.ts';
import { createCentralListener } from './central-listener.ts';
import type { CentralListener } from './central-listener.ts';

export type SessionIdentity = {
  /** The session's own secret; central knows its hash alone. */
  readonly token: string;
  readonly deviceId: string;
  readonly personId: string;
  readonly organizationId: string;
};
export type CentralSessionDeps = CentralLineDeps & SessionIdentity;

export type OpenCentralSession = CentralSession &
  Pick<CentralLine, 'retryNow' | 'connectFailure' | 'serverVersion'> & {
    /** Hangs up both connections. The session itself goes on at central until it is signed out or runs out. */
    readonly close: () => void;
  };

/** A person's session over the login of this device. Nothing is connected before the first transaction. */
export function createCentralSession(deps: CentralSessionDeps): OpenCentralSession {
  const line = createCentralLine(deps);
  const listener = createCentralListener(deps);
  return {
    ...sessionOver(line, listener, deps),
    retryNow: line.retryNow,
    connectFailure: line.connectFailure,
    serverVersion: line.serverVersion,
    close: () => {
      line.close();
      listener.close();
    },
  };
}

/** A session over connections that are there already and may serve others after it. */
export function sessionOver(line: CentralLine, listener: CentralListener, who: SessionIdentity): CentralSession {
  const { token, deviceId, personId, organizationId } = who;
  return {
    deviceId,
    personId,
    organizationId,
    transaction: (work, options = {}) => line.run(work, { ...options, token }),
    listen: listener.listen,
  };
}
