import { useEngineCall } from '../../app/engine-client.tsx';
import { toastError } from '../../app/sync-actions.ts';
import { CADENCES, wordCadence, type Cadence } from '../../app/sync-words.ts';
import { Segmented } from '../../components/choices.tsx';
import { Section } from '../../components/page.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import { m } from '../../paraglide/messages.js';

function loadWords(cadence: Cadence): string {
  switch (cadence) {
    case 'eco':
      return m.sync_load_eco();
    case 'balanced':
      return m.sync_load_balanced();
    case 'realtime':
      return m.sync_load_realtime();
  }
}

/** How much is asked of the shop's host. */
export function SyncLoad({ store, cadence }: { readonly store: Store; readonly cadence: Cadence }) {
  const call = useEngineCall();
  async function choose(next: Cadence): Promise<void> {
    const result = await call('sync.setCadence', { storeId: store.id, cadence: next });
    if (!result.ok) toastError(result.error);
  }
  return (
    <Section title={m.sync_load()}>
      <Segmented<Cadence>
        isWide
        ariaLabel={m.sync_load()}
        options={CADENCES.map((id) => ({ id, label: wordCadence(id) }))}
        value={cadence}
        onChange={(next) => void choose(next)}
      />
      <p className="text-small text-text-2">{loadWords(cadence)}</p>
    </Section>
  );
}
