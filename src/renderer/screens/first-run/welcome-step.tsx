import { ArrowRight, Database, GitCompareArrows, Eye, ShieldCheck, TicketCheck } from 'lucide-react';
import { useState } from 'react';
import { useChangeSettings } from '../../app/use-appearance.ts';
import { toastError } from '../../app/sync-actions.ts';
import { navigate } from '../../app/routes.ts';
import { useTeam } from '../../app/use-team.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { m } from '../../paraglide/messages.js';
import { useView } from '../../state/view.ts';
import { JoinDialog } from '../team/join-dialog.tsx';

/** What the app is and promises, and in which language. */
export function WelcomeStep({ onContinue }: { readonly onContinue: () => void }) {
  const locale = useView((view) => view.locale);
  const settings = useView((view) => view.settings);
  const changeSettings = useChangeSettings();
  const change = async (changes: Partial<Settings>): Promise<void> => {
    const error = await changeSettings(changes);
    if (error) toastError(error);
  };
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-auto px-10 py-8">
        <div className="flex max-w-150 flex-col gap-2">
          <h1 className="page-title text-figure font-strong">{m.first_welcome_title()}</h1>
          <p className="text-text-2">{m.first_welcome_body()}</p>
        </div>
        <ul className="flex max-w-150 flex-col border-t border-border">
          <Promise icon={ShieldCheck} title={m.first_promise_lost()} body={m.first_promise_lost_body()} />
          <Promise icon={GitCompareArrows} title={m.first_promise_silent()} body={m.first_promise_silent_body()} />
          <Promise icon={Eye} title={m.first_promise_watch()} body={m.first_promise_watch_body()} />
        </ul>
        <div className="grid w-fit grid-cols-[auto_auto] items-center justify-items-start gap-x-6 gap-y-3">
          <span className="text-text-2">{m.first_language()}</span>
          <Segmented
            ariaLabel={m.first_language()}
            value={locale}
            onChange={(language) => void change({ language })}
            options={[
              { id: 'en', label: 'English' },
              { id: 'he', label: 'עברית' },
            ]}
          />
          <span className="text-text-2">{m.first_theme()}</span>
          <Segmented
            ariaLabel={m.first_theme()}
            value={settings.theme}
            onChange={(theme) => void change({ theme })}
            options={[
              { id: 'system', label: m.settings_theme_system() },
              { id: 'light', label: m.settings_theme_light() },
              { id: 'dark', label: m.settings_theme_dark() },
            ]}
          />
        </div>
      </div>
      <div className="flex h-15 shrink-0 items-center justify-end gap-2 border-t border-border px-8">
        <JoinButton />
        <Button variant="primary" icon={ArrowRight} iconFlips onPress={onContinue} autoFocus>
          {m.first_go_connect()}
        </Button>
      </div>
    </>
  );
}

/** For who was invited: the team brings the stores. */
function JoinButton() {
  const isSolo = useTeam()?.state === 'solo';
  const [isJoining, setJoining] = useState(false);
  if (!isSolo) return null;
  return (
    <>
      <Button variant="quiet" icon={Database} onPress={() => navigate('team', { setup: 'open' })}>
        {m.admin_solo_setup()}
      </Button>
      <Button icon={TicketCheck} onPress={() => setJoining(true)}>
        {m.team_join()}
      </Button>
      <JoinDialog isOpen={isJoining} onClose={() => setJoining(false)} />
    </>
  );
}

function Promise({ icon, title, body }: { readonly icon: IconShape; readonly title: string; readonly body: string }) {
  return (
    <li className="flex gap-3 border-b border-border py-3">
      <Icon of={icon} className="mt-0.5 text-text-2" />
      <div>
        <p className="font-strong">{title}</p>
        <p className="text-small text-text-2">{body}</p>
      </div>
    </li>
  );
}
