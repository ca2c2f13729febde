/** What must happen in a set of team seeds for it to prove anything, by name. */
export const TEAM_HAPPENINGS = [
  'a claim was lost before its effect',
  'a claim took effect and its answer was lost',
  'a push was lost before its effect',
  'a push took effect and its answer was lost',
  'rows were lost before their effect',
  'rows took effect and their answer was lost',
  'a transaction committed late',
  'a transaction of a dead process arrived',
  'central was out of reach',
  'the holder disappeared',
  'the lease was given up',
  'a claim of an earlier holder was taken over',
] as const;
export type TeamHappening = (typeof TEAM_HAPPENINGS)[number];

export type TeamHappened = {
  readonly note: (what: TeamHappening) => void;
  readonly noteCut: (call: string, at: 'before' | 'after') => void;
  readonly counts: ReadonlyMap<TeamHappening, number>;
};

export function createTeamHappened(): TeamHappened {
  const counts = new Map<TeamHappening, number>();
  const note = (what: TeamHappening): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  return {
    note,
    noteCut: (call, at) => {
      if (call === 'claim')
        note(at === 'before' ? 'a claim was lost before its effect' : 'a claim took effect and its answer was lost');
      if (call === 'push')
        note(at === 'before' ? 'a push was lost before its effect' : 'a push took effect and its answer was lost');
      if (call === 'push rows')
        note(at === 'before' ? 'rows were lost before their effect' : 'rows took effect and their answer was lost');
    },
    counts,
  };
}
