import { prepared } from '../../src/engine/database/database.ts';
import { openTeamDecisions, openTeamRefusals } from '../../src/engine/team/team-inbox.ts';
import { checkDated } from './checks.ts';
import { answerAll, firstSyncOf, stateOf, tellSameSite } from './finale.ts';
import type { Desktop } from './desktop.ts';
import { recordsOf } from './team-bases.ts';
import type { TeamWorld } from './team-world.ts';
import { firstDifference } from './documents.ts';

const MINUTE_MS = 60_000;
const ROUNDS = 20;

/** Everybody runs once, one after the other, beginning with `first`; the rows of the boards follow. */
export async function followAll(world: TeamWorld, kind: 'incremental' | 'census', first: number): Promise<boolean> {
  const { desktops } = world;
  for (let at = 0; at < desktops.length; at += 1) {
    const desktop = desktops[(first + at) % desktops.length];
    if (desktop === undefined) continue;
    desktop.run(at === 0 ? kind : 'incremental');
    if (!(await world.settle(20_000))) return false;
    if (!desktop.isDead()) world.member(desktop.number).cycle();
    if (!(await world.settle(20_000))) return false;
  }
  return true;
}

function stateOfTeam(world: TeamWorld): string {
  const rows = (desktop: Desktop): string =>
    JSON.stringify([
      prepared(desktop.db(), 'SELECT table_name, key, version FROM team_shadows ORDER BY 1, 2').raw().all(),
      prepared(desktop.db(), 'SELECT id, state FROM team_outbox ORDER BY sequence').raw().all(),
      prepared(desktop.db(), 'SELECT count(*) FROM team_dirty').raw().all(),
      prepared(desktop.db(), 'SELECT what, row_id FROM team_marks ORDER BY 1, 2').raw().all(),
      openTeamDecisions(desktop.db()),
      openTeamRefusals(desktop.db()),
    ]);
  return world.desktops.map((desktop) => `${stateOf(desktop)}${rows(desktop)}`).join('\n');
}

/**
 * Faults end, everybody is online; each desktop in turn is the first to run and so the holder, until nothing moves any
 * more, whoever holds the shop. False, with the violation, when that never happens.
 */
export async function comeToRestAsTeam(world: TeamWorld): Promise<boolean> {
  const { shop, desktops } = world;
  world.tell('the faults end');
  world.marks.add('the faults end');
  shop.faults.clear();
  shop.state.hidden.clear();
  world.central.setCut(0);
  for (const desktop of desktops) {
    world.line.setUp(desktop.number, true);
    world.central.setUp(desktop.number, true);
    desktop.doom(null);
    desktop.setOnline(true);
  }
  if (!(await world.settle())) return unsettled(world, 'what was under way');
  for (const desktop of desktops) desktop.stopSchedule();
  world.look();
  await world.pass(11 * MINUTE_MS);
  for (const desktop of desktops) tellSameSite(world, desktop);
  if (!(await hearWhatIsDated(world))) return false;
  return await untilNothingMoves(world);
}

/** [I11] Without a census everybody has every change that carries a date: from the shop, or from who holds it. */
async function hearWhatIsDated(world: TeamWorld): Promise<boolean> {
  const isFirst = world.desktops.some((desktop) => firstSyncOf(desktop) === null);
  const began = world.event();
  for (let round = 0; round < 2; round += 1)
    if (!(await followAll(world, 'incremental', 0))) return unsettled(world, 'an incremental run');
  const [holder] = world.desktops;
  // without a lease runs of one break off runs of the other
  if (isFirst || holder === undefined || !world.setting.lease) return true;
  checkDated(world, holder, began);
  // a date alone is no change: what followers have is compared by content
  const bases = world.desktops.map((desktop) => JSON.stringify(recordsOf(world, desktop)));
  const behind = bases.findIndex((one) => one !== bases[0]);
  if (behind > 0)
    world.violate(
      'SHARE5',
      `d${behind} has not all that d0 saw, although it followed after it: ${firstDifference(bases[0] ?? '', bases[behind] ?? '')}`,
    );
  return true;
}

async function untilNothingMoves(world: TeamWorld): Promise<boolean> {
  const { desktops } = world;
  let before = '';
  let still = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    world.tell(`round ${round}`);
    // long enough for the deep look back
    if (round === 1) await world.pass(7 * 60 * MINUTE_MS);
    if (world.setting.diligent && round >= 1 && round < 7)
      for (const desktop of desktops) answerAll(world, desktop, 100_000 + round * 1000 + desktop.number * 100);
    for (const desktop of desktops) tellSameSite(world, desktop);
    for (const kind of ['census', 'incremental'] as const)
      if (!(await followAll(world, kind, round % desktops.length))) return unsettled(world, 'a round');
    await world.pass(6 * MINUTE_MS);
    const after = stateOfTeam(world);
    still = after === before ? still + 1 : 0;
    // each of them has held the shop and found nothing to do
    if (round >= 3 && still >= desktops.length) return true;
    before = after;
  }
  world.violate('I10', `no rest after ${ROUNDS} rounds without faults`);
  return false;
}

function unsettled(world: TeamWorld, what: string): boolean {
  world.violate('I10', `${what} never ended`);
  return false;
}
