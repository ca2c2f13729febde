export const PERIODS = ['any', 'day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export type AuditFilters = {
  readonly period: Period;
  readonly personId: string | null;
  readonly table: string | null;
  readonly action: string | null;
  readonly search: string;
};
export const NO_FILTERS: AuditFilters = { period: 'any', personId: null, table: null, action: null, search: '' };

const DAY_MS = 86_400_000;
const LENGTH_MS: Readonly<Record<Exclude<Period, 'any'>, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

export function isNarrowed(filters: AuditFilters): boolean {
  return JSON.stringify(filters) !== JSON.stringify(NO_FILTERS);
}

/**
 * What the engine is asked. A period begins at a whole hour, so that the question stays the same while the screen is
 * looked at.
 */
export function questionOf({ period, personId, table, action, search }: AuditFilters, nowMs = Date.now()) {
  const hour = 3_600_000;
  const from = period === 'any' ? null : new Date(Math.floor((nowMs - LENGTH_MS[period]) / hour) * hour).toISOString();
  return { from, to: null, personId, table, action, storeId: null, search: search.trim() };
}
