import type { MethodOutput } from '../../app/engine-client.tsx';
import type { SignInEntry } from '../../../shared/contract/team-admin-security.ts';
import { formatCount } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';

type Overview = MethodOutput<'security.overview'>;
type AccountFinding = Overview['findings'][number];
type TeamFinding = NonNullable<Overview['team']>['findings'][number];

export function wordAccountFinding({ code, facts }: AccountFinding): string {
  const figures = figuresOf(facts['count'] ?? facts['left'] ?? facts['days'] ?? 0);
  switch (code) {
    case 'second_factor_off':
      return m.admin_finding_second_factor_off();
    case 'backup_codes_few':
      return m.admin_finding_backup_codes_few(figures);
    case 'password_old':
      return m.admin_finding_password_old(figures);
    case 'password_missing':
      return m.admin_finding_password_missing();
    case 'failed_sign_ins':
      return m.admin_finding_failed_sign_ins(figures);
    case 'critical_events':
      return m.admin_finding_critical_events(figures);
    case 'many_sessions':
      return m.admin_finding_many_sessions(figures);
    case 'many_devices':
      return m.admin_finding_many_devices(figures);
    default:
      return code satisfies never;
  }
}

export function wordTeamFinding({ code, facts }: TeamFinding): string {
  const figures = figuresOf(facts['count'] ?? 0);
  switch (code) {
    case 'administrators_without_second_factor':
      return m.admin_finding_administrators_without_second_factor(figures);
    case 'second_factor_share':
      return m.admin_finding_second_factor_share({
        with: formatCount(facts['with'] ?? 0),
        of: formatCount(facts['of'] ?? 0),
      });
    case 'single_administrator':
      return m.admin_finding_single_administrator();
    case 'open_invitations':
      return m.admin_finding_open_invitations(figures);
    case 'locked_people':
      return m.admin_finding_locked_people(figures);
    default:
      return code satisfies never;
  }
}

export function wordSignIn({ type, succeeded, reason }: SignInEntry): string {
  if (reason === 'locked') return m.admin_signin_locked();
  if (!succeeded) return m.admin_signin_failed();
  if (type === 'password_reset') return m.admin_signin_reset();
  return type === 'logout' ? m.admin_signin_out() : m.admin_signin_ok();
}

const EVENTS: Readonly<Record<string, () => string>> = {
  role_changed: m.admin_event_role_changed,
  permission_granted: m.admin_event_permission_granted,
  permission_revoked: m.admin_event_permission_revoked,
  user_suspended: m.admin_event_user_suspended,
  user_activated: m.admin_event_user_activated,
  user_deleted: m.admin_event_user_deleted,
  user_updated: m.admin_event_user_updated,
  account_locked: m.admin_event_account_locked,
  two_factor_enabled: m.admin_event_two_factor_enabled,
  two_factor_disabled: m.admin_event_two_factor_disabled,
  password_reset_requested: m.admin_event_password_reset_requested,
  password_reset_completed: m.admin_event_password_reset_completed,
  session_terminated: m.admin_event_session_terminated,
  settings_changed: m.admin_event_settings_changed,
  audit_chain_broken: m.admin_event_audit_chain_broken,
  data_export: m.admin_event_data_export,
};

/** An event of a later central stands for itself. */
export function wordEvent(type: string): string {
  return EVENTS[type]?.() ?? type.replaceAll('_', ' ');
}

export function wordSeverity(severity: string): string {
  switch (severity) {
    case 'low':
      return m.admin_severity_low();
    case 'medium':
      return m.admin_severity_medium();
    case 'high':
      return m.admin_severity_high();
    case 'critical':
      return m.admin_severity_critical();
    default:
      return severity;
  }
}

function figuresOf(count: number): { readonly count: number; readonly figure: string } {
  return { count, figure: formatCount(count) };
}
