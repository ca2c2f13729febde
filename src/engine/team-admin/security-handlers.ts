import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type {
  ACCOUNT_FINDINGS,
  SecurityEvent,
  SignInEntry,
  TEAM_FINDINGS,
} from '../../shared/contract/team-admin-security.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { inSession, iso, isoOrNull, onlyValue } from './admin-session.ts';
import { newSecret, renewBackupCodes, turnOff, turnOn } from './second-factor.ts';
import type { SecondFactorDeps } from './second-factor.ts';

export type SecurityHandlers = Pick<
  Handlers<EngineContract>,
  Extract<keyof EngineContract['methods'], `security.${string}`>
>;
type Facts = Record<string, number>;

const SIGN_INS = `
  SELECT id, event_type, success, failure_reason, host(ip_address) AS ip_address, created_at
  FROM auth.login_history WHERE user_id = auth.uid() ORDER BY seq DESC LIMIT 50`;
const EVENTS = `
  SELECT e.id, e.event_type, e.severity::text AS severity, u.display_name AS person, b.display_name AS by, e.details - 'by' AS details,
    host(e.ip_address) AS ip_address, e.created_at
  FROM auth.security_events e
  LEFT JOIN auth.users_extended u ON u.id = e.user_id
  LEFT JOIN auth.users_extended b ON b.id::text = e.details->>'by'
  WHERE ($1::uuid IS NULL OR e.user_id = $1) AND ($2::text IS NULL OR e.severity::text = $2)
  ORDER BY e.seq DESC LIMIT $3`;

/** The contract's methods on how well accounts are kept, and on the own second factor. */
export function createSecurityHandlers(deps: SecondFactorDeps & { readonly clock: Clock }): SecurityHandlers {
  const readAt = (): string => new Date(deps.clock.now()).toISOString();
  return {
    'security.overview': () =>
      inSession(deps, async (query) => ({
        ...(await myReport(query)),
        secondFactor: await mySecondFactor(query),
        signIns: await mySignIns(query),
        team: await teamReport(query),
        readAt: readAt(),
      })),
    'security.events': ({ personId, severity, limit }) =>
      inSession(deps, async (query) => {
        const mayRead = onlyValue(await query(`SELECT auth.may('security:read')`)) === true;
        return {
          rows: mayRead ? await events(query, [personId, severity, limit]) : null,
          readAt: readAt(),
        };
      }),
    'security.newSecret': () => newSecret(deps),
    'security.turnOnFactor': (input) => turnOn(deps, input),
    'security.newBackupCodes': ({ code }) => renewBackupCodes(deps, code),
    'security.turnOffFactor': (input) => turnOff(deps, input),
  };
}

async function myReport(query: Query) {
  type Row = {
    readonly score: number;
    readonly findings: { code: (typeof ACCOUNT_FINDINGS)[number]; cost: number; facts: Facts }[];
  };
  const [row] = await query<Row>('SELECT score, findings FROM auth.my_security_report()');
  return { score: row?.score ?? 0, findings: row?.findings ?? [] };
}

async function mySecondFactor(query: Query) {
  type Row = {
    readonly is_on: boolean;
    readonly since: Date | null;
    readonly backup_codes_left: number;
    readonly is_required: boolean;
  };
  const [row] = await query<Row>('SELECT * FROM auth.my_second_factor()');
  return {
    isOn: row?.is_on ?? false,
    since: isoOrNull(row?.since ?? null),
    backupCodesLeft: row?.backup_codes_left ?? 0,
    isRequired: row?.is_required ?? false,
  };
}

async function mySignIns(query: Query): Promise<SignInEntry[]> {
  type Row = {
    readonly id: string;
    readonly event_type: string;
    readonly success: boolean;
    readonly failure_reason: string | null;
    readonly ip_address: string | null;
    readonly created_at: Date;
  };
  return (await query<Row>(SIGN_INS)).map((row) => ({
    id: row.id,
    type: row.event_type,
    succeeded: row.success,
    reason: row.failure_reason,
    ipAddress: row.ip_address,
    at: iso(row.created_at),
  }));
}

/** Null for those who may not look at the organization's security. */
async function teamReport(query: Query) {
  if (onlyValue(await query(`SELECT auth.may('security:read')`)) !== true) return null;
  type Row = {
    readonly score: number;
    readonly findings: { code: (typeof TEAM_FINDINGS)[number]; facts: Facts }[];
    readonly people: number;
    readonly with_second_factor: number;
  };
  const [row] = await query<Row>('SELECT * FROM auth.organization_security_report()');
  if (row === undefined) return null;
  return { score: row.score, findings: row.findings, people: row.people, withSecondFactor: row.with_second_factor };
}

async function events(query: Query, values: readonly unknown[]): Promise<SecurityEvent[]> {
  type Row = {
    readonly id: string;
    readonly event_type: string;
    readonly severity: string;
    readonly person: string | null;
    readonly by: string | null;
    readonly details: Record<string, unknown>;
    readonly ip_address: string | null;
    readonly created_at: Date;
  };
  return (await query<Row>(EVENTS, values)).map((row) => ({
    id: row.id,
    type: row.event_type,
    severity: row.severity,
    personName: row.person,
    by: row.by,
    details: row.details,
    ipAddress: row.ip_address,
    at: iso(row.created_at),
  }));
}
