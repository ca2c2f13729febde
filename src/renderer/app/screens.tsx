import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { ScreenName } from './routes.ts';

type Screen = LazyExoticComponent<ComponentType>;

/** Each screen is a file of its own that loads when it is first opened. */
export const SCREEN_COMPONENTS: Readonly<Record<ScreenName, Screen>> = {
  home: lazy(async () => ({ default: (await import('../screens/home/home-screen.tsx')).HomeScreen })),
  products: lazy(async () => ({ default: (await import('../screens/products/products-screen.tsx')).ProductsScreen })),
  orders: lazy(async () => ({ default: (await import('../screens/orders/orders-screen.tsx')).OrdersScreen })),
  sync: lazy(async () => ({ default: (await import('../screens/sync/sync-screen.tsx')).SyncScreen })),
  triage: lazy(async () => ({ default: (await import('../screens/triage/triage-screen.tsx')).TriageScreen })),
  board: lazy(async () => ({ default: (await import('../screens/board/board-screen.tsx')).BoardScreen })),
  sprints: lazy(async () => ({ default: (await import('../screens/sprints/sprints-screen.tsx')).SprintsScreen })),
  time: lazy(async () => ({ default: (await import('../screens/time/time-screen.tsx')).TimeScreen })),
  bugs: lazy(async () => ({ default: (await import('../screens/bugs/bugs-screen.tsx')).BugsScreen })),
  deployments: lazy(async () => ({
    default: (await import('../screens/deployments/deployments-screen.tsx')).DeploymentsScreen,
  })),
  alerts: lazy(async () => ({ default: (await import('../screens/alerts/alerts-screen.tsx')).AlertsScreen })),
  team: lazy(async () => ({ default: (await import('../screens/team/team-screen.tsx')).TeamScreen })),
  settings: lazy(async () => ({ default: (await import('../screens/settings/settings-screen.tsx')).SettingsScreen })),
  'first-run': lazy(async () => ({
    default: (await import('../screens/first-run/first-run-screen.tsx')).FirstRunScreen,
  })),
};
