import { Bookmark, Plus } from 'lucide-react';
import { useState } from 'react';
import type { BoardView as SavedView } from '../../../shared/contract/boards-tasks.ts';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { BOARD_GROUPINGS, TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordStatus, wordType } from '../../app/boards/board-words.ts';
import type { People } from '../../app/boards/people.ts';
import { nameOfPerson } from '../../app/boards/people.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { Toolbar } from '../../components/page.tsx';
import { FilterPill, Pill } from '../../components/pill.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { differsFrom, isNarrowed, NO_FILTERS, type BoardGrouping, type BoardLook } from './board-view.ts';

const GROUPS: Readonly<Record<BoardGrouping, () => string>> = {
  none: m.board_group_none,
  assignee: m.board_group_assignee,
  priority: m.board_group_priority,
  type: m.board_group_type,
  sprint: m.board_group_sprint,
};
type Extra = 'priorities' | 'statuses' | 'tags' | 'due';
const EXTRAS: Readonly<Record<Extra, () => string>> = {
  priorities: m.board_filter_priority,
  statuses: m.board_filter_status,
  tags: m.board_filter_tag,
  due: m.board_filter_due,
};

type ToolbarProps = {
  readonly look: BoardLook;
  readonly people: People;
  readonly sprints: readonly SprintSummary[];
  readonly views: readonly SavedView[];
  readonly onLook: (look: BoardLook) => void;
  readonly onSaveView: () => void;
  readonly onOpenView: (view: SavedView) => void;
  readonly onRemoveView: (view: SavedView) => void;
  /** The view is to look as the board looks now. */
  readonly onUpdateView: (view: SavedView) => void;
};

/** Grouping, filters and saved views. Filters that are rarely used come with “+ Filter”. */
export function BoardToolbar({
  look,
  people,
  sprints,
  views,
  onLook,
  onSaveView,
  onOpenView,
  onRemoveView,
  onUpdateView,
}: ToolbarProps) {
  const { filters } = look;
  const [asked, setAsked] = useState<readonly Extra[]>([]);
  const change = (changes: Partial<typeof filters>): void => onLook({ ...look, filters: { ...filters, ...changes } });
  const shown = (Object.keys(EXTRAS) as Extra[]).filter((extra) => asked.includes(extra) || isUsed(filters[extra]));
  const hidden = (Object.keys(EXTRAS) as Extra[]).filter((extra) => !shown.includes(extra));
  return (
    <Toolbar label={m.board_filters()}>
      <SearchField
        className="w-52"
        label={m.board_search()}
        value={filters.search}
        onChange={(search) => change({ search })}
      />
      {look.layout === 'board' ? <GroupPill look={look} onLook={onLook} /> : null}
      <SprintPill look={look} sprints={sprints} onLook={onLook} />
      <FilterPill
        label={m.board_filter_assignee()}
        options={[
          ...people.active.map((person) => ({ id: person.id, label: nameOfPerson(person) })),
          { id: '', label: m.board_person_nobody() },
        ]}
        selected={filters.assignees}
        onChange={(assignees) => change({ assignees: [...assignees] })}
      />
      <FilterPill
        label={m.board_filter_type()}
        options={TASK_TYPES.map((id) => ({ id, label: wordType(id) }))}
        selected={filters.types}
        onChange={(ids) => change({ types: TASK_TYPES.filter((type) => ids.includes(type)) })}
      />
      {shown.map((extra) => (
        <ExtraPill key={extra} extra={extra} look={look} onLook={onLook} />
      ))}
      {hidden.length > 0 ? (
        <Menu
          label={m.board_filter_add()}
          placement="bottom start"
          trigger={<Pill label={m.board_filter_add()} icon={Plus} isAdding />}
          entries={[
            ...hidden.map((extra) => ({
              id: extra,
              label: EXTRAS[extra](),
              onAction: () => setAsked([...asked, extra]),
            })),
            ...(filters.fromErrors
              ? []
              : [{ id: 'errors', label: m.board_filter_errors(), onAction: () => change({ fromErrors: true }) }]),
          ]}
        />
      ) : null}
      {filters.fromErrors ? (
        <Pill label={m.board_filter_errors()} isActive onClear={() => change({ fromErrors: false })} />
      ) : null}
      {isNarrowed(filters) ? (
        <Button
          size="small"
          variant="quiet"
          onPress={() => onLook({ ...look, filters: { ...NO_FILTERS, sprint: filters.sprint } })}
        >
          {m.board_clear_filters()}
        </Button>
      ) : null}
      <div className="flex-1" />
      <ViewsMenu
        look={look}
        views={views}
        onSaveView={onSaveView}
        onOpenView={onOpenView}
        onRemoveView={onRemoveView}
        onUpdateView={onUpdateView}
      />
    </Toolbar>
  );
}

function isUsed(value: string | readonly string[]): boolean {
  return typeof value === 'string' ? value !== 'any' : value.length > 0;
}

