import { Eye } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../app/formats.ts';
import { Note } from '../../components/note.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import { m } from '../../paraglide/messages.js';
import { SendingDialog } from '../home/sending-dialog.tsx';

/** Says that nothing is sent, and lets the owner see what would be before switching it on. */
export function WatchOnly({ store, waiting }: { readonly store: Store; readonly waiting: number }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Note tone="info" icon={Eye} action={{ label: m.sync_watch_switch(), onPress: () => setAsking(true) }}>
        {waiting === 0
          ? m.sync_watch_note()
          : m.sync_watch_note_waiting({ count: waiting, figure: formatCount(waiting) })}
      </Note>
      <SendingDialog store={store} isOpen={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}
