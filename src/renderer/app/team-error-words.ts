import type { CentralSetupError } from '../../shared/contract/central-setup.ts';
import type { TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import { m } from '../paraglide/messages.js';
import { wordPermission } from './permission-words.ts';

type Refused = Extract<TeamAdminError, { type: 'AdminRefused' }>;
/** As `error-words.ts` has them. */
type ErrorWords = { readonly title: string; readonly way: string; readonly detail?: string };
/** The others are worded where every call may meet them. */
type AdminOnly = Extract<TeamAdminError, { type: 'NotInTeam' | 'AdminRefused' }>;

/** Words for what the central database did not do. */
export function wordTeamAdminError(error: AdminOnly): ErrorWords {
  switch (error.type) {
    case 'NotInTeam':
      return { title: m.admin_error_not_in_team(), way: m.admin_error_not_in_team_way() };
    case 'AdminRefused':
      return wordRefused(error);
    default:
      return error satisfies never;
  }
}

function wordRefused({ reason, facts }: Refused): ErrorWords {
  const permission = wordPermission(String(facts['permission'] ?? ''));
  const way = m.admin_error_nothing_changed();
  switch (reason) {
    case 'permission':
      return { title: m.admin_error_refused_permission({ permission }), way: m.admin_error_refused_permission_way() };
    case 'person-above':
      return { title: m.admin_error_refused_person_above(), way };
    case 'oneself':
      return { title: m.admin_error_refused_oneself(), way };
    case 'last-administrator':
      return { title: m.admin_error_refused_last_administrator(), way: m.admin_error_refused_last_administrator_way() };
    case 'role-above':
      return { title: m.admin_error_refused_role_above(), way };
    case 'owner-stays':
      return { title: m.admin_error_refused_owner_stays(), way: m.admin_error_refused_owner_stays_way() };
    case 'not-yours-to-give':
      return { title: m.admin_error_refused_not_yours({ permission }), way: m.admin_error_refused_not_yours_way() };
    case 'permission-or-reason-missing':
    case 'reason-missing':
      return { title: m.admin_error_refused_reason(), way };
    case 'owns-stores':
      return { title: m.admin_error_refused_owns_stores(), way: m.admin_error_refused_owns_stores_way() };
    case 'store-rank':
      return { title: m.admin_error_refused_store_rank(), way };
    case 'store-owners-only':
      return { title: m.admin_error_refused_store_owners(), way };
    case 'not-in-organization':
      return { title: m.admin_error_refused_not_in_organization(), way };
    case 'only-the-owner':
      return { title: m.admin_error_refused_only_owner(), way };
    case 'no-such-device':
      return { title: m.admin_error_refused_no_device(), way };
    case 'no-such-session':
      return { title: m.admin_error_refused_no_session(), way };
    case 'no-such-invitation':
      return { title: m.admin_error_refused_no_invitation(), way };
    case 'email-not-one':
      return { title: m.admin_error_refused_email({ email: String(facts['email'] ?? '') }), way };
    case 'dates-crossed':
      return { title: m.admin_error_refused_dates(), way };
    case 'gate-closed':
      return { title: m.admin_error_refused_gate(), way: m.admin_error_refused_gate_way() };
    case 'second-factor-on':
      return { title: m.admin_error_refused_factor_on(), way };
    case 'code-wrong':
      return { title: m.admin_error_refused_code(), way: m.admin_error_refused_code_way() };
    case 'proof-refused':
      return { title: m.admin_error_refused_proof(), way: m.admin_error_refused_proof_way() };
    case 'locked-out':
      return { title: m.admin_error_refused_locked(), way: m.admin_error_refused_locked_way() };
    case 'step-lost':
      return { title: m.admin_error_refused_step(), way: m.admin_error_refused_step_way() };
    default:
      return reason satisfies never;
  }
}

/** Words for what the setup assistant met. */
export function wordSetupError(error: CentralSetupError): ErrorWords {
  const way = m.admin_error_nothing_changed();
  switch (error.type) {
    case 'CentralAddressRefused':
      return { title: wordAddress(error.reason), way };
    case 'CentralUnreachable':
      return wordUnreachable(error);
    case 'CentralTlsRefused':
      return error.cause === 'no-tls'
        ? { title: m.admin_setup_error_tls(), way: m.admin_setup_error_tls_way() }
        : {
            title: m.admin_setup_error_certificate(),
            way: m.admin_setup_error_certificate_way(),
            detail: error.detail,
          };
    case 'CentralWrongPassword':
    case 'CentralLoginClosed':
      return { title: m.admin_setup_error_password({ user: error.user }), way: m.admin_setup_error_password_way() };
    case 'CentralNoSuchDatabase':
      return {
        title: m.admin_setup_error_no_database({ database: error.database }),
        way: m.admin_setup_error_no_database_way(),
        detail: `CREATE DATABASE "${error.database.replaceAll('"', '""')}";`,
      };
    case 'CentralFull':
      return { title: m.admin_setup_error_full(), way: m.admin_setup_error_full_way(), detail: error.detail };
    case 'CentralTooOld':
      return { title: m.admin_setup_error_too_old({ found: error.found }), way: m.admin_setup_error_too_old_way() };
    case 'CentralNotAllowed':
      return {
        title: m.admin_setup_error_not_allowed(),
        way: m.admin_setup_error_not_allowed_way(),
        detail: error.detail,
      };
    case 'CentralNewer':
    case 'CentralClientTooOld':
      return { title: m.admin_setup_error_newer(), way: m.admin_setup_error_newer_way() };
    case 'CentralBusy':
      return { title: m.admin_setup_error_busy(), way: m.admin_setup_error_busy_way() };
    case 'CentralEmpty':
      return { title: m.admin_setup_error_empty(), way };
    case 'CentralNotEmpty':
      return {
        title: m.admin_setup_error_not_empty({ tables: error.tables.join(', ') }),
        way: m.admin_setup_error_not_empty_way(),
      };
    case 'CentralChanged':
      return { title: m.admin_setup_error_changed({ version: error.version }), way: m.admin_setup_error_changed_way() };
    case 'CentralMigrationFailed':
      return {
        title: m.admin_setup_error_failed(),
        way: m.admin_setup_error_failed_way({ version: error.version }),
        detail: error.detail,
      };
    case 'CentralBehind':
      return { title: m.admin_setup_error_behind(), way: m.admin_setup_error_behind_way() };
    case 'CentralEmailTaken':
      return {
        title: m.admin_setup_error_email_taken({ email: error.email }),
        way: m.admin_setup_error_email_taken_way(),
      };
    case 'CentralEmailRefused':
      return { title: m.admin_error_refused_email({ email: error.email }), way };
    case 'CentralReachRefused':
      return { title: m.admin_setup_error_reach({ reach: error.reach }), way };
    default:
      return error satisfies never;
  }
}

function wordUnreachable({ cause, address }: Extract<CentralSetupError, { type: 'CentralUnreachable' }>): ErrorWords {
  switch (cause) {
    case 'refused':
      return { title: m.admin_setup_error_refused({ address }), way: m.admin_setup_error_refused_way() };
    case 'dns':
      return { title: m.admin_setup_error_dns({ address }), way: m.admin_setup_error_dns_way() };
    case 'timeout':
    case 'reset':
    case 'unknown':
      return { title: m.admin_setup_error_timeout({ address }), way: m.admin_setup_error_timeout_way() };
    default:
      return cause satisfies never;
  }
}

function wordAddress(reason: Extract<CentralSetupError, { type: 'CentralAddressRefused' }>['reason']): string {
  switch (reason) {
    case 'missing':
      return m.admin_setup_error_address_missing();
    case 'tls-off':
      return m.admin_setup_error_address_tls();
    case 'bad-authority':
      return m.admin_setup_error_address_authority();
    case 'not-a-url':
    case 'no-host':
    case 'no-database':
    case 'no-user':
      return m.admin_setup_error_address_shape();
    default:
      return reason satisfies never;
  }
}
