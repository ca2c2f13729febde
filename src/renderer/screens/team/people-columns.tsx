import { LockKeyhole, ShieldCheck } from 'lucide-react';
import type { TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { formatCount } from '../../app/formats.ts';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import type { TeamColumn } from './team-table.tsx';
import { wordRank, wordRole } from './team-words.ts';

export function peopleColumns(): readonly TeamColumn<TeamPerson>[] {
  return [
    {
      id: 'person',
      header: m.admin_people_person(),
      isName: true,
      render: (person) => (
        <span className="flex min-w-0 items-center gap-2">
          <Name className="font-medium">{person.name}</Name>
          {person.isMe ? <Chip>{m.admin_you()}</Chip> : null}
          {person.isOwner ? <Chip isOutlined>{m.admin_people_owner()}</Chip> : null}
          <StateChip person={person} />
        </span>
      ),
    },
    {
      id: 'email',
      header: m.admin_people_email(),
      width: 'w-[20%]',
      render: ({ email }) => (
        <span className="block truncate text-text-2" data-tip={email}>
          <Code>{email}</Code>
        </span>
      ),
    },
    { id: 'role', header: m.admin_people_role(), width: 'w-32', render: ({ role }) => wordRole(role) },
    {
      id: 'stores',
      header: m.admin_people_stores(),
      width: 'w-[16%]',
      isMinor: true,
      render: ({ stores }) => {
        const words = stores.map(({ name, rank }) => m.admin_people_store_rank({ store: name, rank: wordRank(rank) }));
        return words.length === 0 ? <span className="text-text-3">–</span> : <Name>{words.join(', ')}</Name>;
      },
    },
    {
      id: 'factor',
      header: m.admin_people_factor(),
      width: 'w-30',
      isMinor: true,
      render: ({ hasSecondFactor }) =>
        hasSecondFactor ? (
          <span className="flex items-center gap-1.5">
            <Icon of={ShieldCheck} size={14} className="text-success" />
            {m.admin_yes()}
          </span>
        ) : (
          <span className="text-text-3">{m.admin_no()}</span>
        ),
    },
    {
      id: 'devices',
      header: m.admin_people_devices(),
      width: 'w-20',
      isFigure: true,
      isMinor: true,
      render: ({ devices }) => (devices === null ? '–' : formatCount(devices)),
    },
    {
      id: 'active',
      header: m.admin_people_active(),
      width: 'w-28',
      isMinor: true,
      render: ({ lastActiveAt }) => <RelativeTime iso={lastActiveAt} className="text-text-2" />,
    },
  ];
}

function StateChip({ person: { state, lockedUntil } }: { readonly person: TeamPerson }) {
  if (state === 'suspended') return <Chip tone="danger">{m.admin_people_suspended()}</Chip>;
  if (lockedUntil !== null)
    return (
      <Chip tone="warning" icon={LockKeyhole}>
        {m.admin_people_locked()}
      </Chip>
    );
  return state === 'inactive' ? <Chip>{m.admin_people_inactive()}</Chip> : null;
}
