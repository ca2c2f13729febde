import type { MouseEvent, RefObject } from 'react';
import type { TaskStatus } from '../../../shared/domain/boards/words.ts';
import type { People } from '../../app/boards/people.ts';
import type { CardDrag } from './card-drag.ts';
import type { LaneChange } from './board-logic.ts';

/** What every column of a board needs; one object, so that columns compare by what really changed. */
export type BoardShared = {
  readonly drag: CardDrag;
  readonly people: People;
  readonly cursorId: string | null;
  readonly openId: string | null;
  readonly runningId: string | null;
  readonly selected: ReadonlySet<string>;
  /** The card that wants the focus as soon as it is drawn. */
  readonly focusWanted: RefObject<string | null>;
  readonly onPress: (id: string, event: MouseEvent) => void;
  /** Answers whether it was added, so that the next title can be typed. */
  readonly onAdd: (title: string, status: TaskStatus, change: LaneChange) => Promise<boolean>;
};
