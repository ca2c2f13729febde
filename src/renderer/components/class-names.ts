/** Joins class names, leaving out what is empty. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

/** The meanings that a tint, a chip or a note can have. A tone never stands without words. */
export type Tone =
  'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'info' | 'offline' | 'mine' | 'store' | 'base' | 'conflict';

/** Tint and words of one meaning. */
export const TINT: Readonly<Record<Tone, string>> = {
  neutral: 'bg-active text-text-2',
  accent: 'bg-accent-soft text-accent-text',
  success: 'bg-success-soft text-success-text',
  warning: 'bg-warning-soft text-warning-text',
  danger: 'bg-danger-soft text-danger-text',
  info: 'bg-info-soft text-info-text',
  offline: 'bg-offline-soft text-offline-text',
  mine: 'bg-mine-soft text-mine-text',
  store: 'bg-store-soft text-store-text',
  base: 'bg-base-soft text-base-text',
  conflict: 'bg-conflict-soft text-conflict-text',
};

/** Words of one meaning on an untinted ground. */
export const INK: Readonly<Record<Tone, string>> = {
  neutral: 'text-text-2',
  accent: 'text-accent-text',
  success: 'text-success-text',
  warning: 'text-warning-text',
  danger: 'text-danger-text',
  info: 'text-info-text',
  offline: 'text-offline-text',
  mine: 'text-mine-text',
  store: 'text-store-text',
  base: 'text-base-text',
  conflict: 'text-conflict-text',
};
