import { LogOut, TicketCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { TeamStatus } from '../../../shared/contract/team.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { useContactWords } from '../../app/person-menu.tsx';
import { toastError } from '../../app/sync-actions.ts';
import { useTeam, wordRole } from '../../app/use-team.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { ChangePasswordDialog } from '../team/change-password-dialog.tsx';
import { JoinDialog } from '../team/join-dialog.tsx';
import { SettingsRow } from './settings-row.tsx';

/** Whether this computer belongs to a team, as whom, and the way in and out. */
export function TeamSection() {
  const team = useTeam();
  if (!team) return <SkeletonRows rows={4} />;
  return (
    <div className="flex max-w-180 flex-col px-5 py-4">{team.state === 'solo' ? <Solo /> : <Member team={team} />}</div>
  );
}

function Solo() {
  const [isJoining, setJoining] = useState(false);
  return (
    <>
      <SettingsRow title={m.team_solo_title()} detail={m.team_solo_body()}>
        <Button icon={TicketCheck} onPress={() => setJoining(true)}>
          {m.team_join()}
        </Button>
      </SettingsRow>
      <JoinDialog isOpen={isJoining} onClose={() => setJoining(false)} />
    </>
  );
}

function Member({ team }: { readonly team: TeamStatus }) {
  const locale = useLocale();
  const contact = useContactWords(team);
  const moment = (iso: string | null): string => (iso === null ? '–' : formatMoment(iso, locale));
  return (
    <>
      <SettingsRow title={m.team_organization()}>
        <Fact>{team.organization?.name ?? '–'}</Fact>
      </SettingsRow>
      <SettingsRow title={m.team_you()} detail={<bdi dir="ltr">{team.person?.email}</bdi>}>
        <Fact>{[team.person?.name, team.role ? wordRole(team.role) : null].filter(Boolean).join(' · ')}</Fact>
        <PasswordButton />
      </SettingsRow>
      <SettingsRow title={m.team_this_computer()}>
        <Fact>{team.device?.name ?? '–'}</Fact>
      </SettingsRow>
      <SettingsRow
        title={m.team_database()}
        detail={
          team.serverVersion === null ? null : m.team_database_version({ version: versionText(team.serverVersion) })
        }
      >
        <Code className="text-text-2">{team.address ?? '–'}</Code>
      </SettingsRow>
      <SettingsRow title={m.team_contact()} detail={m.team_last_contact({ moment: moment(team.lastContactAt) })}>
        <Fact>{contact}</Fact>
        <RetryButton isOffline={team.state === 'offline'} />
      </SettingsRow>
      <SettingsRow title={m.team_session()} detail={m.team_session_until({ moment: moment(team.sessionExpiresAt) })}>
        <SignOutButton />
      </SettingsRow>
      <LeaveRow team={team} />
    </>
  );
}

function Fact({ children }: { readonly children: ReactNode }) {
  return <span className="text-text-2">{children}</span>;
}

/** 180004 is 18.4. */
function versionText(serverVersion: number): string {
  return `${String(Math.floor(serverVersion / 10_000))}.${String(serverVersion % 10_000)}`;
}

function PasswordButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>{m.team_change_password()}</Button>
      <ChangePasswordDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

function RetryButton({ isOffline }: { readonly isOffline: boolean }) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  if (!isOffline) return null;
  const retry = async (): Promise<void> => {
    setBusy(true);
    const done = await call('team.retry', {});
    setBusy(false);
    if (!done.ok) toastError(done.error);
  };
  return (
    <Button isBusy={isBusy} busyLabel={m.team_trying()} onPress={() => void retry()}>
      {m.team_try_now()}
    </Button>
  );
}

function SignOutButton() {
  const call = useEngineCall();
  return (
    <Button icon={LogOut} onPress={() => void call('team.signOut', {})}>
      {m.team_sign_out()}
    </Button>
  );
}

function LeaveRow({ team }: { readonly team: TeamStatus }) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const leave = async (): Promise<void> => {
    setBusy(true);
    const done = await call('team.disconnect', {});
    setBusy(false);
    setAsking(false);
    if (done.ok) showToast({ text: m.team_left() });
    else toastError(done.error);
  };
  return (
    <SettingsRow title={m.team_leave()} detail={m.team_leave_detail()}>
      <Button variant="quiet-danger" className="-me-3" onPress={() => setAsking(true)}>
        {m.team_leave()}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={m.team_leave_title({ organization: team.organization?.name ?? '' })}
        confirmLabel={m.team_leave()}
        isDangerous
        isBusy={isBusy}
        onConfirm={() => void leave()}
      >
        <p>{m.team_leave_body()}</p>
      </ConfirmDialog>
    </SettingsRow>
  );
}
