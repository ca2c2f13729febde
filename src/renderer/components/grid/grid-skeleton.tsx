import type { GridColumn, GridRow } from './grid-types.ts';

const SKELETON_ROWS = 12;
/** Shares of a cell's width, so that the bars do not stand like a wall. */
const WIDTHS = [0.72, 0.58, 0.8, 0.5, 0.66, 0.76];

/** The first paint: the shape of the rows, still, each fainter than the one above. */
export function GridSkeleton<R extends GridRow>({
  columns,
  rowPx,
  lead,
}: {
  readonly columns: readonly GridColumn<R>[];
  readonly rowPx: number;
  /** Cells before the columns. */
  readonly lead: number;
}) {
  return (
    <div aria-hidden className="grid-rows" style={{ height: SKELETON_ROWS * rowPx }}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div
          key={row}
          className="grid-row"
          style={{ transform: `translateY(${row * rowPx}px)`, opacity: 1 - row / (SKELETON_ROWS + 1) }}
        >
          {Array.from({ length: lead }, (_cell, at) => (
            <span key={at} />
          ))}
          {columns.map((column, at) => (
            <SkeletonCell
              key={column.id}
              isNumber={column.align === 'number'}
              share={WIDTHS[(row + at) % WIDTHS.length] ?? 0.6}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function SkeletonCell({ isNumber, share }: { readonly isNumber: boolean; readonly share: number }) {
  return (
    <span className="grid-cell" style={isNumber ? { direction: 'ltr', justifyContent: 'flex-end' } : undefined}>
      <span className="grid-bar" style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** One row whose page is not here yet, while scrolling fast. */
export function MissingRow({
  index,
  topPx,
  columnCount,
  lead,
}: {
  readonly index: number;
  readonly topPx: number;
  readonly columnCount: number;
  readonly lead: number;
}) {
  return (
    <div
      role="row"
      className="grid-row"
      aria-rowindex={index + 2}
      aria-busy
      style={{ transform: `translateY(${topPx}px)` }}
    >
      {Array.from({ length: lead }, (_cell, at) => (
        <span key={at} role="gridcell" aria-colindex={at + 1} />
      ))}
      {Array.from({ length: columnCount }, (_, at) => (
        <span key={lead + at} role="gridcell" aria-colindex={at + 1 + lead} className="grid-cell">
          <span className="grid-bar" style={{ width: `${(WIDTHS[(index + at) % WIDTHS.length] ?? 0.6) * 100}%` }} />
        </span>
      ))}
    </div>
  );
}
