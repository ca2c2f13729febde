import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ReactTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { GridColumn, GridRow } from './grid-types.ts';
import { useTokenPx } from './use-tokens.ts';

/** Rows come from the engine already sorted and filtered: the table keeps the columns and their widths only. */
const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
type NoRow = { readonly id: string };
const NO_ROWS: NoRow[] = [];

const GUTTER_PX = 22;
const TICK_PX = 40;
const GUTTER_PADDING_PX = 16;
const COMPACT_TYPE_PX = 13;
const COMPACT_PADDING_PX = 10;

export type ColumnModel = {
  readonly table: ReactTable<typeof features, NoRow>;
  /** For `grid-template-columns`. */
  readonly template: string;
  readonly minWidthPx: number;
};

/** Widths of the columns: some grow with the window until somebody gives them a width of their own. */
export function useColumnModel<R extends GridRow>(
  columns: readonly GridColumn<R>[],
  isRtl: boolean,
  hasTicks: boolean,
): ColumnModel {
  // Widths are drawn for the compact density; the others have larger type and wider padding.
  const typePx = useTokenPx('--fs-body');
  const paddingPx = useTokenPx('--cell-x');
  const definitions = useMemo<ColumnDef<typeof features, NoRow>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        size: Math.round((column.widthPx * typePx) / COMPACT_TYPE_PX + 2 * (paddingPx - COMPACT_PADDING_PX)),
        minSize: column.minWidthPx ?? Math.min(column.widthPx, 56),
        maxSize: 800,
        enableResizing: column.resizable ?? true,
      })),
    [columns, typePx, paddingPx],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    columnResizeDirection: isRtl ? 'rtl' : 'ltr',
  });
  const sizing = table.state.columnSizing;
  return useMemo(() => {
    const widths = definitions.map(({ id = '' }) => ({ id, px: table.getColumn(id)?.getSize() ?? 0 }));
    const tracks = widths.map(({ id, px }) => {
      const share = sizing[id] === undefined ? columns.find((column) => column.id === id)?.growShare : undefined;
      return share === undefined ? `${px}px` : `minmax(${px}px, ${share}fr)`;
    });
    // the tick has the padding at the start already
    const gutter = hasTicks ? GUTTER_PX : GUTTER_PX + GUTTER_PADDING_PX;
    return {
      table,
      template: [...(hasTicks ? [`${TICK_PX}px`] : []), `${gutter}px`, ...tracks].join(' '),
      minWidthPx: widths.reduce((sum, { px }) => sum + px, gutter + (hasTicks ? TICK_PX : 0)),
    };
  }, [table, columns, sizing, definitions, hasTicks]);
}
