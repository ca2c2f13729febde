/** Why the boards refuse a field, and the names of the facts that come with each reason. The screens word every one. */
export const BOARD_REFUSALS = {
  required: [],
  'too-long': ['max'],
  'too-small': ['min'],
  'too-large': ['max'],
  'not-a-day': ['part'],
  'not-an-instant': [],
  'end-before-start': [],
  /** `id`: there is no such task, sprint, person, bug or store. */
  unknown: ['id'],
  /** The sprint is completed or cancelled. */
  'already-ended': [],
  /** Only one sprint is active at a time; `name` is the one that is. */
  'another-active': ['name'],
  'not-active': [],
  'not-planned': [],
  /** Only its author changes it. */
  'not-yours': [],
  'no-timer': [],
  'no-idle-time': [],
  /** It cannot be linked to itself, nor be its own duplicate. */
  itself: [],
  /** A status that does not follow from this one; `from` and `to`. */
  'wrong-step': ['from', 'to'],
  'in-the-past': [],
  'in-the-future': ['part'],
  /** Lines of work: `part` is what was not understood. */
  'no-duration': [],
  'bad-duration': ['part'],
  'two-durations': ['part'],
  'two-days': ['part'],
  'two-tasks': ['part'],
  'no-task': [],
  'nothing-open': [],
} as const;
export type BoardRefusal = keyof typeof BOARD_REFUSALS;
