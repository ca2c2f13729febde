import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from '../../components/class-names.ts';

type Row = { readonly id: string };

/** A list of records in rows: the arrows move, Enter or a press opens, other keys belong to the screen. */
export function RowList<R extends Row>({
  label,
  rows,
  openId,
  onOpen,
  onKey,
  render,
  nameOf,
}: {
  readonly label: string;
  readonly rows: readonly R[];
  readonly openId: string | null;
  readonly onOpen: (row: R) => void;
  /** A key on a row; answers whether it meant something. */
  readonly onKey?: (key: string, row: R) => boolean;
  readonly render: (row: R) => ReactNode;
  /** The row in one sentence. */
  readonly nameOf: (row: R) => string;
}) {
  const list = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === (cursor ?? openId)),
  );

  function go(index: number): void {
    const row = rows[Math.min(Math.max(0, index), rows.length - 1)];
    if (!row) return;
    setCursor(row.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = event.target instanceof HTMLElement ? event.target.dataset['row'] : undefined;
    const row = rows.find((one) => one.id === id);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) go(step);
    else if (event.key === 'Enter') onOpen(row);
    else if (!onKey?.(event.code.startsWith('Key') ? event.code.slice(3).toLowerCase() : event.key, row)) return;
    event.preventDefault();
  }

  return (
    <div ref={list} role="grid" aria-label={label} className="flex flex-col" onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <div
          key={row.id}
          role="row"
          aria-selected={row.id === openId}
          aria-label={nameOf(row)}
          tabIndex={index === at ? 0 : -1}
          data-row={row.id}
          onClick={() => {
            setCursor(row.id);
            onOpen(row);
          }}
          className={classes(
            'border-b border-divider hover:bg-hover focus-visible:shadow-focus-inset',
            row.id === openId && 'shadow-[inset_3px_0_var(--accent)] rtl:shadow-[inset_-3px_0_var(--accent)]',
          )}
        >
          <div role="gridcell" className="flex min-h-row items-center gap-3 px-4 py-1.5">
            {render(row)}
          </div>
        </div>
      ))}
    </div>
  );
}
