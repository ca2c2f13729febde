import { BellOff, Bug, CalendarClock, Check, Clock, Rocket, Timer, TrendingDown } from 'lucide-react';
import type { ProjectAlert } from '../../../shared/contract/boards-alerts.ts';
import { dayWords } from '../../app/boards/days.ts';
import { laterChoices } from '../../app/boards/later.ts';
import { RowList } from '../../app/boards/row-list.tsx';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { navigate, replaceParams, useRoute } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QuietTabs } from '../../components/grid/quiet-tabs.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { PageHead } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { RelativeTime, useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { wordAlert, wordFacts } from './alert-words.ts';

const ICONS: Readonly<Record<ProjectAlert['type'], readonly [IconShape, string]>> = {
  overdue: [CalendarClock, 'text-warning-text'],
  budget_exceeded: [Timer, 'text-warning-text'],
  sprint_delay: [TrendingDown, 'text-warning-text'],
  bug_critical: [Bug, 'text-danger-text'],
  deployment_failed: [Rocket, 'text-danger-text'],
};

/** Where what an alert is about is opened. */
export function openAlert({ task_id, bug_report_id, deployment_id }: ProjectAlert): void {
  if (deployment_id !== null) navigate('deployments', { open: deployment_id });
  else if (bug_report_id !== null) navigate('bugs', { open: bug_report_id });
  else if (task_id !== null) navigate('board', { sprint: 'any', open: task_id });
  else navigate('sprints');
}

/** What the boards noticed by themselves: R marks as read, S puts off until later. */
export function AlertsScreen() {
  const { params } = useRoute();
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const call = useEngineCall();
  const tab = params['tab'] === 'all' ? 'all' : 'inbox';
  const answer = useEngineQuery('alerts.list', { tab }, { keepPrevious: true });
  const alerts = answer.data?.alerts ?? [];
  const unread = answer.data?.unread ?? 0;
  const day = (value: string): string => dayWords(value, nowMs, locale);

  async function read(alert: ProjectAlert, isRead: boolean): Promise<void> {
    const result = await call('alerts.read', { ids: [alert.id], read: isRead });
    if (!result.ok) toastError(result.error);
  }

  async function snooze(alert: ProjectAlert, until: string | null): Promise<void> {
    const result = await call('alerts.snooze', { ids: [alert.id], until });
    if (!result.ok) return toastError(result.error);
    if (until !== null)
      showToast({
        text: m.alerts_snoozed(),
        action: { label: m.common_undo(), onPress: () => void snooze(alert, null) },
      });
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.alerts_title()}
        actions={
          <Button
            icon={Check}
            isDisabled={unread === 0}
            onPress={() => void call('alerts.readAll', {}).then((result) => !result.ok && toastError(result.error))}
          >
            {m.alerts_read_all()}
          </Button>
        }
      >
        <QuietTabs
          label={m.alerts_tabs()}
          items={[
            { id: 'inbox', label: m.alerts_inbox(), ...(unread > 0 ? { count: formatCount(unread) } : {}) },
            { id: 'all', label: m.alerts_all() },
          ]}
          selected={tab}
          onChange={(next) => replaceParams({ tab: next === 'inbox' ? '' : next })}
        />
      </PageHead>
      <div className="min-h-0 flex-1 overflow-auto border-t border-border">
        {answer.data === undefined ? (
          answer.error ? (
            <EmptyState
              kind="failed"
              title={m.alerts_failed()}
              actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
            >
              {wordError(engineErrorOf(answer.error)).way}
            </EmptyState>
          ) : (
            <SkeletonRows rows={6} />
          )
        ) : alerts.length === 0 ? (
          <EmptyState kind="empty" icon={BellOff} title={tab === 'inbox' ? m.alerts_none() : m.alerts_none_ever()}>
            {m.alerts_none_more()}
          </EmptyState>
        ) : (
          <RowList
            label={m.alerts_title()}
            rows={alerts}
            openId={null}
            nameOf={(alert) =>
              [
                wordAlert(alert.type),
                alert.message,
                wordFacts(alert, day),
                alert.read_at === null ? m.alerts_is_unread() : null,
              ]
                .filter(Boolean)
                .join(', ')
            }
            onOpen={(alert) => {
              void read(alert, true);
              openAlert(alert);
            }}
            onKey={(key, alert) => {
              if (key === 'r') void read(alert, alert.read_at === null);
              else if (key === 's') void snooze(alert, laterChoices(nowMs)[1]?.until ?? null);
              else return false;
              return true;
            }}
            render={(alert) => (
              <AlertRow
                alert={alert}
                facts={wordFacts(alert, day)}
                nowMs={nowMs}
                onRead={(isRead) => void read(alert, isRead)}
                onSnooze={(until) => void snooze(alert, until)}
              />
            )}
          />
        )}
      </div>
    </div>
  );
}

function AlertRow({
  alert,
  facts,
  nowMs,
  onRead,
  onSnooze,
}: {
  readonly alert: ProjectAlert;
  readonly facts: string | null;
  readonly nowMs: number;
  readonly onRead: (isRead: boolean) => void;
  readonly onSnooze: (until: string | null) => void;
}) {
  const [icon, ink] = ICONS[alert.type];
  const isUnread = alert.read_at === null;
  return (
    <>
      <span
        className={classes(
          'size-2 shrink-0 rounded-full',
          isUnread ? 'bg-accent forced-colors:bg-[CanvasText]' : 'bg-transparent',
        )}
      />
      <Icon of={icon} className={alert.settled_at === null ? ink : 'text-text-3'} />
      <span className="min-w-0 flex-1">
        <span className={classes('block', isUnread && 'font-strong')}>
          {wordAlert(alert.type)} <bdi className="ms-1">{alert.message}</bdi>
        </span>
        <span className="block text-small text-text-2">
          {facts}
          {alert.settled_at === null ? null : <span className="ms-2 text-text-3">{m.alerts_settled()}</span>}
        </span>
      </span>
      <RelativeTime iso={alert.created_at} className="shrink-0 text-small text-text-3" />
      {/* The row itself opens; these two belong to the pointer, the keys R and S do the same. */}
      <span role="presentation" className="flex shrink-0" onClick={(event) => event.stopPropagation()}>
        <IconButton
          size="small"
          keys="R"
          icon={Check}
          label={isUnread ? m.alerts_read() : m.alerts_unread_again()}
          onPress={() => onRead(isUnread)}
        />
        <Menu
          label={m.alerts_snooze()}
          trigger={<IconButton size="small" keys="S" icon={Clock} label={m.alerts_snooze()} />}
          entries={[
            ...laterChoices(nowMs).map(({ id, label, until }) => ({ id, label, onAction: () => onSnooze(until) })),
            ...(alert.snoozed_until === null
              ? []
              : [{ id: 'now', label: m.alerts_later_now(), onAction: () => onSnooze(null) }]),
          ]}
        />
      </span>
    </>
  );
}
