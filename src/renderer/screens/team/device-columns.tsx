import { useState } from 'react';
import type { TeamDevice, TeamSession } from '../../../shared/contract/team-admin-security.ts';
import { formatCount } from '../../app/formats.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminAct, useMay, useTeamStatus } from './team-data.ts';
import { useWhen } from './team-parts.tsx';
import type { TeamColumn } from './team-table.tsx';
import { useDates } from './use-dates.ts';

export function useDeviceColumns(): readonly TeamColumn<TeamDevice>[] {
  return [
    {
      id: 'device',
      header: m.admin_devices_name(),
      isName: true,
      render: (device) => (
        <span className="flex min-w-0 items-center gap-2">
          <Name className="font-medium">{device.name}</Name>
          {device.isThis ? <Chip>{m.admin_this_device()}</Chip> : null}
        </span>
      ),
    },
    {
      id: 'person',
      header: m.admin_people_person(),
      width: 'w-[20%]',
      render: ({ personName }) => <Name>{personName}</Name>,
    },
    {
      id: 'trust',
      header: m.admin_devices_trust(),
      width: 'w-44',
      render: (device) => <Trust device={device} />,
    },
    {
      id: 'sessions',
      header: m.admin_devices_live(),
      width: 'w-24',
      isFigure: true,
      render: ({ liveSessions }) => formatCount(liveSessions),
    },
    {
      id: 'seen',
      header: m.admin_devices_seen(),
      width: 'w-32',
      render: ({ lastSeenAt }) => <RelativeTime iso={lastSeenAt} className="text-text-2" />,
    },
    {
      id: 'enrolled',
      header: m.admin_devices_enrolled(),
      width: 'w-32',
      render: ({ enrolledAt }) => <RelativeTime iso={enrolledAt} className="text-text-2" />,
    },
    {
      id: 'revoke',
      header: m.admin_devices_revoke(),
      isHeaderHidden: true,
      width: 'w-48',
      render: (device) => <Revoke device={device} />,
    },
  ];
}

function Trust({ device: { trust, name, revokedAt } }: { readonly device: TeamDevice }) {
  const act = useAdminAct();
  const { day } = useDates();
  if (trust === null) return <span className="text-text-3">{revokedAt === null ? m.admin_devices_asked() : '–'}</span>;
  const words = m.admin_devices_trusted({ day: day(trust.until) });
  return (
    <LinkButton
      className="text-small"
      aria-label={`${words}. ${m.admin_devices_distrust()}`}
      onPress={() => void act('devices.distrust', { id: trust.id }, m.admin_did_distrust({ device: name }))}
    >
      {words}
    </LinkButton>
  );
}

function Revoke({ device }: { readonly device: TeamDevice }) {
  const act = useAdminAct();
  const may = useMay();
  const when = useWhen();
  const [isAsking, setAsking] = useState(false);
  const words = { device: device.name, person: device.personName };
  if (device.revokedAt !== null) {
    return (
      <Name>
        {device.revokedBy === null
          ? m.admin_devices_revoked()
          : m.admin_devices_revoked_by({ person: device.revokedBy, when: when(device.revokedAt) })}
      </Name>
    );
  }
  return (
    <span className="flex justify-end">
      <Button
        size="small"
        variant="quiet-danger"
        isDisabled={!device.isMine && !may('users:update')}
        aria-label={m.admin_devices_revoke_of(words)}
        onPress={() => setAsking(true)}
      >
        {m.admin_devices_revoke()}
      </Button>
      {isAsking ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsking(false)}
          title={m.admin_ask_revoke(words)}
          cancelLabel={m.admin_ask_keep()}
          confirmLabel={m.admin_ask_revoke_do()}
          isDangerous
          onConfirm={() => {
            setAsking(false);
            void act('devices.revoke', { id: device.id }, m.admin_did_revoke({ device: device.name }));
          }}
        >
          <p>{m.admin_ask_revoke_body()}</p>
          {device.isThis ? <Note tone="warning">{m.admin_ask_revoke_this()}</Note> : null}
        </ConfirmDialog>
      ) : null}
    </span>
  );
}

export function useSessionColumns(): readonly TeamColumn<TeamSession>[] {
  const act = useAdminAct();
  const may = useMay();
  const { moment } = useDates();
  const myId = useTeamStatus()?.person?.id;
  return [
    {
      id: 'person',
      header: m.admin_people_person(),
      isName: true,
      render: ({ personName, isThis }) => (
        <span className="flex min-w-0 items-center gap-2">
          <Name className="font-medium">{personName}</Name>
          {isThis ? <Chip>{m.admin_this_device()}</Chip> : null}
        </span>
      ),
    },
    {
      id: 'device',
      header: m.admin_devices_name(),
      width: 'w-[22%]',
      render: ({ deviceName }) => <Name>{deviceName ?? '–'}</Name>,
    },
    {
      id: 'ip',
      header: m.admin_sessions_ip(),
      width: 'w-40',
      render: ({ ipAddress }) => <Code className="text-text-2">{ipAddress ?? '–'}</Code>,
    },
    {
      id: 'started',
      header: m.admin_sessions_started(),
      width: 'w-32',
      render: ({ startedAt }) => <RelativeTime iso={startedAt} className="text-text-2" />,
    },
    {
      id: 'active',
      header: m.admin_people_active(),
      width: 'w-32',
      render: ({ lastActiveAt }) => <RelativeTime iso={lastActiveAt} className="text-text-2" />,
    },
    {
      id: 'expires',
      header: m.admin_sessions_expires(),
      width: 'w-36',
      render: ({ expiresAt }) => <span className="text-text-2">{moment(expiresAt)}</span>,
    },
    {
      id: 'end',
      header: m.admin_sessions_end(),
      isHeaderHidden: true,
      width: 'w-24',
      render: (session) => (
        <span className="flex justify-end">
          <Button
            size="small"
            variant="quiet"
            isDisabled={session.isThis || (session.personId !== myId && !may('users:update'))}
            aria-label={m.admin_sessions_end_of({ person: session.personName, device: session.deviceName ?? '–' })}
            onPress={() => void act('devices.endSession', { id: session.id }, m.admin_did_end())}
          >
            {m.admin_sessions_end()}
          </Button>
        </span>
      ),
    },
  ];
}
