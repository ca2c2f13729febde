import type { StoreRole } from './team-gate.ts';
import type { KnownAccess } from './team-store.ts';

type Rights = Pick<KnownAccess, 'role' | 'permissions' | 'storeRoles'>;
const RANK: Readonly<Record<StoreRole, number>> = { viewer: 1, manager: 2, owner: 3 };

/** Whether something that was readable before may not be read any more: a level, a permission to read, a store. [JOIN4] */
export function seesLess(before: Rights, now: Rights): boolean {
  const held = new Set(now.permissions);
  if (now.role.level < before.role.level) return true;
  if (before.permissions.some((name) => name.endsWith(':read') && !held.has(name))) return true;
  return Object.entries(before.storeRoles).some(([storeId, role]) => {
    const present = now.storeRoles[storeId];
    return present === undefined || RANK[present] < RANK[role];
  });
}

/** Whether anything about the rights changed at all; then everything is read anew. [TEAM13] */
export function isOtherAccess(before: Rights, now: Rights): boolean {
  return textOf(before) !== textOf(now);
}

function textOf({ role, permissions, storeRoles }: Rights): string {
  const stores = Object.entries(storeRoles).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([role.level, permissions.toSorted(), stores]);
}
