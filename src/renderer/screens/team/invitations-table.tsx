import { Lock, Mail } from 'lucide-react';
import type { TeamInvitation } from '../../../shared/contract/team-admin-people.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminAct, useAdminQuery, useMay } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable, type TeamColumn } from './team-table.tsx';
import { wordRole } from './team-words.ts';
import { useDates } from './use-dates.ts';

/** Who was invited, and what became of it. */
export function InvitationsTable() {
  const query = useAdminQuery('members.invitations', {});
  const columns = useColumns();
  return (
    <FromCentral query={query} failed={m.admin_people_unread()}>
      {({ rows, readAt }) =>
        rows === null ? (
          <EmptyState kind="empty" icon={Lock} title={m.admin_invitations_hidden()}>
            {m.admin_invitations_hidden_way()}
          </EmptyState>
        ) : (
          <>
            <div className="min-h-0 flex-1 overflow-auto">
              <TeamTable
                label={m.admin_people_invitations()}
                columns={columns}
                rows={rows}
                isFaded={({ state }) => state !== 'open'}
                whenEmpty={
                  <EmptyState kind="empty" icon={Mail} title={m.admin_invitations_none()}>
                    {m.admin_invitations_none_way()}
                  </EmptyState>
                }
              />
            </div>
            <GridFoot>
              <span role="status">{m.admin_shown({ count: rows.length, figure: formatCount(rows.length) })}</span>
              <div className="flex-1" />
              <ReadAt at={readAt} />
            </GridFoot>
          </>
        )
      }
    </FromCentral>
  );
}

function useColumns(): readonly TeamColumn<TeamInvitation>[] {
  const act = useAdminAct();
  const may = useMay();
  const { moment } = useDates();
  return [
    { id: 'email', header: m.admin_people_email(), isName: true, render: ({ email }) => <Code>{email}</Code> },
    {
      id: 'role',
      header: m.admin_people_role(),
      width: 'w-40',
      render: ({ roleSlug }) => wordRole({ slug: roleSlug, name: roleSlug }),
    },
    { id: 'state', header: m.admin_people_state(), width: 'w-28', render: ({ state }) => <StateChip state={state} /> },
    {
      id: 'by',
      header: m.admin_invitations_by(),
      width: 'w-44',
      render: ({ invitedBy }) => <Name>{invitedBy ?? m.admin_system()}</Name>,
    },
    {
      id: 'made',
      header: m.admin_invitations_made(),
      width: 'w-32',
      render: ({ createdAt }) => <RelativeTime iso={createdAt} className="text-text-2" />,
    },
    {
      id: 'expires',
      header: m.admin_invitations_expires(),
      width: 'w-36',
      render: ({ state, expiresAt }) => (state === 'open' ? moment(expiresAt) : '–'),
    },
    {
      id: 'withdraw',
      header: m.admin_invitation_withdraw(),
      isHeaderHidden: true,
      width: 'w-32',
      render: ({ id, state, email }) =>
        state === 'open' ? (
          <span className="flex justify-end">
            <Button
              size="small"
              variant="quiet-danger"
              isDisabled={!may('users:create')}
              aria-label={m.admin_invitation_withdraw_of({ email })}
              onPress={() => void act('members.withdrawInvitation', { id }, m.admin_invitation_gone({ email }))}
            >
              {m.admin_invitation_withdraw()}
            </Button>
          </span>
        ) : null,
    },
  ];
}

function StateChip({ state }: { readonly state: TeamInvitation['state'] }) {
  switch (state) {
    case 'open':
      return <Chip tone="accent">{m.admin_invitation_open()}</Chip>;
    case 'accepted':
      return <Chip>{m.admin_invitation_accepted()}</Chip>;
    case 'withdrawn':
      return <Chip isOutlined>{m.admin_invitation_withdrawn()}</Chip>;
    case 'expired':
      return <Chip isOutlined>{m.admin_invitation_expired()}</Chip>;
    default:
      return state satisfies never;
  }
}
