import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What an earlier schema document names, as `scripts/seed-facts.mjs` wrote it down. */
const factsSchema = z.object({
  relations: z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) })),
  enums: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  functions: z.array(z.string()),
  indexes: z.array(z.object({ table: z.string(), definition: z.string() })),
  defaultRows: z.array(z.object({ table: z.string(), name: z.string(), values: z.unknown() })),
});
export type SeedFacts = z.infer<typeof factsSchema>;

export const SEEDS = ['000', '001', '002', '003', '004'] as const;

export function readSeedFacts(seed: string): SeedFacts {
  const path = join(import.meta.dirname, '..', 'seeds', `seed-${seed}.json`);
  return factsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
