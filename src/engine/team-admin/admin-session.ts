import type { TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { CentralSession, Query } from '../team/team-server.ts';
import { adminErrorOf } from './admin-refusals.ts';

export type Answer<T> = Promise<Result<T, TeamAdminError>>;
export type SessionSource = {
  /** Null without a team, and while there was no contact since the start. */
  readonly session: () => CentralSession | null;
  readonly hasTeam: () => boolean;
};

/** One transaction in the session of whoever is signed in. Central judges it; what it refuses is told with a word. */
export async function inSession<T>(deps: SessionSource, work: (query: Query) => Promise<T>): Answer<T> {
  const session = deps.session();
  if (session === null) {
    return err(deps.hasTeam() ? { type: 'CentralUnavailable', detail: 'no contact yet' } : { type: 'NotInTeam' });
  }
  const done = await session.transaction(work);
  return done.ok ? done : err(adminErrorOf(done.error));
}

/**
 * What is judged or logged takes two: the first stores the request and answers with its id alone, the second tells. The
 * client could roll a single one back. Asked again the second answers the same, so an answer lost on its way is asked for
 * once more.
 */
export async function inTwoSteps<T>(
  deps: SessionSource,
  begin: (query: Query) => Promise<string>,
  finish: (query: Query, id: string) => Promise<T>,
): Answer<T> {
  const begun = await inSession(deps, begin);
  if (!begun.ok) return begun;
  const first = await inSession(deps, (query) => finish(query, begun.value));
  if (first.ok || first.error.type !== 'CentralUnavailable') return first;
  return await inSession(deps, (query) => finish(query, begun.value));
}

/** The only value of the only row. */
export function onlyValue(rows: readonly object[]): unknown {
  return Object.values(rows[0] ?? {})[0];
}

export function iso(at: Date): string {
  return at.toISOString();
}

export function isoOrNull(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
