import { useSyncExternalStore } from 'react';

/** The screens that exist; a later area adds its name here and its component in screens.tsx. */
export const SCREENS = [
  'home',
  'products',
  'orders',
  'sync',
  'triage',
  'board',
  'sprints',
  'time',
  'bugs',
  'deployments',
  'alerts',
  'team',
  'settings',
  'first-run',
] as const;
export type ScreenName = (typeof SCREENS)[number];

/** Where the window is. `params` are strings of the address, for example `{open: <record id>, search: 'mug'}`. */
export type Route = { readonly screen: ScreenName; readonly params: Readonly<Record<string, string>> };
type RouteState = { readonly route: Route; readonly canGoBack: boolean; readonly canGoForward: boolean };

export function readRoute(hash: string): Route {
  const [, path, query] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const screen = SCREENS.find((name) => name === path) ?? 'home';
  return { screen, params: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

export function writeRoute({ screen, params }: Route): string {
  const query = new URLSearchParams(params).toString();
  return `#/${screen}${query ? `?${query}` : ''}`;
}

/** The window's history. The place in it lies in `history.state`, so that back and forward know their ends. */
function createRouter() {
  const listeners = new Set<() => void>();
  let position = 0;
  let last = 0;
  let current: RouteState = { route: readRoute(location.hash), canGoBack: false, canGoForward: false };

  function settle(): void {
    current = { route: readRoute(location.hash), canGoBack: position > 0, canGoForward: position < last };
    for (const listener of [...listeners]) listener();
  }

  history.replaceState({ position: 0 }, '', location.hash || '#/home');
  window.addEventListener('popstate', (event: PopStateEvent) => {
    const state: unknown = event.state;
    position = typeof state === 'object' && state !== null && 'position' in state ? Number(state.position) : 0;
    settle();
  });

  function go(route: Route, how: 'push' | 'replace'): void {
    const hash = writeRoute(route);
    if (how === 'push' && hash === writeRoute(current.route)) return;
    if (how === 'push') last = ++position;
    history[how === 'push' ? 'pushState' : 'replaceState']({ position }, '', hash);
    settle();
  }

  return {
    state: () => current,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    go,
  };
}

let router: ReturnType<typeof createRouter> | null = null;
function theRouter(): ReturnType<typeof createRouter> {
  router ??= createRouter();
  return router;
}

/** Opens a screen as a new step of the history. */
export function navigate(screen: ScreenName, params: Readonly<Record<string, string>> = {}): void {
  theRouter().go({ screen, params }, 'push');
}

/** Changes the parameters of the present screen without a new step; an empty string takes one away. */
export function replaceParams(changes: Readonly<Record<string, string>>): void {
  const { screen, params } = theRouter().state().route;
  const next = Object.fromEntries(Object.entries({ ...params, ...changes }).filter(([, value]) => value !== ''));
  theRouter().go({ screen, params: next }, 'replace');
}

/** Goes to a screen in place of the present one: the history keeps no step between. */
export function goTo(screen: ScreenName, params: Readonly<Record<string, string>>): void {
  theRouter().go({ screen, params }, 'replace');
}

export function goBack(): void {
  if (theRouter().state().canGoBack) history.back();
}

export function goForward(): void {
  if (theRouter().state().canGoForward) history.forward();
}

export function useRoute(): Route {
  return useRouteState().route;
}

export function useRouteState(): RouteState {
  return useSyncExternalStore(theRouter().subscribe, theRouter().state);
}
