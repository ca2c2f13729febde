import { formatCount } from '../../app/formats.ts';
import type { AdoptedStoreView, WaitingChangeView } from '../../../shared/contract/rescue-file.ts';
import { m } from '../../paraglide/messages.js';

/** Why an adopted change waits, and what would give it a place. */
export function waitWords(reason: WaitingChangeView['reason']): string {
  switch (reason) {
    case 'store-not-connected':
      return m.settings_wait_not_connected();
    case 'record-unknown':
      return m.settings_wait_record();
    case 'asked-for':
      return m.settings_wait_asked();
    case 'parent-unknown':
      return m.settings_wait_parent();
    case 'reference-unknown':
      return m.settings_wait_reference();
    case 'decision-open':
      return m.settings_wait_decision();
    case 'being-deleted':
      return m.settings_wait_deleted();
    case 'earlier-waits':
      return m.settings_wait_earlier();
  }
}

/** What became of the changes of one store in a file. */
export function adoptedWords(store: AdoptedStoreView): string {
  if (!store.connected) return m.settings_unsent_no_store({ store: store.name, url: store.url });
  return m.settings_unsent_adopted({
    store: store.name,
    adopted: formatCount(store.adopted),
    decisions: formatCount(store.decisions),
    same: formatCount(store.same),
    known: formatCount(store.known),
  });
}
