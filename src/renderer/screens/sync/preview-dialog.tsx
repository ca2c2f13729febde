import { CircleCheck, Eye } from 'lucide-react';
import { wordEntity } from '../../app/sync-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import type { Preview } from '../../../shared/contract/preview.ts';
import type { Store } from '../../../shared/contract/stores.ts';
import { m } from '../../paraglide/messages.js';
import { decisionsOf, missedOnce, previewLines } from './preview-logic.ts';
import { PredictedList, PreviewFoot, PreviewTable, PreviewTrouble } from './preview-parts.tsx';
import { usePreview } from './use-preview.ts';

/** What the next run would do, before it does it; the store is read and nothing is changed. */
export function PreviewDialog({
  store,
  isWatched,
  isOpen,
  onClose,
}: {
  readonly store: Store;
  readonly isWatched: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { state, look } = usePreview(store.id, { isOpen });
  const { preview, isReading, error } = state;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={m.sync_preview_title({ name: store.name })}
      className="w-160"
      actions={
        <>
          {preview === null && error !== null ? (
            <Button onPress={() => void look(true)}>{m.common_try_again()}</Button>
          ) : null}
          <Button autoFocus onPress={onClose}>
            {m.common_close()}
          </Button>
        </>
      }
    >
      {preview === null && isReading ? (
        <>
          <p role="status">{m.sync_preview_reading()}</p>
          <SkeletonRows rows={4} figures={5} />
        </>
      ) : null}
      {isReading ? null : <PreviewTrouble state={state} />}
      {preview === null ? null : (
        <>
          <Findings preview={preview} isWatched={isWatched} />
          <PreviewFoot preview={preview} isReading={isReading} onLookAgain={() => void look(true)} />
        </>
      )}
    </Dialog>
  );
}

function Findings({ preview, isWatched }: { readonly preview: Preview; readonly isWatched: boolean }) {
  const decisions = decisionsOf(preview);
  const missed = missedOnce(preview);
  const isQuiet = previewLines(preview).length === 0;
  return (
    <>
      {isQuiet && preview.ok ? (
        <EmptyState kind="empty" icon={CircleCheck} title={m.sync_preview_nothing()}>
          {m.sync_preview_nothing_way()}
        </EmptyState>
      ) : null}
      {isQuiet ? null : <PreviewTable preview={preview} />}
      {isWatched ? (
        <Note tone="info" icon={Eye}>
          {preview.predicted.length > 0 ? m.sync_preview_watched_foreseen() : m.sync_preview_watched()}
        </Note>
      ) : null}
      {decisions > 0 ? (
        <Note tone="conflict">{m.sync_preview_decisions({ count: decisions, figure: formatCount(decisions) })}</Note>
      ) : null}
      {preview.missing
        .filter(({ held }) => held)
        .map(({ entity }) => (
          <Note key={entity} tone="conflict">
            {m.sync_preview_held({ entity: wordEntity(entity) })}
          </Note>
        ))}
      {missed > 0 ? <Note>{m.sync_preview_missing({ count: missed, figure: formatCount(missed) })}</Note> : null}
      <PredictedList predicted={preview.predicted} />
    </>
  );
}
