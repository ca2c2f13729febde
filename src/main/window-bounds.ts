import type { Bounds } from './shell-settings.ts';

export const MINIMUM_SIZE = { width: 960, height: 640 } as const;
const PREFERRED_SIZE = { width: 1440, height: 900 } as const;
/** So much of the title bar must lie on a display that it can be grasped. */
const GRASP = { width: 120, height: 40 } as const;

/**
 * Where the window opens: at its remembered bounds when a display still shows enough of it, otherwise centred on the
 * first display. All rectangles are in device-independent pixels; `workAreas` starts with the primary display's.
 */
export function chooseBounds(remembered: Bounds | null, workAreas: readonly Bounds[]): Bounds {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...PREFERRED_SIZE };
  if (!remembered) return centred(primary);
  const fitted = workAreas.map((area) => ({ area, bounds: fitInto(area, remembered) }));
  return fitted.find(({ area, bounds }) => isGraspable(bounds, area))?.bounds ?? centred(primary);
}

function fitInto(area: Bounds, bounds: Bounds): Bounds {
  return {
    x: Math.round(bounds.x),
    y: Math.round(bounds.y),
    width: fit(bounds.width, MINIMUM_SIZE.width, area.width),
    height: fit(bounds.height, MINIMUM_SIZE.height, area.height),
  };
}

function isGraspable(bounds: Bounds, area: Bounds): boolean {
  const visibleWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const titleBarIsInside = bounds.y >= area.y && bounds.y + GRASP.height <= area.y + area.height;
  return titleBarIsInside && visibleWidth >= GRASP.width;
}

function centred(area: Bounds): Bounds {
  const width = fit(PREFERRED_SIZE.width, MINIMUM_SIZE.width, area.width);
  const height = fit(PREFERRED_SIZE.height, MINIMUM_SIZE.height, area.height);
  return {
    x: Math.round(area.x + Math.max(0, area.width - width) / 2),
    y: Math.round(area.y + Math.max(0, area.height - height) / 2),
    width,
    height,
  };
}

function fit(wanted: number, least: number, available: number): number {
  return Math.round(Math.max(least, Math.min(wanted, available)));
}
