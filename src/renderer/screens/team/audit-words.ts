import { m } from '../../paraglide/messages.js';
import { wordEvent } from './security-words.ts';

const ACTS: Readonly<Record<string, () => string>> = {
  insert: m.admin_act_insert,
  update: m.admin_act_update,
  delete: m.admin_act_delete,
  store_pull: m.admin_act_store_pull,
};
const THINGS: Readonly<Record<string, () => string>> = {
  stores: m.admin_thing_stores,
  store_users: m.admin_thing_store_users,
  products: m.admin_thing_products,
  product_variations: m.admin_thing_product_variations,
  orders: m.admin_thing_orders,
  customers: m.admin_thing_customers,
  coupons: m.admin_thing_coupons,
  user_roles: m.admin_thing_user_roles,
  user_permissions: m.admin_thing_user_permissions,
  organization_invitations: m.admin_thing_organization_invitations,
  devices: m.admin_thing_devices,
  organization_settings: m.admin_thing_organization_settings,
  person: m.admin_thing_person,
  audit_logs: m.admin_thing_audit_logs,
  inventory_item: m.admin_thing_inventory_item,
  pricing_rule: m.admin_thing_pricing_rule,
};

/** What was done; what a later central does stands for itself. */
export function wordAct(action: string): string {
  return ACTS[action]?.() ?? wordEvent(action);
}

/** What it was done to. */
export function wordThing(table: string): string {
  return THINGS[table]?.() ?? table.replaceAll('_', ' ');
}
