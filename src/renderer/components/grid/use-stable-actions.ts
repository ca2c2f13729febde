import { useLayoutEffect, useRef } from 'react';

/** The same functions for the whole life of the grid, so that rows do not repaint for their sake. */
export function useStableActions<T extends Record<string, (...args: never[]) => void>>(actions: T): T {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  const stable = useRef<T | null>(null);
  stable.current ??= Object.fromEntries(
    Object.keys(actions).map((name) => [name, (...args: never[]) => latest.current[name]?.(...args)]),
  ) as T;
  return stable.current;
}
