/**
 * Who may do what with which kind of table, as decided (docs/sync-spec.md, ACCESS1 to ACCESS9). The verdicts in
 * access-matrix.json are these rules spelled out for every object; they are not read off the database.
 *
 * A verdict is the rows that somebody reaches, by letters: M the own (of this person), C of colleagues in the same
 * organization and the same stores, S of a store of the organization that the person is no member of, G of nobody in
 * particular. Rows of another tenant have the letter O, which no rule gives.
 */
export type Actor = 'owner' | 'manager' | 'developer' | 'viewer' | 'stranger' | 'nobody';
export type Verb = 'read' | 'insert' | 'update' | 'delete';
export type Rights = Readonly<Record<Verb, string>>;
export type ColumnKind = 'plain' | 'personal' | 'sealed';

export const ACTORS: readonly Actor[] = ['owner', 'manager', 'developer', 'viewer', 'stranger', 'nobody'];
export const VERBS: readonly Verb[] = ['read', 'insert', 'update', 'delete'];

/** Organization-wide levels of the actors; the stranger is the owner of the other tenant. */
const ALL = ['owner', 'manager', 'developer', 'viewer'] as const;
const FROM_USER = ['owner', 'manager', 'developer'] as const;
const FROM_MANAGER = ['owner', 'manager'] as const;
const ONLY_OWNER = ['owner'] as const;
type Member = (typeof ALL)[number];

type Kind = {
  readonly why: string;
  readonly rights: Readonly<Partial<Record<Verb, readonly Member[]>>>;
  /** What members reach; administrators also reach stores that they are not entered in. */
  readonly letters?: string;
  readonly adminLetters?: string;
  readonly nobodyReads?: boolean;
  /** Who reaches the own rows alone, where `rights` do not give more. */
  readonly own?: Readonly<Partial<Record<Verb, readonly Member[]>>>;
  readonly tables: readonly string[];
};

const RECORDS = { insert: FROM_MANAGER, update: FROM_MANAGER, delete: ONLY_OWNER } as const;
const ARRANGED = { insert: ONLY_OWNER, update: ONLY_OWNER } as const;

