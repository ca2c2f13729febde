import { Copy } from 'lucide-react';
import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { navigate } from '../../app/routes.ts';
import { useStores } from '../../app/store-facts.ts';
import { useSyncNow } from '../../app/sync-actions.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { askPassphrase } from '../../state/passphrase.ts';
import { hasScreen, type Way } from './triage-logic.ts';
import { titleOf } from './triage-words.ts';

type OwnWays = {
  readonly retry: (group: TriageGroup) => void;
  readonly resolve: (group: TriageGroup) => void;
  readonly fixAll: (group: TriageGroup) => void;
  readonly fixEach: (group: TriageGroup) => void;
};

/** Does what the primary button says: some ways are this screen's own, the others lead out of it. */
export function useWays(own: OwnWays): {
  readonly run: (way: Way, group: TriageGroup) => void;
  readonly copy: (group: TriageGroup) => void;
} {
  const stores = useStores() ?? [];
  const syncNow = useSyncNow();

  async function copy(group: TriageGroup): Promise<void> {
    const names = group.stores.map(({ storeId }) => stores.find(({ store }) => store.id === storeId)?.store.url);
    await navigator.clipboard.writeText(
      [
        titleOf(group),
        `${group.code}${group.httpStatus === null ? '' : ` (${group.httpStatus})`}`,
        group.message,
        ...names.filter((url) => url !== undefined),
        `${group.entity}${group.field === null ? '' : `.${group.field}`} × ${group.count}`,
        `${group.firstSeenAt} – ${group.lastSeenAt}`,
      ].join('\n'),
    );
    showToast({ text: m.triage_copied(), icon: Copy });
  }

  function run(way: Way, group: TriageGroup): void {
    const [first] = group.stores;
    switch (way) {
      case 'retry':
        return own.retry(group);
      case 'resolve':
        return own.resolve(group);
      case 'fix-all':
        return own.fixAll(group);
      case 'fix-each':
        return own.fixEach(group);
      case 'sync':
        for (const { storeId } of group.stores) void syncNow(storeId);
        return;
      case 'open': {
        const record = group.samples.find(({ recordId }) => recordId !== null);
        if (record?.recordId && hasScreen(group.entity)) navigate(group.entity, { open: record.recordId });
        return;
      }
      case 'shop': {
        const shop = stores.find(({ store }) => store.id === first?.storeId)?.store;
        if (shop) void window.shell.openExternal(`${shop.url.replace(/\/$/, '')}/wp-admin/`);
        return;
      }
      case 'settings':
        return navigate('settings', { section: 'stores', ...(first ? { store: first.storeId } : {}) });
      case 'unlock':
        void askPassphrase('enter').then((isTaken) => {
          if (isTaken) own.retry(group);
        });
        return;
      case 'report':
        return void copy(group);
    }
  }

  return { run, copy: (group) => void copy(group) };
}
