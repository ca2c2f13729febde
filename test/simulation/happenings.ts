import type { Arrival } from './line.ts';
import type { End } from './mortal-database.ts';

/** What must happen in a set of seeds for it to prove anything, by name. */
export const HAPPENINGS = [
  'a write was lost before its effect',
  'a write took effect and its answer was lost',
  'a write took effect and an error was told',
  'a write took effect late',
  'a write of a dead process arrived',
  'a record was half written for a while',
  'an answer was cut',
  'an answer was no JSON',
  'an answer was old',
  'the store refused all requests for a while',
  'killed while it waited',
  'killed with a write on its way',
  'killed between the effect of a write and its answer',
  'killed before a commit',
  'killed after a commit',
  'the power went',
  'the power went and took commits with it',
  'a run was cancelled',
  'the line was down',
  "the shop's clock jumped",
  'the computer slept',
  'records moved up between two pages',
  'three or four desktops',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** How often each of them happened. */
export type Happened = { readonly note: (what: Happening) => void; readonly counts: ReadonlyMap<Happening, number> };

export function createHappened(): Happened {
  const counts = new Map<Happening, number>();
  return { note: (what) => counts.set(what, (counts.get(what) ?? 0) + 1), counts };
}

/** What an arrival at the shop shows of the faults in force. `tookEffect`: the shop wrote something because of it. */
export function noteArrival(happened: Happened, arrival: Arrival, tookEffect: boolean): void {
  const { outcome, ghost, method } = arrival;
  const isWrite = method !== 'GET';
  if (ghost) happened.note('a write of a dead process arrived');
  switch (outcome.kind) {
    case 'response':
      noteResponse(happened, outcome, tookEffect);
      return;
    case 'drop-after':
      if (isWrite && tookEffect) happened.note('a write took effect and its answer was lost');
      return;
    case 'hang':
      if (!isWrite) return;
      if (outcome.effect === 'none') happened.note('a write was lost before its effect');
      if (outcome.effect === 'done') happened.note('a write took effect and its answer was lost');
      return;
    default:
      if (isWrite) happened.note('a write was lost before its effect');
  }
}

function noteResponse(
  happened: Happened,
  outcome: Extract<Arrival['outcome'], { kind: 'response' }>,
  tookEffect: boolean,
): void {
  const { status, headers, body } = outcome;
  if (status >= 400 && tookEffect) happened.note('a write took effect and an error was told');
  if (status === 401 || status === 429 || status === 503) happened.note('the store refused all requests for a while');
  if (outcome.truncateAtBytes !== null || outcome.stallAtBytes !== null) happened.note('an answer was cut');
  else if (!/^[[{]/.test(body)) happened.note('an answer was no JSON');
  if (headers['x-cache'] === 'HIT') happened.note('an answer was old');
}

/** How a process ended that was to end at a commit. */
export function noteEnd(happened: Happened, end: End | null): void {
  if (end === null) return;
  if (end.at === 'before-commit') happened.note('killed before a commit');
  else if (end.at === 'after-commit') happened.note('killed after a commit');
  else happened.note('the power went');
  if (end.lost > 0) happened.note('the power went and took commits with it');
}
