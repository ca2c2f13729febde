import { useView } from '../state/view.ts';
import { useMedia } from './use-appearance.ts';

const NARROW = '(max-width: 1099.98px)';

/** Whether the sidebar shows as a 48 px rail: below 1100 px, or because the person folded it. */
export function useSidebarFolded(): boolean {
  const isNarrow = useMedia(NARROW);
  const isFolded = useView((view) => view.isSidebarFolded);
  const isRailOpened = useView((view) => view.isRailOpened);
  return isNarrow ? !isRailOpened : isFolded;
}

export function toggleSidebar(): void {
  const isNarrow = window.matchMedia(NARROW).matches;
  useView.setState(({ isSidebarFolded, isRailOpened }) =>
    isNarrow ? { isRailOpened: !isRailOpened } : { isSidebarFolded: !isSidebarFolded },
  );
}
