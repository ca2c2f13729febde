import { CircleAlert, Gauge, GitCompareArrows, PencilLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { SyncStatus } from '../../shared/contract/sync.ts';
import { classes } from '../components/class-names.ts';
import { Icon, type IconShape } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { SyncChip } from '../components/sync-chip.tsx';
import { RelativeTime, useNow } from '../components/texts.tsx';
import { showToast } from '../components/toast.tsx';
import { m } from '../paraglide/messages.js';
import { useEngineCall, useEngineState } from './engine-client.tsx';
import { TimerSegment } from './boards/timer-segment.tsx';
import { wordError } from './error-words.ts';
import { formatCount, formatDuration } from './formats.ts';
import { navigate } from './routes.ts';
import { useSharedInbox } from './shared-inbox.ts';
import { useShownStores, type StoreWithStatus } from './store-facts.ts';
import { wordAsOf } from './store-team-words.ts';
import { faceOfAll, mostUrgent, sumCounters } from './sync-face.ts';
import { CADENCES, wordCadence } from './sync-words.ts';

/** 28 high: the one chip, freshness, the counters (never merged), at the end the load on the store. */
export function StatusBar() {
  const shown = useShownStores();
  const ofTeam = useSharedInbox().count;
  const statuses = shown.flatMap(({ status }) => status ?? []);
  const urgent = mostUrgent(statuses);
  const isRunning = useEngineState().state === 'running';
  const face = isRunning ? faceOfAll(statuses) : ({ face: 'stopped' } as const);
  if (!urgent || !face) return <footer className="h-(--statusbar) shrink-0" />;
  const speaker = shown.find(({ store }) => store.id === urgent.storeId);
  const ofStores = sumCounters(statuses);
  const counters = { ...ofStores, decisions: ofStores.decisions + ofTeam };
  return (
    <footer
      aria-label={m.shell_status()}
      className="flex h-(--statusbar) shrink-0 items-center overflow-hidden ps-2 pe-2 text-small whitespace-nowrap text-text-2"
    >
      <span role="status" className="flex items-center gap-1.5 px-2">
        <SyncChip face={face} />
        {shown.length > 1 && speaker && isRunning ? (
          <bdi className="max-w-40 truncate">{speaker.store.name}</bdi>
        ) : null}
      </span>
      {isRunning ? <Freshness status={urgent} /> : null}
      <Counters counters={counters} hasWaitingChip={face.face === 'waiting'} />
      <div className="flex-1" />
      <TimerSegment />
      {speaker && shown.length === 1 ? <Load speaker={speaker} /> : null}
    </footer>
  );
}

function Segment({ children }: { readonly children: ReactNode }) {
  return <span className="flex h-4 items-center border-s border-border px-2">{children}</span>;
}

function Freshness({ status }: { readonly status: SyncStatus }) {
  const nowMs = useNow(1000);
  const { run, counters, state } = status;
  if (state === 'offline') {
    if (counters.waiting === 0) return null;
    return <Segment>{m.shell_wait_for_connection({ count: counters.waiting })}</Segment>;
  }
  if (run?.etaSeconds) return <Segment>{m.shell_time_left({ duration: formatDuration(run.etaSeconds) })}</Segment>;
  if (status.team?.role === 'follower') {
    return (
      <Segment>
        <span>
          {wordAsOf(status.team)}{' '}
          {status.team.read === null ? null : <RelativeTime iso={status.team.read.at} isFresh />}
        </span>
      </Segment>
    );
  }
  if (!status.lastCheckAt) return null;
  const nextSeconds = status.nextCheckAt ? (Date.parse(status.nextCheckAt) - nowMs) / 1000 : 0;
  return (
    <Segment>
      <span>
        {m.shell_last_check()} <RelativeTime iso={status.lastCheckAt} isFresh />
        {nextSeconds > 0 ? m.shell_next_check({ duration: formatDuration(nextSeconds) }) : null}
      </span>
    </Segment>
  );
}

function Counters({
  counters,
  hasWaitingChip,
}: {
  readonly counters: SyncStatus['counters'];
  readonly hasWaitingChip: boolean;
}) {
  const { waiting, notUpToDate, decisions, refused } = counters;
  return (
    <>
      {hasWaitingChip ? null : (
        <Counter
          count={waiting}
          icon={PencilLine}
          ink="text-mine-text"
          tab="pending"
          words={m.sync_state_waiting({ count: waiting, figure: formatCount(waiting) })}
        />
      )}
      {notUpToDate > 0 ? (
        <Counter
          count={notUpToDate}
          ink="text-text-2"
          tab="overview"
          words={m.shell_not_up_to_date({ count: notUpToDate, figure: formatCount(notUpToDate) })}
        />
      ) : null}
      <Counter
        count={decisions}
        icon={GitCompareArrows}
        ink="text-conflict-text"
        tab="conflicts"
        words={m.shell_decisions({ count: decisions, figure: formatCount(decisions) })}
      />
      {refused > 0 ? (
        <Counter
          count={refused}
          icon={CircleAlert}
          ink="text-danger-text"
          tab="triage"
          words={m.shell_refused({ count: refused, figure: formatCount(refused) })}
        />
      ) : null}
    </>
  );
}

/** A zero is said in grey and leads nowhere. */
function Counter({
  count,
  icon,
  ink,
  tab,
  words,
}: {
  readonly count: number;
  readonly icon?: IconShape;
  readonly ink: string;
  readonly tab: string;
  readonly words: string;
}) {
  if (count === 0) return <Segment>{words}</Segment>;
  return (
    <Segment>
      <AriaButton
        onPress={() => (tab === 'triage' ? navigate('triage') : navigate('sync', { tab }))}
        className={classes('flex items-center gap-1.5 rounded-r1 font-medium hovered:underline kbd:shadow-focus', ink)}
      >
        {icon ? <Icon of={icon} size={14} /> : null}
        {words}
      </AriaButton>
    </Segment>
  );
}

/** How much is asked of the store's host. */
function Load({ speaker }: { readonly speaker: StoreWithStatus }) {
  const call = useEngineCall();
  const cadence = speaker.status?.cadence ?? speaker.store.cadence;
  const choose = async (next: SyncStatus['cadence']): Promise<void> => {
    const result = await call('sync.setCadence', { storeId: speaker.store.id, cadence: next });
    if (!result.ok) showToast({ text: wordError(result.error).title, icon: CircleAlert });
  };
  return (
    <Menu
      label={m.shell_load()}
      placement="top end"
      entries={CADENCES.map((option) => ({
        id: option,
        label: wordCadence(option),
        isChecked: option === cadence,
        onAction: () => void choose(option),
      }))}
      trigger={
        <AriaButton
          aria-label={m.shell_load_is({ load: wordCadence(cadence) })}
          className="tint flex h-5 items-center gap-1.5 rounded-r1 px-2 hovered:bg-nav-hover kbd:shadow-focus"
        >
          <Icon of={Gauge} size={14} />
          {wordCadence(cadence)}
        </AriaButton>
      }
    />
  );
}
