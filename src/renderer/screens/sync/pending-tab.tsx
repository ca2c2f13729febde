import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import type { Tone } from '../../components/class-names.ts';
import { GridFoot } from '../../components/page.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { PendingOperation } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { stockChangeText } from '../products/product-logic.ts';
import { refusalOf } from '../products/refusal-words.ts';
import { RecordLink } from './record-link.tsx';
import { ListState } from './tab-states.tsx';
import { valueText } from './value-text.ts';
import { WatchOnly } from './watch-only.tsx';

const STEP_ROWS = 200;

/** Every change that the store has not confirmed, oldest first, with the way to take it back. */
export function PendingTab({ store }: { readonly store: Store }) {
  const pending = useEngineQuery('pending.list', { storeId: store.id });
  const [shownRows, setShownRows] = useState(STEP_ROWS);
  const rows = pending.data?.rows ?? [];
  const total = pending.data?.total ?? 0;
  // These wait for a person or a correction, not for sending to be switched on.
  const held = rows.filter(({ state }) => state === 'held').length;
  const refused = rows.filter(({ state }) => state === 'refused').length;
  const waiting = total - held - refused;
  return (
    <ListState
      query={pending}
      isEmpty={rows.length === 0}
      failed={m.sync_pending_failed()}
      empty={{ title: m.sync_pending_none(), body: m.sync_pending_none_way() }}
    >
      <div className="min-h-0 flex-1 overflow-auto">
        {store.mode === 'watch' && (
          <div className="px-4 py-3">
            <WatchOnly store={store} waiting={waiting} />
          </div>
        )}
        <table className="w-full border-collapse">
          <thead className="sticky top-0 z-1 bg-sunken text-small text-text-2">
            <tr className="border-b border-border">
              <th scope="col" className="h-row-head px-4 text-start font-medium">
                {m.sync_pending_record()}
              </th>
              <th scope="col" className="px-4 text-start font-medium">
                {m.sync_pending_change()}
              </th>
              <th scope="col" className="px-4 text-start font-medium">
                {m.sync_pending_state()}
              </th>
              <th scope="col" className="px-4 text-start font-medium">
                {m.sync_pending_since()}
              </th>
              <th scope="col" className="px-4">
                <span className="sr-only">{m.sync_pending_take_back()}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownRows).map((operation) => (
              <OperationRow key={operation.id} operation={operation} isWatchOnly={store.mode === 'watch'} />
            ))}
          </tbody>
        </table>
        {rows.length > shownRows && (
          <div className="p-4">
            <Button size="small" onPress={() => setShownRows(shownRows + STEP_ROWS)}>
              {m.sync_show_more({ count: formatCount(rows.length - shownRows) })}
            </Button>
          </div>
        )}
      </div>
      <GridFoot>
        <span role="status">
          {[
            m.sync_pending_foot({ count: waiting, figure: formatCount(waiting) }),
            ...(held === 0 ? [] : [m.sync_pending_held({ count: held, figure: formatCount(held) })]),
            ...(refused === 0 ? [] : [m.sync_pending_refused({ count: refused, figure: formatCount(refused) })]),
          ].join(' · ')}
        </span>
        <span className="flex-1" />
        <span>{m.sync_pending_order()}</span>
      </GridFoot>
    </ListState>
  );
}

function OperationRow({
  operation,
  isWatchOnly,
}: {
  readonly operation: PendingOperation;
  readonly isWatchOnly: boolean;
}) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  const canTakeBack = operation.state !== 'sending' && operation.state !== 'unknown';

  async function takeBack(): Promise<void> {
    setBusy(true);
    const fields =
      operation.kind === 'update' && operation.fields.length === 1 ? operation.fields[0]?.field : undefined;
    const result = await call('records.undo', {
      entity: operation.entity,
      id: operation.recordId,
      field: fields ?? null,
    });
    setBusy(false);
    showToast({
      text: result.ok ? m.sync_pending_taken_back() : refusalOf(result.error).words,
      ...(result.ok ? { icon: Undo2 } : {}),
    });
  }

  return (
    <tr className="border-b border-divider align-top hover:bg-hover">
      <td className="max-w-60 px-4 py-2">
        <RecordLink entity={operation.entity} recordId={operation.recordId} label={operation.label} />
        <p className="truncate text-small text-text-3">
          {wordEntity(operation.entity)}
          {operation.person !== null && (
            <>
              {' · '}
              <bdi>{m.shared_by({ name: operation.person })}</bdi>
            </>
          )}
        </p>
      </td>
      <td className="max-w-96 px-4 py-2">
        <Changes operation={operation} />
      </td>
      <td className="px-4 py-2">
        <State operation={operation} isWatchOnly={isWatchOnly} />
        {operation.attempts > 0 && (
          <p className="pt-0.5 text-small text-text-3">
            {m.sync_pending_attempts({ count: operation.attempts, figure: formatCount(operation.attempts) })}
          </p>
        )}
      </td>
      <td className="px-4 py-2 whitespace-nowrap text-text-2">
        <RelativeTime iso={operation.createdAt} />
      </td>
      <td className="px-4 py-1.5 text-end">
        <Button
          size="small"
          variant="quiet"
          icon={Undo2}
          isDisabled={!canTakeBack}
          isBusy={isBusy}
          onPress={() => void takeBack()}
        >
          {m.sync_pending_take_back()}
        </Button>
      </td>
    </tr>
  );
}

