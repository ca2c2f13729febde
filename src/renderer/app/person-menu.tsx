import { CloudOff, KeyRound, LogOut, Settings, UserRound } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { TeamStatus } from '../../shared/contract/team.ts';
import { classes } from '../components/class-names.ts';
import { Icon } from '../components/icon.tsx';
import { Menu, type MenuEntry } from '../components/menu.tsx';
import { Name, useNow } from '../components/texts.tsx';
import { showToast } from '../components/toast.tsx';
import { m } from '../paraglide/messages.js';
import { ChangePasswordDialog } from '../screens/team/change-password-dialog.tsx';
import { useEngineCall, useEngineQuery } from './engine-client.tsx';
import { formatDuration } from './formats.ts';
import { navigate } from './routes.ts';
import { StoreAvatar } from './store-avatar.tsx';
import { toastError } from './sync-actions.ts';
import { useTeam, wordRole } from './use-team.ts';

/** Who is signed in, at the foot of the sidebar; nothing for one person alone. */
export function PersonMenu({ isFolded }: { readonly isFolded: boolean }) {
  const team = useTeam();
  if (!team?.person || !team.organization) return null;
  return <Person team={team} isFolded={isFolded} />;
}

function Person({ team, isFolded }: { readonly team: TeamStatus; readonly isFolded: boolean }) {
  const [isChanging, setChanging] = useState(false);
  const entries = useEntries(team, () => setChanging(true));
  const { person, organization } = team;
  const name = person?.name ?? '';
  const contact = useContactWords(team);
  const spoken = m.team_person({ name, organization: organization?.name ?? '' });
  return (
    <>
      <Menu
        label={m.team_person_menu()}
        placement="top start"
        className="w-60"
        entries={entries}
        trigger={
          <AriaButton
            {...(isFolded ? { 'aria-label': `${spoken}. ${contact}` } : {})}
            className={classes(
              'tint mt-1 flex h-11 w-full shrink-0 items-center gap-2 rounded-r2 text-start hovered:bg-nav-hover kbd:shadow-focus',
              isFolded ? 'justify-center' : 'px-2',
            )}
          >
            <span className="relative flex">
              <StoreAvatar id={person?.email ?? ''} letter={name} size="small" />
              {team.state === 'offline' ? (
                <span className="absolute -end-1 -bottom-1 flex size-4 items-center justify-center rounded-full bg-canvas text-offline-text">
                  <Icon of={CloudOff} size={12} />
                </span>
              ) : null}
            </span>
            {isFolded ? null : (
              <span className="min-w-0 flex-1">
                <span className="sr-only">{m.team_person_menu()}: </span>
                <Name className="leading-4 font-strong">{name}</Name>
                <span className="block truncate text-caption text-text-2">
                  {[organization?.name, team.role ? wordRole(team.role) : null].filter(Boolean).join(' · ')}
                </span>
                {team.state === 'offline' ? <span className="sr-only">{contact}</span> : null}
              </span>
            )}
          </AriaButton>
        }
      />
      <ChangePasswordDialog isOpen={isChanging} onClose={() => setChanging(false)} />
    </>
  );
}

/** “Connected”, or how long the rights hold without contact. */
export function useContactWords(team: TeamStatus): string {
  const nowMs = useNow();
  if (team.state === 'connected') return m.team_connected();
  if (team.offlineUntil === null) return m.team_offline();
  const leftMs = Math.max(0, Date.parse(team.offlineUntil) - nowMs);
  return m.team_offline_left({ duration: formatDuration(leftMs / 1000) });
}

function useEntries(team: TeamStatus, changePassword: () => void): readonly MenuEntry[] {
  const call = useEngineCall();
  const others = (useEngineQuery('team.demoPeople', {}).data ?? []).filter(({ isPresent }) => !isPresent);
  const contact = useContactWords(team);
  const signOut = async (): Promise<void> => {
    const done = await call('team.signOut', {});
    if (done.ok) showToast({ text: m.team_signed_out() });
    else toastError(done.error);
  };
  const switchTo = async (login: string): Promise<void> => {
    const done = await call('team.switchPerson', { login });
    // the engine that was asked ends with the switch
    if (!done.ok && done.error.type !== 'EngineStopped') toastError(done.error);
  };
  return [
    {
      id: 'contact',
      label: contact,
      ...(team.state === 'offline' ? { icon: CloudOff } : {}),
      isDisabled: true,
      onAction: () => undefined,
    },
    ...others.map(({ login, name, email }) => ({
      id: login,
      icon: UserRound,
      label: m.team_switch_to({ name: name ?? email }),
      onAction: () => void switchTo(login),
    })),
    {
      id: 'settings',
      icon: Settings,
      label: m.team_settings(),
      onAction: () => navigate('settings', { section: 'team' }),
    },
    { id: 'password', icon: KeyRound, label: m.team_change_password(), onAction: changePassword },
    { id: 'sign-out', icon: LogOut, label: m.team_sign_out(), onAction: () => void signOut() },
  ];
}
