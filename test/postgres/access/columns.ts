import type { ColumnKind } from './rules.ts';

/**
 * Columns by what they hold. `sealed`: not granted to any client, whatever the row. `personal`: of people outside the
 * organization; neither viewers nor developers nor strangers ever meet its content. The rest is `plain`.
 */
const SEALED_NAME =
  /(^|_)(password_hash|password_reset_token|token_hash|secret|secret_encrypted|api_key|api_secret|credentials|backup_codes|device_fingerprint|id_number\w*|public_token_hash)$/;

const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  'public.orders': ['customer_name', 'customer_email', 'customer_phone', 'billing', 'shipping'],
  'public.order_items': ['meta'],
  'public.order_notes': ['note', 'author'],
  'public.refunds': ['reason', 'line_items'],
  'public.customers': ['email', 'username', 'first_name', 'last_name', 'billing', 'shipping', 'avatar_url'],
  'public.coupons': ['email_restrictions', 'description'],
  'public.contacts': ['name', 'email', 'phone', 'company'],
  'public.crm_events': ['event_summary', 'event_description'],
  'public.event_reminders': ['message'],
  'public.supplier': ['name', 'email', 'phone'],
  'public.sync_errors': ['error_message', 'metadata', 'mirrored'],
  'public.sync_logs': ['error_message', 'metadata'],
  'public.sync_job_queue': ['payload', 'last_error'],
  'public.sync_conflict': ['base_data', 'local_data', 'remote_data', 'mirrored'],
  'public.sync_preview_cache': ['delta_data'],
  'public.sync_activity_log': ['details', 'error_message'],
  'public.workflow_execution_logs': ['trigger_data', 'result_summary', 'error_details'],
  'public.form_submissions': ['data', 'submitter_ip'],
  'public.audit_logs': ['old_data', 'new_data', 'changes_json', 'action_description', 'metadata'],
  'public.webhook_deliveries': ['payload', 'response_body'],
};

/** Tables that hold so much about a person or a session that what is shown is named, not what is hidden. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'public.stores': [
    ...['id', 'name', 'url', 'currency', 'organization_id', 'user_id', 'status', 'woo_version', 'wp_timezone'],
    ...['last_sync_at', 'created_at', 'updated_at', 'deleted_at', 'row_version', 'row_xid'],
  ],
  'auth.users_extended': [
    ...['id', 'email', 'first_name', 'last_name', 'display_name', 'full_name', 'avatar_url', 'phone', 'org_id'],
    ...['department', 'job_title', 'is_active', 'is_suspended', 'two_factor_enabled', 'last_activity_at'],
    ...['created_at', 'updated_at', 'deleted_at', 'row_version', 'row_xid'],
  ],
  'auth.user_sessions': [
    ...['id', 'user_id', 'db_role', 'device_name', 'device_type', 'browser', 'os', 'user_agent', 'ip_address'],
    ...['country', 'city', 'status', 'created_at', 'last_activity_at', 'expires_at', 'revoked_at', 'revoked_by'],
    'revocation_reason',
  ],
};

/** Where a client may change rows, but not every column of them. */
export const WRITABLE: Readonly<Record<string, readonly string[]>> = {
  'public.stores': ['name', 'url', 'currency', 'status'],
  'auth.users_extended': ['first_name', 'last_name', 'display_name', 'avatar_url', 'phone'],
  // a trigger refuses the last three with a message of its own
  'public.profiles': ['first_name', 'last_name', 'phone', 'avatar_url', 'role', 'organization_id', 'email'],
};

export function columnKindOf(relation: string, column: string): ColumnKind {
  const shown = SHOWN[relation];
  if (shown !== undefined && !shown.includes(column)) return 'sealed';
  if (SEALED_NAME.test(column)) return 'sealed';
  return PERSONAL[relation]?.includes(column) === true ? 'personal' : 'plain';
}
