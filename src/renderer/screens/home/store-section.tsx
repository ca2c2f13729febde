import {
  Check,
  Eye,
  MoreHorizontal,
  Pause,
  Play,
  Plus,
  RefreshCw,
  Settings,
  SquareArrowOutUpRight,
} from 'lucide-react';
import { useState } from 'react';
import type { EntityName } from '../../../shared/domain/entities.ts';
import type { Store } from '../../../shared/contract/stores.ts';
import type { SyncStatus } from '../../../shared/contract/sync.ts';
import { useEngineQuery, useEngineState } from '../../app/engine-client.tsx';
import { wordProblem } from '../../app/error-words.ts';
import { formatClock, formatCount, formatDay, formatDuration } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { navigate } from '../../app/routes.ts';
import { StoreAvatar } from '../../app/store-avatar.tsx';
import { hostOf, refusesKey } from '../../app/store-facts.ts';
import { usePause, useSyncNow } from '../../app/sync-actions.ts';
import { faceOf } from '../../app/sync-face.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { SyncChip } from '../../components/sync-chip.tsx';
import { Code, Name, RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { SendingDialog } from './sending-dialog.tsx';

/** One store: who it is, how it stands, what is counted, and what can be done now. */
export function StoreSection({
  store,
  status,
  isAlone,
}: {
  readonly store: Store;
  readonly status: SyncStatus | null;
  readonly isAlone: boolean;
}) {
  const syncNow = useSyncNow();
  const [isSendingOpen, setSendingOpen] = useState(false);
  const problem = status && wordProblem(status.problem);
  return (
    <section aria-label={store.name} className="flex min-w-0 flex-col gap-4 bg-surface px-5 pt-4 pb-5">
      <Head store={store} status={status} />
      {status ? <Counters counters={status.counters} /> : null}
      {status ? <Figures status={status} isAlone={isAlone} /> : null}
      {status?.run && !status.firstSyncComplete ? <FirstSync status={status} run={status.run} /> : null}
      {problem && status?.state !== 'offline' && !refusesKey({ store, status }) ? (
        <Note tone="warning" action={{ label: m.home_try_now(), onPress: () => void syncNow(store.id) }}>
          {problem.title}. {problem.way}
        </Note>
      ) : null}
      {status?.recovered && status.run ? <Note>{m.home_recovered()}</Note> : null}
      {store.mode === 'watch' ? (
        <Note icon={Eye} action={{ label: m.home_see_sending(), onPress: () => setSendingOpen(true) }}>
          {m.home_watch_only()}
        </Note>
      ) : null}
      <SendingDialog store={store} isOpen={isSendingOpen} onClose={() => setSendingOpen(false)} />
    </section>
  );
}

function Head({ store, status }: { readonly store: Store; readonly status: SyncStatus | null }) {
  const isRunning = useEngineState().state === 'running';
  return (
    <div className="flex flex-wrap items-start gap-3">
      <StoreAvatar id={store.id} letter={store.name} />
      <div className="min-w-0 flex-1">
        <h2 className="flex items-center gap-2">
          <Name className="font-strong">{store.name}</Name>
          {store.is_demo ? <Chip isOutlined>{m.home_demo()}</Chip> : null}
        </h2>
        <p className="truncate text-small text-text-2">
          <Code>{hostOf(store.url)}</Code>
        </p>
      </div>
      <div className="flex flex-col items-end">
        {status ? (
          <SyncChip face={isRunning ? faceOf(status, true) : { face: 'stopped' }} />
        ) : (
          <span className="text-text-3">{m.common_reading()}</span>
        )}
        {status ? <Freshness status={status} /> : null}
      </div>
      <Actions store={store} status={status} />
    </div>
  );
}

function Freshness({ status }: { readonly status: SyncStatus }) {
  const nowMs = useNow(1000);
  const isRunning = useEngineState().state === 'running';
  if (!status.lastCheckAt) return null;
  const nextSeconds = status.nextCheckAt && isRunning ? (Date.parse(status.nextCheckAt) - nowMs) / 1000 : 0;
  return (
    <p className="text-small text-text-2">
      {m.shell_last_check()} <RelativeTime iso={status.lastCheckAt} isFresh />
      {nextSeconds > 0 ? m.shell_next_check({ duration: formatDuration(nextSeconds) }) : null}
    </p>
  );
}

function Actions({ store, status }: { readonly store: Store; readonly status: SyncStatus | null }) {
  const syncNow = useSyncNow();
  const pause = usePause();
  const isPaused = status?.state === 'paused' || store.status === 'paused';
  const isRunning = useEngineState().state === 'running';
  return (
    <div className="flex items-center gap-1">
      <Button
        icon={RefreshCw}
        onPress={() => void syncNow(store.id)}
        isDisabled={!isRunning || isPaused || Boolean(status?.run)}
      >
        {m.shell_sync_now()}
      </Button>
      <Button icon={isPaused ? Play : Pause} onPress={() => void pause(store.id, !isPaused)} isDisabled={!isRunning}>
        {isPaused ? m.home_resume() : m.home_pause()}
      </Button>
      <Menu
        label={m.home_more({ name: store.name })}
        trigger={<IconButton label={m.home_more({ name: store.name })} icon={MoreHorizontal} />}
        entries={[
          {
            id: 'sync',
            label: m.home_open_sync(),
            icon: RefreshCw,
            onAction: () => navigate('sync', { store: store.id }),
          },
          {
            id: 'browser',
            label: m.home_open_store(),
            icon: SquareArrowOutUpRight,
            onAction: () => void window.shell.openExternal(store.url),
          },
          {
            id: 'settings',
            label: m.home_store_settings(),
            icon: Settings,
            onAction: () => navigate('settings', { section: 'stores', store: store.id }),
          },
          {
            id: 'add',
            label: m.shell_add_store(),
            icon: Plus,
            onAction: () => navigate('first-run', { step: 'connect' }),
          },
        ]}
      />
    </div>
  );
}

/** Never merged, and a zero is grey. */
function Counters({ counters }: { readonly counters: SyncStatus['counters'] }) {
  const all = [
    {
      count: counters.waiting,
      ink: 'text-mine-text',
      words: m.home_waiting({ count: counters.waiting, figure: formatCount(counters.waiting) }),
    },
    {
      count: counters.notUpToDate,
      ink: 'text-warning-text',
      words: m.shell_not_up_to_date({ count: counters.notUpToDate, figure: formatCount(counters.notUpToDate) }),
    },
    {
      count: counters.decisions,
      ink: 'text-conflict-text',
      words: m.shell_decisions({ count: counters.decisions, figure: formatCount(counters.decisions) }),
    },
    {
      count: counters.refused,
      ink: 'text-danger-text',
      words: m.shell_refused({ count: counters.refused, figure: formatCount(counters.refused) }),
    },
  ];
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-1 text-small">
      {all.map(({ count, ink, words }) => (
        <span key={words} className={count === 0 ? 'text-text-2' : classes('font-strong', ink)}>
          {words}
        </span>
      ))}
    </p>
  );
}

