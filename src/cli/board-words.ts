import type { BoardRefusal } from '../shared/domain/boards/refusals.ts';
import type { RefusalReason } from '../shared/domain/input/refusals.ts';

/** What is said of a field that the boards refuse, where records have no such reason. */
export const BOARD_REFUSED: Readonly<Record<Exclude<BoardRefusal, RefusalReason>, string>> = {
  'not-a-day': 'is no day that exists: {part}',
  'not-an-instant': 'is no time: give one like 2026-12-24T18:30:00Z',
  'end-before-start': 'lies before the start',
  unknown: 'names {id}, which is not here',
  'already-ended': 'has ended already',
  'another-active': 'cannot change while the sprint {name} is active: complete that first',
  'not-active': 'is not active',
  'not-planned': 'is not planned any more',
  'not-yours': 'is somebody else’s: only its author changes it',
  'no-timer': 'does not run',
  'no-idle-time': 'has no idle time to decide on',
  itself: 'must be another one',
  'wrong-step': 'cannot go from {from} to {to}',
  'in-the-past': 'lies in the past',
  'in-the-future': 'lies in the future: {part}',
  'no-duration': 'says no duration: begin like 1h30, 45m or 2.5h',
  'bad-duration': 'holds a duration that is none: {part} (write 1h30, 45m, 2.5h or 1:15)',
  'two-durations': 'holds a second duration: {part}',
  'two-days': 'holds a second day: {part}',
  'two-tasks': 'holds a second task: {part}',
  'no-task': 'names no task, and none was worked on yet: add a key like BR-12',
  'nothing-open': 'has no open refusals',
};
