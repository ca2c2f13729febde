import type { Act, Setting } from './acts.ts';
import { checkTwins } from './check-along.ts';
import { checkBases } from './check-restart.ts';
import { checkEverything } from './checks.ts';
import type { Desktop } from './desktop.ts';
import { comeToRest } from './finale.ts';
import type { Happening } from './happenings.ts';
import { performFault, performShop } from './shop-acts.ts';
import { performUser } from './user-acts.ts';
import type { Violation, World } from './world.ts';
import { createWorld } from './world.ts';

export type Outcome = {
  readonly setting: Setting;
  readonly steps: number;
  readonly violations: readonly Violation[];
  /** Of everything that happened: the same for the same setting and acts. */
  readonly hash: string;
  readonly lines: readonly string[];
  readonly requests: number;
  /** How often what went wrong went wrong. */
  readonly happened: ReadonlyMap<Happening, number>;
};

export async function perform(world: World, act: Act): Promise<void> {
  world.chance.reseed(act.r);
  const event = world.advance();
  world.tell(`${event} ${JSON.stringify(act)}`);
  const desktop = 'd' in act ? world.desktops[act.d % world.desktops.length] : undefined;
  switch (act.do) {
    case 'user':
      performUser(world, act, act.i);
      return;
    case 'shop':
      performShop(world, act, act.i);
      return;
    case 'fault':
      performFault(world, act);
      return;
    case 'time':
      await world.pass(act.ms);
      return;
    case 'deliver':
      for (let count = 0; count < act.n; count += 1) if (!(await world.tick(3_000))) return;
      return;
    case 'settle':
      await world.settle();
      return;
    default:
      if (desktop !== undefined) performOn(world, desktop, act);
  }
}

function performOn(
  world: World,
  desktop: Desktop,
  act: Extract<Act, { do: 'run' | 'kill' | 'power-loss' | 'cancel' | 'line' }>,
): void {
  switch (act.do) {
    case 'run':
      desktop.run(act.kind);
      return;
    case 'kill':
      if (act.at === 'now') {
        if (desktop.busy()) world.happened.note('killed while it waited');
        desktop.kill();
      } else desktop.doom({ kind: 'kill', moment: act.at, left: act.n });
      return;
    case 'power-loss':
      desktop.doom({ kind: 'power-loss', left: act.n, lingers: world.chance.coin(0.6), durable: desktop.image() });
      return;
    case 'cancel':
      if (desktop.busy()) world.happened.note('a run was cancelled');
      desktop.cancel();
      return;
    case 'line':
      if (!act.up) world.happened.note('the line was down');
      world.line.setUp(desktop.number, act.up);
      desktop.setOnline(act.up);
  }
}

/** One simulation: the acts, then rest, then the ledger is compared with both sides. */
export async function simulate(
  setting: Setting,
  acts: readonly Act[],
  options: { readonly keepLines?: boolean; readonly atEnd?: (world: World) => void } = {},
): Promise<Outcome> {
  const world = await createWorld(setting, { keepLines: options.keepLines ?? false });
  try {
    if (!setting.fromEmpty) {
      for (const desktop of world.desktops) desktop.run('incremental');
      await world.settle();
    }
    for (const act of acts) {
      await perform(world, act);
      await world.drain();
      world.look();
      for (const desktop of world.desktops) if (!desktop.isDead()) checkTwins(world, desktop);
    }
    world.chance.reseed(setting.seed);
    for (const desktop of world.desktops) checkBases(world, desktop);
    const rested = await comeToRest(world);
    if (rested) await checkEverything(world);
    options.atEnd?.(world);
    return {
      setting,
      steps: acts.length,
      violations: world.violations,
      hash: world.hash(),
      lines: world.lines,
      requests: world.requests(),
      happened: world.happened.counts,
    };
  } finally {
    world.close();
  }
}
