import type { RescueFileError } from '../../shared/contract/rescue-file.ts';
import type { TeamError } from '../../shared/contract/team.ts';
import type { NotJsonCause, RemoteError, UnreachableCause } from '../../shared/domain/remote-error.ts';
import { m } from '../paraglide/messages.js';
import { readRemoteError, type EngineError } from './engine-errors.ts';
import { wordField, wordRefusal } from './field-words.ts';
import { formatDuration } from './formats.ts';
import { wordSetupError, wordTeamAdminError } from './team-error-words.ts';

/** What is true, then what to do. `detail` is the other side's own sentence, shown small; it is never translated. */
export type ErrorWords = { readonly title: string; readonly way: string; readonly detail?: string };

/** Words for anything that a call to the engine can end with. */
export function wordError(error: EngineError): ErrorWords {
  switch (error.type) {
    case 'NotFound':
      return { title: m.errors_not_found(), way: m.errors_not_found_way() };
    case 'FieldRefused':
      return { title: wordRefusal(error), way: m.errors_field_refused_way() };
    case 'StoreNotConnected':
      return { title: m.errors_store_not_connected(), way: m.errors_store_not_connected_way() };
    case 'StoreRefusedCheck':
      return { title: m.errors_store_refused_check(), way: m.errors_store_refused_check_way() };
    case 'NameTaken':
      return { title: m.errors_name_taken({ name: error.name }), way: m.errors_name_taken_way() };
    case 'SyncBusy':
      return { title: m.errors_sync_busy({ holder: error.holder }), way: m.errors_sync_busy_way() };
    case 'DiskFull':
      return { title: m.errors_disk_full(), way: m.errors_disk_full_way() };
    case 'ReadOnlyProfile':
      return { title: m.errors_read_only_profile(), way: m.errors_read_only_profile_way(), detail: error.path };
    case 'DatabaseNewer':
      return { title: m.errors_database_newer(), way: m.errors_database_newer_way() };
    case 'SecretsLocked':
      return wordLock(error.reason);
    case 'SignedOut':
      return { title: m.errors_signed_out(), way: m.errors_signed_out_way() };
    case 'NotAllowed':
      return { title: m.errors_not_allowed(), way: m.errors_not_allowed_way() };
    case 'CentralUnavailable':
    case 'CentralForbidden':
    case 'CentralMismatch':
    case 'CentralRejected':
    case 'InvitationRefused':
    case 'InvitationEnded':
    case 'PasswordRefused':
    case 'NotEnrolled':
    case 'NoSecondFactorAsked':
      return wordTeam(error);
    case 'Remote':
      return wordProblem(error.error) ?? { title: m.errors_unreachable(), way: m.errors_unreachable_way() };
    case 'FileNotFound':
    case 'FileNotReadable':
    case 'FileNotWritable':
    case 'NotUnsentFile':
    case 'UnsentFileDamaged':
    case 'UnsentFileNewer':
    case 'WrongPassphrase':
      return { ...wordFile(error.type), detail: error.path };
    case 'EngineStopped':
      return { title: m.errors_engine_stopped(), way: m.errors_engine_stopped_way() };
    case 'Cancelled':
      return { title: m.errors_cancelled(), way: m.errors_cancelled_way() };
    case 'InvalidInput':
      return {
        title: error.field
          ? m.errors_invalid_input({ field: wordField(error.field) })
          : m.errors_invalid_input_unnamed(),
        way: m.errors_invalid_input_way(),
      };
    case 'Defect':
      return { title: m.errors_defect(), way: m.errors_defect_way(), detail: error.message };
    case 'NotInTeam':
    case 'AdminRefused':
      return wordTeamAdminError(error);
    default:
      return wordSetupError(error);
  }
}

