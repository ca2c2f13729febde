import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { refused } from './admin-refusals.ts';
import { inSession, onlyValue } from './admin-session.ts';
import type { Answer, SessionSource } from './admin-session.ts';
import { exportAudit } from './audit-export.ts';
import { auditFacets, listAudit, readAuditEntry, verifyChain } from './audit-queries.ts';

export type AuditHandlers = Pick<Handlers<EngineContract>, Extract<keyof EngineContract['methods'], `audit.${string}`>>;
type AuditDeps = SessionSource & { readonly clock: Clock };

const PERMISSION = 'audit:read';

/** The contract's methods on the trail. Whoever may not read it is told so: a hidden trail never looks like an empty one. */
export function createAuditHandlers(deps: AuditDeps): AuditHandlers {
  const now = (): string => new Date(deps.clock.now()).toISOString();
  return {
    'audit.list': (input) =>
      whereReadable(deps, async (query) => ({ ...(await listAudit(query, input)), readAt: now() })),
    'audit.facets': () => whereReadable(deps, auditFacets),
    'audit.entry': ({ id }) => whereReadable(deps, (query) => readAuditEntry(query, id)),
    'audit.verify': () => inSession(deps, verifyChain),
    'audit.export': (input, { signal }) => exportAudit(deps, input, signal),
  };
}

async function whereReadable<T>(deps: SessionSource, work: (query: Query) => Promise<T>): Answer<T> {
  const done = await inSession(deps, async (query) =>
    onlyValue(await query('SELECT auth.may($1)', [PERMISSION])) === true ? { value: await work(query) } : null,
  );
  if (!done.ok) return done;
  return done.value === null ? err(refused('permission', { permission: PERMISSION })) : ok(done.value.value);
}
