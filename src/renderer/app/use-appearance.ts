import { useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '../../shared/contract/settings.ts';
import { directionOf, localeOf } from './locale.ts';
import { useView } from '../state/view.ts';
import { useEngineQuery } from './engine-client.tsx';

/** Whether a media query holds now, followed live. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Writes theme, contrast, density, language and direction on `<html>`, from the settings and the system. */
export function useAppearance(): void {
  const settings = useView((view) => view.settings);
  const locale = useView((view) => view.locale);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const systemWantsContrast = useMedia('(prefers-contrast: more)');
  const theme = settings.theme === 'system' ? (systemIsDark ? 'dark' : 'light') : settings.theme;
  const contrast = settings.contrast === 'system' ? (systemWantsContrast ? 'more' : 'normal') : settings.contrast;
  useEffect(() => {
    const html = document.documentElement;
    html.dataset['theme'] = theme;
    html.dataset['contrast'] = contrast;
    html.dataset['density'] = settings.density;
    html.lang = locale;
    html.dir = directionOf(locale);
  }, [theme, contrast, settings.density, locale]);
}

/** Takes the engine's settings over into the window, and the main process's menu and frame along. */
export function useSettingsFromEngine(): void {
  const { data } = useEngineQuery('settings.get', {});
  useEffect(() => {
    if (data) applySettings(data);
  }, [data]);
}

/** Shows the settings at once; the engine keeps them. */
export function applySettings(settings: Settings): void {
  const locale = localeOf(settings.language, navigator.language);
  useView.setState({ settings, locale });
  window.shell.setAppearance({ locale, theme: settings.theme });
}
