import type { Settings } from '../../../shared/contract/settings.ts';
import { toastError } from '../../app/sync-actions.ts';
import { useChangeSettings } from '../../app/use-appearance.ts';
import { Segmented } from '../../components/choices.tsx';
import { m } from '../../paraglide/messages.js';
import { useView } from '../../state/view.ts';
import { SettingsRow } from './settings-row.tsx';

/** Everything here acts at once; what the engine does not keep is taken back. */
export function AppearanceSection() {
  const settings = useView((view) => view.settings);
  const changeSettings = useChangeSettings();
  const change = async (changes: Partial<Settings>): Promise<void> => {
    const error = await changeSettings(changes);
    if (error) toastError(error);
  };
  return (
    <div className="max-w-180 px-5 py-2">
      <SettingsRow title={m.settings_theme()} detail={m.settings_theme_detail()}>
        <Segmented
          ariaLabel={m.settings_theme()}
          value={settings.theme}
          onChange={(theme) => void change({ theme })}
          options={[
            { id: 'system', label: m.settings_theme_system() },
            { id: 'light', label: m.settings_theme_light() },
            { id: 'dark', label: m.settings_theme_dark() },
          ]}
        />
      </SettingsRow>
      <SettingsRow title={m.settings_contrast()} detail={m.settings_contrast_detail()}>
        <Segmented
          ariaLabel={m.settings_contrast()}
          value={settings.contrast}
          onChange={(contrast) => void change({ contrast })}
          options={[
            { id: 'system', label: m.settings_theme_system() },
            { id: 'normal', label: m.settings_contrast_normal() },
            { id: 'more', label: m.settings_contrast_more() },
          ]}
        />
      </SettingsRow>
      <SettingsRow title={m.settings_language()} detail={m.settings_language_detail()}>
        <Segmented
          ariaLabel={m.settings_language()}
          value={settings.language}
          onChange={(language) => void change({ language })}
          options={[
            { id: 'system', label: m.settings_theme_system() },
            { id: 'en', label: 'English' },
            { id: 'he', label: 'עברית' },
          ]}
        />
      </SettingsRow>
      <SettingsRow title={m.settings_density()} detail={m.settings_density_detail()}>
        <Segmented
          ariaLabel={m.settings_density()}
          value={settings.density}
          onChange={(density) => void change({ density })}
          options={[
            { id: 'compact', label: m.settings_density_compact() },
            { id: 'regular', label: m.settings_density_regular() },
            { id: 'roomy', label: m.settings_density_roomy() },
          ]}
        />
      </SettingsRow>
    </div>
  );
}
