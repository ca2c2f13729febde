import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES, TASK_STATUSES } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordStatus } from '../../app/boards/board-words.ts';
import { dayWords } from '../../app/boards/days.ts';
import { hoursFigure } from '../../app/boards/hours.ts';
import { PersonMark, PriorityBars, StatusMark, TypeMark } from '../../app/boards/marks.tsx';
import type { People } from '../../app/boards/people.ts';
import { TaskTitle } from '../../app/boards/task-title.tsx';
import { formatCount } from '../../app/formats.ts';
import { useDirection, useLocale } from '../../app/locale.ts';
import { classes } from '../../components/class-names.ts';
import { useTokenPx } from '../../components/grid/use-tokens.ts';
import { Icon } from '../../components/icon.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Code, Name, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { boardKey } from './board-keys.ts';

export type TaskViewProps = {
  readonly cards: readonly BoardCard[];
  readonly people: People;
  readonly sprints: readonly { readonly id: string; readonly name: string }[];
  readonly openId: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onAct: (
    act: 'timer' | 'assign' | 'priority' | 'remove' | 'duplicate' | 'new',
    ids: readonly string[],
  ) => void;
};

type SortName = 'board' | 'key' | 'title' | 'status' | 'priority' | 'assignee' | 'estimate' | 'worked' | 'due';
type Sort = { readonly by: SortName; readonly isDown: boolean };
const COLUMNS =
  'grid grid-cols-[76px_minmax(200px,1fr)_112px_96px_132px_104px_66px_66px_76px] items-center gap-x-3 px-4 min-w-[1000px]';

function compare(a: BoardCard, b: BoardCard, by: SortName, people: People): number {
  switch (by) {
    case 'board':
      return 0;
    case 'key':
      return Number.parseInt(a.key.slice(3), 10) - Number.parseInt(b.key.slice(3), 10) || a.key.localeCompare(b.key);
    case 'title':
      return a.title.localeCompare(b.title);
    case 'status':
      return TASK_STATUSES.indexOf(a.status) - TASK_STATUSES.indexOf(b.status);
    case 'priority':
      return TASK_PRIORITIES.indexOf(b.priority) - TASK_PRIORITIES.indexOf(a.priority);
    case 'assignee':
      return people.nameOf(a.assigned_to).localeCompare(people.nameOf(b.assigned_to));
    case 'estimate':
      return (b.estimated_minutes ?? -1) - (a.estimated_minutes ?? -1);
    case 'worked':
      return b.actual_minutes - a.actual_minutes;
    case 'due':
      return (a.due_date ?? '9999').localeCompare(b.due_date ?? '9999');
  }
}

export function sortCards(cards: readonly BoardCard[], { by, isDown }: Sort, people: People): readonly BoardCard[] {
  if (by === 'board') return cards;
  const sorted = cards.toSorted((a, b) => compare(a, b, by, people));
  return isDown ? sorted.reverse() : sorted;
}

