import { useEffect, useRef, useState } from 'react';
import { TOOLTIP_SURFACE } from './tooltip.tsx';

type Tip = { readonly text: string; readonly left: number; readonly top: number; readonly isAbove: boolean };
const DELAY_MS = 500;
const EDGE_PX = 8;

/**
 * One tooltip for every element with `data-tip`: relative times and shortened names, of which a grid has hundreds.
 * It repeats what assistive technology reads elsewhere, so it is hidden from it.
 */
export function HoverTips() {
  const [tip, setTip] = useState<Tip | null>(null);
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => {
    let shown: Element | null = null;
    const hide = (): void => {
      window.clearTimeout(timer.current);
      shown = null;
      setTip(null);
    };
    const over = (event: PointerEvent): void => {
      const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
      if (target === shown) return;
      hide();
      if (!target) return;
      shown = target;
      timer.current = window.setTimeout(() => setTip(placeTip(target)), DELAY_MS);
    };
    document.addEventListener('pointerover', over);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('scroll', hide, true);
    document.addEventListener('keydown', hide);
    return () => {
      hide();
      document.removeEventListener('pointerover', over);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('scroll', hide, true);
      document.removeEventListener('keydown', hide);
    };
  }, []);

  if (!tip) return null;
  const shift = tip.isAbove ? 'translate(-50%, -100%)' : 'translate(-50%, 0)';
  return (
    <div
      aria-hidden
      className={`${TOOLTIP_SURFACE} pointer-events-none fixed w-max`}
      style={{ left: tip.left, top: tip.top, transform: shift }}
    >
      <bdi>{tip.text}</bdi>
    </div>
  );
}

function placeTip(target: Element): Tip | null {
  const text = target.getAttribute('data-tip');
  if (!text || !target.isConnected) return null;
  const box = target.getBoundingClientRect();
  const isAbove = box.bottom + 40 > window.innerHeight;
  const half = Math.min(160, text.length * 3.5 + EDGE_PX);
  const left = Math.min(Math.max(box.left + box.width / 2, half + EDGE_PX), window.innerWidth - half - EDGE_PX);
  return { text, left, top: isAbove ? box.top - 6 : box.bottom + 6, isAbove };
}

/** Give it to `onPointerEnter` of a line that may be cut: the whole text shows when it really is. */
export function tipWhenCut(event: { readonly currentTarget: HTMLElement }): void {
  const element = event.currentTarget;
  if (element.scrollWidth > element.clientWidth) element.setAttribute('data-tip', element.textContent ?? '');
  else element.removeAttribute('data-tip');
}
