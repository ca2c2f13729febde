import { CalendarRange, ChartNoAxesGantt, Flag, List, Plus, SquareKanban } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { PersonMark } from '../../app/boards/marks.tsx';
import { usePeople, type People } from '../../app/boards/people.ts';
import { useToggleTimer } from '../../app/boards/timer.ts';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { navigate, replaceParams, useRoute } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';
import { BoardBulkBar } from './board-bulk-bar.tsx';
import { BoardDialogs, type BoardAsked } from './board-dialogs.tsx';
import { BoardSurface } from './board-surface.tsx';
import { BoardToolbar } from './board-toolbar.tsx';
import { isNarrowed, lookOfView, lookToParams, NO_FILTERS, paramsToLook, type BoardLayout, type BoardLook } from './board-view.ts'; // prettier-ignore
import { SprintStrip } from './sprint-strip.tsx';
import { TaskList } from './task-list.tsx';
import { TaskPanel } from './task-panel.tsx';
import { TaskTimeline } from './task-timeline.tsx';
import { useBoardActs } from './use-board-acts.ts';

const LAYOUTS = [
  ['board', SquareKanban, m.board_layout_board],
  ['list', List, m.board_layout_list],
  ['timeline', ChartNoAxesGantt, m.board_layout_timeline],
] as const;

/** Tasks as a board, a list or along time, with the sprint that runs and the panel of one task beside them. */
export function BoardScreen() {
  const { params } = useRoute();
  const look = useMemo(() => paramsToLook(params), [params]);
  const openId = params['open'] ?? null;
  const people = usePeople();
  const input = useMemo(() => ({ filters: look.filters }), [look.filters]);
  const answer = useEngineQuery('board.cards', input, { keepPrevious: true });
  const sprintList = useEngineQuery('sprints.list', {}).data;
  const views = useEngineQuery('board.views', {}).data ?? [];
  const acts = useBoardActs(input);
  const call = useEngineCall();
  const toggleTimer = useToggleTimer();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<BoardAsked | null>(null);
  // Asked for from elsewhere, once.
  if (params['new'] === '1' && asked === null) setAsked({ what: 'new', begin: {} });
  const sprints = useMemo(() => sprintList ?? [], [sprintList]);
  const sprintId = typeof look.filters.sprint === 'object' ? look.filters.sprint.id : (answer.data?.sprintId ?? null);
  const sprint =
    look.filters.sprint === 'any' || look.filters.sprint === 'backlog'
      ? undefined
      : sprints.find(({ id }) => id === sprintId);
  const open = sprints.filter(({ status }) => status === 'planned' || status === 'active');
  const cards = answer.data?.cards ?? NO_CARDS;
  const begin = sprint ? { sprint_id: sprint.id } : {};
  const chosen = useMemo(() => cards.filter(({ id }) => selected.has(id)).map(({ id }) => id), [cards, selected]);

  const showLook = (next: BoardLook): void => replaceParams(lookToParams(next));
  const openTask = (id: string | null): void => replaceParams({ open: id ?? '' });
  useShortcut('n', () => setAsked({ what: 'new', begin }));

  function onAct(act: 'timer' | 'assign' | 'priority' | 'remove' | 'duplicate' | 'new', ids: readonly string[]): void {
    const [first] = ids;
    if (act === 'new') return setAsked({ what: 'new', begin });
    if (first === undefined) return;
    if (act === 'timer') void toggleTimer(first);
    else if (act === 'remove') void acts.remove(ids).then((isGone) => isGone && setSelected(new Set()));
    else if (act === 'duplicate') void acts.duplicate(first).then((id) => id && openTask(id));
    else setAsked({ what: act, ids });
  }

  const viewProps = { cards, people, sprints, openId, onOpen: openTask, selected, onSelect: setSelected, onAct };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Head
        look={look}
        title={sprint?.name}
        note={sprint?.description ?? null}
        people={people}
        cards={cards}
        onLook={showLook}
      >
        {sprint?.status === 'active' ? (
          <Button variant="quiet" icon={Flag} onPress={() => setAsked({ what: 'complete', sprint })}>
            {m.sprints_complete()}
          </Button>
        ) : (
          <Button variant="quiet" icon={CalendarRange} onPress={() => navigate('sprints')}>
            {m.sprints_plan()}
          </Button>
        )}
        <Button variant="primary" icon={Plus} keys="N" onPress={() => setAsked({ what: 'new', begin })}>
          {m.board_new()}
        </Button>
      </Head>
      {sprint && sprint.status === 'active' ? <SprintStrip sprint={sprint} /> : null}
      <BoardToolbar
        look={look}
        people={people}
        sprints={open}
        views={views}
        onLook={showLook}
        onSaveView={() => setAsked({ what: 'view', look })}
        onOpenView={(view) => showLook(lookOfView(view))}
        onRemoveView={(view) => setAsked({ what: 'remove-view', view })}
        onUpdateView={({ id, name, is_shared }) =>
          void call('board.saveView', {
            ...{ id, name, is_shared },
            ...{ layout: look.layout, group_by: look.group, filters: look.filters },
          }).then((result) => !result.ok && toastError(result.error))
        }
      />
      <div className="relative flex min-h-0 flex-1">
        <div className="relative min-w-0 flex-1" aria-busy={answer.isPlaceholderData}>
          {answer.data ? (
            <Blank cards={cards} look={look} onLook={showLook}>
              {look.layout === 'board' ? (
                <BoardSurface {...viewProps} grouping={look.group} acts={acts} begin={begin} />
              ) : look.layout === 'list' ? (
                <TaskList {...viewProps} />
              ) : (
                <TaskTimeline {...viewProps} />
              )}
            </Blank>
          ) : answer.error ? (
            <EmptyState
              kind="failed"
              title={m.board_failed()}
              actions={<Button onPress={() => void answer.refetch()}>{m.common_try_again()}</Button>}
            >
              {wordError(engineErrorOf(answer.error)).way}
            </EmptyState>
          ) : (
            <SkeletonRows figures={3} />
          )}
          {chosen.length > 0 ? (
            <BoardBulkBar
              count={chosen.length}
              people={people}
              sprints={open}
              onMove={(status) => {
                const staying = cards.filter((card) => card.status === status && !selected.has(card.id));
                void acts.move(chosen, { status, staying, index: staying.length, change: {} });
              }}
              onEdit={(changes) => void acts.edit(chosen, changes)}
              onRemove={() => onAct('remove', chosen)}
              onClear={() => setSelected(new Set())}
            />
          ) : null}
        </div>
        {openId === null ? null : (
          <TaskPanel
            key={openId}
            id={openId}
            people={people}
            sprints={sprints}
            onClose={() => openTask(null)}
            onOpen={openTask}
          />
        )}
      </div>
      <BoardDialogs
        asked={asked}
        people={people}
        sprints={sprints}
        acts={acts}
        onClose={() => {
          setAsked(null);
          if (params['new'] === '1') replaceParams({ new: '' });
        }}
        onMade={openTask}
        onView={(id) => replaceParams({ view: id })}
      />
    </div>
  );
}

