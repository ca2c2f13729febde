import { describe, test } from 'vitest';
import { SHOP_SCENARIOS } from '../support/shop-scenarios.ts';
import type { SharingDesktop } from '../support/shop-scenarios.ts';
import { createTeamFixture } from './support/team-fixture.ts';
import type { Member } from './support/team-fixture.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const sharing = (member: Member): SharingDesktop => Object.assign(member, { central: member.device.line });

describe('[SHARE1] shared shops over PostgreSQL: what its model is held against', () => {
  test.each(SHOP_SCENARIOS)('$title', async ({ play }) => {
    const { shop, clock, a, b, letLeaseRunOut } = await createTeamFixture(world());
    await play({ shop, clock, a: sharing(a), b: sharing(b), letLeaseRunOut });
  });
});