export const KINDS: Readonly<Record<string, Kind>> = {
  gate: {
    why: 'what a client must know before anybody signs in',
    rights: { read: ALL },
    letters: 'G',
    adminLetters: 'G',
    nobodyReads: true,
    tables: ['public.client_requirements', 'public.schema_migrations'],
  },
  shared: {
    why: 'the same for all organizations',
    rights: { read: ALL },
    letters: 'MCG',
    adminLetters: 'MCG',
    tables: [
      ...['auth.permissions', 'public.quota_policies', 'public.credit_actions', 'public.onboarding_paths'],
      ...['public.onboarding_templates', 'public.setup_checklist_items', 'public.workflow_templates'],
      'public.sync_retry_policy',
    ],
  },
  shop: {
    why: 'records of a shop without people: members read, managers write, deleting needs the permission to delete',
    rights: { read: ALL, ...RECORDS },
    tables: [
      ...['public.products', 'public.product_variations', 'public.product_images', 'public.product_attributes'],
      ...['public.store_categories', 'public.store_tags', 'public.store_brands', 'public.store_attributes'],
      ...['public.store_attribute_terms', 'public.shipping_classes'],
    ],
  },
  shopArrangement: {
    why: 'how the shop tells us about changes',
    rights: { read: ALL, ...ARRANGED, delete: ONLY_OWNER },
    tables: ['public.webhooks'],
  },
  buyers: {
    why: 'names and addresses of buyers: managers and owners; the others read orders_summary',
    rights: { read: FROM_MANAGER, ...RECORDS },
    tables: [
      ...['public.orders', 'public.order_items', 'public.order_notes', 'public.refunds', 'public.customers'],
      // bound to addresses of buyers (email_restrictions)
      'public.coupons',
    ],
  },
  buyersEvidence: {
    why: 'written by the system, and records of buyers may lie in it',
    rights: { read: FROM_MANAGER },
    tables: [
      ...['public.order_status_logs', 'public.sync_logs', 'public.sync_errors', 'public.sync_log'],
      ...['public.sync_error_log', 'public.workflow_execution_logs'],
    ],
  },
  shopEvidence: {
    why: 'written by the system, without records',
    rights: { read: ALL },
    tables: ['public.webhook_logs', 'public.taxonomy_sync_log', 'public.inventory_item', 'public.mirror_tombstones'],
  },
  sharedShop: {
    why: 'written by functions that check the lease; those of buyers only from manager on (shops-central.test.ts)',
    rights: { read: ALL },
    tables: ['public.store_leases', 'public.store_facts', 'public.store_documents', 'public.store_operations'],
  },
  syncPayload: {
    why: 'whole records on their way, buyers included',
    rights: { read: FROM_MANAGER, insert: FROM_MANAGER, update: FROM_MANAGER },
    tables: [...['public.sync_job_queue', 'public.sync_conflict', 'public.sync_preview_cache']],
  },
  trade: {
    why: 'sync, stock and prices: everybody sees them, managers run them',
    rights: { read: ALL, insert: FROM_MANAGER, update: FROM_MANAGER },
    tables: [
      ...['public.sync_progress', 'public.sync_schedule', 'public.sync_state', 'public.integration_mapping'],
      ...['public.inventory_allocation', 'public.inventory_location'],
      ...['public.pricing_optimization_job', 'public.pricing_recommendation'],
    ],
  },
  tradeLedger: {
    why: 'movements of stock: added to, never changed',
    rights: { read: ALL, insert: FROM_MANAGER },
    tables: ['public.inventory_movement'],
  },
  syncLedger: {
    why: 'what was done to records on their way: added to, never changed',
    rights: { read: FROM_MANAGER, insert: FROM_MANAGER },
    tables: ['public.sync_activity_log'],
  },
  partners: {
    why: 'people and amounts of suppliers',
    rights: { read: FROM_MANAGER, insert: FROM_MANAGER, update: FROM_MANAGER },
    tables: ['public.supplier', 'public.invoice'],
  },
  crm: {
    why: 'people outside: from user on',
    rights: { read: FROM_USER, insert: FROM_USER, update: FROM_USER },
    tables: ['public.contacts', 'public.opportunities', 'public.crm_events', 'public.event_reminders'],
  },
  projects: {
    why: 'boards: everybody reads, from user on they write',
    rights: { read: ALL, insert: FROM_USER, update: FROM_USER },
    tables: [
      ...['public.sprints', 'public.tasks', 'public.bug_reports', 'public.deployments', 'public.project_alerts'],
      ...['public.sprint_capacity', 'public.task_links', 'public.task_templates', 'public.error_links'],
    ],
  },
  comments: {
    why: 'everybody reads, the author writes',
    rights: { read: ALL },
    own: { insert: FROM_USER, update: FROM_USER },
    tables: ['public.task_comments'],
  },
  work: {
    why: 'everybody reads; whoever worked writes, and who manages projects corrects',
    rights: { read: ALL, update: ONLY_OWNER },
    own: { insert: FROM_USER, update: FROM_USER },
    tables: ['public.work_logs'],
  },
  projectTrail: {
    why: 'what happened to tasks: added to in one’s own name, never changed',
    rights: { read: ALL },
    own: { insert: FROM_USER },
    tables: ['public.task_history', 'public.task_logs'],
  },
  views: {
    why: 'one’s own ways of looking at the boards; shared ones are read',
    rights: {},
    own: { read: ALL, insert: FROM_USER, update: FROM_USER },
    tables: ['public.board_views'],
  },
  readMarks: {
    why: 'what one has read of the boards',
    rights: {},
    own: { read: ALL, insert: ALL, update: ALL },
    tables: ['public.alert_states'],
  },
  arrangements: {
    why: 'how the organization works: everybody reads, administrators write',
    rights: { read: ALL, ...ARRANGED },
    tables: [
      ...['public.organization_settings', 'public.notification_rules', 'public.escalation_rules', 'public.alert_rules'],
      ...['public.rollback_procedures', 'public.automation_agents', 'public.workflow_definitions'],
      ...['public.loyalty_program', 'public.pricing_rule', 'public.incidents', 'public.agent_alerts'],
    ],
  },
  membership: {
    why: 'who works in a store; entered and removed by functions that compare ranks',
    rights: { read: ALL },
    tables: ['public.store_users'],
  },
  fortress: {
    why: 'how the organization defends itself',
    rights: { read: ONLY_OWNER, ...ARRANGED },
    tables: ['public.ip_whitelist', 'public.geo_restrictions', 'public.data_sensitivity_classifications'],
  },
  vault: {
    why: 'that something is connected; what it is connected with is sealed; written by functions only',
    rights: { read: ONLY_OWNER },
    tables: [
      ...['public.organization_invitations', 'public.integrations', 'public.api_integrations'],
      ...['public.outbound_webhooks', 'public.api_tokens', 'public.credential_access_logs'],
    ],
  },
  forms: { why: 'forms for strangers', rights: { read: FROM_USER }, tables: ['public.forms'] },
  billing: {
    why: 'billing:read is an administrator’s',
    rights: { read: ONLY_OWNER },
    tables: [
      ...['public.organization_credits', 'public.credit_ledger', 'public.credit_consumption_logs'],
      'public.organization_subscriptions',
    ],
  },
  quotas: {
    why: 'quotas:read is a manager’s',
    rights: { read: FROM_MANAGER },
    tables: [
      ...['public.quota_alerts', 'public.organization_quota_overrides', 'public.api_rate_limits'],
      ...['public.api_usage_statistics', 'public.rate_limit_config', 'public.rate_limit_tracking'],
      'public.rate_limit_quota_usage',
    ],
  },
  evidence: {
    why: 'written by the system, for the whole organization',
    rights: { read: ALL },
    tables: [
      ...['public.agent_execution_logs', 'public.agent_insights', 'public.alert_history', 'public.price_history'],
      ...['core.stock_on_hand', 'public.system_metrics', 'public.agent_execution_log'],
      ...['public.automations', 'public.organization', 'public.organizations'],
    ],
  },
  own: {
    why: 'of one person, for that person',
    rights: { read: ALL, insert: ALL, update: ALL, delete: ALL },
    letters: 'M',
    adminLetters: 'M',
    tables: [
      ...['auth.user_preferences', 'public.notification_preferences', 'public.notification_quiet_hours'],
      ...['public.user_onboarding_progress', 'public.setup_checklist_progress'],
    ],
  },
  ownEvidence: {
    why: 'about oneself: read, never written',
    rights: { read: ALL },
    letters: 'M',
    adminLetters: 'M',
    tables: [
      ...['auth.login_history', 'public.security_alerts', 'public.user_2fa_attempts', 'public.trusted_devices'],
      ...['public.data_export_requests', 'public.account_deletion_requests', 'public.notification_logs'],
      ...['auth.user_sessions', 'public.login_history', 'public.login_attempts'],
    ],
  },
  ownDenials: {
    why: 'one’s own; administrators see everybody’s',
    rights: { read: ALL },
    letters: 'M',
    adminLetters: 'MC',
    tables: ['auth.user_permissions', 'auth.devices'],
  },
  directory: {
    why: 'colleagues: who they are and which roles they have',
    rights: { read: ALL },
    tables: ['auth.roles', 'auth.role_permissions', 'auth.user_roles', 'public.user_roles', 'public.device_keys'],
  },
  profile: {
    why: 'colleagues are read; oneself is changed, in a few columns',
    rights: { read: ALL },
    tables: ['auth.users_extended', 'public.profiles'],
  },
  stores: {
    why: 'owners; never the keys',
    rights: { read: ONLY_OWNER, update: ONLY_OWNER },
    tables: ['public.stores'],
  },
  masked: {
    why: 'what everybody may see of orders and stores, looked up behind the policies',
    rights: { read: ALL },
    tables: [
      ...['public.orders_summary', 'public.coupons_summary', 'public.stores_public', 'public.store_basic_info'],
      'public.orders_masked',
    ],
  },
  trail: {
    why: 'who did what: administrators',
    rights: { read: ONLY_OWNER },
    tables: [
      ...['public.audit_logs', 'auth.security_events', 'public.audit_logs_enhanced', 'public.audit_critical_changes'],
      'public.audit_log_exports',
    ],
  },
  trailSums: {
    why: 'the trail per person; what nobody in particular did is a line of its own that names no organization',
    rights: { read: ONLY_OWNER },
    adminLetters: 'MCG',
    tables: ['public.audit_user_activity'],
  },
  closed: {
    why: 'no client at all: secrets, the system’s own, and what has no screen yet',
    rights: {},
    tables: [
      ...['auth.password_history', 'auth.users', 'public.user_2fa_settings', 'public.passkeys', 'public.magic_links'],
      ...['public.oauth_accounts', 'public.connected_apps', 'public.audit_chain_heads', 'public.rate_limit_buckets'],
      ...['public.ip_access_log', 'public.maintenance_jobs', 'public.loyalty_member', 'public.loyalty_reward'],
      ...['public.loyalty_transaction', 'public.loyalty_tier', 'public.loyalty_redemption'],
      ...['public.webhook_log_rate_limit', 'public.webhook_deliveries', 'public.integration_usage_logs'],
      ...['public.workflow_triggers', 'public.workflow_versions', 'public.workflow_conditions'],
      ...['public.workflow_actions', 'public.workflow_variables', 'public.workflow_execution_steps'],
      ...['public.form_submissions', 'public.system_health_checks', 'public.rollback_executions'],
      ...['public.incident_actions', 'public.debug_logs', 'public.anomaly_response_actions'],
      ...['public.superadmin_logs', 'public.google_credentials', 'compat_003.webhooks', 'compat_000.sync_progress'],
      ...['compat_000.users_extended', 'compat_000.user_sessions', 'auth.audit_events', 'public.security_events'],
      ...['public.user_sessions', 'auth.enrolment_requests', 'auth.sign_in_attempts', 'auth.enrolment_gate'],
      ...['public.device_pushes', 'public.feed_horizon', 'public.presence'],
      'public.store_key_shares',
    ],
  },
};

