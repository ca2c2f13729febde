import {
  Bug,
  CalendarRange,
  House,
  Inbox,
  Package,
  ReceiptText,
  RefreshCw,
  Rocket,
  Settings,
  SquareKanban,
  Timer,
  Users,
} from 'lucide-react';
import type { IconShape } from '../components/icon.tsx';
import { m } from '../paraglide/messages.js';
import type { ScreenName } from './routes.ts';

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
  {
    title: m.shell_work,
    entries: [
      { screen: 'board', icon: SquareKanban, label: m.board_title, shortcut: 'mod+6' },
      { screen: 'sprints', icon: CalendarRange, label: m.sprints_title },
      { screen: 'time', icon: Timer, label: m.time_title, shortcut: 'mod+7' },
      { screen: 'bugs', icon: Bug, label: m.bugs_title, shortcut: 'mod+8' },
      { screen: 'deployments', icon: Rocket, label: m.deployments_title, shortcut: 'mod+9' },
    ],
  },
  {
    title: m.admin_group,
    entries: [{ screen: 'team', icon: Users, label: m.admin_title }],
  },
];
export const SETTINGS_ENTRY: NavEntry = {
  screen: 'settings',
  icon: Settings,
  label: m.shell_settings,
  shortcut: 'mod+,',
};
