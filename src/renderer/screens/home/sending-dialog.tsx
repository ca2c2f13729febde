import { ArrowRight } from 'lucide-react';
import type { Store } from '../../../shared/contract/stores.ts';
import type { PendingOperation } from '../../../shared/contract/sync.ts';
import { useEngineMutation, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { toastError } from '../../app/sync-actions.ts';
import { wordEntity, wordOperation } from '../../app/sync-words.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Name } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { PredictedList, PreviewFoot, PreviewTrouble } from '../sync/preview-parts.tsx';
import { usePreview, type PreviewState } from '../sync/use-preview.ts';

const SHOWN = 50;

/** Ends watch-only: shows every kind of change that would go to the store, counted, before anything is sent. */
export function SendingDialog({
  store,
  isOpen,
  onClose,
}: {
  readonly store: Store;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const pending = useEngineQuery('pending.list', { storeId: store.id }, { enabled: isOpen });
  const setMode = useEngineMutation('sync.setMode');
  const { state, look } = usePreview(store.id, { isOpen, asIfSending: true });
  // What waits for a decision or was refused stays where it is, also when sending is on.
  const rows = pending.data?.rows ?? [];
  const sendable = rows.filter(({ state }) => state !== 'held' && state !== 'refused');
  const total = (pending.data?.total ?? 0) - (rows.length - sendable.length);
  const start = async (): Promise<void> => {
    try {
      await setMode.mutateAsync({ storeId: store.id, mode: 'push' });
      onClose();
      showToast({ text: m.home_sending_started({ name: store.name }) });
    } catch (caught) {
      toastError(engineErrorOf(caught));
    }
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={
        total === 0
          ? m.home_sending_title({ name: store.name })
          : m.home_sending_title_count({ count: total, figure: formatCount(total), name: store.name })
      }
      cancelLabel={m.home_keep_watching()}
      confirmLabel={
        total === 0 ? m.home_start_sending() : m.home_start_sending_count({ count: total, figure: formatCount(total) })
      }
      busyLabel={m.home_starting()}
      onConfirm={() => void start()}
      isBusy={setMode.isPending}
      isConfirmDisabled={!pending.data}
    >
      <p>{total === 0 ? m.home_sending_none() : m.home_sending_body()}</p>
      {pending.isPending ? <SkeletonRows rows={3} figures={1} /> : null}
      {pending.error ? <Note tone="danger">{wordError(engineErrorOf(pending.error)).title}</Note> : null}
      {total > 0 && pending.data ? <PendingList operations={sendable} total={total} /> : null}
      {total > 0 ? <Foreseen state={state} onLookAgain={() => void look(true)} /> : null}
    </ConfirmDialog>
  );
}

/** What the store would make of these changes. Sending can be switched on without it. */
function Foreseen({ state, onLookAgain }: { readonly state: PreviewState; readonly onLookAgain: () => void }) {
  const { preview, isReading } = state;
  return (
    <>
      {isReading ? null : <PreviewTrouble state={state} />}
      {preview === null && isReading ? (
        <p role="status" className="text-small text-text-2">
          {m.sync_preview_reading()}
        </p>
      ) : null}
      {preview === null ? null : (
        <>
          <PredictedList predicted={preview.predicted} />
          <PreviewFoot preview={preview} part="push" isReading={isReading} onLookAgain={onLookAgain} />
        </>
      )}
    </>
  );
}

function PendingList({
  operations,
  total,
}: {
  readonly operations: readonly PendingOperation[];
  readonly total: number;
}) {
  const shown = operations.slice(0, SHOWN);
  return (
    <>
      <p className="flex flex-wrap gap-x-4 text-small font-medium text-mine-text">
        {countByEntity(operations).map(([entity, count]) => (
          <span key={entity}>
            {wordEntity(entity)} {formatCount(count)}
          </span>
        ))}
      </p>
      <ul tabIndex={0} aria-label={m.home_sending_list()} className="max-h-64 overflow-auto border-y border-divider">
        {shown.map((operation) => (
          <li
            key={operation.id}
            className="flex min-h-row items-center gap-3 border-b border-divider py-1 last:border-0"
          >
            <Name className="flex-1 text-text">{operation.label}</Name>
            <span className="shrink-0 text-end text-small text-text-2">
              <Change operation={operation} />
            </span>
          </li>
        ))}
      </ul>
      {total > shown.length ? (
        <p className="text-small text-text-3">{m.home_sending_more({ figure: formatCount(total - shown.length) })}</p>
      ) : null}
    </>
  );
}

function countByEntity(
  operations: readonly PendingOperation[],
): readonly (readonly [PendingOperation['entity'], number])[] {
  const counts = new Map<PendingOperation['entity'], number>();
  for (const { entity } of operations) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  return [...counts];
}

/** One field: from what to what. Several: their names. Otherwise what kind of change it is. */
function Change({ operation }: { readonly operation: PendingOperation }) {
  const [only, ...more] = operation.fields;
  if (!only || operation.kind === 'create' || operation.kind === 'note') return wordOperation(operation.kind);
  if (more.length > 0) return operation.fields.map(({ field }) => wordField(field)).join(', ');
  return (
    <span className="inline-flex items-center gap-1.5">
      {wordField(only.field)}
      {isPlain(only.base) && isPlain(only.value) ? (
        <>
          <bdi dir="ltr">{wordValue(only.base)}</bdi>
          <Icon of={ArrowRight} size={12} flips />
          <bdi dir="ltr" className="font-strong text-mine-text">
            {wordValue(only.value)}
          </bdi>
        </>
      ) : null}
    </span>
  );
}

const MAX_PLAIN_LENGTH = 24;

function isPlain(value: unknown): value is string | number | null | undefined {
  if (typeof value === 'string') return value.length <= MAX_PLAIN_LENGTH;
  return typeof value === 'number' || value === null || value === undefined;
}

function wordValue(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? '–' : String(value);
}
