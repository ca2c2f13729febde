import type { Act, Setting } from './acts.ts';
import { drawActs, drawSetting } from './acts.ts';
import { createChance } from './chance.ts';
import type { Chance } from './chance.ts';
import { BOARD_ACTS } from './team-boards.ts';
import type { BoardAct } from './team-boards.ts';

/** The surroundings of a seed, for a team. */
export type TeamSetting = Setting & {
  /** False: nobody keeps two desktops from talking to the shop at once. [LEASE4] */
  readonly lease: boolean;
};

type TeamStep =
  | { readonly do: 'board'; readonly d: number; readonly what: BoardAct }
  /** One cycle of the rows. */
  | { readonly do: 'cycle'; readonly d: number }
  /** The way to central, while the one to the shop may be open. */
  | { readonly do: 'central'; readonly d: number; readonly up: boolean }
  /** From now on so many of a hundred transactions are cut. */
  | { readonly do: 'cut'; readonly percent: number }
  | { readonly do: 'release'; readonly d: number }
  /** Whoever holds the shop is killed, or falls asleep. */
  | { readonly do: 'holder'; readonly how: 'dies' | 'sleeps' };
export type TeamAct = Act | (TeamStep & { readonly i: number; readonly r: number });

const STEPS = [
  [34, 'board'],
  [16, 'run'],
  [18, 'cycle'],
  [12, 'deliver'],
  [6, 'settle'],
  [4, 'central'],
  [4, 'cut'],
  [2, 'release'],
  [3, 'holder'],
] as const;
/** Of all steps, those that only a team has. */
const SHARE = 0.45;

function weighted<T>(chance: Chance, choices: readonly (readonly [number, T])[]): T {
  let rest = chance.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new Error('nothing to choose from');
}

function drawTeamStep(chance: Chance, desktops: number): TeamStep | Extract<Act, { do: 'run' | 'deliver' | 'settle' }> {
  const d = chance.int(desktops);
  // the place and the chances are set by the caller
  const plain = { i: 0, r: 0 };
  switch (weighted(chance, STEPS)) {
    case 'board':
      return { do: 'board', d, what: weighted(chance, BOARD_ACTS) };
    case 'run':
      return { do: 'run', d, kind: chance.coin(0.8) ? 'incremental' : 'census', ...plain };
    case 'cycle':
      return { do: 'cycle', d };
    case 'deliver':
      return { do: 'deliver', n: 1 + chance.int(25), ...plain };
    case 'settle':
      return { do: 'settle', ...plain };
    case 'central':
      return { do: 'central', d, up: chance.coin(0.6) };
    case 'cut':
      return { do: 'cut', percent: chance.coin(0.5) ? 0 : 2 + chance.int(15) };
    case 'release':
      return { do: 'release', d };
    case 'holder':
      return { do: 'holder', how: chance.coin(0.7) ? 'dies' : 'sleeps' };
  }
}

/** The acts of a seed; a longer list of the same seed begins with the shorter one. */
export function drawTeamActs(seed: number, steps: number, desktops: number): readonly TeamAct[] {
  const chance = createChance(seed * 5 + 0x3c6ef372);
  return drawActs(seed, steps, desktops).map((act): TeamAct => {
    if (!chance.coin(SHARE)) return act;
    return { ...drawTeamStep(chance, desktops), i: act.i, r: act.r };
  });
}

/** `desktops`: how many, or null to let the seed decide; `lease`: false switches it off, null leaves it to the seed. */
export function drawTeamSetting(seed: number, desktops: number | null, lease: boolean | null): TeamSetting {
  const chance = createChance(seed * 7 + 0x1b873593);
  const drawn = chance.coin(0.55) ? 2 : 3 + chance.int(2);
  const isHeld = chance.coin(0.75);
  return { ...drawSetting(seed, desktops ?? drawn), lease: lease ?? isHeld };
}