/** Self-service on one's own line, beside what the kind gives. */
const EXTRA: Readonly<Record<string, Partial<Rights>>> = {
  'auth.users_extended': { update: 'M' },
  'public.profiles': { update: 'M' },
};

/** The kind of a table or view, or null where nobody has decided. A partition is like no table: only its parent is asked. */
export function kindOf(relation: string): string | null {
  return Object.keys(KINDS).find((name) => KINDS[name]?.tables.includes(relation)) ?? null;
}

export function rightsOf(relation: string, actor: Actor): Rights {
  const kind = KINDS[kindOf(relation) ?? ''];
  const of = (verb: Verb): string => {
    if (kind === undefined) return '';
    if (actor === 'nobody') return verb === 'read' && kind.nobodyReads === true ? 'G' : '';
    const member: Member = actor === 'stranger' ? 'owner' : actor;
    const own = kind.own?.[verb]?.includes(member) === true ? 'M' : '';
    const extra = EXTRA[relation]?.[verb] ?? own;
    if (!(kind.rights[verb] ?? []).includes(member)) return extra;
    if (member === 'owner') return kind.adminLetters ?? kind.letters ?? 'MCS';
    return kind.letters ?? 'MC';
  };
  return { read: of('read'), insert: of('insert'), update: of('update'), delete: of('delete') };
}
