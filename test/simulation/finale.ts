import { prepared } from '../../src/engine/database/database.ts';
import { checkDated } from './checks.ts';
import { answerQuestion, answerRefusal } from './decisions.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import type { World } from './world.ts';

const ROUNDS = 16;
const MINUTE_MS = 60_000;

/** What a desktop still has to do or to ask, and what it knows of the shop, as one text. */
export function stateOf(desktop: Desktop): string {
  const db = desktop.db();
  const outbox = prepared(db, `SELECT id, state, looks FROM outbox WHERE state <> 'ended' ORDER BY sequence`)
    .raw()
    .all();
  const questions = prepared(db, `SELECT id, remote_data FROM sync_conflict WHERE status = 'open' ORDER BY id`)
    .raw()
    .all();
  const errors = prepared(db, `SELECT id FROM sync_errors WHERE resolved = 0 ORDER BY id`).raw().all();
  const bases = prepared(db, `SELECT record_id, hash FROM base_documents ORDER BY record_id`).raw().all();
  const missing = prepared(db, `SELECT entity, woo_id, missed >= 2 FROM sync_missing ORDER BY 1, 2`).raw().all();
  const holes = prepared(db, `SELECT entity, woo_id FROM sync_holes ORDER BY 1, 2`).raw().all();
  return JSON.stringify([outbox, questions, errors, bases, missing, holes]);
}

/** A person goes through all that was asked and refused. */
export function answerAll(world: World, desktop: Desktop, number: number): void {
  const context = { world, desktop, db: desktop.db(), number };
  for (let count = 0; count < 40; count += 1) {
    const asked = answerQuestion({ ...context, number: number + count }, null);
    const refused = answerRefusal(context);
    if (!asked && !refused) return;
  }
}

/** The site is still the same one, whatever its clock did. */
export function tellSameSite(world: World, desktop: Desktop): void {
  const open = prepared(
    desktop.db(),
    `SELECT id FROM sync_conflict WHERE conflict_type = 'store_replaced' AND status = 'open'`,
  ).get() as { readonly id: string } | undefined;
  if (open === undefined) return;
  const answer = desktop.commands().resolveConflict({ id: open.id, locale: 'en', fields: { '*': { choice: 'mine' } } });
  world.tell(`  d${desktop.number} says that it is the same site: ${answer.ok}`);
}

async function runAll(world: World, kind: 'incremental' | 'census' | 'full'): Promise<boolean> {
  for (const desktop of world.desktops) {
    desktop.run(kind);
    if (!(await world.settle())) return false;
  }
  return true;
}

/**
 * Faults end, hidden records show again, everybody is online; runs follow one another until nothing moves any more.
 * False, with the violation, when that never happens.
 */
export async function comeToRest(world: World): Promise<boolean> {
  const { shop, desktops } = world;
  world.tell('the faults end');
  world.marks.add('the faults end');
  shop.faults.clear();
  shop.state.hidden.clear();
  for (const desktop of desktops) {
    world.line.setUp(desktop.number, true);
    desktop.doom(null);
    desktop.setOnline(true);
  }
  if (!(await world.settle())) return unsettled(world, 'what was under way');
  for (const desktop of desktops) desktop.stopSchedule();
  world.look();
  // longer than any request goes on by itself
  await world.pass(11 * MINUTE_MS);
  if (!(await hearWhatIsDated(world))) return false;
  let before = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    world.tell(`round ${round}`);
    // long enough for the deep look back
    if (round === 1) await world.pass(7 * 60 * MINUTE_MS);
    if (world.setting.diligent && round >= 1 && round < 8)
      for (const desktop of desktops) answerAll(world, desktop, 100_000 + round * 1000 + desktop.number * 100);
    for (const desktop of desktops) tellSameSite(world, desktop);
    if (!(await runAll(world, 'census'))) return unsettled(world, 'a census');
    await world.pass(6 * MINUTE_MS);
    const after = desktops.map(stateOf).join('\n');
    // nothing moved in a whole census that followed one after the deep look back
    if (round >= 2 && after === before) return true;
    before = after;
  }
  world.violate('I10', `no rest after ${ROUNDS} rounds without faults`);
  return false;
}

/** [I11] Runs without a census have brought every change that carries a date. */
async function hearWhatIsDated(world: World): Promise<boolean> {
  const isFirst = world.desktops.map((desktop) => firstSyncOf(desktop) === null);
  for (const desktop of world.desktops) tellSameSite(world, desktop);
  for (const [index, desktop] of world.desktops.entries()) {
    const began = world.event();
    desktop.run('incremental');
    if (!(await world.settle())) return unsettled(world, 'an incremental run');
    if (isFirst[index] === false) checkDated(world, desktop, began);
  }
  return true;
}

export function firstSyncOf(desktop: Desktop): number | null {
  const row = prepared<{ at: number | null }>(
    desktop.db(),
    `SELECT first_sync_completed_at AS at FROM stores WHERE id = '${STORE}'`,
  ).get();
  return row?.at ?? null;
}

function unsettled(world: World, what: string): boolean {
  world.violate('I10', `${what} never ended`);
  return false;
}
