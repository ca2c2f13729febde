import { navigate, replaceParams, useRoute } from '../../app/routes.ts';
import { PageHead } from '../../components/page.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { m } from '../../paraglide/messages.js';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { StoresSection } from './stores-section.tsx';
import { TeamSection } from './team-section.tsx';
import { UnsentSection } from './unsent-section.tsx';

const SECTIONS = ['appearance', 'stores', 'team', 'unsent', 'about'] as const;
type SectionName = (typeof SECTIONS)[number];

/** How the app looks, which stores it has, what it is. */
export function SettingsScreen() {
  const { screen, params } = useRoute();
  const section: SectionName = SECTIONS.find((name) => name === params['section']) ?? 'appearance';
  const choose = (next: SectionName): void => {
    if (screen === 'settings') replaceParams({ section: next, store: '', key: '' });
    else navigate('settings', { section: next });
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={m.settings_title()} />
      <Tabs
        ariaLabel={m.settings_title()}
        selected={section}
        onChange={choose}
        className="flex-1"
        panelClassName="overflow-auto"
        items={[
          { id: 'appearance', label: m.settings_appearance(), content: <AppearanceSection /> },
          {
            id: 'stores',
            label: m.settings_stores(),
            content: <StoresSection openStoreId={params['store'] ?? null} asksForKey={params['key'] === 'new'} />,
          },
          { id: 'team', label: m.team_section(), content: <TeamSection /> },
          { id: 'unsent', label: m.settings_unsent(), content: <UnsentSection /> },
          { id: 'about', label: m.settings_about(), content: <AboutSection /> },
        ]}
      />
    </div>
  );
}