function GroupPill({ look, onLook }: Pick<ToolbarProps, 'look' | 'onLook'>) {
  return (
    <Menu
      label={m.board_group()}
      placement="bottom start"
      trigger={<Pill label={m.board_group()} value={GROUPS[look.group]()} hasArrow isActive={look.group !== 'none'} />}
      entries={BOARD_GROUPINGS.map((group) => ({
        id: group,
        label: GROUPS[group](),
        isChecked: group === look.group,
        onAction: () => onLook({ ...look, group }),
      }))}
    />
  );
}

function SprintPill({ look, sprints, onLook }: Pick<ToolbarProps, 'look' | 'sprints' | 'onLook'>) {
  const { sprint } = look.filters;
  const id = typeof sprint === 'object' ? sprint.id : sprint;
  const choose = (next: typeof sprint): void => onLook({ ...look, filters: { ...look.filters, sprint: next } });
  const fixed: readonly (readonly ['current' | 'any' | 'backlog', string])[] = [
    ['current', m.board_sprint_current()],
    ['any', m.board_sprint_any()],
    ['backlog', m.board_sprint_backlog()],
  ];
  const entries: MenuEntry[] = [
    ...fixed.map(([key, label]) => ({ id: key, label, isChecked: id === key, onAction: () => choose(key) })),
    ...sprints.map((one) => ({
      id: one.id,
      label: one.name,
      isChecked: id === one.id,
      onAction: () => choose({ id: one.id }),
    })),
  ];
  const value = entries.find((entry) => entry.id === id)?.label ?? '–';
  return (
    <Menu
      label={m.board_filter_sprint()}
      placement="bottom start"
      entries={entries}
      trigger={<Pill label={m.board_filter_sprint()} value={value} hasArrow />}
    />
  );
}

function ExtraPill({ extra, look, onLook }: Pick<ToolbarProps, 'look' | 'onLook'> & { readonly extra: Extra }) {
  const { filters } = look;
  const tags = useEngineQuery('board.tags', {}, { enabled: extra === 'tags' });
  const change = (changes: Partial<typeof filters>): void => onLook({ ...look, filters: { ...filters, ...changes } });
  switch (extra) {
    case 'priorities':
      return (
        <FilterPill
          label={EXTRAS[extra]()}
          options={TASK_PRIORITIES.toReversed().map((id) => ({ id, label: wordPriority(id) }))}
          selected={filters.priorities}
          onChange={(ids) => change({ priorities: TASK_PRIORITIES.filter((name) => ids.includes(name)) })}
        />
      );
    case 'statuses':
      return (
        <FilterPill
          label={EXTRAS[extra]()}
          options={TASK_STATUSES.map((id) => ({ id, label: wordStatus(id) }))}
          selected={filters.statuses}
          onChange={(ids) => change({ statuses: TASK_STATUSES.filter((name) => ids.includes(name)) })}
        />
      );
    case 'tags':
      return (
        <FilterPill
          label={EXTRAS[extra]()}
          options={(tags.data ?? []).map(({ tag, count }) => ({ id: tag, label: tag, count: formatCount(count) }))}
          selected={filters.tags}
          onChange={(chosen) => change({ tags: [...chosen] })}
        />
      );
    case 'due':
      return (
        <FilterPill
          label={EXTRAS[extra]()}
          options={DUES.map(([id, label]) => ({ id, label: label() }))}
          selected={filters.due === 'any' ? [] : [filters.due]}
          onChange={(ids) =>
            change({ due: DUES.map(([id]) => id).find((id) => ids.includes(id) && id !== filters.due) ?? 'any' })
          }
        />
      );
  }
}

const DUES = [
  ['overdue', m.board_due_overdue],
  ['week', m.board_due_week],
  ['none', m.board_due_none],
] as const;

function ViewsMenu({
  look,
  views,
  onSaveView,
  onOpenView,
  onRemoveView,
  onUpdateView,
}: Pick<ToolbarProps, 'look' | 'views' | 'onSaveView' | 'onOpenView' | 'onRemoveView' | 'onUpdateView'>) {
  const open = views.find(({ id }) => id === look.viewId);
  const isFirst = look.filters.sprint === 'current' && !isNarrowed(look.filters) && look.group === 'none';
  return (
    <Menu
      label={m.board_views()}
      entries={[
        ...views.map((view) => ({
          id: view.id,
          label: view.name,
          isChecked: view.id === look.viewId,
          onAction: () => onOpenView(view),
          ...(view.is_shared ? { detail: m.board_view_shared() } : {}),
        })),
        ...(open && differsFrom(open, look)
          ? [{ id: 'update', label: m.board_view_update({ name: open.name }), onAction: () => onUpdateView(open) }]
          : []),
        { id: 'save', label: m.board_view_save(), icon: Bookmark, onAction: onSaveView },
        ...(open
          ? [
              {
                id: 'remove',
                label: m.board_view_remove({ name: open.name }),
                isDestructive: true,
                onAction: () => onRemoveView(open),
              },
            ]
          : []),
      ]}
      trigger={
        <Button size="small" variant="quiet" className="text-text-2!">
          {m.board_saved_view()}{' '}
          <b className="font-strong text-text">
            {open ? <bdi>{open.name}</bdi> : isFirst ? m.board_view_first() : m.board_view_none()}
          </b>
        </Button>
      }
    />
  );
}
