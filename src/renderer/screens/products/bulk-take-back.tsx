import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { m } from '../../paraglide/messages.js';
import { useTakeBack } from './bulk-undo.tsx';

/** In the history of one product: the way back for all products of the same bulk edit. */
export function BulkTakeBack({ batchId }: { readonly batchId: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <IconButton size="small" label={m.bulk_take_back()} icon={Undo2} iconFlips onPress={() => setAsking(true)} />
      {isAsking && <Question batchId={batchId} onClose={() => setAsking(false)} />}
    </>
  );
}

function Question({ batchId, onClose }: { readonly batchId: string; readonly onClose: () => void }) {
  const size = useEngineQuery('bulk.size', { batchId });
  const takeBack = useTakeBack();
  const count = size.data?.records ?? 0;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={m.bulk_take_back_title({ count, figure: formatCount(count) })}
      confirmLabel={m.bulk_take_back()}
      isConfirmDisabled={count === 0}
      onConfirm={() => {
        onClose();
        void takeBack(batchId);
      }}
    >
      <p>{m.bulk_take_back_body()}</p>
    </ConfirmDialog>
  );
}
