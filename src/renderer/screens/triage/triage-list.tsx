import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';
import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import { GroupRow } from './group-row.tsx';
import { RecordRow } from './record-row.tsx';
import { TRIAGE_COLUMNS, type RowProps } from './row-parts.ts';
import { fieldToFix, type TriageRow } from './triage-logic.ts';
import type { TriageSort, TriageTab } from './triage-question.ts';
import { titleOf } from './triage-words.ts';

export type ListActs = {
  readonly onMove: (key: string) => void;
  readonly onToggle: (group: TriageGroup) => void;
  readonly onSelect: (key: string) => void;
  readonly onAssign: (group: TriageGroup) => void;
  readonly onRetry: (record: TriageRecord) => void;
  readonly onEdit: (id: string | null) => void;
  readonly onSave: (record: TriageRecord, column: string, value: string) => Promise<string | null>;
  readonly onMore: () => void;
  readonly onSort: (sort: TriageSort) => void;
};

/** What is known of the records of the open cause. */
export type OpenRecords = {
  readonly fingerprint: string | null;
  /** Null: not read yet. */
  readonly total: number | null;
  readonly shown: number;
  readonly error: Error | null;
  readonly retry: () => void;
};

/** Causes with the records of the open one: one line has the mark, arrows and letters move it. */
export function TriageList({
  rows,
  cursorKey,
  focusRequest,
  selected,
  editingId,
  tab,
  sort,
  open,
  storeNames,
  acts,
}: {
  readonly rows: readonly TriageRow[];
  readonly cursorKey: string | null;
  /** Grows by one when the keyboard moved the mark: then its line takes the focus. */
  readonly focusRequest: number;
  readonly selected: ReadonlySet<string>;
  readonly editingId: string | null;
  readonly tab: TriageTab;
  readonly sort: TriageSort;
  readonly open: OpenRecords;
  readonly storeNames: ReadonlyMap<string, string>;
  readonly acts: ListActs;
}) {
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const lines = grid.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [];
    const line = [...lines].find((element) => element.dataset['row'] === cursorKey);
    const active = document.activeElement;
    const isLost = active === null || active === document.body;
    if (line && (focusRequest > 0 || isLost) && !active?.closest('[role="dialog"], [role="alertdialog"], input')) {
      line.focus({ preventScroll: true });
      line.scrollIntoView({ block: 'nearest' });
    }
  }, [cursorKey, focusRequest]);

  function rowProps(row: TriageRow, onPress: () => void): RowProps {
    return {
      'data-row': row.key,
      tabIndex: row.key === cursorKey ? 0 : -1,
      onClick: (event: MouseEvent<HTMLElement>) => {
        if (event.target instanceof Element && event.target.closest('button, input, label, a')) return;
        acts.onMove(row.key);
        onPress();
      },
    };
  }

  return (
    <div
      ref={grid}
      role="treegrid"
      aria-label={m.triage_list()}
      aria-multiselectable={tab !== 'resolved'}
      className="min-h-0 flex-1 overflow-auto border-t border-divider"
    >
      <Head sort={sort} onSort={acts.onSort} />
      {rows.map((row, index) => {
        const isLast = rows[index + 1]?.kind !== 'record';
        return (
          <Line key={row.key}>
            {row.kind === 'group' ? (
              <GroupRow
                group={row.group}
                isOpen={row.group.fingerprint === open.fingerprint}
                isHere={row.key === cursorKey}
                isSelected={selected.has(row.key)}
                isSettled={tab === 'resolved'}
                storeNames={storeNames}
                rowProps={rowProps(row, () => acts.onToggle(row.group))}
                onSelect={() => acts.onSelect(row.key)}
                onAssign={() => acts.onAssign(row.group)}
              />
            ) : (
              <Record row={row} props={{ cursorKey, selected, editingId, acts }} rowProps={rowProps(row, () => {})} />
            )}
            {isLast && row.group.fingerprint === open.fingerprint && (
              <RecordsFoot open={open} title={titleOf(row.group)} onMore={acts.onMore} />
            )}
          </Line>
        );
      })}
    </div>
  );
}

/** Lines are rows of the grid by themselves: nothing stands between. */
function Line({ children }: { readonly children: ReactNode }) {
  return <>{children}</>;
}

