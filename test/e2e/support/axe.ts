import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What stands in the way of people who cannot see or point: each serious or critical finding with its places. `rules`
 * looks for some only, where the rest was looked at before.
 */
export async function findObstacles(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Electron's context opens no second page, which the newer mode would need.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ html }) => html).join(' | ')}`);
}
