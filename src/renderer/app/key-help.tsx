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
  const decisions: readonly (readonly [string, string])[] = [
    [m.shell_keys_sides(), '0 1 2'],
    [m.shell_keys_other_value(), 'E'],
    [m.shell_keys_fields(), '↓ ↑'],
    [m.shell_keys_cards(), 'J K'],
    [m.shell_keys_decide(), shortcutWords('mod+enter')],
    [m.shell_keys_undo_last(), shortcutWords('mod+z')],
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
      <KeyList title={m.shell_keys_of_screens()} rows={rows.map(([words, keys]) => [words, shortcutWords(keys)])} />
      <KeyList title={m.shell_keys_decisions()} rows={decisions} />
      <KeyList title={m.board_title()} rows={boardKeys()} />
      <p className="text-small text-text-3">{m.shell_keys_grid()}</p>
      <KeyList
        title={m.shell_products()}
        rows={[[m.shell_keys_tick(), `${shortcutWords('mod+a')}, Shift Space, Shift ↓`]]}
      />
    </Dialog>
  );
}

/** What the keys do on a card; the list and the timeline take those that make sense there. */
function boardKeys(): readonly (readonly [string, string])[] {
  return [
    [m.board_keys_go(), '↑ ↓ ← →'],
    [m.board_keys_carry(), shortcutWords('mod+↑ ↓ ← →')],
    [m.board_keys_ends(), shortcutWords('mod+home end')],
    [m.board_keys_send(), '1 – 6'],
    [m.board_keys_open(), 'Enter'],
    [m.board_keys_choose(), `X, Shift ↓, ${shortcutWords('mod+a')}`],
    [m.board_keys_new(), 'N'],
    [m.board_keys_timer(), 'T'],
    [m.board_keys_assign(), 'A P'],
    [m.board_keys_duplicate(), 'D'],
    [m.board_keys_remove(), 'Delete'],
    [m.board_keys_undo(), shortcutWords('mod+z')],
  ];
}

function KeyList({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [words: string, keys: string])[];
}) {
  return (
    <section>
      <h3 className="text-small font-strong text-text-2">{title}</h3>
      <dl className="flex flex-col">
        {rows.map(([words, keys]) => (
          <div
            key={words}
            className="flex min-h-7 items-center justify-between gap-4 border-b border-divider last:border-0"
          >
            <dt className="text-text">{words}</dt>
            <dd className="shrink-0">
              <Keys>{keys}</Keys>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