/** All tasks as rows: the arrows move, Enter opens, Space ticks; the heads sort. */
export function TaskList(props: TaskViewProps) {
  const { cards, people, sprints, openId, onOpen, selected, onSelect } = props;
  const isRtl = useDirection() === 'rtl';
  const [sort, setSort] = useState<Sort>({ by: 'board', isDown: false });
  const [cursor, setCursor] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useTokenPx('--row');
  const rows = useMemo(() => sortCards(cards, sort, people), [cards, sort, people]);
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === cursor),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });

  function go(index: number): void {
    const row = rows[Math.min(Math.max(0, index), rows.length - 1)];
    if (!row) return;
    setCursor(row.id);
    virtual.scrollToIndex(rows.indexOf(row), { align: 'auto' });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-card="${row.id}"]`)?.focus({ preventScroll: true }),
    );
  }

  function toggle(id: string): void {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = event.target instanceof HTMLElement ? event.target.dataset['card'] : undefined;
    const key = id === undefined ? null : boardKey(event, isRtl);
    if (!key || id === undefined) return;
    event.preventDefault();
    if (key.does === 'go')
      go(
        key.step === 'down'
          ? at + 1
          : key.step === 'up'
            ? at - 1
            : key.step === 'first'
              ? 0
              : key.step === 'last'
                ? rows.length - 1
                : at,
      );
    else if (key.does === 'extend') {
      const next = rows[at + (key.step === 'down' ? 1 : -1)];
      onSelect(new Set([...selected, id, ...(next ? [next.id] : [])]));
      go(at + (key.step === 'down' ? 1 : -1));
    } else if (key.does === 'open') onOpen(id);
    else if (key.does === 'select') toggle(id);
    else if (key.does === 'select-all') onSelect(new Set(rows.map((row) => row.id)));
    else if (key.does === 'leave') {
      if (selected.size > 0) onSelect(new Set());
      else onOpen(null);
    } else if (key.does !== 'move' && key.does !== 'send')
      props.onAct(key.does, selected.has(id) ? [...selected] : [id]);
  }

  function onPress(id: string, event: MouseEvent): void {
    setCursor(id);
    if (event.ctrlKey || event.metaKey) toggle(id);
    else onOpen(id);
  }

  return (
    <div className="flex h-full flex-col">
      <div
        ref={scroller}
        role="grid"
        aria-label={m.board_list()}
        aria-rowcount={rows.length + 1}
        aria-multiselectable
        className="min-h-0 flex-1 overflow-auto border-t border-divider"
        onKeyDown={onKeyDown}
      >
        <Head sort={sort} onSort={setSort} />
        <div role="rowgroup" className="relative min-w-[1000px]" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const card = rows[item.index];
            if (!card) return null;
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={selected.has(card.id)}
                tabIndex={item.index === at ? 0 : -1}
                data-card={card.id}
                onClick={(event) => onPress(card.id, event)}
                className={classes(
                  COLUMNS,
                  'absolute inset-x-0 top-0 border-b border-divider focus-visible:shadow-focus-inset',
                  selected.has(card.id) ? 'bg-accent-soft' : 'hover:bg-hover',
                  openId === card.id && 'shadow-[inset_3px_0_var(--accent)] rtl:shadow-[inset_-3px_0_var(--accent)]',
                )}
                style={{ height: rowPx, transform: `translateY(${item.start}px)` }}
              >
                <Cells
                  card={card}
                  people={people}
                  sprintName={sprints.find(({ id }) => id === card.sprint_id)?.name ?? null}
                />
              </div>
            );
          })}
        </div>
      </div>
      <GridFoot>
        {m.board_list_count({ count: rows.length, figure: formatCount(rows.length) })}
        <span className="flex-1" />
        {m.board_list_hours({
          worked: hoursFigure(rows.reduce((sum, card) => sum + card.actual_minutes, 0)),
          estimated: hoursFigure(rows.reduce((sum, card) => sum + (card.estimated_minutes ?? 0), 0)),
        })}
      </GridFoot>
    </div>
  );
}

const HEADS: readonly (readonly [SortName, () => string, isFigure?: boolean])[] = [
  ['key', m.board_col_key],
  ['title', m.board_col_title],
  ['status', m.board_col_status],
  ['priority', m.board_col_priority],
  ['assignee', m.board_col_assignee],
  ['board', m.board_col_sprint],
  ['estimate', m.board_col_estimate, true],
  ['worked', m.board_col_worked, true],
  ['due', m.board_col_due],
];

function Head({ sort, onSort }: { readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  return (
    <div
      role="row"
      className={classes(
        COLUMNS,
        'sticky top-0 z-1 h-row-head border-b border-border bg-surface text-small font-medium text-text-2',
      )}
    >
      {HEADS.map(([by, words, isFigure]) => {
        const isSorted = sort.by === by && by !== 'board';
        return (
          <span
            key={by}
            role="columnheader"
            aria-sort={isSorted ? (sort.isDown ? 'descending' : 'ascending') : 'none'}
            className={classes('flex min-w-0', isFigure && 'justify-end rtl:justify-start')}
          >
            <button
              type="button"
              className={classes(
                'flex items-center gap-1 truncate rounded-r1 hover:text-text',
                isSorted && 'font-strong text-text',
              )}
              onClick={() => onSort({ by, isDown: isSorted && !sort.isDown })}
            >
              {words()}
              {isSorted ? <Icon of={sort.isDown ? ArrowDown : ArrowUp} size={12} /> : null}
            </button>
          </span>
        );
      })}
    </div>
  );
}

function Cells({
  card,
  people,
  sprintName,
}: {
  readonly card: BoardCard;
  readonly people: People;
  readonly sprintName: string | null;
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  return (
    <>
      <span role="gridcell" className="flex items-center gap-2 text-text-2">
        <TypeMark type={card.type} />
        <Code className="whitespace-nowrap">{card.key}</Code>
      </span>
      <span role="gridcell" className="min-w-0">
        <TaskTitle className={classes('font-medium', card.status === 'done' && 'text-text-2')}>{card.title}</TaskTitle>
      </span>
      <span role="gridcell" className="flex items-center gap-2">
        <StatusMark status={card.status} />
        {wordStatus(card.status)}
      </span>
      <span role="gridcell" className="flex items-center gap-2">
        <PriorityBars priority={card.priority} />
        {wordPriority(card.priority)}
      </span>
      <span role="gridcell" className="flex min-w-0 items-center gap-2">
        <PersonMark id={card.assigned_to} name={people.nameOf(card.assigned_to)} isDecorative />
        <Name className={card.assigned_to === null ? 'text-text-3' : ''}>{people.nameOf(card.assigned_to)}</Name>
      </span>
      <span role="gridcell" className="min-w-0">
        {sprintName === null ? <span className="text-text-3">–</span> : <Name>{sprintName}</Name>}
      </span>
      <span role="gridcell" className="figures">
        {card.estimated_minutes === null ? '–' : hoursFigure(card.estimated_minutes)}
      </span>
      <span
        role="gridcell"
        className={classes(
          'figures',
          card.estimated_minutes !== null &&
            card.actual_minutes > card.estimated_minutes &&
            'font-medium text-warning-text',
        )}
      >
        {hoursFigure(card.actual_minutes)}
      </span>
      <span role="gridcell">{card.due_date === null ? '–' : dayWords(card.due_date, nowMs, locale)}</span>
    </>
  );
}