/** What went wrong between this computer and the team's database, or with a way into the team. */
function wordTeam(error: TeamError): ErrorWords {
  switch (error.type) {
    case 'CentralUnavailable':
      return { title: m.errors_central_away(), way: m.errors_central_away_way(), detail: error.detail };
    case 'CentralForbidden':
      return { title: m.errors_central_forbidden(), way: m.errors_central_forbidden_way(), detail: error.detail };
    case 'CentralMismatch':
      return { title: m.errors_central_mismatch(), way: m.errors_central_mismatch_way(), detail: error.detail };
    case 'CentralRejected':
      return { title: m.errors_central_rejected(), way: m.errors_central_rejected_way(), detail: error.detail };
    case 'InvitationRefused':
    case 'InvitationEnded':
      return { title: m.errors_invitation(), way: wordInvitation(error.reason) };
    case 'PasswordRefused':
      return { title: m.errors_password(), way: m.errors_password_way() };
    case 'NotEnrolled':
      return { title: m.errors_not_enrolled(), way: m.errors_not_enrolled_way() };
    case 'NoSecondFactorAsked':
      return { title: m.errors_no_factor(), way: m.errors_no_factor_way() };
  }
}

/** Why an invitation does not work, and what to do. */
function wordInvitation(reason: string): string {
  switch (reason) {
    case 'not-one':
      return m.team_invitation_not_one();
    case 'damaged':
      return m.team_invitation_damaged();
    case 'later':
      return m.team_invitation_later();
    case 'no-tls':
      return m.team_invitation_no_tls();
    case 'code':
      return m.team_invitation_code();
    case 'closed':
      return m.team_invitation_closed();
    default:
      return m.errors_invitation_way();
  }
}

type FileErrorType = Exclude<
  RescueFileError['type'],
  'DiskFull' | 'ReadOnlyProfile' | 'NotFound' | 'SignedOut' | 'NotAllowed'
>;

/** What is wrong with a file of unsent changes; nothing was taken from it. */
function wordFile(type: FileErrorType): ErrorWords {
  switch (type) {
    case 'FileNotFound':
      return { title: m.errors_file_missing(), way: m.errors_file_missing_way() };
    case 'FileNotReadable':
      return { title: m.errors_file_unreadable(), way: m.errors_file_unreadable_way() };
    case 'FileNotWritable':
      return { title: m.errors_file_unwritable(), way: m.errors_file_unwritable_way() };
    case 'NotUnsentFile':
      return { title: m.errors_file_other(), way: m.errors_file_other_way() };
    case 'UnsentFileDamaged':
      return { title: m.errors_file_damaged(), way: m.errors_file_damaged_way() };
    case 'UnsentFileNewer':
      return { title: m.errors_file_newer(), way: m.errors_file_newer_way() };
    case 'WrongPassphrase':
      return { title: m.errors_file_passphrase(), way: m.errors_file_passphrase_way() };
  }
}

/** Why the stores' keys cannot be opened or kept; a reason without words of its own is the keyring's. */
export function wordLock(reason: string): ErrorWords {
  switch (reason) {
    case 'no-passphrase':
      return { title: m.errors_locked_none(), way: m.errors_locked_none_way() };
    case 'wrong-passphrase':
      return { title: m.errors_locked_wrong(), way: m.errors_locked_wrong_way() };
    case 'keyring-unreadable':
    case 'device-key-missing':
    case 'damaged':
      return { title: m.errors_locked_lost(), way: m.errors_locked_lost_way() };
    case 'newer':
      return { title: m.errors_locked_newer(), way: m.errors_locked_newer_way() };
    case 'busy':
      return { title: m.errors_locked_busy(), way: m.errors_locked_busy_way() };
    default:
      return { title: m.errors_secrets_locked(), way: m.errors_secrets_locked_way() };
  }
}

/** The same for the `problem` of a status or a run; null when there is none. */
export function wordProblem(problem: unknown): ErrorWords | null {
  const ofTeam = wordTeamProblem(problem);
  if (ofTeam !== null) return ofTeam;
  const error = readRemoteError(problem);
  return error && wordRemoteError(error);
}

