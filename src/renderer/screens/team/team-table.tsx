import type { ReactNode } from 'react';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components/Table';
import { classes } from '../../components/class-names.ts';

export type TeamColumn<R> = {
  readonly id: string;
  readonly header: string;
  /** The words stay for screen readers only. */
  readonly isHeaderHidden?: boolean;
  /** Names the row for assistive technology. */
  readonly isName?: boolean;
  /** Stands at the physical right in both directions. */
  readonly isFigure?: boolean;
  /** Tailwind width; one column without it takes what is left. */
  readonly width?: string;
  /** Left out where the table is narrow, as beside an open panel. */
  readonly isMinor?: boolean;
  readonly render: (row: R) => ReactNode;
};

const MINOR = 'hidden @min-[54rem]:table-cell';

/** A dense list with the keyboard of a table: arrows move, Enter opens the row, Tab goes on to what is in it. */
export function TeamTable<R extends { readonly id: string }>({
  label,
  columns,
  rows,
  openId = null,
  onOpen,
  whenEmpty,
  isFaded,
}: {
  readonly label: string;
  readonly columns: readonly TeamColumn<R>[];
  readonly rows: readonly R[];
  readonly openId?: string | null;
  readonly onOpen?: (row: R) => void;
  readonly whenEmpty: ReactNode;
  /** Rows that count no more. */
  readonly isFaded?: (row: R) => boolean;
}) {
  if (rows.length === 0) return <>{whenEmpty}</>;
  return (
    <div className="@container">
      <Table
        aria-label={label}
        {...(onOpen
          ? {
              onRowAction: (key) => {
                const row = rows.find(({ id }) => id === key);
                if (row) onOpen(row);
              },
            }
          : {})}
        className="w-full table-fixed border-collapse outline-none"
      >
        <TableHeader className="sticky top-0 z-[1] bg-sunken">
          {columns.map((column) => (
            <Column
              key={column.id}
              id={column.id}
              isRowHeader={column.isName ?? false}
              className={classes(
                'h-row-head border-b border-border px-2.5 text-small font-medium text-text-2 outline-none first:ps-4 last:pe-4 kbd:shadow-focus-inset',
                column.isFigure ? 'figures' : 'text-start',
                column.isMinor && MINOR,
                column.width,
              )}
            >
              {column.isHeaderHidden ? <span className="sr-only">{column.header}</span> : column.header}
            </Column>
          ))}
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <Row
              key={row.id}
              id={row.id}
              className={classes(
                'h-row border-b border-divider outline-none kbd:shadow-focus-inset',
                onOpen && 'cursor-default hovered:bg-hover',
                row.id === openId &&
                  'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]',
                isFaded?.(row) === true && 'text-text-3',
              )}
            >
              {columns.map((column) => (
                <Cell
                  key={column.id}
                  className={classes(
                    'h-row overflow-hidden px-2.5 outline-none first:ps-4 last:pe-4 kbd:shadow-focus-inset',
                    column.isFigure && 'figures',
                    column.isMinor && MINOR,
                  )}
                >
                  {column.render(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
