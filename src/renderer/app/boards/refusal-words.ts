import type { BoardRefusal } from '../../../shared/domain/boards/refusals.ts';
import { m } from '../../paraglide/messages.js';

type Facts = Readonly<Record<string, string | number>>;
/** Those that records know by the same name are worded with them. */
type OwnRefusal = Exclude<BoardRefusal, 'required' | 'too-long' | 'too-small' | 'too-large'>;

function fact(facts: Facts, name: string): string {
  return String(facts[name] ?? '');
}

/** Says what to do, so that the sentence can stand alone below its field. */
export const BOARD_REFUSAL_WORDS: Readonly<Record<OwnRefusal, (facts: Facts) => string>> = {
  'not-a-day': () => m.board_refused_day(),
  'not-an-instant': () => m.board_refused_day(),
  'end-before-start': () => m.board_refused_end(),
  unknown: () => m.board_refused_unknown(),
  'already-ended': () => m.board_refused_ended(),
  'another-active': (facts) => m.board_refused_another({ name: fact(facts, 'name') }),
  'not-active': () => m.board_refused_not_active(),
  'not-planned': () => m.board_refused_not_planned(),
  'not-yours': () => m.board_refused_not_yours(),
  'no-timer': () => m.board_refused_no_timer(),
  'no-idle-time': () => m.board_refused_no_idle(),
  itself: () => m.board_refused_itself(),
  'wrong-step': () => m.board_refused_step(),
  'in-the-past': () => m.board_refused_past(),
  'in-the-future': () => m.board_refused_future(),
  'no-duration': () => m.board_refused_no_duration(),
  'bad-duration': (facts) => m.board_refused_bad_duration({ part: fact(facts, 'part') }),
  'two-durations': (facts) => m.board_refused_two_durations({ part: fact(facts, 'part') }),
  'two-days': (facts) => m.board_refused_two_days({ part: fact(facts, 'part') }),
  'two-tasks': (facts) => m.board_refused_two_tasks({ part: fact(facts, 'part') }),
  'no-task': () => m.board_refused_no_task(),
  'nothing-open': () => m.board_refused_nothing_open(),
};
