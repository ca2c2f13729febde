import type { Locale } from '../../shared/contract/engine-process.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { useView } from '../state/view.ts';

// Messages ask here which language to speak, each time they are rendered; switching needs no reload.
overwriteGetLocale(() => useView.getState().locale);

export type Direction = 'ltr' | 'rtl';

export function useLocale(): Locale {
  return useView((view) => view.locale);
}

export function directionOf(locale: Locale): Direction {
  return locale === 'he' ? 'rtl' : 'ltr';
}

export function useDirection(): Direction {
  return directionOf(useLocale());
}

/** The language that a setting means on this computer. */
export function localeOf(language: Settings['language'], systemLanguage: string): Locale {
  if (language !== 'system') return language;
  return /^(he|iw)\b/i.test(systemLanguage) ? 'he' : 'en';
}
