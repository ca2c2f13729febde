import { Plus } from 'lucide-react';
import { useState } from 'react';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { Toolbar } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';
import { ExceptionDialog } from './exception-dialog.tsx';
import { ExceptionsTable } from './exceptions-table.tsx';
import { RoleMatrix } from './role-matrix.tsx';
import { StoreMembers } from './store-members.tsx';
import { useMay } from './team-data.ts';
import { NeedsNote } from './team-parts.tsx';

const VIEWS = ['roles', 'exceptions', 'stores'] as const;
type View = (typeof VIEWS)[number];

/** What roles permit, what is different for single people, and who works in which store. */
export function RolesTab() {
  const { params } = useRoute();
  const may = useMay();
  const [isAdding, setAdding] = useState(false);
  const view: View = VIEWS.find((name) => name === params['view']) ?? 'roles';
  return (
    <>
      <Toolbar label={m.admin_roles_view()}>
        <Segmented<View>
          ariaLabel={m.admin_roles_view()}
          value={view}
          onChange={(next) => replaceParams({ view: next === 'roles' ? '' : next })}
          options={[
            { id: 'roles', label: m.admin_roles_matrix() },
            { id: 'exceptions', label: m.admin_roles_exceptions() },
            { id: 'stores', label: m.admin_roles_stores() },
          ]}
        />
        <div className="flex-1" />
        {view === 'exceptions' ? (
          <Button variant="primary" icon={Plus} isDisabled={!may('users:manage')} onPress={() => setAdding(true)}>
            {m.admin_exceptions_add()}
          </Button>
        ) : null}
      </Toolbar>
      {view === 'exceptions' ? <NeedsNote permissions={['users:manage']} /> : null}
      {view === 'stores' ? <NeedsNote permissions={['stores:update']} /> : null}
      {view === 'roles' ? <RoleMatrix /> : view === 'exceptions' ? <ExceptionsTable /> : <StoreMembers />}
      {isAdding ? <ExceptionDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}
