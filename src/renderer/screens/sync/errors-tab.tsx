import { Check, ChevronRight, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { toastError } from '../../app/sync-actions.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { SyncErrorRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { groupErrors, type ErrorGroup } from './error-causes.ts';
import { wordCause } from './error-words.ts';
import { RecordLink } from './record-link.tsx';
import { ListState } from './tab-states.tsx';

type Shown = 'open' | 'resolved';
const SHOWN_RECORDS = 6;

/** Records that the store refused, under their causes: what happened, that the data is kept, what to do. */
export function ErrorsTab({ store }: { readonly store: Store }) {
  const [shown, setShown] = useState<Shown>('open');
  const errors = useEngineQuery(
    'errors.list',
    { storeId: store.id, resolved: shown === 'resolved' },
    { keepPrevious: true },
  );
  const call = useEngineCall();
  const rows = errors.data?.rows ?? [];
  const groups = groupErrors(rows);

  async function retryAll(): Promise<void> {
    // One by one: "all" of the engine means all stores, and this list shows one.
    let retried = 0;
    for (const { id } of rows) {
      const result = await call('errors.retry', { id });
      if (!result.ok) return toastError(result.error);
      retried += result.value.retried;
    }
    showToast({ text: m.sync_errors_retried({ count: retried, figure: formatCount(retried) }), icon: RefreshCw });
  }

  return (
    <>
      <div className="flex min-h-toolbar shrink-0 items-center gap-2 border-b border-divider px-4 py-1.5">
        <Segmented<Shown>
          ariaLabel={m.sync_errors_which()}
          options={[
            { id: 'open', label: m.sync_errors_open() },
            { id: 'resolved', label: m.sync_errors_resolved() },
          ]}
          value={shown}
          onChange={setShown}
        />
        <span className="flex-1" />
        {shown === 'open' && rows.length > 0 && (
          <Button size="small" icon={RefreshCw} onPress={() => void retryAll()}>
            {m.sync_errors_retry_all()}
          </Button>
        )}
      </div>
      <ListState
        query={errors}
        isEmpty={rows.length === 0}
        failed={m.sync_errors_failed()}
        empty={
          shown === 'open'
            ? { title: m.sync_errors_none(), body: m.sync_errors_none_way() }
            : { title: m.sync_errors_none_resolved(), body: m.sync_errors_none_resolved_way() }
        }
      >
        <div className="min-h-0 flex-1 overflow-auto">
          {groups.map((group, at) => (
            <Group key={group.cause} group={group} isOpenAtFirst={at === 0} isResolved={shown === 'resolved'} />
          ))}
        </div>
        <GridFoot>
          <span role="status">
            {m.sync_errors_foot({
              count: rows.length,
              figure: formatCount(rows.length),
              causes: formatCount(groups.length),
            })}
          </span>
        </GridFoot>
      </ListState>
    </>
  );
}

function Group({
  group,
  isOpenAtFirst,
  isResolved,
}: {
  readonly group: ErrorGroup;
  readonly isOpenAtFirst: boolean;
  readonly isResolved: boolean;
}) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const [isAll, setAll] = useState(false);
  const { title, way } = wordCause(group.cause);
  const kinds = [...new Set(group.errors.map(({ entity }) => wordEntity(entity)))].join(', ');
  const count = group.errors.length;
  const shown = isAll ? group.errors : group.errors.slice(0, SHOWN_RECORDS);
  return (
    <section aria-label={title} className="border-b border-border">
      <h2>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex w-full items-center gap-3 px-4 py-2.5 text-start hover:bg-hover focus-visible:shadow-focus-inset"
        >
          <Icon of={ChevronRight} className={classes('text-text-3 tint', isOpen ? 'rotate-90' : 'rtl:-scale-x-100')} />
          <span className="min-w-0 flex-1">
            <span className="block font-strong">{title}</span>
            <span className="block text-small text-text-2">{kinds}</span>
          </span>
          <span className={classes('figures w-12 font-strong', !isResolved && 'text-danger-text')}>
            {formatCount(count)}
          </span>
          <RelativeTime iso={group.lastAt} className="w-24 text-end text-small text-text-2" />
        </button>
      </h2>
      {isOpen && (
        <div className="flex flex-col gap-2 ps-11 pe-4 pb-3">
          {!isResolved && (
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-r2 bg-sunken px-3 py-2">
              <dt className="text-text-2">{m.sync_errors_your_data()}</dt>
              <dd>{m.sync_errors_kept({ count, figure: formatCount(count) })}</dd>
              <dt className="text-text-2">{m.sync_errors_what_to_do()}</dt>
              <dd>{way}</dd>
            </dl>
          )}
          <ul>
            {shown.map((error) => (
              <ErrorLine key={error.id} error={error} isResolved={isResolved} />
            ))}
          </ul>
          {count > SHOWN_RECORDS && (
            <span>
              <Button size="small" variant="quiet" onPress={() => setAll(!isAll)}>
                {isAll ? m.sync_errors_show_fewer() : m.sync_show_more({ count: formatCount(count - SHOWN_RECORDS) })}
              </Button>
            </span>
          )}
        </div>
      )}
    </section>
  );
}

function ErrorLine({ error, isResolved }: { readonly error: SyncErrorRow; readonly isResolved: boolean }) {
  const call = useEngineCall();
  const [busy, setBusy] = useState<'retry' | 'resolve' | null>(null);

  async function act(what: 'retry' | 'resolve'): Promise<void> {
    setBusy(what);
    const result =
      what === 'retry' ? await call('errors.retry', { id: error.id }) : await call('errors.resolve', { id: error.id });
    setBusy(null);
    if (!result.ok) return toastError(result.error);
    showToast({
      text: what === 'retry' ? m.sync_errors_retried({ count: 1, figure: '1' }) : m.sync_errors_resolved_one(),
    });
  }

  return (
    <li className="flex items-center gap-3 border-t border-divider py-1.5 first:border-t-0">
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-baseline gap-2">
          <RecordLink entity={error.entity} recordId={error.recordId} label={error.label} />
          {error.field !== null && <span className="shrink-0 text-small text-text-2">{wordField(error.field)}</span>}
        </p>
        <p className="text-small text-text-2">
          {m.sync_errors_store_says()}{' '}
          <bdi dir="auto" className="selectable">
            {error.message}
          </bdi>{' '}
          <Code isMono className="selectable text-text-3">
            {error.code}
          </Code>
        </p>
      </div>
      <p className="shrink-0 text-end text-small text-text-3">
        <RelativeTime iso={error.createdAt} />
        <br />
        {error.retryCount > 0 &&
          m.sync_pending_attempts({ count: error.retryCount, figure: formatCount(error.retryCount) })}
      </p>
      {!isResolved && (
        <span className="flex shrink-0 gap-1.5">
          <Button size="small" icon={RefreshCw} isBusy={busy === 'retry'} onPress={() => void act('retry')}>
            {m.sync_errors_retry()}
          </Button>
          <Button
            size="small"
            variant="quiet"
            icon={Check}
            isBusy={busy === 'resolve'}
            onPress={() => void act('resolve')}
          >
            {m.sync_errors_resolve()}
          </Button>
        </span>
      )}
    </li>
  );
}
