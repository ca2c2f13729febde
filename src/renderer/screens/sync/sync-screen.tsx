import {
  Calculator,
  DownloadCloud,
  Ellipsis,
  Eye,
  Pause,
  Play,
  RefreshCw,
  Stethoscope,
  Store as StoreIcon,
} from 'lucide-react';
import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { useSharedInbox } from '../../app/shared-inbox.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShownStores, type StoreWithStatus } from '../../app/store-facts.ts';
import { toastError, usePause, useSyncNow } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { PageHead } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { m } from '../../paraglide/messages.js';
import { ConnectionDoctor } from './connection-doctor.tsx';
import { ConflictsTab } from './conflicts-tab.tsx';
import { PendingTab } from './pending-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { SyncOverview } from './sync-overview.tsx';

const TABS = ['overview', 'pending', 'conflicts', 'runs'] as const;
type SyncTab = (typeof TABS)[number];

/** How one store stands, what waits, what was refused and what needs a person. */
export function SyncScreen() {
  const shown = useShownStores();
  const { params } = useRoute();
  const current = shown.find(({ store }) => store.id === params['store']) ?? shown[0] ?? null;
  if (!current) {
    return (
      <div className="flex h-full min-h-0 flex-col">
        <PageHead title={m.sync_title()} />
        <EmptyState kind="empty" icon={StoreIcon} title={m.sync_no_store()}>
          {m.sync_no_store_way()}
        </EmptyState>
      </div>
    );
  }
  return (
    <StoreSync key={current.store.id} current={current} shown={shown} onChoose={(store) => replaceParams({ store })} />
  );
}

function StoreSync({
  current,
  shown,
  onChoose,
}: {
  readonly current: StoreWithStatus;
  readonly shown: readonly StoreWithStatus[];
  readonly onChoose: (id: string) => void;
}) {
  const { params } = useRoute();
  const tab = TABS.find((name) => name === params['tab']) ?? 'overview';
  const { store, status } = current;
  const counters = status?.counters;
  const ofTeam = useSharedInbox().count;
  const countOf = (count: number | undefined): { readonly count?: string } =>
    count ? { count: formatCount(count) } : {};
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.sync_title()}
        count={shown.length > 1 ? undefined : <bdi>{store.name}</bdi>}
        actions={<Actions current={current} />}
      >
        {shown.length > 1 && shown.length <= 4 && (
          <Segmented
            ariaLabel={m.sync_choose_store()}
            options={shown.map(({ store: { id, name } }) => ({ id, label: name }))}
            value={store.id}
            onChange={onChoose}
          />
        )}
      </PageHead>
      <Tabs<SyncTab>
        ariaLabel={m.sync_parts()}
        selected={tab}
        onChange={(next) => replaceParams({ tab: next === 'overview' ? '' : next })}
        className="min-h-0 flex-1"
        panelClassName="flex min-h-0 flex-col"
        items={[
          {
            id: 'overview',
            label: m.sync_tab_overview(),
            content: status ? <SyncOverview store={store} status={status} /> : <SkeletonRows />,
          },
          {
            id: 'pending',
            label: m.sync_tab_pending(),
            ...countOf(counters?.waiting),
            content: <PendingTab store={store} />,
          },
          {
            id: 'conflicts',
            label: m.sync_tab_conflicts(),
            ...countOf((counters?.decisions ?? 0) + ofTeam),
            content: <ConflictsTab store={store} />,
          },
          { id: 'runs', label: m.sync_runs(), content: <RunsTab store={store} /> },
        ]}
      />
    </div>
  );
}

function Actions({ current: { store, status } }: { readonly current: StoreWithStatus }) {
  const call = useEngineCall();
  const pause = usePause();
  const syncNow = useSyncNow();
  const [isExamining, setExamining] = useState(false);
  const isPaused = status?.state === 'paused';
  const isRunning = status?.run !== null && status?.run !== undefined;

  async function run(kind: 'census' | 'full'): Promise<void> {
    const result = await call('sync.run', { storeId: store.id, kind });
    if (!result.ok) toastError(result.error);
  }
  async function watchOnly(): Promise<void> {
    const result = await call('sync.setMode', { storeId: store.id, mode: 'watch' });
    if (!result.ok) toastError(result.error);
  }

  const entries: readonly MenuEntry[] = [
    {
      id: 'census',
      label: m.sync_run_census(),
      icon: Calculator,
      isDisabled: isRunning,
      onAction: () => void run('census'),
    },
    {
      id: 'full',
      label: m.sync_run_full(),
      icon: DownloadCloud,
      isDisabled: isRunning,
      onAction: () => void run('full'),
    },
    ...(status?.mode === 'push'
      ? [{ id: 'watch', label: m.sync_watch_only(), icon: Eye, onAction: () => void watchOnly() }]
      : []),
  ];
  return (
    <>
      <Button variant="quiet" icon={Stethoscope} onPress={() => setExamining(true)}>
        {m.sync_doctor()}
      </Button>
      <ConnectionDoctor store={store} isOpen={isExamining} onClose={() => setExamining(false)} />
      <Menu
        trigger={<IconButton label={m.common_more()} icon={Ellipsis} />}
        entries={entries}
        label={m.common_more()}
      />
      <Button icon={isPaused ? Play : Pause} onPress={() => void pause(store.id, !isPaused)}>
        {isPaused ? m.sync_resume() : m.sync_pause()}
      </Button>
      <Button variant="primary" icon={RefreshCw} isDisabled={isRunning} onPress={() => void syncNow(store.id)}>
        {m.sync_now()}
      </Button>
    </>
  );
}
