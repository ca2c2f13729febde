import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useDirection } from '../../app/locale.ts';
import { m } from '../../paraglide/messages.js';
import { classes } from '../class-names.ts';
import {
  clampPanelWidth,
  PANEL_MAX_PX,
  PANEL_MIN_PX,
  recallPanelWidth,
  rememberPanelWidth,
  widthAfterKey,
} from './panel-width.ts';
import { useTokenPx, useWindowAtLeast } from './use-tokens.ts';

const BESIDE_FROM_PX = 1200;

/** The detail panel beside a grid: resizable and remembered; in a narrow window it lies over the grid. */
export function SidePanel({
  label,
  children,
  onClose,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const isRtl = useDirection() === 'rtl';
  const isBeside = useWindowAtLeast(BESIDE_FROM_PX);
  const designPx = useTokenPx('--panel');
  const [chosenPx, setChosenPx] = useState(() => recallPanelWidth(localStorage));
  const widthPx = chosenPx ?? designPx;
  const drag = useRef<{ readonly fromX: number; readonly fromPx: number } | null>(null);

  function choose(px: number): void {
    setChosenPx(px);
    rememberPanelWidth(localStorage, px);
  }

  function onPointerMove(event: PointerEvent): void {
    if (!drag.current) return;
    const moved = (event.clientX - drag.current.fromX) * (isRtl ? 1 : -1);
    choose(clampPanelWidth(drag.current.fromPx + moved));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const next = widthAfterKey(event.key, widthPx, isRtl);
    if (next === null) return;
    event.preventDefault();
    choose(next);
  }

  return (
    <aside
      aria-label={label}
      style={{ width: widthPx }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && event.currentTarget.contains(event.target as Node))
          onClose();
      }}
      className={classes(
        'relative flex min-h-0 shrink-0 flex-col border-s border-border bg-surface',
        !isBeside && 'absolute inset-y-0 end-0 z-10 shadow-3',
      )}
    >
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={m.grid_panel_width()}
        aria-valuemin={PANEL_MIN_PX}
        aria-valuemax={PANEL_MAX_PX}
        aria-valuenow={widthPx}
        tabIndex={0}
        className="absolute inset-y-0 -start-1 z-10 w-2 cursor-col-resize touch-none focus-visible:bg-focus focus-visible:shadow-none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { fromX: event.clientX, fromPx: widthPx };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null;
        }}
        onKeyDown={onKeyDown}
      />
      {children}
    </aside>
  );
}
