import { CalendarRange, Plus } from 'lucide-react';
import { useState } from 'react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { wordSprintStatus } from '../../app/boards/board-words.ts';
import { CompleteSprintDialog } from '../../app/boards/complete-sprint-dialog.tsx';
import { dayRange } from '../../app/boards/days.ts';
import { hoursFigure } from '../../app/boards/hours.ts';
import { RowList } from '../../app/boards/row-list.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { SprintDialogs, type SprintAsked } from './sprint-dialogs.tsx';
import { SprintPlan } from './sprint-plan.tsx';
import { VelocityChart } from './velocity-chart.tsx';

/** All sprints beside the plan of one: who can do how much, how it goes, and how fast earlier ones were. */
export function SprintsScreen() {
  const { params } = useRoute();
  const answer = useEngineQuery('sprints.list', {});
  const [asked, setAsked] = useState<SprintAsked | null>(null);
  const sprints = answer.data ?? [];
  const openId = params['open'] ?? sprints.find(({ status }) => status === 'active')?.id ?? sprints[0]?.id ?? null;
  const open = sprints.find(({ id }) => id === openId);
  useShortcut('n', () => setAsked({ what: 'new' }));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.sprints_title()}
        actions={
          <Button variant="primary" icon={Plus} keys="N" onPress={() => setAsked({ what: 'new' })}>
            {m.sprints_new()}
          </Button>
        }
      />
      {answer.data === undefined ? (
        answer.error ? (
          <EmptyState
            kind="failed"
            title={m.sprints_failed()}
            actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
          >
            {wordError(engineErrorOf(answer.error)).way}
          </EmptyState>
        ) : (
          <SkeletonRows rows={5} />
        )
      ) : sprints.length === 0 ? (
        <EmptyState kind="empty" icon={CalendarRange} title={m.sprints_empty()}>
          {m.sprints_empty_more()}
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 border-t border-border">
          <div className="w-list-narrow shrink-0 overflow-auto border-e border-border">
            <RowList
              label={m.sprints_title()}
              rows={sprints}
              openId={openId}
              onOpen={({ id }) => replaceParams({ open: id })}
              nameOf={(sprint) => `${sprint.name}, ${wordSprintStatus(sprint.status)}`}
              render={(sprint) => <Row sprint={sprint} />}
            />
          </div>
          <div className="min-w-0 flex-1 overflow-auto">
            {open ? <SprintPlan key={open.id} sprint={open} onAsk={setAsked} /> : null}
            <VelocityChart />
          </div>
        </div>
      )}
      {asked?.what === 'complete' ? (
        <CompleteSprintDialog sprint={asked.sprint} sprints={sprints} onClose={() => setAsked(null)} />
      ) : asked ? (
        <SprintDialogs asked={asked} onClose={() => setAsked(null)} onMade={(id) => replaceParams({ open: id })} />
      ) : null}
    </div>
  );
}

function Row({ sprint }: { readonly sprint: SprintSummary }) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  return (
    <span className="min-w-0 flex-1 py-1">
      <span className="flex items-center gap-2">
        <bdi className="min-w-0 flex-1 truncate font-strong">{sprint.name}</bdi>
        <Chip tone={sprint.status === 'active' ? 'accent' : 'neutral'}>{wordSprintStatus(sprint.status)}</Chip>
      </span>
      <span className="flex justify-between text-small text-text-2">
        <span>{dayRange(sprint.start_date, sprint.end_date, nowMs, locale)}</span>
        <span>
          {m.sprints_row({
            done: formatCount(sprint.done),
            tasks: formatCount(sprint.tasks),
            hours: hoursFigure(sprint.estimated_minutes),
          })}
        </span>
      </span>
    </span>
  );
}
