import {
  BellOff,
  BellRing,
  Check,
  Copy,
  Ellipsis,
  ExternalLink,
  KeyRound,
  PencilLine,
  RefreshCw,
  Settings,
  UserRoundPlus,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { formatCount, formatDay, formatRelative } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import type { IconShape } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { Code, RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { wordAction, wordHelper, wordMeaning } from './advice-words.ts';
import { wordHappened } from './cause-words.ts';
import { MadeOf } from './error-links.tsx';
import { OwnerMark } from './owner-mark.tsx';
import { TrendBars } from './trend-bars.tsx';
import { wayOf, type TriageRow, type Way } from './triage-logic.ts';
import type { TriageTab } from './triage-question.ts';
import { dueWords, titleOf } from './triage-words.ts';

const WEEK_BACK_MS = 6 * 86_400_000;

export type PanelActs = {
  /** Does what the primary button says. */
  readonly onWay: (way: Way, group: TriageGroup) => void;
  readonly onRetry: () => void;
  readonly onResolve: () => void;
  readonly onSnooze: () => void;
  readonly onWake: () => void;
  readonly onAssign: () => void;
  readonly onFix: () => void;
  readonly onCopy: (group: TriageGroup) => void;
};

/** All about the cause on which the mark stands: what happened, what it means, the one thing to do, whom to ask. */
export function TriagePanel({
  row,
  tab,
  isBusy,
  acts,
  onClose,
}: {
  readonly row: TriageRow;
  readonly tab: TriageTab;
  readonly isBusy: boolean;
  readonly acts: PanelActs;
  readonly onClose: () => void;
}) {
  const { group } = row;
  return (
    <SidePanel label={m.triage_panel()} onClose={onClose}>
      <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 pt-3 pb-4">
        <PanelHead group={group} onClose={onClose} />
        <Trend group={group} isQuiet={tab === 'resolved'} />
        <Part title={m.triage_happened()}>{wordHappened(group.advice.what)}</Part>
        {tab !== 'resolved' && (
          <>
            <Part title={m.triage_data()}>{wordMeaning(group.advice.meaning, group.count)}</Part>
            <Part title={m.triage_to_do()}>
              {wordAction(group.advice.action)}
              <ToDo group={group} tab={tab} isBusy={isBusy} acts={acts} />
            </Part>
            <Part title={m.triage_work()}>
              <MadeOf group={group} />
            </Part>
            <Part title={m.triage_ask()}>{wordHelper(group.advice.ask)}</Part>
          </>
        )}
        <Facts row={row} />
      </div>
    </SidePanel>
  );
}

function PanelHead({ group, onClose }: { readonly group: TriageGroup; readonly onClose: () => void }) {
  const nowMs = useNow();
  const locale = useLocale();
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <h2 className="text-title font-strong">{titleOf(group)}</h2>
        <p className="text-small text-text-2">
          {m.triage_panel_sum({
            entity: wordEntity(group.entity),
            count: formatCount(group.count),
            time: formatRelative(group.firstSeenAt, nowMs, locale),
          })}
        </p>
      </div>
      <IconButton label={m.common_close()} icon={X} keys="Esc" onPress={onClose} className="-me-1.5" />
    </div>
  );
}

function Trend({ group, isQuiet }: { readonly group: TriageGroup; readonly isQuiet: boolean }) {
  const nowMs = useNow(60_000);
  const locale = useLocale();
  return (
    <div className="mt-3 flex flex-col gap-1">
      <TrendBars perDay={group.perDay} isLarge isQuiet={isQuiet} />
      <span aria-hidden className="flex justify-between text-caption text-text-3 rtl:flex-row-reverse">
        <span>{formatDay(new Date(nowMs - WEEK_BACK_MS).toISOString(), nowMs, locale)}</span>
        <span>{formatDay(new Date(nowMs).toISOString(), nowMs, locale)}</span>
      </span>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-3 flex flex-col gap-1 border-t border-divider pt-3 text-text-2">
      <h3 className="font-strong text-text">{title}</h3>
      {children}
    </section>
  );
}

function ToDo({
  group,
  tab,
  isBusy,
  acts,
}: {
  readonly group: TriageGroup;
  readonly tab: TriageTab;
  readonly isBusy: boolean;
  readonly acts: PanelActs;
}) {
  const way = wayOf(group);
  const isWaiting = tab === 'waiting';
  return (
    <>
      <Button
        variant="primary"
        className="mt-1.5 w-full"
        icon={ICON_OF_WAY[way]}
        isDisabled={isBusy}
        onPress={() => acts.onWay(way, group)}
      >
        {wayWords(way, group)}
      </Button>
      <span className="mt-1.5 flex flex-wrap gap-1.5">
        {way !== 'retry' && (
          <Button size="small" icon={RefreshCw} isDisabled={isBusy} onPress={acts.onRetry}>
            {m.triage_retry()}
          </Button>
        )}
        {way !== 'resolve' && (
          <Button size="small" icon={Check} isDisabled={isBusy} onPress={acts.onResolve}>
            {m.triage_resolve_dots()}
          </Button>
        )}
        {isWaiting && group.snoozed ? (
          <Button size="small" icon={BellRing} isDisabled={isBusy} onPress={acts.onWake}>
            {m.triage_wake()}
          </Button>
        ) : (
          <Button size="small" icon={BellOff} isDisabled={isBusy} onPress={acts.onSnooze}>
            {m.triage_snooze()}
          </Button>
        )}
        <Menu
          label={m.common_more()}
          trigger={<IconButton size="small" variant="secondary" label={m.common_more()} icon={Ellipsis} />}
          entries={[
            { id: 'assign', label: m.triage_assign(), icon: UserRoundPlus, keys: 'A', onAction: acts.onAssign },
            { id: 'fix', label: m.triage_fix_all(), icon: PencilLine, keys: 'F', onAction: acts.onFix },
            { id: 'copy', label: m.triage_do_report(), icon: Copy, onAction: () => acts.onCopy(group) },
          ]}
        />
      </span>
    </>
  );
}

const ICON_OF_WAY: Readonly<Record<Way, IconShape>> = {
  retry: RefreshCw,
  'fix-all': PencilLine,
  'fix-each': PencilLine,
  resolve: Check,
  sync: RefreshCw,
  report: Copy,
  open: PencilLine,
  shop: ExternalLink,
  settings: Settings,
  unlock: KeyRound,
};

function wayWords(way: Way, { count }: TriageGroup): string {
  const counted = { count, figure: formatCount(count) };
  switch (way) {
    case 'retry':
      return m.triage_do_retry(counted);
    case 'fix-all':
      return m.triage_do_fix_all(counted);
    case 'fix-each':
      return m.triage_do_fix_each();
    case 'open':
      return m.triage_open_record();
    case 'resolve':
      return m.triage_do_use_existing();
    case 'sync':
      return m.triage_do_sync();
    case 'shop':
      return m.triage_do_shop();
    case 'settings':
      return m.triage_do_settings();
    case 'unlock':
      return m.triage_do_unlock();
    case 'report':
      return m.triage_do_report();
  }
}

/** Who has it, and what the store itself said: the only place where its code stands. */
function Facts({ row }: { readonly row: TriageRow }) {
  const nowMs = useNow(60_000);
  const locale = useLocale();
  const { group } = row;
  const record = row.kind === 'record' ? row.record : null;
  const assignee = record ? record.assignee : group.assignee;
  const next = record ? record.nextRetryAt : (group.retrying?.nextAt ?? null);
  const until = record ? (record.snoozed?.until ?? null) : (group.snoozed?.until ?? null);
  return (
    <dl className="mt-3 grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 gap-y-2 border-t border-divider pt-3">
      {assignee !== null && (
        <Fact name={m.triage_owner()}>
          <span className="flex items-center gap-2">
            <OwnerMark name={assignee} />
            <bdi className="min-w-0 truncate">{assignee}</bdi>
          </span>
        </Fact>
      )}
      {next !== null && <Fact name={m.triage_next_try()}>{dueWords(next, nowMs, locale)}</Fact>}
      {until !== null && (
        <Fact name={m.triage_snooze()}>{m.triage_snoozed_until({ time: dueWords(until, nowMs, locale) })}</Fact>
      )}
      <Fact name={m.triage_last_seen()}>
        <RelativeTime iso={record ? record.lastSeenAt : group.lastSeenAt} />
        {record !== null && record.attempts > 0 && (
          <>, {m.sync_pending_attempts({ count: record.attempts, figure: formatCount(record.attempts) })}</>
        )}
      </Fact>
      <Fact name={m.triage_store_says()}>
        <bdi className="selectable wrap-anywhere">{record ? record.message : group.message}</bdi>
      </Fact>
      <Fact name={m.triage_code()}>
        <Code isMono className="selectable wrap-anywhere">
          {record ? record.code : group.code}
          {group.httpStatus !== null && ` (${group.httpStatus})`}
        </Code>
      </Fact>
      {record !== null && record.note !== '' && (
        <Fact name={m.triage_note()}>
          <bdi className="selectable">{record.note}</bdi>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text-2">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
