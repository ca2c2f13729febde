import type { CentralSession } from '../team/team-server.ts';
import { createCentralLine } from './central-line.ts';
import type { CentralLine, CentralLineDeps } from './central-line.ts';
import { createCentralListener } from './central-listener.ts';

export type CentralSessionDeps = CentralLineDeps & {
  /** The session's own secret; central knows its hash alone. */
  readonly token: string;
  readonly deviceId: string;
  readonly personId: string;
  readonly organizationId: string;
};

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
    deviceId: deps.deviceId,
    personId: deps.personId,
    organizationId: deps.organizationId,
    transaction: (work, options = {}) => line.run(work, { ...options, token: deps.token }),
    listen: listener.listen,
    retryNow: line.retryNow,
    connectFailure: line.connectFailure,
    serverVersion: line.serverVersion,
    close: () => {
      line.close();
      listener.close();
    },
  };
}
