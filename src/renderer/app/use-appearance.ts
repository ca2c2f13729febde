import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '../../shared/contract/settings.ts';
import { directionOf, localeOf } from './locale.ts';
import { useView } from '../state/view.ts';
import { putAnswer, useEngineCall, useEngineQuery } from './engine-client.tsx';
import type { EngineError } from './engine-errors.ts';

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

/** Shows the settings in this window, and in the menu and the frame, which are the main process's. */
function applySettings(settings: Settings): void {
  const locale = localeOf(settings.language, navigator.language);
  useView.setState({ settings, locale });
  window.shell.setAppearance({ locale, theme: settings.theme });
}

/**
 * Changes settings: shown at once, kept by the engine. What the engine does not keep is taken back and its error
 * returned; null when all went well.
 */
export function useChangeSettings(): (changes: Partial<Settings>) => Promise<EngineError | null> {
  const call = useEngineCall();
  const queries = useQueryClient();
  return useCallback(
    async (changes) => {
      const before = useView.getState().settings;
      const show = (settings: Settings): void => {
        // The cache first: another language mounts the window anew, and that reads the settings from there.
        putAnswer(queries, 'settings.get', {}, settings);
        applySettings(settings);
      };
      show({ ...before, ...changes });
      const result = await call('settings.set', changes);
      show(result.ok ? result.value : before);
      return result.ok ? null : result.error;
    },
    [call, queries],
  );
}
