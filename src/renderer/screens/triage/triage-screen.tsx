import { CircleCheck, RefreshCw } from 'lucide-react';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { navigate, replaceParams, useRoute } from '../../app/routes.ts';
import { useSharedInbox } from '../../app/shared-inbox.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Note } from '../../components/note.tsx';
import { PageHead } from '../../components/page.tsx';
import { RefreshLine, SkeletonRows } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { m } from '../../paraglide/messages.js';
import { useStoreId } from '../../state/view.ts';
import { TriageBoard } from './triage-board.tsx';
import {
  filtersToParams,
  isNarrowed,
  NO_FILTERS,
  paramsToView,
  toQuestion,
  TRIAGE_TABS,
  type TriageQuestion,
  type TriageTab,
  type TriageView,
} from './triage-question.ts';
import { TriageToolbar } from './triage-toolbar.tsx';
import { emptyWords, tabWords } from './triage-words.ts';
import { useTriageActs } from './use-triage-acts.ts';

/** A snooze ends by the clock, of which nobody gives notice. */
const READ_AGAIN_MS = 60_000;

/** What stores refused, under its causes: a few keys settle hundreds of records. */
export function TriageScreen() {
  const { params } = useRoute();
  const storeId = useStoreId();
  const view = useMemo(() => paramsToView(params), [params]);
  const question = useMemo(() => toQuestion(view, storeId), [view, storeId]);
  const answer = useEngineQuery('triage.groups', { ...question, sort: view.sort }, { keepPrevious: true });
  const acts = useTriageActs(question, () => answer.refetch());
  const everything = useEngineQuery('triage.groups', { storeId, tab: view.tab });
  const tabs = answer.data?.tabs;
  const groups = answer.data?.groups ?? [];
  const open = tabs?.open;
  useReadAgain(() => void answer.refetch());

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.triage_title()}
        count={
          open &&
          m.triage_sum({
            records: m.triage_records_sum({ count: open.records, figure: formatCount(open.records) }),
            causes: m.triage_causes_sum({ count: open.groups, figure: formatCount(open.groups) }),
          })
        }
        actions={
          view.tab !== 'resolved' &&
          groups.length > 0 && (
            <Button icon={RefreshCw} isBusy={acts.isBusy} onPress={() => void acts.retry({ groups, records: [] })}>
              {m.triage_retry_all()}
            </Button>
          )
        }
      />
      <RefusedBoards />
      <Tabs<TriageTab>
        ariaLabel={m.triage_parts()}
        selected={view.tab}
        onChange={(tab) => replaceParams({ tab: tab === 'open' ? '' : tab })}
        className="min-h-0 flex-1"
        panelClassName="flex min-h-0 flex-col"
        items={TRIAGE_TABS.map((tab) => ({
          id: tab,
          label: tabWords(tab),
          ...(tabs ? { count: formatCount(tabs[tab].groups) } : {}),
          content: (
            <TriageBoard
              key={tab}
              view={view}
              question={question}
              groups={groups}
              known={everything.data?.groups ?? []}
              acts={acts}
              toolbar={
                <TriageToolbar
                  filters={view.filters}
                  known={everything.data?.groups ?? []}
                  onChange={(changes) => replaceParams(filtersToParams(changes))}
                />
              }
              blank={blankOf(answer, view, question)}
              refreshing={<RefreshLine isRunning={answer.isPlaceholderData} />}
            />
          ),
        }))}
      />
    </div>
  );
}

/** What the team's database did not accept is worked off beside its decisions; who looks here for refusals is told. */
function RefusedBoards() {
  const { length: count } = useSharedInbox().refusals;
  if (count === 0) return null;
  return (
    <div className="px-5 py-2">
      <Note
        tone="danger"
        action={{ label: m.shared_triage_open(), onPress: () => navigate('sync', { tab: 'conflicts' }) }}
      >
        {m.shared_triage_note({ count, figure: formatCount(count) })}
      </Note>
    </div>
  );
}

function useReadAgain(read: () => void): void {
  const again = useEffectEvent(read);
  useEffect(() => {
    const timer = window.setInterval(() => again(), READ_AGAIN_MS);
    return () => window.clearInterval(timer);
  }, []);
}

type Answer = ReturnType<typeof useEngineQuery<'triage.groups'>>;

/** What stands in place of the list; null when there is a list. */
function blankOf(answer: Answer, view: TriageView, question: TriageQuestion) {
  if (answer.data === undefined && answer.error) {
    const { title, way } = wordError(engineErrorOf(answer.error));
    return (
      <EmptyState
        kind="failed"
        title={m.triage_failed()}
        actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
      >
        {title}. {way}
      </EmptyState>
    );
  }
  if (answer.data === undefined) return <SkeletonRows figures={3} />;
  if (answer.data.groups.length > 0) return null;
  if (isNarrowed(view.filters)) {
    return (
      <EmptyState
        kind="none"
        title={m.triage_none_found()}
        actions={<Button onPress={() => replaceParams(filtersToParams(NO_FILTERS))}>{m.triage_clear_filters()}</Button>}
      />
    );
  }
  const { title, way } = emptyWords(question.tab);
  return (
    <EmptyState kind="empty" icon={CircleCheck} title={title}>
      {way}
    </EmptyState>
  );
}
