import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import type { TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { formatCount } from '../../app/formats.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot, Toolbar } from '../../components/page.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { InvitationsTable } from './invitations-table.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { peopleColumns } from './people-columns.tsx';
import { PersonPanel } from './person-panel.tsx';
import { useAdminQuery, useMay } from './team-data.ts';
import { FromCentral, NeedsNote, ReadAt } from './team-parts.tsx';
import { TeamTable } from './team-table.tsx';

type View = 'people' | 'invitations';

/** Everybody of the organization, and who is invited. */
export function PeopleTab() {
  const { params } = useRoute();
  const may = useMay();
  const [search, setSearch] = useState('');
  const [isInviting, setInviting] = useState(false);
  const view: View = params['view'] === 'invitations' ? 'invitations' : 'people';
  return (
    <>
      <Toolbar label={m.admin_people_view()}>
        <Segmented<View>
          ariaLabel={m.admin_people_view()}
          value={view}
          onChange={(next) => replaceParams({ view: next === 'people' ? '' : next, open: '' })}
          options={[
            { id: 'people', label: m.admin_people_everybody() },
            { id: 'invitations', label: m.admin_people_invitations() },
          ]}
        />
        {view === 'people' ? (
          <SearchField
            label={m.admin_people_find()}
            size="small"
            className="w-60"
            value={search}
            onChange={setSearch}
          />
        ) : null}
        <div className="flex-1" />
        <Button
          variant="primary"
          icon={UserPlus}
          isDisabled={!may('users:create')}
          aria-describedby="people-needs"
          onPress={() => setInviting(true)}
        >
          {m.admin_people_invite()}
        </Button>
      </Toolbar>
      <NeedsNote id="people-needs" permissions={['users:create', 'users:update', 'users:manage', 'users:delete']} />
      {view === 'people' ? <People search={search} /> : <InvitationsTable />}
      {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  );
}

function People({ search }: { readonly search: string }) {
  const { params } = useRoute();
  const query = useAdminQuery('members.list', {});
  const open = (id: string): void => replaceParams({ open: id });
  return (
    <FromCentral query={query} failed={m.admin_people_unread()}>
      {({ people, readAt }) => {
        const shown = people.filter((person) => isFound(person, search));
        const opened = people.find(({ id }) => id === params['open']);
        return (
          <>
            <div className="relative flex min-h-0 flex-1">
              <div className="min-h-0 min-w-0 flex-1 overflow-auto">
                <TeamTable
                  label={m.admin_tab_people()}
                  columns={peopleColumns()}
                  rows={shown}
                  openId={opened?.id ?? null}
                  onOpen={({ id }) => open(id)}
                  isFaded={({ state }) => state !== 'active'}
                  whenEmpty={
                    <EmptyState
                      kind={people.length === 0 ? 'empty' : 'none'}
                      icon={Users}
                      title={people.length === 0 ? m.admin_people_empty() : m.admin_none_found()}
                    >
                      {people.length === 0 ? null : m.admin_none_found_way()}
                    </EmptyState>
                  }
                />
              </div>
              {opened ? <PersonPanel key={opened.id} person={opened} onClose={() => open('')} /> : null}
            </div>
            <GridFoot>
              <span role="status">{m.admin_shown({ count: shown.length, figure: formatCount(shown.length) })}</span>
              <div className="flex-1" />
              <ReadAt at={readAt} />
            </GridFoot>
          </>
        );
      }}
    </FromCentral>
  );
}

function isFound({ name, email }: TeamPerson, search: string): boolean {
  const words = search.trim().toLocaleLowerCase();
  return words === '' || `${name} ${email}`.toLocaleLowerCase().includes(words);
}
