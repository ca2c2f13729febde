import { create } from 'zustand';
import type { Settings } from '../../shared/contract/settings.ts';
import type { Locale } from '../../shared/contract/engine-process.ts';

/** View state only: what the window looks like. What the shop looks like is asked of the engine. */
export type ViewState = {
  readonly settings: Settings;
  readonly locale: Locale;
  /** The store that lists show; null shows all stores together. */
  readonly storeId: string | null;
  /** In a wide window; a narrow one shows the rail until it is opened. */
  readonly isSidebarFolded: boolean;
  readonly isRailOpened: boolean;
  readonly isSearchOpen: boolean;
  readonly isKeyHelpOpen: boolean;
};

const REMEMBERED_KEY = 'backroom.view';
const DEFAULT_SETTINGS: Settings = { theme: 'system', contrast: 'system', language: 'system', density: 'compact' };

type Remembered = Pick<ViewState, 'settings' | 'storeId' | 'isSidebarFolded'>;

/** The last look of the window, so that the first paint is right before the engine answers. */
function recall(): Partial<Remembered> {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED_KEY) ?? '{}') as Partial<Remembered>;
  } catch {
    return {};
  }
}

const remembered = typeof localStorage === 'undefined' ? {} : recall();

export const useView = create<ViewState>()(() => ({
  settings: { ...DEFAULT_SETTINGS, ...remembered.settings },
  locale: 'en',
  storeId: remembered.storeId ?? null,
  isSidebarFolded: remembered.isSidebarFolded ?? false,
  isRailOpened: false,
  isSearchOpen: false,
  isKeyHelpOpen: false,
}));

useView.subscribe(({ settings, storeId, isSidebarFolded }) => {
  if (typeof localStorage === 'undefined') return;
  localStorage.setItem(REMEMBERED_KEY, JSON.stringify({ settings, storeId, isSidebarFolded } satisfies Remembered));
});

/** The store that lists show; null means all. Give it as `storeId` to the engine's list methods. */
export function useStoreId(): string | null {
  return useView((view) => view.storeId);
}

export function chooseStore(storeId: string | null): void {
  useView.setState({ storeId });
}

export function openSearch(isSearchOpen = true): void {
  useView.setState({ isSearchOpen });
}
