import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Store } from '../../../shared/contract/stores.ts';
import type { SyncStatus } from '../../../shared/contract/sync.ts';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { navigate, replaceParams } from '../../app/routes.ts';
import { StoreAvatar } from '../../app/store-avatar.tsx';
import { hostOf, refusesKey, useStores, type StoreWithStatus } from '../../app/store-facts.ts';
import { toastError } from '../../app/sync-actions.ts';
import { faceOf } from '../../app/sync-face.ts';
import { CADENCES, wordCadence } from '../../app/sync-words.ts';
import { TeamShops } from '../../app/team-shops.tsx';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Segmented } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { SyncChip } from '../../components/sync-chip.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Code, Name } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { SendingDialog } from '../home/sending-dialog.tsx';
import { errorsOfCall } from '../first-run/store-form.ts';
import { ReconnectDialog } from './reconnect-dialog.tsx';
import { RemoveStoreDialog } from './remove-store-dialog.tsx';
import { SettingsRow } from './settings-row.tsx';
import { StoreTeamRow } from './store-team-row.tsx';

/** Every store with its name, pace, direction and the way out. */
export function StoresSection({
  openStoreId,
  asksForKey,
}: {
  readonly openStoreId: string | null;
  /** Opens the dialog for a new key of that store at once. */
  readonly asksForKey: boolean;
}) {
  const stores = useStores();
  const { error, refetch } = useEngineQuery('stores.list', {});
  if (!stores && error) {
    return (
      <EmptyState
        kind="failed"
        title={m.settings_stores_unread()}
        actions={<Button onPress={() => void refetch()}>{m.common_try_again()}</Button>}
      >
        {wordError(engineErrorOf(error)).way}
      </EmptyState>
    );
  }
  if (!stores) return <SkeletonRows rows={4} />;
  return (
    <div className="flex max-w-180 flex-col gap-8 px-5 py-4">
      {stores.map((one) => (
        <StoreSettings
          key={one.store.id}
          one={one}
          isOpened={one.store.id === openStoreId}
          asksForKey={asksForKey && one.store.id === openStoreId}
        />
      ))}
      <Button icon={Plus} className="self-start" onPress={() => navigate('first-run', { step: 'connect' })}>
        {m.shell_add_store()}
      </Button>
      <TeamShops />
    </div>
  );
}

function StoreSettings({
  one,
  isOpened,
  asksForKey,
}: {
  readonly one: StoreWithStatus;
  readonly isOpened: boolean;
  readonly asksForKey: boolean;
}) {
  const { store, status } = one;
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpened) ref.current?.scrollIntoView({ block: 'start' });
  }, [isOpened]);
  return (
    <section ref={ref} aria-label={store.name} className="flex scroll-mt-4 flex-col">
      <div className="flex items-center gap-3 border-b border-border pb-3">
        <StoreAvatar id={store.id} letter={store.name} />
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2">
            <Name className="text-title font-strong">{store.name}</Name>
            {store.is_demo ? <Chip isOutlined>{m.home_demo()}</Chip> : null}
          </h2>
          <p className="truncate text-small text-text-2">
            <Code>{hostOf(store.url)}</Code>
            {store.woo_version ? (
              <>
                {', '}
                <Code>WooCommerce {store.woo_version}</Code>
              </>
            ) : null}
          </p>
        </div>
        {status ? <SyncChip face={faceOf(status, true)} /> : null}
      </div>
      <NameRow store={store} />
      <CadenceRow store={store} status={status} />
      <ModeRow store={store} />
      {store.is_demo && !asksForKey && !refusesKey(one) ? null : <KeyRow store={store} asksForKey={asksForKey} />}
      <StoreTeamRow one={one} />
      <RemoveRow one={one} />
    </section>
  );
}

function NameRow({ store }: { readonly store: Store }) {
  const call = useEngineCall();
  const [typed, setTyped] = useState(store.name);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isChanged = typed.trim() !== store.name && typed.trim() !== '';
  const rename = async (): Promise<void> => {
    setBusy(true);
    const result = await call('stores.rename', { id: store.id, name: typed.trim() });
    setBusy(false);
    if (result.ok) return showToast({ text: m.settings_renamed({ name: result.value.name }) });
    const { fields, whole } = errorsOfCall(result.error);
    setError(fields.name ?? whole);
  };
  return (
    <SettingsRow title={m.settings_name()}>
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) void rename();
        }}
      >
        <TextField
          ariaLabel={m.settings_name_of({ name: store.name })}
          size="small"
          className="w-60"
          value={typed}
          maxLength={200}
          error={error}
          onChange={(value) => {
            setTyped(value);
            setError(null);
          }}
        />
        {isChanged ? (
          <Button type="submit" className="!h-7" isBusy={isBusy}>
            {m.settings_rename()}
          </Button>
        ) : null}
      </form>
    </SettingsRow>
  );
}

function CadenceRow({ store, status }: { readonly store: Store; readonly status: SyncStatus | null }) {
  const call = useEngineCall();
  const cadence = status?.cadence ?? store.cadence;
  return (
    <SettingsRow title={m.shell_load()} detail={m.settings_load_detail()}>
      <Segmented
        ariaLabel={m.shell_load()}
        value={cadence}
        onChange={(next) => {
          void call('sync.setCadence', { storeId: store.id, cadence: next }).then((result) => {
            if (!result.ok) toastError(result.error);
          });
        }}
        options={CADENCES.map((id) => ({ id, label: wordCadence(id) }))}
      />
    </SettingsRow>
  );
}

/** Sending is switched on only through the dialog that shows what would be sent; watching again acts at once. */
function ModeRow({ store }: { readonly store: Store }) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const watch = async (): Promise<void> => {
    const result = await call('sync.setMode', { storeId: store.id, mode: 'watch' });
    if (result.ok) showToast({ text: m.settings_watching({ name: store.name }) });
    else toastError(result.error);
  };
  return (
    <SettingsRow
      title={m.settings_mode()}
      detail={store.mode === 'watch' ? m.settings_mode_watch_detail() : m.settings_mode_push_detail()}
    >
      <Segmented
        ariaLabel={m.settings_mode()}
        value={store.mode}
        onChange={(mode) => (mode === 'push' ? setAsking(true) : void watch())}
        options={[
          { id: 'watch', label: m.settings_mode_watch() },
          { id: 'push', label: m.settings_mode_push() },
        ]}
      />
      <SendingDialog store={store} isOpen={isAsking} onClose={() => setAsking(false)} />
    </SettingsRow>
  );
}

function KeyRow({ store, asksForKey }: { readonly store: Store; readonly asksForKey: boolean }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <SettingsRow title={m.settings_key()} detail={m.settings_key_detail()}>
      <Button onPress={() => setAsking(true)}>{m.shell_enter_key()}</Button>
      <ReconnectDialog
        store={store}
        isOpen={isAsking || asksForKey}
        onClose={() => {
          setAsking(false);
          replaceParams({ key: '' });
        }}
      />
    </SettingsRow>
  );
}

function RemoveRow({ one }: { readonly one: StoreWithStatus }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <SettingsRow title={m.settings_remove_title()} detail={m.settings_remove_detail()}>
      <Button variant="quiet-danger" className="-me-3" onPress={() => setAsking(true)}>
        {m.settings_remove()}
      </Button>
      <RemoveStoreDialog one={one} isOpen={isAsking} onClose={() => setAsking(false)} />
    </SettingsRow>
  );
}
