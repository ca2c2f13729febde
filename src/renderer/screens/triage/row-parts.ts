import type { KeyboardEvent, MouseEvent } from 'react';

/** Mark and box, cause, count, seven days, last, owner. A record keeps the first and the last of them. */
export const TRIAGE_COLUMNS = 'grid grid-cols-[64px_minmax(0,1fr)_56px_64px_64px_44px] items-center gap-x-3 text-start';
export const RECORD_COLUMNS =
  'grid grid-cols-[64px_minmax(0,1.1fr)_minmax(0,1.3fr)_64px_76px] items-center gap-x-3 text-start';

/** What makes a line one that the keyboard and the pointer can stand on. */
export type RowProps = {
  readonly 'data-row': string;
  readonly tabIndex: 0 | -1;
  readonly onClick: (event: MouseEvent<HTMLElement>) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
};
