import { Laptop, LogOut, MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox, Segmented } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Note } from '../../components/note.tsx';
import { GridFoot, Toolbar } from '../../components/page.tsx';
import { showToast } from '../../components/toast.tsx';
import type { InvitationMade } from '../../../shared/contract/team-admin-people.ts';
import { m } from '../../paraglide/messages.js';
import { useDeviceColumns, useSessionColumns } from './device-columns.tsx';
import { InvitationDialog } from './invite-dialog.tsx';
import { useAdminAct, useAdminQuery } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable } from './team-table.tsx';

type View = 'devices' | 'sessions';
type List = MethodOutput<'devices.list'>;

/** Where people may sign in, and where they are signed in. */
export function DevicesTab() {
  const { params } = useRoute();
  const query = useAdminQuery('devices.list', {});
  const act = useAdminAct();
  const [hasRevoked, setRevoked] = useState(false);
  const [made, setMade] = useState<InvitationMade | null>(null);
  const view: View = params['view'] === 'sessions' ? 'sessions' : 'devices';
  const endOthers = async (): Promise<void> => {
    const done = await act('devices.endOtherSessions', {});
    if (done !== null) {
      showToast({ text: m.admin_did_end_others({ count: done.ended, figure: formatCount(done.ended) }), icon: LogOut });
    }
  };
  return (
    <>
      <Toolbar label={m.admin_devices_view()}>
        <Segmented<View>
          ariaLabel={m.admin_devices_view()}
          value={view}
          onChange={(next) => replaceParams({ view: next === 'devices' ? '' : next })}
          options={[
            { id: 'devices', label: m.admin_devices_devices() },
            { id: 'sessions', label: m.admin_devices_sessions() },
          ]}
        />
        {view === 'devices' ? (
          <Checkbox isSelected={hasRevoked} onChange={setRevoked} className="text-small">
            {m.admin_devices_show_revoked()}
          </Checkbox>
        ) : null}
        <div className="flex-1" />
        {view === 'sessions' ? (
          <Button icon={LogOut} onPress={() => void endOthers()}>
            {m.admin_sessions_end_others()}
          </Button>
        ) : (
          <Button
            icon={Laptop}
            onPress={() => void act('members.inviteDevice', {}).then((invitation) => setMade(invitation))}
          >
            {m.admin_devices_add()}
          </Button>
        )}
      </Toolbar>
      <FromCentral query={query} failed={m.admin_devices_unread()}>
        {(list) => <Lists list={list} view={view} hasRevoked={hasRevoked} />}
      </FromCentral>
      {made === null ? null : (
        <InvitationDialog title={m.admin_devices_add_title()} made={made} onClose={() => setMade(null)} />
      )}
    </>
  );
}

function Lists({
  list: { devices, sessions, seesAll, readAt },
  view,
  hasRevoked,
}: {
  readonly list: List;
  readonly view: View;
  readonly hasRevoked: boolean;
}) {
  const deviceColumns = useDeviceColumns();
  const sessionColumns = useSessionColumns();
  const shown = devices.filter(({ revokedAt }) => hasRevoked || revokedAt === null);
  const count = view === 'devices' ? shown.length : sessions.length;
  return (
    <>
      {seesAll ? null : (
        <div className="px-4 pb-1.5">
          <Note>{m.admin_devices_own_only({ permission: wordPermission('users:read') })}</Note>
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-auto">
        {view === 'devices' ? (
          <TeamTable
            label={m.admin_devices_devices()}
            columns={deviceColumns}
            rows={shown}
            isFaded={({ revokedAt }) => revokedAt !== null}
            whenEmpty={
              <EmptyState kind="empty" icon={MonitorSmartphone} title={m.admin_devices_none()}>
                {m.admin_devices_none_way()}
              </EmptyState>
            }
          />
        ) : (
          <TeamTable
            label={m.admin_devices_sessions()}
            columns={sessionColumns}
            rows={sessions}
            whenEmpty={<EmptyState kind="empty" icon={LogOut} title={m.admin_sessions_none()} />}
          />
        )}
      </div>
      <GridFoot>
        <span role="status">{m.admin_shown({ count, figure: formatCount(count) })}</span>
        <div className="flex-1" />
        <ReadAt at={readAt} />
      </GridFoot>
    </>
  );
}
