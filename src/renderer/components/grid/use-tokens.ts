import { useSyncExternalStore } from 'react';

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-density', 'style', 'class'] });
  return () => observer.disconnect();
}

/** A length token of the design (for example `--row`) in pixels; follows the density. */
export function useTokenPx(token: `--${string}`): number {
  return useSyncExternalStore(subscribe, () => {
    const text = getComputedStyle(document.documentElement).getPropertyValue(token);
    const px = Number.parseFloat(text);
    return Number.isFinite(px) ? px : 36;
  });
}

/** True while the window is at least this wide. */
export function useWindowAtLeast(widthPx: number): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(`(min-width: ${widthPx}px)`);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => window.matchMedia(`(min-width: ${widthPx}px)`).matches,
  );
}
