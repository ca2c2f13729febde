import { prepared } from '../../src/engine/database/database.ts';
import { checkQueue } from './check-queue.ts';
import { checkBases, checkWhole } from './check-restart.ts';
import { checkRows } from './check-rows.ts';
import { checkSame } from './checks.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import { firstDifference } from './documents.ts';
import { otherStoreIn } from './other-store.ts';
import { recordsOf } from './team-bases.ts';
import { checkBoards } from './team-check-boards.ts';
import { checkTeamLedger } from './team-check-ledger.ts';
import { followAll } from './team-finale.ts';
import type { TeamWorld } from './team-world.ts';

/** Everything that must be true of a team at rest. */
export async function checkTeam(world: TeamWorld): Promise<void> {
  for (const desktop of world.desktops) {
    checkSame(world, desktop);
    checkRows(world, desktop);
    checkQueue(world, desktop);
    checkWhole(world, desktop);
    checkBases(world, desktop);
    checkTold(world, desktop);
    if (otherStoreIn(desktop.db()) !== world.other)
      world.violate('I15', `d${desktop.number} touched what it holds of another shop`);
  }
  checkAlike(world);
  checkTeamLedger(world);
  checkBoards(world);
  await checkQuietTeam(world);
}

/** [SHARE1, I10] Central was told everything, and what it has is what is here. */
function checkTold(world: TeamWorld, desktop: Desktop): void {
  const db = desktop.db();
  const marks = prepared<{ what: string; row_id: string }>(db, `SELECT what, row_id FROM team_marks`).all();
  if (marks.length > 0)
    world.violate(
      'SHARE1',
      `d${desktop.number} never told central of ${marks.length} changes: ${JSON.stringify(marks[0])}`,
    );
  const there = new Map(world.shops.documents().map((one) => [one.id, one.hash]));
  const here = recordsOf(world, desktop);
  const differing = here.filter(({ id, hash }) => there.get(id) !== hash);
  if (differing.length > 0)
    world.violate(
      'SHARE5',
      `d${desktop.number} has ${here.length} documents, central ${there.size}, ${differing.length} differ: ${JSON.stringify(differing[0])}`,
    );
}

const OPEN = `SELECT id, record_id, kind, payload, state FROM outbox WHERE store_id = '${STORE}' AND state <> 'ended' ORDER BY id`;
const ORDER = `SELECT record_id, id FROM outbox WHERE store_id = '${STORE}' AND state <> 'ended' ORDER BY record_id, sequence`;
const ASKED = `SELECT id, local_id, conflict_type, local_data, remote_data, conflicting_fields FROM sync_conflict
  WHERE store_id = '${STORE}' AND status = 'open' ORDER BY id`;
const REFUSED = `SELECT id, entity_id, error_code, assignee FROM sync_errors WHERE store_id = '${STORE}' AND resolved = 0 ORDER BY id`;

/** [SHARE1, SHARE2, SHARE7] All mirrors are the same: ids, rows of the shop, what waits and in which order, what is asked. */
function checkAlike(world: TeamWorld): void {
  const known = world.desktops.map((desktop) => JSON.stringify(recordsOf(world, desktop)));
  const apart = known.findIndex((one) => one !== known[0]);
  if (apart > 0)
    world.violate('SHARE7', `d0 and d${apart} differ: ${firstDifference(known[0] ?? '', known[apart] ?? '')}`);
  const asked = [
    ['changes', OPEN],
    ['orders of changes', ORDER],
    ['decisions', ASKED],
    ['refusals', REFUSED],
  ] as const;
  for (const [what, sql] of asked) {
    const seen = world.desktops.map((desktop) => JSON.stringify(prepared(desktop.db(), sql).raw().all()));
    const other = seen.findIndex((one) => one !== seen[0]);
    if (other > 0)
      world.violate(
        'SHARE1',
        `d0 and d${other} have different ${what}: ${firstDifference(seen[0] ?? '', seen[other] ?? '')}`,
      );
  }
  const open = world.shops.operations().filter(({ state }) => state !== 'ended');
  const rows = prepared<string[]>(world.desktops[0]?.db() as never, OPEN)
    .raw()
    .all();
  const here = rows.map(([id = '', , , , state = '']) => ({ id, state }));
  const states = new Map(here.map(({ id, state }) => [id, state]));
  const other = open.find(({ id, state }) => states.get(id) !== state);
  if (open.length === here.length && other === undefined) return;
  const found = here.find(({ id }) => !open.some((one) => one.id === id));
  world.violate(
    'SHARE1',
    `central has ${open.length} open changes, d0 ${here.length}: ${JSON.stringify(other ?? null)} there, ${JSON.stringify(found ?? null)} here`,
  );
}

/** [I8] At rest nothing is sent, whoever holds the shop. */
async function checkQuietTeam(world: TeamWorld): Promise<void> {
  const sent = world.writesSent();
  const operations = world.shops.operations().length;
  for (const { number } of world.desktops) {
    await followAll(world, 'incremental', number);
    await world.pass(60_000);
  }
  if (world.writesSent() !== sent) world.violate('I8', `${world.writesSent() - sent} writes were sent at rest`);
  if (world.shops.operations().length !== operations) world.violate('I8', 'somebody queued something at rest');
}
