import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What stands in the way of people who cannot see or point: each serious or critical finding with its places. */
export async function findObstacles(page: Page): Promise<readonly string[]> {
  // Electron's context opens no second page, which the newer mode would need.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ html }) => html).join(' | ')}`);
}
