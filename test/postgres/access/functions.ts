export const CALLERS = ['app_user', 'app_worker', 'app_ingest', 'app_enrol'] as const;
export type Caller = (typeof CALLERS)[number];

/**
 * Who may call what. Whatever is not named is for nobody: triggers run without being callable, and what takes a
 * person's id answers only inside policies and other functions.
 */
const CALLABLE: Readonly<Record<Caller, readonly string[]>> = {
  app_user: [
    ...['auth.session_id()', 'auth.uid()', 'auth.user_org_id()', 'auth.my_role_level()', 'auth.am_super_admin()'],
    ...['auth.my_permissions()', 'auth.my_stores()', 'auth.my_security_score()'],
    ...['auth.my_store_ids(store_role)', 'auth.may(text)'],
    // answer about the caller only, whoever is asked about
    'public.has_role(uuid,app_role)',
    'public.user_store_role(uuid,uuid)',
    'public.user_has_store_access(uuid,uuid)',
    // say nothing about anybody
    ...['public.mask_pii(text)', 'public.decimal_of(text)', 'public.severity_rank(text)'],
    ...['public.custom_access_token_hook(jsonb)', 'public.get_quota_usage()'],
    // invitations and devices, by permission
    ...['auth.create_invitation(text,text)', 'auth.invite_own_device()', 'auth.revoke_device(uuid)'],
    ...['auth.withdraw_invitation(uuid)', 'auth.list_locks()'],
    ...['auth.end_revoked_connections()', 'auth.enrolment_password()'],
    // sessions; signing in is judged in two transactions
    ...['auth.begin_sign_in(text,text,text)', 'auth.finish_sign_in(uuid)', 'auth.begin_password_change(text,text)'],
    ...['auth.finish_password_change(uuid)', 'auth.sign_out()', 'auth.revoke_session(uuid)'],
    // the second factor, a forgotten password and another address too
    ...['auth.begin_second_factor(uuid,text)', 'auth.finish_second_factor(uuid,boolean)', 'auth.my_second_factor()'],
    ...['auth.begin_second_factor_on(text,text,text,text[])', 'auth.begin_second_factor_off(text,text)'],
    ...['auth.begin_backup_codes(text,text[])', 'auth.finish_second_factor_change(uuid)'],
    ...['auth.begin_password_reset(text,text)', 'auth.finish_password_reset(uuid)'],
    ...['auth.begin_address_change(text,text,text)', 'auth.finish_address_change(uuid)'],
    // about a colleague: permission, level and organization of who asks are judged inside
    ...['auth.set_role(uuid,text)', 'auth.suspend_person(uuid,text)', 'auth.unsuspend_person(uuid)'],
    'auth.set_permission(uuid,text,boolean,text,timestamp with time zone,timestamp with time zone)',
    ...['auth.clear_permission(uuid,text,boolean)', 'auth.remove_person(uuid)', 'auth.remove_second_factor(uuid)'],
    ...['auth.set_store_member(uuid,uuid,store_role)', 'auth.remove_store_member(uuid,uuid)'],
    ...['auth.transfer_store(uuid,uuid)', 'auth.transfer_organization(uuid)'],
    ...['auth.issue_password_reset(uuid)', 'auth.unlock_person(uuid)', 'auth.revoke_sessions_of(uuid)'],
    // sessions, devices and how well an account is kept
    ...['auth.list_sessions(uuid)', 'auth.list_devices(uuid)', 'auth.touch_session()', 'auth.revoke_other_sessions()'],
    ...['auth.revoke_other_devices()', 'auth.end_device_trust(uuid)', 'auth.my_security_report()'],
    'auth.organization_security_report()',
    // the trail, as its policy lets see it, and jobs, which run with their own rights
    'public.read_audit_log(uuid,text[],text[],uuid,timestamp with time zone,timestamp with time zone,text,timestamp with time zone,bigint,integer)',
    ...['public.verify_my_audit_chain()', 'public.begin_audit_export(text,jsonb)'],
    'public.finish_audit_export(uuid,integer,bigint,text,text)',
    ...['public.run_due_jobs(integer)', 'public.list_jobs()'],
    // so are the keys of a store
    ...['public.begin_credential_access(uuid)', 'public.get_store_credentials(uuid)'],
    // team sync: reading and writing as who asks
    ...['public.team_state(text[])', 'public.team_changes(xid8,bigint,xid8,text[],integer)'],
    ...['public.team_rows(text,text,integer)', 'public.push_changes(jsonb)', 'auth.shared_table(text)'],
    ...['auth.unwritable_field(regclass,text,jsonb)', 'auth.shared_row(text,text)', 'auth.line_fault(jsonb,record)'],
    ...['auth.write_shared_row(record,text,text,bigint,jsonb)', 'auth.take_line(jsonb)'],
    ...['auth.field_of_constraint(regclass,text,jsonb)', 'auth.feed_history()', 'public.team_lag()'],
    // about the own device only; forging its answers harms nobody else
    ...['auth.my_device()', 'auth.required_device()', 'public.last_push_sequence()'],
    ...['public.begin_push_line(bigint,uuid)', 'public.finish_push_line(bigint,uuid,jsonb)'],
    ...['public.tell_presence(jsonb)', 'public.team_presence()', 'public.team_horizon()', 'public.team_channel(uuid)'],
    // shared shops: by rank in the store, on an enrolled device, and with the lease's token
    'public.share_store(uuid,text,text,text,text,text)',
    ...['public.take_store_lease(uuid)', 'public.renew_store_lease(uuid,bigint)'],
    ...['public.release_store_lease(uuid,bigint)', 'public.push_removals(uuid,bigint,uuid[])'],
    'public.push_documents(uuid,bigint,text,uuid[],bigint[],bigint[],text[],bigint[],bigint[],text[],json,json)',
    ...['public.push_store_facts(uuid,bigint,jsonb)', 'public.push_store_changes(uuid,bigint,jsonb)'],
    'public.claim_operations(uuid,bigint,uuid[],bigint[],bigint)',
    ...['public.take_over_claims(uuid,bigint)', 'public.publish_device_key(bytea)'],
    ...['public.share_store_key(uuid,uuid,text)', 'public.withdraw_store_key(uuid,uuid)'],
    'public.my_store_keys()',
  ],
  app_worker: [
    ...['public.keep_house()', 'public.auto_cleanup_preview_cache()', 'public.severity_rank(text)'],
    ...['public.cleanup_expired_sessions()', 'public.cleanup_old_taxonomy_sync_logs()'],
    ...['public.cleanup_old_rate_limit_data()', 'public.cleanup_old_health_data()', 'public.maintain_partitions()'],
    ...['public.drop_expired_partitions()', 'public.cleanup_old_sync_logs()', 'public.cleanup_old_audit_logs()'],
    ...['public.finish_account_deletions()', 'public.chain_audit_logs(integer)', 'public.verify_audit_chain(uuid)'],
    ...['public.get_slow_queries(integer)', 'public.check_index_health()', 'auth.cleanup_password_history()'],
    ...['auth.cleanup_security_events()', 'auth.end_revoked_connections()', 'auth.verify_audit_chains()'],
    ...['public.run_due_jobs(integer)', 'public.cleanup_old_tombstones(integer)'],
    ...['public.cleanup_old_pushes()', 'public.end_idle_transactions(interval)', 'public.team_lag()'],
  ],
  app_ingest: ['public.log_webhook(uuid,text,text,text,text)'],
  app_enrol: ['auth.begin_enrolment(text,text,text)', 'auth.finish_enrolment(uuid)'],
};

export function allowedCallers(signature: string): readonly Caller[] {
  return CALLERS.filter((caller) => CALLABLE[caller].includes(signature));
}
