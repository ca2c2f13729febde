import { Users } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { wordAsOf, wordStoreRole } from '../../app/store-team-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { useTeam } from '../../app/use-team.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { m } from '../../paraglide/messages.js';
import { WorkAlone } from '../sync/sync-team.tsx';
import { SettingsRow } from './settings-row.tsx';

/** Whether the team shares this store, and the way in and out. Nothing for who works alone. */
export function StoreTeamRow({ one }: { readonly one: StoreWithStatus }) {
  const team = useTeam();
  if (!team || team.state === 'solo') return null;
  const share = one.status?.team ?? null;
  if (share === null) {
    return (
      <SettingsRow title={m.shared_shop_not_shared()} detail={m.shared_shop_share_detail()}>
        <ShareButton one={one} organization={team.organization?.name ?? ''} isOffline={team.state !== 'connected'} />
      </SettingsRow>
    );
  }
  return (
    <SettingsRow
      title={m.shared_shop_is_shared()}
      detail={
        <>
          {wordStoreRole(share)}
          {share.role === 'follower' ? (
            <>
              {'. '}
              {wordAsOf(share)} {share.read === null ? null : <RelativeTime iso={share.read.at} isFresh />}
            </>
          ) : null}
        </>
      }
    >
      <WorkAlone store={one.store} team={share} />
      <LeaveButton one={one} />
    </SettingsRow>
  );
}

/** What became of sharing or taking a store, in words. */
export function wordJoined({ how }: MethodOutput<'team.shareShop'>, name: string): string {
  switch (how) {
    case 'uploads':
      return m.shared_shop_uploads({ name });
    case 'replaced':
      return m.shared_shop_replaced({ name });
    case 'new':
      return m.shared_shop_new({ name });
    case 'known':
      return m.shared_shop_known({ name });
  }
}

function ShareButton({
  one: { store },
  organization,
  isOffline,
}: {
  readonly one: StoreWithStatus;
  readonly organization: string;
  readonly isOffline: boolean;
}) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  async function share(): Promise<void> {
    setBusy(true);
    const result = await call('team.shareShop', { storeId: store.id });
    setBusy(false);
    setAsking(false);
    if (!result.ok) return toastError(result.error);
    showToast({ text: wordJoined(result.value, store.name), icon: Users });
  }
  return (
    <>
      <Button icon={Users} isDisabled={isOffline} onPress={() => setAsking(true)}>
        {m.shared_shop_share()}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={m.shared_shop_share_title({ name: store.name, organization })}
        confirmLabel={m.shared_shop_share()}
        busyLabel={m.shared_shop_sharing()}
        isBusy={isBusy}
        onConfirm={() => void share()}
      >
        <p>{m.shared_shop_share_body()}</p>
      </ConfirmDialog>
    </>
  );
}

function LeaveButton({ one: { store } }: { readonly one: StoreWithStatus }) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  async function leave(): Promise<void> {
    setBusy(true);
    const result = await call('team.leaveShop', { storeId: store.id });
    setBusy(false);
    setAsking(false);
    if (!result.ok) return toastError(result.error);
    showToast({ text: m.shared_shop_left({ name: store.name }) });
  }
  return (
    <>
      <Button variant="quiet-danger" className="-me-3" onPress={() => setAsking(true)}>
        {m.shared_shop_leave()}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={m.shared_shop_leave_title({ name: store.name })}
        confirmLabel={m.shared_shop_leave()}
        isDangerous
        isBusy={isBusy}
        onConfirm={() => void leave()}
      >
        <p>{m.shared_shop_leave_body({ name: store.name })}</p>
      </ConfirmDialog>
    </>
  );
}
