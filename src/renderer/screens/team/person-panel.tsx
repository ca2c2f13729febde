import { X } from 'lucide-react';
import type { StoreRank } from '../../../shared/contract/team-admin-common.ts';
import type { TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { IconButton } from '../../components/button.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { PersonExceptions } from './person-exceptions.tsx';
import { PersonMenu } from './person-menu.tsx';
import { useAdminAct, useAdminQuery, useMay, useTeamStatus } from './team-data.ts';
import { useWhen } from './team-parts.tsx';
import { RANKS, wordRank, wordRole } from './team-words.ts';

/** One person: the role, the stores, the exceptions, and what an administrator may do about the account. */
export function PersonPanel({ person, onClose }: { readonly person: TeamPerson; readonly onClose: () => void }) {
  return (
    <SidePanel label={person.name} onClose={onClose}>
      <div className="flex items-center gap-2 border-b border-border py-2 ps-4 pe-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-strong">
            <Name>{person.name}</Name>
          </h2>
          <p className="truncate text-small text-text-2">
            <Code>{person.email}</Code>
          </p>
        </div>
        <PersonMenu person={person} />
        <IconButton label={m.admin_person_close()} icon={X} onPress={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto p-4">
        <StateNotes person={person} />
        <RoleOf person={person} />
        <StoresOf person={person} />
        <PersonExceptions person={person} />
        <Section title={m.admin_person_account()}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
            <dt className="text-text-2">{m.admin_person_joined()}</dt>
            <dd>
              <RelativeTime iso={person.joinedAt} />
            </dd>
            <dt className="text-text-2">{m.admin_people_active()}</dt>
            <dd>
              <RelativeTime iso={person.lastActiveAt} />
            </dd>
            <dt className="text-text-2">{m.admin_people_factor()}</dt>
            <dd>{person.hasSecondFactor ? m.admin_yes() : m.admin_no()}</dd>
          </dl>
        </Section>
      </div>
    </SidePanel>
  );
}

function StateNotes({ person }: { readonly person: TeamPerson }) {
  const act = useAdminAct();
  const may = useMay();
  const when = useWhen();
  const personId = person.id;
  if (person.state === 'suspended') {
    return (
      <Note
        tone="danger"
        action={{
          label: m.admin_person_restore(),
          isDisabled: !may('users:update'),
          onPress: () => void act('members.restore', { personId }, m.admin_did_restore({ person: person.name })),
        }}
      >
        {m.admin_person_suspended()}
      </Note>
    );
  }
  if (person.lockedUntil === null) return null;
  return (
    <Note
      tone="warning"
      action={{
        label: m.admin_person_unlock(),
        isDisabled: !may('users:update'),
        onPress: () => void act('members.unlock', { personId }, m.admin_did_unlock({ person: person.name })),
      }}
    >
      {m.admin_person_locked({ when: when(person.lockedUntil) })}
    </Note>
  );
}

function RoleOf({ person }: { readonly person: TeamPerson }) {
  const act = useAdminAct();
  const may = useMay();
  const myLevel = useTeamStatus()?.role?.level ?? 0;
  const roles = useAdminQuery('access.roles', {}).data?.roles ?? [];
  const isAbove = (person.role?.level ?? 0) > myLevel;
  const isFixed = person.isOwner || person.isMe || isAbove;
  const options = roles
    .filter(({ level, slug }) => level <= myLevel || slug === person.role?.slug)
    .map((role) => ({ id: role.slug, label: wordRole(role) }));
  return (
    <Section title={m.admin_person_role()}>
      <Select
        ariaLabel={m.admin_person_role()}
        options={options}
        value={person.role?.slug ?? null}
        isDisabled={isFixed || !may('users:update')}
        hint={person.isOwner ? m.admin_person_role_owner() : isFixed ? m.admin_person_role_above() : undefined}
        onChange={(roleSlug) => {
          if (roleSlug === person.role?.slug) return;
          const role = wordRole(roles.find(({ slug }) => slug === roleSlug) ?? null);
          void act(
            'members.setRole',
            { personId: person.id, roleSlug },
            m.admin_person_role_set({ person: person.name, role }),
          );
        }}
      />
    </Section>
  );
}

function StoresOf({ person }: { readonly person: TeamPerson }) {
  const stores = useAdminQuery('access.stores', {}).data?.stores;
  if (stores === undefined) return null;
  return (
    <Section title={m.admin_person_stores()}>
      {stores.length === 0 ? <p className="text-small text-text-2">{m.admin_person_stores_none()}</p> : null}
      {stores.map((store) => (
        <div key={store.id} className="flex items-center gap-3">
          <Name className="flex-1">{store.name}</Name>
          <RankSelect
            person={person}
            store={store}
            rank={store.members.find(({ personId }) => personId === person.id)?.rank ?? null}
          />
        </div>
      ))}
    </Section>
  );
}

/** The rank of one person in one store; nobody gives more than the own. */
export function RankSelect({
  person,
  store,
  rank,
}: {
  readonly person: Pick<TeamPerson, 'id' | 'name'>;
  readonly store: { readonly id: string; readonly name: string; readonly myRank: StoreRank };
  readonly rank: StoreRank | null;
}) {
  const act = useAdminAct();
  const may = useMay();
  const mine = RANKS.indexOf(store.myRank);
  const canChange = may('stores:update') && store.myRank !== 'viewer' && (rank === null || RANKS.indexOf(rank) <= mine);
  const set = (next: StoreRank | 'none'): void => {
    if (next === (rank ?? 'none')) return;
    const words = { person: person.name, store: store.name };
    void act(
      'members.setStoreRank',
      { personId: person.id, storeId: store.id, rank: next === 'none' ? null : next },
      next === 'none' ? m.admin_person_rank_gone(words) : m.admin_person_rank_set(words),
    );
  };
  return (
    <Select<StoreRank | 'none'>
      ariaLabel={m.admin_person_stores_rank_of({ person: person.name, store: store.name })}
      size="small"
      className="w-40"
      isDisabled={!canChange}
      value={rank ?? 'none'}
      onChange={set}
      options={[
        { id: 'none', label: m.admin_rank_none() },
        ...RANKS.filter((each, at) => at <= mine || each === rank).map((each) => ({ id: each, label: wordRank(each) })),
      ]}
    />
  );
}
