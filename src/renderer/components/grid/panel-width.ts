export const PANEL_MIN_PX = 320;
export const PANEL_MAX_PX = 560;
const STEP_PX = 16;
const REMEMBERED_KEY = 'backroom.panel-width';

export function clampPanelWidth(widthPx: number): number {
  return Math.round(Math.min(PANEL_MAX_PX, Math.max(PANEL_MIN_PX, widthPx)));
}

/** Width after an arrow key on the panel's edge: away from the panel widens it, in both directions of writing. */
export function widthAfterKey(key: string, widthPx: number, isRtl: boolean): number | null {
  const widens = isRtl ? 'ArrowRight' : 'ArrowLeft';
  const narrows = isRtl ? 'ArrowLeft' : 'ArrowRight';
  if (key === widens) return clampPanelWidth(widthPx + STEP_PX);
  if (key === narrows) return clampPanelWidth(widthPx - STEP_PX);
  if (key === 'Home') return PANEL_MIN_PX;
  return key === 'End' ? PANEL_MAX_PX : null;
}

/** What the person chose on this computer; null follows the design's own width. */
export function recallPanelWidth(storage: Pick<Storage, 'getItem'>): number | null {
  const px = Number(storage.getItem(REMEMBERED_KEY) ?? '');
  return Number.isFinite(px) && px > 0 ? clampPanelWidth(px) : null;
}

export function rememberPanelWidth(storage: Pick<Storage, 'setItem'>, widthPx: number): void {
  storage.setItem(REMEMBERED_KEY, String(widthPx));
}
