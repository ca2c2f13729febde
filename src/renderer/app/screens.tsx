import { House, Inbox, Package, ReceiptText, RefreshCw, Settings } from 'lucide-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { IconShape } from '../components/icon.tsx';
import { m } from '../paraglide/messages.js';
import type { ScreenName } from './routes.ts';

type Screen = LazyExoticComponent<ComponentType>;

/** Each screen is a file of its own that loads when it is first opened. */
export const SCREEN_COMPONENTS: Readonly<Record<ScreenName, Screen>> = {
  home: lazy(async () => ({ default: (await import('../screens/home/home-screen.tsx')).HomeScreen })),
  products: lazy(async () => ({ default: (await import('../screens/products/products-screen.tsx')).ProductsScreen })),
  orders: lazy(async () => ({ default: (await import('../screens/orders/orders-screen.tsx')).OrdersScreen })),
  sync: lazy(async () => ({ default: (await import('../screens/sync/sync-screen.tsx')).SyncScreen })),
  triage: lazy(async () => ({ default: (await import('../screens/triage/triage-screen.tsx')).TriageScreen })),
  settings: lazy(async () => ({ default: (await import('../screens/settings/settings-screen.tsx')).SettingsScreen })),
  'first-run': lazy(async () => ({
    default: (await import('../screens/first-run/first-run-screen.tsx')).FirstRunScreen,
  })),
};

export type NavEntry = {
  readonly screen: ScreenName;
  readonly icon: IconShape;
  readonly label: () => string;
  readonly shortcut?: string;
};
export type NavGroup = { readonly title: (() => string) | null; readonly entries: readonly NavEntry[] };

/** The sidebar, top to bottom. A later area adds its line; Settings stands at the foot. */
export const NAV_GROUPS: readonly NavGroup[] = [
  {
    title: null,
    entries: [
      { screen: 'home', icon: House, label: m.shell_home, shortcut: 'mod+1' },
      { screen: 'orders', icon: ReceiptText, label: m.shell_orders, shortcut: 'mod+3' },
      { screen: 'products', icon: Package, label: m.shell_products, shortcut: 'mod+2' },
    ],
  },
  {
    title: m.shell_health,
    entries: [
      { screen: 'sync', icon: RefreshCw, label: m.shell_sync, shortcut: 'mod+4' },
      { screen: 'triage', icon: Inbox, label: m.triage_title, shortcut: 'mod+5' },
    ],
  },
];
export const SETTINGS_ENTRY: NavEntry = {
  screen: 'settings',
  icon: Settings,
  label: m.shell_settings,
  shortcut: 'mod+,',
};
