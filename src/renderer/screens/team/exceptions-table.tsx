import { Scale } from 'lucide-react';
import type { PermissionException, TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { formatCount } from '../../app/formats.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Name } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { EffectChip, useLift } from './person-exceptions.tsx';
import { useAdminQuery, useMay } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable, type TeamColumn } from './team-table.tsx';
import { useDates } from './use-dates.ts';

type Line = { readonly id: string; readonly person: TeamPerson; readonly exception: PermissionException };

/** Every grant and denial beside the roles. Whoever is no administrator sees the own ones. */
export function ExceptionsTable() {
  const query = useAdminQuery('members.list', {});
  const columns = useColumns();
  return (
    <FromCentral query={query} failed={m.admin_people_unread()}>
      {({ people, readAt }) => {
        const lines = people.flatMap((person) =>
          (person.exceptions ?? []).map((exception): Line => ({
            id: `${person.id} ${exception.permission} ${String(exception.isGranted)}`,
            person,
            exception,
          })),
        );
        return (
          <>
            <div className="min-h-0 flex-1 overflow-auto">
              <TeamTable
                label={m.admin_roles_exceptions()}
                columns={columns}
                rows={lines}
                isFaded={({ exception }) => !exception.isEffective}
                whenEmpty={
                  <EmptyState kind="empty" icon={Scale} title={m.admin_exceptions_none()}>
                    {m.admin_exceptions_none_way()}
                  </EmptyState>
                }
              />
            </div>
            <GridFoot>
              <span role="status">{m.admin_shown({ count: lines.length, figure: formatCount(lines.length) })}</span>
              <div className="flex-1" />
              <ReadAt at={readAt} />
            </GridFoot>
          </>
        );
      }}
    </FromCentral>
  );
}

function useColumns(): readonly TeamColumn<Line>[] {
  const may = useMay();
  const lift = useLift();
  const { span } = useDates();
  return [
    {
      id: 'person',
      header: m.admin_people_person(),
      width: 'w-[18%]',
      isName: true,
      render: ({ person }) => <Name className="font-medium">{person.name}</Name>,
    },
    {
      id: 'effect',
      header: m.admin_exceptions_effect(),
      width: 'w-28',
      render: ({ exception }) => <EffectChip exception={exception} />,
    },
    {
      id: 'permission',
      header: m.admin_exceptions_permission(),
      width: 'w-[20%]',
      render: ({ exception }) => <Name>{wordPermission(exception.permission)}</Name>,
    },
    {
      id: 'span',
      header: m.admin_exceptions_until(),
      width: 'w-48',
      render: ({ exception }) => <span className="text-text-2">{span(exception)}</span>,
    },
    {
      id: 'reason',
      header: m.admin_exceptions_reason(),
      render: ({ exception }) => <Name className="text-text-2">{exception.reason ?? '–'}</Name>,
    },
    {
      id: 'by',
      header: m.admin_exceptions_by(),
      width: 'w-40',
      render: ({ exception }) => <Name className="text-text-2">{exception.by ?? m.admin_system()}</Name>,
    },
    {
      id: 'lift',
      header: m.admin_exception_lift(),
      isHeaderHidden: true,
      width: 'w-32',
      render: ({ person, exception }) => (
        <span className="flex justify-end">
          <Button
            size="small"
            variant="quiet"
            isDisabled={!may('users:manage') || person.isMe}
            aria-label={m.admin_exception_lift_of({
              permission: wordPermission(exception.permission),
              person: person.name,
            })}
            onPress={() => lift(person, exception)}
          >
            {m.admin_exception_lift()}
          </Button>
        </span>
      ),
    },
  ];
}
