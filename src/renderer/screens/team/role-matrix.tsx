import { Check } from 'lucide-react';
import { useState } from 'react';
import type { TeamRole } from '../../../shared/contract/team-admin-people.ts';
import { formatCount } from '../../app/formats.ts';
import { wordAction, wordResource } from '../../app/permission-words.ts';
import { Segmented } from '../../components/choices.tsx';
import { Icon } from '../../components/icon.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { m } from '../../paraglide/messages.js';
import { useAdminQuery } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable, type TeamColumn } from './team-table.tsx';
import { wordRole } from './team-words.ts';

const ACTIONS = ['read', 'create', 'update', 'delete', 'execute', 'manage'] as const;
const MOST_SEGMENTS = 4;
type ResourceRow = { readonly id: string; readonly actions: ReadonlySet<string> };

/** What one role permits: a line per resource, a mark per action. */
export function RoleMatrix() {
  const query = useAdminQuery('access.roles', {});
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <FromCentral query={query} failed={m.admin_roles_unread()}>
      {({ roles, permissions, readAt }) => {
        const role = roles.find(({ slug }) => slug === chosen) ?? roles[0];
        if (role === undefined) return null;
        const resources = [...new Set(permissions.map(({ resource }) => resource))];
        return (
          <>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pb-2">
              <RoleChoice roles={roles} role={role} onChoose={setChosen} />
              <p className="min-w-0 flex-1 text-small text-text-2">{m.admin_roles_explain()}</p>
            </div>
            <div className="min-h-0 flex-1 overflow-auto border-t border-border">
              <TeamTable
                label={m.admin_roles_matrix()}
                columns={columnsOf()}
                rows={resources.map((resource) => rowOf(role, resource))}
                whenEmpty={null}
              />
            </div>
            <GridFoot>
              <span>
                {m.admin_roles_people({ role: wordRole(role), count: role.people, figure: formatCount(role.people) })}
              </span>
              <div className="flex-1" />
              <ReadAt at={readAt} />
            </GridFoot>
          </>
        );
      }}
    </FromCentral>
  );
}

function RoleChoice({
  roles,
  role,
  onChoose,
}: {
  readonly roles: readonly TeamRole[];
  readonly role: TeamRole;
  readonly onChoose: (slug: string) => void;
}) {
  const options = roles.map((each) => ({ id: each.slug, label: wordRole(each) }));
  return options.length <= MOST_SEGMENTS ? (
    <Segmented ariaLabel={m.admin_roles_choose()} value={role.slug} onChange={onChoose} options={options} />
  ) : (
    <Select ariaLabel={m.admin_roles_choose()} size="small" value={role.slug} onChange={onChoose} options={options} />
  );
}

function rowOf(role: TeamRole, resource: string): ResourceRow {
  const given = role.permissions.filter((name) => name.startsWith(`${resource}:`));
  return { id: resource, actions: new Set(given.map((name) => name.slice(resource.length + 1))) };
}

function columnsOf(): readonly TeamColumn<ResourceRow>[] {
  return [
    {
      id: 'resource',
      header: m.admin_roles_resource(),
      isName: true,
      render: ({ id }) => <span className="font-medium">{wordResource(id)}</span>,
    },
    ...ACTIONS.map((action): TeamColumn<ResourceRow> => ({
      id: action,
      header: wordAction(action),
      width: 'w-[11%]',
      render: ({ id, actions }) => <Mark resource={id} action={action} isGiven={actions.has(action)} />,
    })),
  ];
}

function Mark({
  resource,
  action,
  isGiven,
}: {
  readonly resource: string;
  readonly action: string;
  readonly isGiven: boolean;
}) {
  const words = { resource: wordResource(resource), action: wordAction(action) };
  return (
    <span className={isGiven ? 'text-text' : 'text-text-3'}>
      {isGiven ? <Icon of={Check} /> : <span aria-hidden>–</span>}
      <span className="sr-only">{isGiven ? m.admin_roles_given(words) : m.admin_roles_not_given(words)}</span>
    </span>
  );
}
