import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.mjs';
import { UserProblem, runMain, say } from './lib/report.mjs';

/** What a document describes in words where it gives no name. */
const NAMES = {
  'pricing rules': 'pricing_rule',
  'pricing optimization jobs': 'pricing_optimization_job',
  'pricing recommendations': 'pricing_recommendation',
  'loyalty rewards': 'loyalty_reward',
  'inventory allocations': 'inventory_allocation',
  'inventory movements': 'inventory_movement',
  'sync state tables': 'sync_state',
  mappings: 'integration_mapping',
  'WooCommerce queue infrastructure': 'sync_job_queue',
};

/**
 * `node scripts/seed-facts.mjs INVENTORY.json`: writes what the five schema documents name into test/postgres/seeds,
 * one file each: relations with their columns, enums with their values, functions, and default rows by their key.
 */
await runMain(() => {
  const [inventoryPath] = process.argv.slice(2);
  if (inventoryPath === undefined) throw new UserProblem('Usage: node scripts/seed-facts.mjs INVENTORY.json');
  const objects = JSON.parse(readFileSync(inventoryPath, 'utf8'));
  for (const seed of [...new Set(objects.map((object) => object.seed))].sort()) {
    const facts = factsOf(objects.filter((object) => object.seed === seed));
    const path = join(root, 'test', 'postgres', 'seeds', `seed-${seed}.json`);
    writeFileSync(path, `${JSON.stringify(facts, null, 2)}\n`);
    say(`${path}: ${facts.relations.length} relations`);
  }
});

function factsOf(objects) {
  const ofKind = (...kinds) => objects.filter(({ kind }) => kinds.includes(kind));
  const columnsOf = ({ columns }) => (columns ?? []).map(({ name }) => name);
  return {
    relations: ofKind('table', 'view').map((object) => ({
      schema: object.schema,
      name: NAMES[object.name] ?? object.name,
      columns: columnsOf(object),
    })),
    enums: ofKind('enum').map(({ name, values }) => ({ name, values })),
    functions: [...new Set(ofKind('function').map(({ name }) => name))],
    indexes: ofKind('index').map(({ table, definition }) => ({ table, definition })),
    defaultRows: ofKind('default-row').map(({ table, name, values }) => ({ table, name, values })),
  };
}
