import type { BrowserWindowConstructorOptions, TitleBarOverlayOptions } from 'electron';

const HEIGHT = 40;

/** `--canvas` and `--text-2` of the renderer's tokens: the system's buttons lie on our own title bar. */
const COLORS = {
  light: { color: '#f5f2ee', symbolColor: '#565049' },
  dark: { color: '#161512', symbolColor: '#b9b5ae' },
  lightMore: { color: '#f4f2ee', symbolColor: '#2b2823' },
  darkMore: { color: '#000000', symbolColor: '#e1ded8' },
} as const;

export type Look = { readonly isDark: boolean; readonly isHighContrast: boolean };

function colorsOf({ isDark, isHighContrast }: Look): { readonly color: string; readonly symbolColor: string } {
  if (isHighContrast) return isDark ? COLORS.darkMore : COLORS.lightMore;
  return isDark ? COLORS.dark : COLORS.light;
}

export function titleBarOverlay(look: Look): TitleBarOverlayOptions {
  return { ...colorsOf(look), height: HEIGHT };
}

/** The window's own colour, so that it does not flash white before the first paint. */
export function canvasColor(look: Look): string {
  return colorsOf(look).color;
}

export function titleBarOptions(platform: string, look: Look): BrowserWindowConstructorOptions {
  if (platform === 'darwin') return { titleBarStyle: 'hidden', trafficLightPosition: { x: 14, y: 13 } };
  return { titleBarStyle: 'hidden', titleBarOverlay: titleBarOverlay(look) };
}