const KEY_ENTITIES: readonly EntityName[] = ['products', 'variations', 'orders', 'customers'];

/** What is on this computer; the mark says that both sides were counted and agree. */
function Figures({ status, isAlone }: { readonly status: SyncStatus; readonly isAlone: boolean }) {
  const names: readonly EntityName[] = isAlone ? [...KEY_ENTITIES, 'coupons'] : KEY_ENTITIES;
  const entities = names.flatMap((name) => status.entities.find(({ entity }) => entity === name) ?? []);
  const isOld = status.state === 'unreachable' || status.state === 'offline';
  return (
    <div className="flex flex-col gap-1">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(88px,1fr))] gap-x-4 gap-y-2">
        {entities.map(({ entity, onDevice, inStore, state }) => (
          <div key={entity}>
            <dt className="text-small text-text-2">{wordEntity(entity)}</dt>
            <dd className="flex items-center gap-1.5">
              <span className="text-page font-strong">{formatCount(onDevice)}</span>
              {state === 'complete' && !isOld ? (
                <span role="img" aria-label={m.home_counted()} data-tip={m.home_counted()} className="text-success">
                  <Icon of={Check} size={14} />
                </span>
              ) : inStore !== null && inStore !== onDevice ? (
                <span className="text-small text-text-3">{m.home_of({ total: formatCount(inStore) })}</span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      {isOld ? <FiguresTime storeId={status.storeId} /> : null}
    </div>
  );
}

const RUNS_TO_LOOK_AT = 50;

/** When the figures were last in step with the store: a check that got no answer does not count. */
function FiguresTime({ storeId }: { readonly storeId: string }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const { data } = useEngineQuery('sync.runs', { storeId, limit: RUNS_TO_LOOK_AT });
  const endedAt = data?.find(({ outcome }) => outcome === 'succeeded')?.endedAt;
  if (!endedAt) return null;
  const isToday = new Date(endedAt).toDateString() === new Date(nowMs).toDateString();
  const time = isToday ? formatClock(endedAt) : `${formatDay(endedAt, nowMs, locale)}, ${formatClock(endedAt)}`;
  return <p className="text-small text-text-3">{m.home_figures_as_of({ time })}</p>;
}

function FirstSync({ status, run }: { readonly status: SyncStatus; readonly run: NonNullable<SyncStatus['run']> }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-small">
        <span className="font-medium text-text">
          {m.home_first_sync()}
          {run.etaSeconds ? `, ${m.home_left({ duration: formatDuration(run.etaSeconds) })}` : ''}
        </span>
        <span className="text-text-2">
          {run.total === null
            ? formatCount(run.processed)
            : m.common_of({ done: formatCount(run.processed), total: formatCount(run.total) })}
        </span>
      </div>
      <ProgressBar
        label={m.home_first_sync()}
        value={run.processed}
        total={run.total}
        isCounted={status.firstSyncComplete}
      />
    </div>
  );
}
