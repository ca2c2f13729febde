import { ArrowDown, ArrowUp } from 'lucide-react';
import { m } from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { leadCells } from './grid-row.tsx';
import { sortFieldOf, type GridColumn, type GridRow, type GridSelection, type GridSort } from './grid-types.ts';
import type { ColumnModel } from './use-column-model.ts';

type GridHeadProps<R extends GridRow> = {
  readonly gridId: string;
  readonly columns: readonly GridColumn<R>[];
  readonly model: ColumnModel;
  readonly sort: GridSort | null;
  readonly activeColumn: number | null;
  readonly onSort: (column: GridColumn<R>, at: number) => void;
  readonly selection: GridSelection | undefined;
};

export function headCellId(gridId: string, columnId: string): string {
  return `${gridId}-head-${columnId}`;
}

/** Column heads: click or Enter sorts, the line at the end of a head resizes its column. */
export function GridHead<R extends GridRow>({
  gridId,
  columns,
  model,
  sort,
  activeColumn,
  onSort,
  selection,
}: GridHeadProps<R>) {
  const lead = leadCells(selection !== undefined);
  const headers = model.table.getHeaderGroups()[0]?.headers ?? [];
  return (
    <div role="row" className="grid-head" aria-rowindex={1}>
      {selection && (
        <div
          role="columnheader"
          aria-colindex={1}
          className="grid-head-cell grid-tick"
          onClick={() => (selection.share === 'none' ? selection.selectAll() : selection.clear())}
        >
          <span
            role="checkbox"
            aria-checked={selection.share === 'some' ? 'mixed' : selection.share === 'all'}
            aria-label={m.grid_select_all()}
            className="tick-box"
            data-state={selection.share}
          />
        </div>
      )}
      <div role="columnheader" aria-colindex={lead} className="grid-head-cell">
        <span className="sr-only">{m.grid_head_state()}</span>
      </div>
      {columns.map((column, at) => {
        const header = headers.find((candidate) => candidate.column.id === column.id);
        const field = sortFieldOf(column);
        const isSorted = sort !== null && sort.field === field;
        return (
          <div
            key={column.id}
            role="columnheader"
            id={headCellId(gridId, column.id)}
            aria-colindex={at + 1 + lead}
            aria-sort={field === null ? undefined : isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            className="grid-head-cell"
            data-align={column.align}
            data-sorts={field === null ? undefined : true}
            data-active={activeColumn === at || undefined}
            onClick={() => onSort(column, at)}
          >
            <span className={column.headerHidden ? 'sr-only' : undefined}>{column.header}</span>
            {isSorted && (
              <Icon of={sort.descending ? ArrowDown : ArrowUp} size={12} className="ms-1 inline-block align-[-1px]" />
            )}
            {header?.column.getCanResize() && (
              <span
                aria-hidden
                className="grid-resizer"
                data-resizing={header.column.getIsResizing() || undefined}
                onClick={(event) => event.stopPropagation()}
                onDoubleClick={() => header.column.resetSize()}
                onMouseDown={header.getResizeHandler()}
                onTouchStart={header.getResizeHandler()}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
