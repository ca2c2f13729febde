import { checkTwins } from './check-along.ts';
import { checkBases } from './check-restart.ts';
import type { Happening } from './happenings.ts';
import { perform } from './simulate.ts';
import type { Outcome } from './simulate.ts';
import type { TeamAct, TeamSetting } from './team-acts.ts';
import { performBoard } from './team-boards.ts';
import { checkTeam } from './team-checks.ts';
import { comeToRestAsTeam, followAll } from './team-finale.ts';
import type { TeamHappening } from './team-happenings.ts';
import { deviceOf } from './team-members.ts';
import type { TeamWorld } from './team-world.ts';
import { createTeamWorld } from './team-world.ts';

export type TeamOutcome = Omit<Outcome, 'setting' | 'happened'> & {
  readonly setting: TeamSetting;
  readonly happened: ReadonlyMap<Happening | TeamHappening, number>;
};

async function performAsTeam(world: TeamWorld, act: TeamAct): Promise<void> {
  switch (act.do) {
    case 'board':
    case 'cycle':
    case 'central':
    case 'cut':
    case 'release':
    case 'holder':
      break;
    default:
      await perform(world, act);
      return;
  }
  world.chance.reseed(act.r);
  world.tell(`${world.advance()} ${JSON.stringify(act)}`);
  const number = 'd' in act ? act.d % world.desktops.length : 0;
  const isDead = world.desktops[number]?.isDead() === true;
  switch (act.do) {
    case 'board':
      performBoard(world, number, act.what, act.i);
      return;
    case 'cycle':
      if (!isDead) world.member(number).cycle();
      return;
    case 'central':
      if (!act.up) world.team.note('central was out of reach');
      world.central.setUp(number, act.up);
      return;
    case 'cut':
      world.central.setCut(act.percent / 100);
      return;
    case 'release':
      if (holderOf(world) === number) world.team.note('the lease was given up');
      if (!isDead) world.member(number).release();
      return;
    case 'holder':
      await loseHolder(world, act.how);
  }
}

function holderOf(world: TeamWorld): number | null {
  const { deviceId, expiresAt } = world.shops.lease();
  if (expiresAt <= world.time.now()) return null;
  const found = world.desktops.find(({ number }) => deviceOf(number) === deviceId);
  return found?.number ?? null;
}

async function loseHolder(world: TeamWorld, how: 'dies' | 'sleeps'): Promise<void> {
  const holder = holderOf(world);
  if (holder === null) return;
  if (how === 'dies') {
    world.team.note('the holder disappeared');
    world.desktops[holder]?.kill();
    return;
  }
  await world.pass(130_000 + world.chance.int(600_000));
}

/** One simulation of a team: the acts, then rest, then every side is compared with the ledger and with each other. */
export async function simulateTeam(
  setting: TeamSetting,
  acts: readonly TeamAct[],
  options: { readonly keepLines?: boolean; readonly atEnd?: (world: TeamWorld) => void } = {},
): Promise<TeamOutcome> {
  const world = await createTeamWorld(setting, { keepLines: options.keepLines ?? false });
  try {
    if (!setting.fromEmpty) for (let round = 0; round < 2; round += 1) await followAll(world, 'incremental', 0);
    for (const act of acts) {
      await performAsTeam(world, act);
      await world.drain();
      world.look();
      for (const desktop of world.desktops) if (!desktop.isDead()) checkTwins(world, desktop);
    }
    world.chance.reseed(setting.seed);
    for (const desktop of world.desktops) checkBases(world, desktop);
    const rested = await comeToRestAsTeam(world);
    if (rested) await checkTeam(world);
    options.atEnd?.(world);
    return {
      setting,
      steps: acts.length,
      violations: world.violations,
      hash: world.hash(),
      lines: world.lines,
      requests: world.requests(),
      happened: new Map<Happening | TeamHappening, number>([...world.happened.counts, ...world.team.counts]),
    };
  } finally {
    world.close();
  }
}
