import { CircleAlert, Plus, Rocket, Table2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ENVIRONMENTS } from '../../../shared/domain/boards/words.ts';
import { wordDeploymentStatus, wordEnvironment } from '../../app/boards/board-words.ts';
import { wordEffect } from '../../app/boards/effect-words.ts';
import { usePeople } from '../../app/boards/people.ts';
import { RowList } from '../../app/boards/row-list.tsx';
import { useEngineQuery, type MethodOutput } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Segmented } from '../../components/choices.tsx';
import type { Tone } from '../../components/class-names.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QuietTabs } from '../../components/grid/quiet-tabs.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHead } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useStoreId } from '../../state/view.ts';
import { AxisChart, AxisTable, wordSeries, type AxisSeries } from './axis-chart.tsx';
import { DeploymentPanel } from './deployment-panel.tsx';
import { NewDeployment } from './deployment-dialogs.tsx';

type Listed = MethodOutput<'deployments.list'>[number];
export const STATUS_TONES: Readonly<Record<Listed['status'], Tone>> = {
  pending: 'neutral',
  in_progress: 'accent',
  success: 'success',
  failed: 'danger',
  rolled_back: 'warning',
};
const HOUR_MS = 3_600_000;
const SPANS = {
  day: [24 * HOUR_MS, 'hour', HOUR_MS],
  week: [7 * 24 * HOUR_MS, 'hour', HOUR_MS],
  month: [30 * 24 * HOUR_MS, 'day', 24 * HOUR_MS],
} as const;
const ALL = 'all';

/** What went where and when, on the same axis as refusals and sales. */
export function DeploymentsScreen() {
  const { params } = useRoute();
  const storeId = useStoreId();
  const people = usePeople();
  const nowMs = useNow(60_000);
  const [span, setSpan] = useState<keyof typeof SPANS>('week');
  const [series, setSeries] = useState<AxisSeries>('refused');
  const [isTable, setTable] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const environment = ENVIRONMENTS.find((name) => name === params['environment']) ?? null;
  const openId = params['open'] ?? null;
  const answer = useEngineQuery('deployments.list', { environment }, { keepPrevious: true });
  const [lengthMs, step, stepMs] = SPANS[span];
  const minute = Math.floor(nowMs / 60_000);
  const range = useMemo(
    () => ({
      from: new Date(minute * 60_000 - lengthMs).toISOString(),
      to: new Date((minute + 1) * 60_000).toISOString(),
    }),
    [minute, lengthMs],
  );
  const axis = useEngineQuery('deployments.axis', { ...range, step, environment, storeId }, { keepPrevious: true });
  const rows = answer.data ?? [];
  const open = (id: string | null): void => replaceParams({ open: id ?? '' });
  useShortcut('n', () => setAdding(true));
  useShortcut('t', () => setTable(!isTable));

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.deployments_title()}
        actions={
          <Button variant="primary" icon={Plus} keys="N" onPress={() => setAdding(true)}>
            {m.deployments_add()}
          </Button>
        }
      >
        <QuietTabs
          label={m.deployments_environment()}
          items={[
            { id: ALL, label: m.alerts_all() },
            ...ENVIRONMENTS.map((id) => ({ id, label: wordEnvironment(id) })),
          ]}
          selected={environment ?? ALL}
          onChange={(next) => replaceParams({ environment: next === ALL ? '' : next })}
        />
      </PageHead>
      <section aria-label={m.deployments_axis()} className="flex flex-col gap-2 border-t border-border px-4 py-3">
        <div className="flex items-center gap-2">
          <Segmented<AxisSeries>
            ariaLabel={m.deployments_series()}
            value={series}
            onChange={setSeries}
            options={(['refused', 'orders', 'sales'] as const).map((id) => ({ id, label: wordSeries(id) }))}
          />
          <Segmented
            ariaLabel={m.deployments_span()}
            value={span}
            onChange={setSpan}
            options={[
              { id: 'day', label: m.deployments_span_day() },
              { id: 'week', label: m.deployments_span_week() },
              { id: 'month', label: m.deployments_span_month() },
            ]}
          />
          <span className="flex-1" />
          <Button
            size="small"
            variant="quiet"
            icon={Table2}
            keys="T"
            aria-expanded={isTable}
            onPress={() => setTable(!isTable)}
          >
            {m.deployments_as_table()}
          </Button>
        </div>
        {axis.data ? (
          isTable ? (
            <AxisTable axis={axis.data} />
          ) : (
            <AxisChart axis={axis.data} series={series} stepMs={stepMs} onOpen={open} />
          )
        ) : (
          <div className="h-48" />
        )}
        {series === 'sales' && axis.data && axis.data.currency === null ? (
          <p className="text-small text-text-2">{m.deployments_currencies()}</p>
        ) : null}
        <Sentences rows={axis.data?.deployments ?? []} onOpen={open} />
      </section>
      <div className="relative flex min-h-0 flex-1 border-t border-border">
        <div className="min-w-0 flex-1 overflow-auto">
          {answer.data === undefined ? (
            answer.error ? (
              <EmptyState
                kind="failed"
                title={m.deployments_failed()}
                actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
              >
                {wordError(engineErrorOf(answer.error)).way}
              </EmptyState>
            ) : (
              <SkeletonRows rows={6} />
            )
          ) : rows.length === 0 ? (
            <EmptyState kind="empty" icon={Rocket} title={m.deployments_empty()}>
              {m.deployments_empty_more()}
            </EmptyState>
          ) : (
            <RowList
              label={m.deployments_title()}
              rows={rows}
              openId={openId}
              onOpen={(row) => open(row.id)}
              nameOf={(row) =>
                [
                  row.version,
                  wordEnvironment(row.environment),
                  wordDeploymentStatus(row.status),
                  wordEffect(row, row.version),
                ]
                  .filter(Boolean)
                  .join(', ')
              }
              render={(row) => <Row row={row} name={people.nameOf(row.deployed_by)} />}
            />
          )}
        </div>
        {openId === null ? null : (
          <DeploymentPanel key={openId} id={openId} people={people} onClose={() => open(null)} />
        )}
      </div>
      {isAdding ? <NewDeployment onClose={() => setAdding(false)} onMade={open} /> : null}
    </div>
  );
}

