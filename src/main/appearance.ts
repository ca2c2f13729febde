import { app, nativeTheme } from 'electron';
import type { Appearance } from '../shared/contract/shell.ts';
import type { ShellSettingsFile } from './shell-settings.ts';
import { wordsByLocale, type MainWords } from './words.ts';

export interface AppearanceKeeper {
  readonly present: () => Appearance;
  readonly words: () => MainWords;
  readonly choose: (appearance: Appearance) => void;
}

/** Language and theme: what the owner chose, or else what the system speaks and shows. */
export function createAppearanceKeeper(settings: ShellSettingsFile, onChange: () => void): AppearanceKeeper {
  const present = (): Appearance => settings.read().appearance ?? { locale: systemLocale(), theme: 'system' };
  nativeTheme.themeSource = present().theme;
  return {
    present,
    words: () => wordsByLocale[present().locale],
    choose: (appearance) => {
      settings.update({ appearance });
      nativeTheme.themeSource = appearance.theme;
      onChange();
    },
  };
}

/** Once the app is ready. */
export function systemLocale(): Appearance['locale'] {
  // Some systems still report the old code of Hebrew.
  return /^(he|iw)\b/.test(app.getPreferredSystemLanguages()[0] ?? '') ? 'he' : 'en';
}