/** Why a run of a shop that a team shares did not do its work. */
function wordTeamProblem(problem: unknown): ErrorWords | null {
  switch ((problem as { readonly type?: unknown } | null)?.type) {
    case 'CentralUnavailable':
      return { title: m.errors_central_unavailable(), way: m.errors_central_unavailable_way() };
    case 'CentralRefused':
      return { title: m.errors_central_refused(), way: m.errors_central_refused_way() };
    case 'LeaseLost':
      return { title: m.errors_lease_lost(), way: m.errors_lease_lost_way() };
    default:
      return null;
  }
}

/** Words for what went wrong between this computer and a store. */
export function wordRemoteError(error: RemoteError): ErrorWords {
  switch (error.type) {
    case 'StoreUnreachable':
      return wordUnreachable(error.cause);
    case 'StoreUnauthorized':
      return { title: m.errors_unauthorized(), way: m.errors_unauthorized_way(), detail: error.message };
    case 'StoreForbidden':
      return { title: m.errors_forbidden(), way: m.errors_forbidden_way(), detail: error.message };
    case 'StoreRateLimited':
      return { title: m.errors_rate_limited(), way: wordPause(error.retryAfterMs) };
    case 'StoreRejected':
      return {
        title: error.field ? m.errors_rejected_field({ field: wordField(error.field) }) : m.errors_rejected(),
        way: m.errors_rejected_way(),
        detail: error.message,
      };
    case 'StoreFailed':
      return { title: m.errors_failed({ status: error.status }), way: m.errors_failed_way(), detail: error.message };
    case 'StoreSpeaksHtml':
      return { ...wordNotJson(error.cause), detail: error.excerpt };
    default:
      return error satisfies never;
  }
}

function wordPause(retryAfterMs: number | null): string {
  if (retryAfterMs === null) return m.errors_rate_limited_way();
  return m.errors_rate_limited_seconds({ duration: formatDuration(retryAfterMs / 1000) });
}

function wordUnreachable(cause: UnreachableCause): ErrorWords {
  switch (cause) {
    case 'offline':
      return { title: m.errors_offline(), way: m.errors_offline_way() };
    case 'dns':
      return { title: m.errors_dns(), way: m.errors_dns_way() };
    case 'refused':
      return { title: m.errors_refused(), way: m.errors_refused_way() };
    case 'reset':
      return { title: m.errors_reset(), way: m.errors_reset_way() };
    case 'timeout':
      return { title: m.errors_timeout(), way: m.errors_timeout_way() };
    case 'tls':
      return { title: m.errors_tls(), way: m.errors_tls_way() };
    case 'aborted':
      return { title: m.errors_aborted(), way: m.errors_aborted_way() };
    case 'unknown':
      return { title: m.errors_unreachable(), way: m.errors_unreachable_way() };
    default:
      return cause satisfies never;
  }
}

function wordNotJson(cause: NotJsonCause): ErrorWords {
  switch (cause) {
    case 'maintenance':
      return { title: m.errors_html_maintenance(), way: m.errors_html_maintenance_way() };
    case 'captcha':
      return { title: m.errors_html_captcha(), way: m.errors_html_captcha_way() };
    case 'login':
      return { title: m.errors_html_login(), way: m.errors_html_login_way() };
    case 'redirect':
      return { title: m.errors_html_redirect(), way: m.errors_html_redirect_way() };
    case 'firewall':
      return { title: m.errors_html_firewall(), way: m.errors_html_firewall_way() };
    case 'php-notice':
      return { title: m.errors_html_php_notice(), way: m.errors_html_php_notice_way() };
    case 'byte-order-mark':
      return { title: m.errors_html_byte_order_mark(), way: m.errors_html_byte_order_mark_way() };
    case 'html':
      return { title: m.errors_html_page(), way: m.errors_html_page_way() };
    case 'truncated':
      return { title: m.errors_html_truncated(), way: m.errors_html_truncated_way() };
    case 'too-large':
      return { title: m.errors_html_too_large(), way: m.errors_html_too_large_way() };
    case 'empty':
      return { title: m.errors_html_empty(), way: m.errors_html_empty_way() };
    case 'wrong-shape':
      return { title: m.errors_html_wrong_shape(), way: m.errors_html_wrong_shape_way() };
    default:
      return cause satisfies never;
  }
}