function kindWords(kind: PendingOperation['kind']): string | null {
  switch (kind) {
    case 'create':
      return m.sync_op_create();
    case 'trash':
      return m.sync_op_trash();
    case 'delete':
      return m.sync_op_delete();
    case 'restore':
      return m.sync_op_restore();
    case 'note':
      return m.sync_op_note();
    case 'update':
    case 'status':
    case 'stock':
      return null;
  }
}

/** A change of stock as it was meant: `11 +3` or `= 10`. */
function stockTextOf({ stock, fields }: PendingOperation): string | null {
  const change = fields.find(({ field }) => field === 'stock_quantity');
  return stock && stockChangeText([{ base: change?.base, value: change?.value, stock }]);
}

const SHOWN_FIELDS = 4;

function Changes({ operation }: { readonly operation: PendingOperation }) {
  const words = kindWords(operation.kind);
  const isEdit = words === null;
  const stock = stockTextOf(operation);
  const fields =
    operation.kind === 'trash' || operation.kind === 'restore' || operation.kind === 'delete'
      ? []
      : operation.fields.filter(({ field }) => stock === null || field !== 'stock_quantity');
  return (
    <div className="flex flex-col gap-0.5">
      {words !== null && <p>{words}</p>}
      {stock !== null && (
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-1.5">
          <span className="text-text-2">{wordField('stock_quantity')}</span>
          <bdi dir="ltr" className="font-medium text-mine-text">
            {stock}
          </bdi>
        </p>
      )}
      {fields.slice(0, SHOWN_FIELDS).map(({ field, base, value }) => (
        <p key={field} className="flex min-w-0 flex-wrap items-baseline gap-x-1.5">
          {operation.kind !== 'note' && <span className="text-text-2">{wordField(field)}</span>}
          {isEdit && (
            <>
              <bdi className="max-w-full truncate text-base-text line-through">
                {valueText(operation.entity, field, base)}
              </bdi>
              <span aria-hidden className="text-text-3 rtl:-scale-x-100">
                →
              </span>
            </>
          )}
          <bdi className={isEdit ? 'max-w-full truncate font-medium text-mine-text' : 'max-w-full truncate'}>
            {valueText(operation.entity, field, value)}
          </bdi>
        </p>
      ))}
      {fields.length > SHOWN_FIELDS && (
        <p className="text-small text-text-3">
          {m.sync_more_fields({ count: formatCount(fields.length - SHOWN_FIELDS) })}
        </p>
      )}
    </div>
  );
}

const STATE_TONES: Readonly<Record<PendingOperation['state'], Tone>> = {
  queued: 'mine',
  sending: 'accent',
  unknown: 'warning',
  refused: 'danger',
  held: 'conflict',
};

function State({ operation, isWatchOnly }: { readonly operation: PendingOperation; readonly isWatchOnly: boolean }) {
  return <Chip tone={STATE_TONES[operation.state]}>{stateWords(operation.state, isWatchOnly)}</Chip>;
}

function stateWords(state: PendingOperation['state'], isWatchOnly: boolean): string {
  switch (state) {
    case 'queued':
      return isWatchOnly ? m.sync_op_kept() : m.sync_op_queued();
    case 'sending':
      return m.sync_op_sending();
    case 'unknown':
      return m.sync_op_unknown();
    case 'refused':
      return m.sync_op_refused();
    case 'held':
      return m.sync_op_held();
  }
}
