import { Bug, Plus } from 'lucide-react';
import { useState } from 'react';
import type { BugRow } from '../../../shared/contract/boards-bugs.ts';
import { BUG_SEVERITIES } from '../../../shared/domain/boards/words.ts';
import { wordBugStatus, wordSeverity } from '../../app/boards/board-words.ts';
import { PersonMark } from '../../app/boards/marks.tsx';
import { nameOfPerson, usePeople } from '../../app/boards/people.ts';
import { RowList } from '../../app/boards/row-list.tsx';
import { SeverityMark } from '../../app/boards/severity-mark.tsx';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QuietTabs } from '../../components/grid/quiet-tabs.tsx';
import { PageHead, Toolbar } from '../../components/page.tsx';
import { FilterPill } from '../../components/pill.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { BugDialogs, type BugAsked } from './bug-dialogs.tsx';
import { BugPanel } from './bug-panel.tsx';
import { useBugActs } from './use-bug-acts.ts';

const TABS = ['open', 'intake', 'snoozed', 'ended'] as const;
type BugTab = (typeof TABS)[number];
const TAB_WORDS: Readonly<Record<BugTab, () => string>> = {
  open: m.bugs_tab_open,
  intake: m.bugs_tab_intake,
  snoozed: m.bugs_tab_snoozed,
  ended: m.bugs_tab_ended,
};

/** Bugs by where they stand; the intake is worked off with A (accept), D (decline), U (duplicate) and S (later). */
export function BugsScreen() {
  const { params } = useRoute();
  const people = usePeople();
  const tab: BugTab = TABS.find((name) => name === params['tab']) ?? 'open';
  const [severity, setSeverity] = useState<readonly string[]>([]);
  const [assignees, setAssignees] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<BugAsked | null>(params['new'] === '1' ? { what: 'new' } : null);
  const search = params['search'] ?? '';
  const openId = params['open'] ?? null;
  const input = {
    tab,
    search,
    severity: BUG_SEVERITIES.filter((name) => severity.includes(name)),
    assignees: [...assignees],
  };
  const answer = useEngineQuery('bugs.list', input, { keepPrevious: true });
  const acts = useBugActs();
  const rows = answer.data?.rows ?? [];
  const open = (id: string | null): void => replaceParams({ open: id ?? '' });
  useShortcut('n', () => setAsked({ what: 'new' }));

  function onKey(key: string, bug: BugRow): boolean {
    if (tab !== 'intake') return false;
    if (key === 'a') void acts.accept(bug.id, false);
    else if (key === 't') void acts.accept(bug.id, true);
    else if (key === 'd') setAsked({ what: 'decline', bug });
    else if (key === 'u') setAsked({ what: 'duplicate', bug });
    else if (key === 's') setAsked({ what: 'snooze', bug });
    else return false;
    return true;
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.bugs_title()}
        actions={
          <Button variant="primary" icon={Plus} keys="N" onPress={() => setAsked({ what: 'new' })}>
            {m.bugs_report()}
          </Button>
        }
      >
        <QuietTabs
          label={m.bugs_tabs()}
          items={TABS.map((id) => ({
            id,
            label: TAB_WORDS[id](),
            count: answer.data ? formatCount(answer.data.tabs[id]) : undefined,
          }))}
          selected={tab}
          onChange={(next) => replaceParams({ tab: next === 'open' ? '' : next, open: '' })}
        />
      </PageHead>
      <Toolbar label={m.bugs_filters()}>
        <SearchField
          className="w-56"
          label={m.bugs_search()}
          value={search}
          onChange={(text) => replaceParams({ search: text })}
        />
        <FilterPill
          label={m.bugs_severity()}
          options={BUG_SEVERITIES.toReversed().map((id) => ({ id, label: wordSeverity(id) }))}
          selected={severity}
          onChange={setSeverity}
        />
        <FilterPill
          label={m.board_filter_assignee()}
          options={[
            ...people.active.map((person) => ({ id: person.id, label: nameOfPerson(person) })),
            { id: '', label: m.board_person_nobody() },
          ]}
          selected={assignees}
          onChange={setAssignees}
        />
      </Toolbar>
      <div className="relative flex min-h-0 flex-1 border-t border-divider">
        <div className="min-w-0 flex-1 overflow-auto">
          {answer.data === undefined ? (
            answer.error ? (
              <EmptyState
                kind="failed"
                title={m.bugs_failed()}
                actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
              >
                {wordError(engineErrorOf(answer.error)).way}
              </EmptyState>
            ) : (
              <SkeletonRows rows={8} figures={2} />
            )
          ) : rows.length === 0 ? (
            <EmptyState
              kind={search !== '' || severity.length > 0 || assignees.length > 0 ? 'none' : 'empty'}
              icon={Bug}
              title={search !== '' || severity.length > 0 || assignees.length > 0 ? m.bugs_none() : m.bugs_empty()}
            >
              {m.bugs_empty_more()}
            </EmptyState>
          ) : (
            <RowList
              label={m.bugs_title()}
              rows={rows}
              openId={openId}
              onOpen={(bug) => open(bug.id)}
              onKey={onKey}
              nameOf={(bug) => `${bug.key} ${bug.title}, ${wordSeverity(bug.severity)}, ${wordBugStatus(bug.status)}`}
              render={(bug) => <Row bug={bug} name={people.nameOf(bug.assigned_to)} />}
            />
          )}
        </div>
        {openId === null ? null : (
          <BugPanel key={openId} id={openId} people={people} acts={acts} onAsk={setAsked} onClose={() => open(null)} />
        )}
      </div>
      <BugDialogs
        asked={asked}
        acts={acts}
        onClose={() => {
          setAsked(null);
          if (params['new'] === '1') replaceParams({ new: '' });
        }}
        onMade={(id, isAccepted) => replaceParams({ new: '', tab: isAccepted ? '' : 'intake', open: id })}
      />
    </div>
  );
}

function Row({ bug, name }: { readonly bug: BugRow; readonly name: string }) {
  return (
    <>
      <SeverityMark severity={bug.severity} />
      <Code className="w-16 shrink-0 text-text-2">{bug.key}</Code>
      <TaskTitle className="font-medium">{bug.title}</TaskTitle>
      {bug.refused ? (
        <Chip tone="danger">{m.board_card_refused({ count: bug.refused, figure: formatCount(bug.refused) })}</Chip>
      ) : null}
      <span className="w-24 shrink-0 text-small text-text-2">{wordSeverity(bug.severity)}</span>
      <span className="w-28 shrink-0 text-small text-text-2">{wordBugStatus(bug.status)}</span>
      <RelativeTime iso={bug.created_at} isShort className="w-20 shrink-0 text-small text-text-3" />
      <PersonMark id={bug.assigned_to} name={name} isDecorative />
    </>
  );
}