function Record({
  row: { record, group, key },
  props: { cursorKey, selected, editingId, acts },
  rowProps,
}: {
  readonly row: Extract<TriageRow, { kind: 'record' }>;
  readonly props: {
    readonly cursorKey: string | null;
    readonly selected: ReadonlySet<string>;
    readonly editingId: string | null;
    readonly acts: ListActs;
  };
  readonly rowProps: RowProps;
}) {
  const spec = fieldToFix(record.entity, record.field, group.advice.what);
  return (
    <RecordRow
      record={record}
      spec={spec}
      isHere={key === cursorKey}
      isSelected={selected.has(key)}
      isEditing={editingId === record.id}
      rowProps={rowProps}
      onSelect={() => acts.onSelect(key)}
      onRetry={() => acts.onRetry(record)}
      onEdit={() => acts.onEdit(record.id)}
      onSave={async (value) => (spec ? acts.onSave(record, spec.column, value) : null)}
      onLeave={() => acts.onEdit(null)}
    />
  );
}

function Head({ sort, onSort }: { readonly sort: TriageSort; readonly onSort: (sort: TriageSort) => void }) {
  return (
    <div
      role="row"
      className={classes(
        TRIAGE_COLUMNS,
        'sticky top-0 z-1 h-row-head border-b border-border bg-surface text-small font-medium text-text-2',
      )}
    >
      <span role="columnheader">
        <span className="sr-only">{m.triage_sheet_select()}</span>
      </span>
      <span role="columnheader">{m.triage_col_cause()}</span>
      <SortHead
        label={m.triage_col_count()}
        words={m.triage_sort_count()}
        isFigure
        isSorted={sort === 'count'}
        onSort={() => onSort('count')}
      />
      <span role="columnheader">{m.triage_col_days()}</span>
      <SortHead
        label={m.triage_col_last()}
        words={m.triage_sort_newest()}
        isSorted={sort === 'newest'}
        onSort={() => onSort('newest')}
      />
      <span role="columnheader">
        <span className="sr-only">{m.triage_col_owner()}</span>
      </span>
    </div>
  );
}

/** A column by which the causes can be put in order: always the most, or the newest, first. */
function SortHead({
  label,
  words,
  isFigure = false,
  isSorted,
  onSort,
}: {
  readonly label: string;
  readonly words: string;
  readonly isFigure?: boolean;
  readonly isSorted: boolean;
  readonly onSort: () => void;
}) {
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? 'descending' : 'none'}
      className={classes('flex', isFigure && 'justify-end rtl:justify-start')}
    >
      <button
        type="button"
        data-tip={words}
        onClick={onSort}
        className={classes('flex items-center gap-1 rounded-r1 hover:text-text', isSorted && 'font-strong text-text')}
      >
        {isSorted && <Icon of={ArrowDown} size={12} />}
        {label}
      </button>
    </span>
  );
}

/** Below the records that are shown: that they are being read, could not be, or how many more there are. */
function RecordsFoot({
  open: { total, shown, error, retry },
  title,
  onMore,
}: {
  readonly open: OpenRecords;
  readonly title: string;
  readonly onMore: () => void;
}) {
  if (total !== null && total > 0 && total <= shown && !error) return null;
  return (
    <div role="row" aria-level={2} className="border-b border-divider">
      <div role="gridcell" className="ps-16">
        {error && total === null ? (
          <span role="alert" className="flex min-h-11 items-center gap-3 text-danger-text">
            {m.triage_records_failed()}. {wordError(engineErrorOf(error)).way}
            <Button size="small" onPress={retry}>
              {m.common_try_again()}
            </Button>
          </span>
        ) : total === null ? (
          <SkeletonRows rows={3} figures={1} className="-ms-4" />
        ) : total === 0 ? (
          <span className="flex min-h-11 items-center text-text-2">{m.triage_records_none()}</span>
        ) : (
          <Button
            size="small"
            variant="quiet"
            className="my-1.5 text-accent-text!"
            aria-label={`${m.triage_show_more({ figure: formatCount(total - shown) })}: ${title}`}
            onPress={onMore}
          >
            {m.triage_show_more({ figure: formatCount(total - shown) })}
          </Button>
        )}
      </div>
    </div>
  );
}
