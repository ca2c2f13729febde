import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Keys } from '../components/keys.tsx';
import { m } from '../paraglide/messages.js';
import { useView } from '../state/view.ts';
import { NAV_GROUPS, SETTINGS_ENTRY } from './navigation.ts';
import { shortcutWords } from './use-shortcut.ts';

/** All keys of the window on one sheet. */
export function KeyHelp() {
  const isOpen = useView((view) => view.isKeyHelpOpen);
  const close = (): void => useView.setState({ isKeyHelpOpen: false });
  const screens = [...NAV_GROUPS.flatMap((group) => group.entries), SETTINGS_ENTRY];
  const rows: readonly (readonly [string, string])[] = [
    [m.shell_keys_search(), 'mod+k'],
    [m.shell_keys_find(), 'mod+f'],
    ...screens.flatMap((entry) => (entry.shortcut ? [[entry.label(), entry.shortcut] as const] : [])),
    [m.shell_keys_sidebar(), 'mod+b'],
    [m.shell_keys_sync_now(), 'mod+shift+s'],
    [m.shell_keys_save(), 'mod+s'],
    [m.shell_keys_help(), 'mod+/'],
  ];
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={m.shell_shortcuts()}
      actions={
        <Button autoFocus onPress={close}>
          {m.common_close()}
        </Button>
      }
    >
      <dl className="flex flex-col">
        {rows.map(([words, keys]) => (
          <div key={words} className="flex h-8 items-center justify-between border-b border-divider last:border-0">
            <dt className="text-text">{words}</dt>
            <dd>
              <Keys>{shortcutWords(keys)}</Keys>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-text-3">{m.shell_keys_grid()}</p>
    </Dialog>
  );
}