const NO_CARDS: readonly BoardCard[] = [];

/** A board that filters emptied says so; one without any task still shows its columns, where the first one is added. */
function Blank({
  cards,
  look,
  onLook,
  children,
}: {
  readonly cards: readonly BoardCard[];
  readonly look: BoardLook;
  readonly onLook: (look: BoardLook) => void;
  readonly children: React.ReactNode;
}) {
  if (cards.length > 0) return children;
  if (isNarrowed(look.filters)) {
    const clear = (): void => onLook({ ...look, filters: { ...NO_FILTERS, sprint: look.filters.sprint } });
    return (
      <EmptyState
        kind="none"
        title={m.board_none()}
        actions={<Button onPress={clear}>{m.board_clear_filters()}</Button>}
      >
        {m.board_none_more()}
      </EmptyState>
    );
  }
  if (look.layout === 'board') return children;
  return (
    <EmptyState kind="empty" icon={SquareKanban} title={m.board_empty()}>
      {m.board_empty_more()}
    </EmptyState>
  );
}

function Head({
  look,
  title,
  note,
  people,
  cards,
  onLook,
  children,
}: {
  readonly look: BoardLook;
  readonly title: string | undefined;
  readonly note: string | null;
  readonly people: People;
  readonly cards: readonly BoardCard[];
  readonly onLook: (look: BoardLook) => void;
  readonly children: React.ReactNode;
}) {
  return (
    <header className="flex h-page-head shrink-0 items-center gap-4 ps-4 pe-3">
      <h1 className="page-title flex min-w-0 items-baseline gap-3 text-page font-strong">
        <bdi className="shrink-0">{title ?? m.board_title()}</bdi>
        {note ? <bdi className="truncate text-body font-regular text-text-2">{note.split('\n')[0]}</bdi> : null}
      </h1>
      <ToggleButtonGroup
        aria-label={m.board_layout()}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[look.layout]}
        onSelectionChange={(keys) => {
          const next = LAYOUTS.find(([id]) => keys.has(id));
          if (next) onLook({ ...look, layout: next[0] satisfies BoardLayout });
        }}
        className="flex shrink-0 items-center gap-1"
      >
        {LAYOUTS.map(([id, icon, words]) => (
          <ToggleButton
            key={id}
            id={id}
            className="tint flex h-7 items-center gap-1.5 rounded-r2 px-2 text-small font-medium text-text-2 hovered:bg-hover selected:bg-active selected:text-text kbd:shadow-focus"
          >
            <Icon of={icon} size={14} />
            {words()}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className="flex-1" />
      <Faces cards={cards} people={people} look={look} onLook={onLook} />
      <div className="flex shrink-0 items-center gap-2">{children}</div>
    </header>
  );
}

const MOST_FACES = 6;

/** Who has something on this board; a press shows only theirs. */
function Faces({
  cards,
  people,
  look,
  onLook,
}: {
  readonly cards: readonly BoardCard[];
  readonly people: People;
  readonly look: BoardLook;
  readonly onLook: (look: BoardLook) => void;
}) {
  const ids = useMemo(() => new Set(cards.flatMap(({ assigned_to }) => assigned_to ?? [])), [cards]);
  const { assignees } = look.filters;
  const shown = people.all.filter(({ id }) => ids.has(id) || assignees.includes(id)).slice(0, MOST_FACES);
  return (
    <div className="flex shrink-0 items-center gap-1">
      {shown.map(({ id }) => (
        <button
          key={id}
          type="button"
          aria-pressed={assignees.includes(id)}
          aria-label={m.board_only_of({ name: people.nameOf(id) })}
          data-tip={m.board_only_of({ name: people.nameOf(id) })}
          className="flex size-6 items-center justify-center rounded-full aria-pressed:shadow-[0_0_0_2px_var(--accent)]"
          onClick={() => {
            const next = assignees.includes(id) ? assignees.filter((one) => one !== id) : [...assignees, id];
            onLook({ ...look, filters: { ...look.filters, assignees: next } });
          }}
        >
          <PersonMark id={id} name={people.nameOf(id)} isDecorative />
        </button>
      ))}
    </div>
  );
}
