import { describe, expect, test } from 'vitest';
import type { ReadableDb } from '../../src/engine/database/database.ts';
import { guardHandlers, PERMISSIONS, RESOURCE_OF } from '../../src/engine/handlers/team-guard.ts';
import { BOARD_READS } from '../../src/shared/domain/boards/permissions.ts';
import { engineContract } from '../../src/shared/contract/engine-contract.ts';
import type { EngineContract } from '../../src/shared/contract/engine-contract.ts';
import { teamAdminMethods } from '../../src/shared/contract/team-admin.ts';
import { ENTITY_NAMES } from '../../src/shared/domain/entities.ts';
import { ok } from '../../src/shared/result.ts';
import type { Handlers } from '../../src/shared/wire.ts';

/** They change nothing of a shop. A new method of the contract stands here or names its permission. */
const READS = [
  ...['shared.inbox', 'shared.discard', 'shared.tellOpen', 'shared.presence'],
  ...BOARD_READS,
  'app.rescue',
  'bulk.preview',
  'bulk.size',
  'conflicts.list',
  'conflicts.merged',
  'errors.list',
  'history.list',
  'journal.activity',
  'journal.items',
  'journal.taxonomy',
  'orders.detail',
  'pending.list',
  'products.detail',
  'records.counts',
  'records.get',
  'records.ids',
  'records.list',
  'stores.check',
  'stores.examine',
  'stores.list',
  'sync.preview',
  'sync.progress',
  'sync.runs',
  'sync.status',
  'triage.groups',
  'triage.records',
  'unsent.export',
  'unsent.inspect',
  'unsent.waiting',
];
/** A database is set up by its owner, who is no person of a team yet. */
const SETUP = ['central.examine', 'central.migrate', 'central.firstOrganization'];
/** Central judges each of them itself, in the caller's session. */
const JUDGED_BY_CENTRAL = Object.keys(teamAdminMethods).filter((name) => !SETUP.includes(name));
const OPEN = [
  ...SETUP,
  ...['app.facts', 'app.rescueRead', 'secrets.status', 'secrets.usePassphrase', 'settings.get', 'settings.set'],
];

type Asked = { readonly type: string; readonly permission?: string };
/** Asks one guarded method and answers the refusal's tag with what it needed, or `passed`. */
async function outcomeOf(
  method: string,
  input: object,
  guard: {
    readonly isOpen?: boolean;
    readonly held?: readonly string[];
    readonly rank?: 'viewer' | 'manager' | null;
  } = {},
): Promise<string> {
  const handlers = { [method]: () => ok('passed') } as unknown as Handlers<EngineContract>;
  // `entity` of a row that names it; no store of a record
  const db = { prepare: () => ({ get: () => ({ entity: 'orders' }) }) } as unknown as ReadableDb;
  const guarded = guardHandlers(
    handlers,
    {
      isOpen: () => guard.isOpen ?? true,
      may: (permission) => (guard.held ?? []).includes(permission),
      storeRole: () => guard.rank ?? null,
    },
    db,
  ) as unknown as Record<string, (input: object, context: object) => Promise<{ ok: boolean; error?: Asked }>>;
  const answer = await guarded[method]?.(input, {});
  return answer?.error === undefined ? 'passed' : `${answer.error.type} ${answer.error.permission ?? ''}`.trim();
}

describe('[TEAM15] permissions of the commands', () => {
  test('[TEAM15] every method of the contract is open, reads, or says which permission it needs', () => {
    const methods = Object.keys(engineContract.methods).filter((name) => !name.startsWith('team.'));
    expect([...OPEN, ...READS, ...JUDGED_BY_CENTRAL, ...Object.keys(PERMISSIONS)].toSorted()).toEqual(
      methods.toSorted(),
    );
  });

  test('[TEAM15] every entity belongs to a resource that central knows', () => {
    expect(ENTITY_NAMES.map((name) => RESOURCE_OF[name])).not.toContain(undefined);
  });

  test.each([
    ['records.edit', { entity: 'variations' }, 'products:update'],
    ['records.create', { entity: 'coupons' }, 'pricing:create'],
    ['records.trash', { entity: 'customers' }, 'customers:delete'],
    ['stock.change', { entity: 'products' }, 'inventory:create'],
    ['conflicts.resolve', { id: 'c' }, 'orders:update'],
    ['history.restoreField', { sequence: 1 }, 'orders:update'],
    ['stores.remove', { id: 's' }, 'stores:delete'],
    ['sync.run', { storeId: 's' }, 'sync:execute'],
    ['tasks.create', { title: 'T' }, 'projects:create'],
    ['tasks.move', { ids: ['t'] }, 'projects:update'],
    ['time.enter', { text: '1h' }, 'projects:create'],
  ])('[TEAM15] %s of %j needs %s, and is refused without it before it runs', async (method, input, permission) => {
    expect(await outcomeOf(method, input)).toBe(`NotAllowed ${permission}`);
    expect(await outcomeOf(method, input, { held: [permission] })).toBe('passed');
  });

  test('[TEAM15] who only looks at a store changes nothing in it', async () => {
    const input = { entity: 'products', storeId: 's' };
    const held = ['products:create'];
    expect(await outcomeOf('records.create', input, { held, rank: 'viewer' })).toBe('NotAllowed products:create');
    expect(await outcomeOf('records.create', input, { held, rank: 'manager' })).toBe('passed');
  });

  test('[TEAM14] signed out, only what lets a person in answers', async () => {
    for (const method of Object.keys(engineContract.methods)) {
      const isOpen = OPEN.includes(method) || method.startsWith('team.');
      expect([method, await outcomeOf(method, {}, { isOpen: false })]).toEqual([
        method,
        isOpen ? 'passed' : 'SignedOut',
      ]);
    }
  });
});
