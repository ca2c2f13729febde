import type { ReactNode } from 'react';
import type { IconShape } from '../components/icon.tsx';

export type PaletteResult = {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconShape;
  readonly picture?: ReactNode;
  readonly detail?: ReactNode;
  readonly end?: ReactNode;
  readonly keys?: string;
  /** It only says something: the palette stays open. */
  readonly isNote?: boolean;
  readonly run: () => void;
};
export type PaletteGroup = {
  readonly title: string;
  readonly results: readonly PaletteResult[];
  /** These are the results of what was typed before. */
  readonly isRereading: boolean;
};
