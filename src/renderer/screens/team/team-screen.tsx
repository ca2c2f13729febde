import { Database, TicketCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tabs, type TabItem } from '../../components/tabs.tsx';
import { m } from '../../paraglide/messages.js';
import { AuditTab } from './audit-tab.tsx';
import { CentralTab } from './central-tab.tsx';
import { CredentialsTab } from './credentials-tab.tsx';
import { DevicesTab } from './devices-tab.tsx';
import { JoinDialog } from './join-dialog.tsx';
import { PeopleTab } from './people-tab.tsx';
import { RolesTab } from './roles-tab.tsx';
import { SecurityTab } from './security-tab.tsx';
import { SetupAssistant } from './setup-assistant.tsx';
import { useTeamStatus } from './team-data.ts';

const TABS = ['people', 'roles', 'devices', 'security', 'audit', 'credentials', 'central'] as const;
type TeamTab = (typeof TABS)[number];

/** The organization's people, access, evidence and database; without a team the ways to one. */
export function TeamScreen() {
  const { params } = useRoute();
  const status = useTeamStatus();
  if (status === null) return <SkeletonRows />;
  if (params['setup'] === 'open') {
    return (
      <Frame title={m.admin_setup_title()}>
        <SetupAssistant />
      </Frame>
    );
  }
  if (status.state === 'solo') {
    return (
      <Frame title={m.admin_title()}>
        <Solo />
      </Frame>
    );
  }
  const tab = TABS.find((name) => name === params['tab']) ?? 'people';
  return (
    <Frame title={m.admin_title()} count={<bdi>{status.organization?.name}</bdi>}>
      <Tabs<TeamTab>
        ariaLabel={m.admin_parts()}
        selected={tab}
        onChange={(next) => replaceParams({ tab: next === 'people' ? '' : next, view: '', open: '' })}
        className="min-h-0 flex-1"
        panelClassName="flex min-h-0 flex-col"
        items={tabItems()}
      />
    </Frame>
  );
}

function tabItems(): readonly TabItem<TeamTab>[] {
  return [
    { id: 'people', label: m.admin_tab_people(), content: <PeopleTab /> },
    { id: 'roles', label: m.admin_tab_roles(), content: <RolesTab /> },
    { id: 'devices', label: m.admin_tab_devices(), content: <DevicesTab /> },
    { id: 'security', label: m.admin_tab_security(), content: <SecurityTab /> },
    { id: 'audit', label: m.admin_tab_audit(), content: <AuditTab /> },
    { id: 'credentials', label: m.admin_tab_credentials(), content: <CredentialsTab /> },
    { id: 'central', label: m.admin_tab_central(), content: <CentralTab /> },
  ];
}

function Frame({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={title} count={count} />
      {children}
    </div>
  );
}

function Solo() {
  const [isJoining, setJoining] = useState(false);
  return (
    <div className="flex max-w-150 flex-col gap-5 px-4 py-4">
      <div>
        <h2 className="text-title font-strong">{m.team_solo_title()}</h2>
        <p className="text-text-2">{m.team_solo_body()}</p>
      </div>
      <Way
        title={m.team_join()}
        body={m.admin_solo_join_body()}
        action={
          <Button icon={TicketCheck} onPress={() => setJoining(true)}>
            {m.team_join()}
          </Button>
        }
      />
      <Way
        title={m.admin_solo_setup()}
        body={m.admin_solo_setup_body()}
        action={
          <Button icon={Database} onPress={() => replaceParams({ setup: 'open' })}>
            {m.admin_solo_setup()}
          </Button>
        }
      />
      <JoinDialog isOpen={isJoining} onClose={() => setJoining(false)} />
    </div>
  );
}

function Way({ title, body, action }: { readonly title: string; readonly body: string; readonly action: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-divider pt-4">
      <div className="min-w-60 flex-1">
        <h3 className="font-medium">{title}</h3>
        <p className="text-small text-text-2">{body}</p>
      </div>
      {action}
    </section>
  );
}
