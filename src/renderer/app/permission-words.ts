import { m } from '../paraglide/messages.js';

const RESOURCES: Readonly<Record<string, () => string>> = {
  products: m.admin_resource_products,
  taxonomies: m.admin_resource_taxonomies,
  orders: m.admin_resource_orders,
  customers: m.admin_resource_customers,
  inventory: m.admin_resource_inventory,
  pricing: m.admin_resource_pricing,
  loyalty: m.admin_resource_loyalty,
  stores: m.admin_resource_stores,
  webhooks: m.admin_resource_webhooks,
  sync: m.admin_resource_sync,
  projects: m.admin_resource_projects,
  agents: m.admin_resource_agents,
  workflows: m.admin_resource_workflows,
  crm: m.admin_resource_crm,
  incidents: m.admin_resource_incidents,
  notifications: m.admin_resource_notifications,
  quotas: m.admin_resource_quotas,
  billing: m.admin_resource_billing,
  users: m.admin_resource_users,
  roles: m.admin_resource_roles,
  audit: m.admin_resource_audit,
  security: m.admin_resource_security,
  settings: m.admin_resource_settings,
};
const ACTIONS: Readonly<Record<string, () => string>> = {
  create: m.admin_action_create,
  read: m.admin_action_read,
  update: m.admin_action_update,
  delete: m.admin_action_delete,
  manage: m.admin_action_manage,
  execute: m.admin_action_execute,
};

/** A resource of a later central stands for itself. */
export function wordResource(resource: string): string {
  return RESOURCES[resource]?.() ?? resource;
}

export function wordAction(action: string): string {
  return ACTIONS[action]?.() ?? action;
}

/** `users:create` as “People: Create”. */
export function wordPermission(permission: string): string {
  const [resource = '', action = ''] = permission.split(':');
  return m.admin_permission({ resource: wordResource(resource), action: wordAction(action) });
}