/** What the shop showed after each: “Refusals began 6 minutes after 1.4.2”. */
function Sentences({ rows, onOpen }: { readonly rows: readonly Listed[]; readonly onOpen: (id: string) => void }) {
  const told = rows.flatMap((row) => {
    const words = wordEffect(row, row.version);
    return words === null ? [] : [{ id: row.id, words }];
  });
  return told.slice(0, 3).map(({ id, words }) => (
    <button
      key={id}
      type="button"
      className="flex items-center gap-2 self-start rounded-r1 font-medium text-danger-text hover:underline"
      onClick={() => onOpen(id)}
    >
      <Icon of={CircleAlert} size={14} />
      <bdi>{words}</bdi>
    </button>
  ));
}

function Row({ row, name }: { readonly row: Listed; readonly name: string }) {
  const effect = wordEffect(row, row.version);
  return (
    <>
      <Icon of={Rocket} className="text-text-2" />
      <Code className="w-28 shrink-0 truncate font-strong">{row.version}</Code>
      <Chip isOutlined>{wordEnvironment(row.environment)}</Chip>
      <Chip tone={STATUS_TONES[row.status]}>{wordDeploymentStatus(row.status)}</Chip>
      <span className="min-w-0 flex-1 truncate text-small">
        {effect ? (
          <span className="text-danger-text">{effect}</span>
        ) : (
          <span className="text-text-2">
            {m.deployments_tasks({ count: row.tasks.length, figure: String(row.tasks.length) })}
          </span>
        )}
      </span>
      <bdi className="shrink-0 text-small text-text-2">{name}</bdi>
      <RelativeTime iso={row.at} className="w-24 shrink-0 text-small text-text-3" />
    </>
  );
}
