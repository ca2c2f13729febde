import { GitMerge, History, Monitor, RotateCcw, Store as StoreIcon, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { wordField } from '../../app/field-words.ts';
import { formatDay, formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { classes } from '../../components/class-names.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { valueText } from '../sync/value-text.ts';
import { BulkTakeBack } from './bulk-take-back.tsx';
import { dayGroupWords, groupByDay } from './day-groups.ts';
import { isOwnStamp, toMoments, unsentChanges, type HistoryMoment } from './history-logic.ts';
import { refusalOf } from './refusal-words.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { shortTexts } from './short-text.ts';
import { ValueChange } from './value-change.tsx';
import { clockInZone } from './zoned-days.ts';
import { useShop } from './use-shop.ts';

const STEP = 100;
const MOST = 1000;

/** Every change of a product's fields, newest first, each with the way back to what stood before. */
export function ProductHistory({ product }: { readonly product: ProductDetail }) {
  const [limit, setLimit] = useState(STEP);
  const [returning, setReturning] = useState<number | null>(null);
  const history = useEngineQuery('history.list', { entity: 'products', id: product.id, limit }, { keepPrevious: true });
  const nowMs = useNow(60_000);
  const timeZone = useShop(product.store_id)?.wp_timezone ?? null;
  const read = history.data ?? [];
  const entries = read.filter((entry) => !isOwnStamp(entry));
  if (history.data === undefined) {
    if (!history.isError || !history.error) return <SkeletonRows />;
    const { title, way } = wordError(engineErrorOf(history.error));
    return (
      <EmptyState
        kind="failed"
        title={m.products_history_failed()}
        actions={<Button onPress={() => void history.refetch()}>{m.common_try_again()}</Button>}
      >
        {title}. {way}
      </EmptyState>
    );
  }
  if (entries.length === 0) {
    return (
      <EmptyState kind="empty" icon={History} title={m.products_history_none()}>
        {m.products_history_none_way()}
      </EmptyState>
    );
  }
  const unsent = unsentChanges(entries, new Set(product.pending.map(({ field }) => field)));
  const moments = toMoments(entries);
  const newest = moments[0]?.sequence;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 py-2">
      {groupByDay(moments, nowMs, timeZone).map(({ group, entries: members }) => (
        <section key={group} aria-label={dayGroupWords(group)}>
          <h3 className="pt-2 pb-1 text-small font-medium text-text-3">{dayGroupWords(group)}</h3>
          {members.map((moment) => (
            <Moment
              key={moment.sequence}
              moment={moment}
              unsent={unsent}
              timeZone={timeZone}
              isClock={group === 'today' || group === 'yesterday'}
              onReturn={moment.sequence === newest || product.trashed ? null : () => setReturning(moment.sequence)}
              canRestore={!product.trashed}
            />
          ))}
        </section>
      ))}
      {read.length >= limit && limit < MOST ? (
        <Button size="small" className="mt-2 self-start" onPress={() => setLimit(Math.min(MOST, limit + STEP * 2))}>
          {m.products_history_more()}
        </Button>
      ) : (
        <p className="pt-3 pb-1 text-small text-text-3">{m.products_history_end()}</p>
      )}
      <RestoreDialog
        product={product}
        history={entries}
        moment={moments.find(({ sequence }) => sequence === returning) ?? null}
        timeZone={timeZone}
        onClose={() => setReturning(null)}
      />
    </div>
  );
}

const LOOKS: Readonly<Record<HistoryEntry['author'], readonly [IconShape, string]>> = {
  you: [Monitor, 'text-text-2'],
  store: [StoreIcon, 'text-store-text'],
  merge: [GitMerge, 'text-text-2'],
};

const COLLEAGUE = [UserRound, 'text-text-2'] as const;

function authorWords({ author, person, batchId }: HistoryMoment): string {
  if (author === 'store') return m.products_history_store();
  if (author === 'merge') return m.products_history_merge();
  if (person !== null) return person;
  return batchId !== null ? m.products_history_you_bulk() : m.products_history_you();
}

function Moment({
  moment,
  unsent,
  timeZone,
  isClock,
  onReturn,
  canRestore,
}: {
  readonly moment: HistoryMoment;
  readonly unsent: ReadonlySet<number>;
  readonly timeZone: string | null;
  readonly isClock: boolean;
  /** Null for the newest moment: the record is there already. */
  readonly onReturn: (() => void) | null;
  readonly canRestore: boolean;
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const isWaiting = moment.entries.some(({ sequence }) => unsent.has(sequence));
  const [icon, ink] = moment.person === null ? LOOKS[moment.author] : COLLEAGUE;
  return (
    <article className="flex flex-col gap-1 border-t border-divider py-2 first-of-type:border-t-0">
      <header className="flex min-h-6 items-center gap-2">
        <Icon of={icon} size={14} className={isWaiting ? 'text-mine-text' : ink} />
        <h4 className={classes('font-medium', moment.author === 'store' && 'text-store-text')}>
          {authorWords(moment)}
        </h4>
        {isWaiting && <Chip tone="mine">{m.products_history_waits()}</Chip>}
        <span className="flex-1" />
        <time
          dateTime={moment.at}
          data-tip={formatMoment(moment.at, locale, timeZone)}
          className="shrink-0 text-small text-text-3"
        >
          {isClock ? clockInZone(moment.at, timeZone) : formatDay(moment.at, nowMs, locale)}
        </time>
        {moment.batchId !== null && <BulkTakeBack batchId={moment.batchId} />}
        {onReturn && <IconButton size="small" label={m.products_history_return()} icon={History} onPress={onReturn} />}
      </header>
      <ul className="flex flex-col gap-0.5 ps-5.5">
        {moment.entries.map((entry) => (
          <FieldChange
            key={entry.sequence}
            entry={entry}
            isUnsent={unsent.has(entry.sequence)}
            canRestore={canRestore}
          />
        ))}
      </ul>
    </article>
  );
}

function FieldChange({
  entry,
  isUnsent,
  canRestore,
}: {
  readonly entry: HistoryEntry;
  readonly isUnsent: boolean;
  readonly canRestore: boolean;
}) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  const [before] = shortTexts(valueText('products', entry.field, entry.oldValue), '');
  const field = wordField(entry.field);

  async function bringBack(): Promise<void> {
    setBusy(true);
    const result = await call('history.restoreField', { sequence: entry.sequence });
    setBusy(false);
    showToast(
      result.ok
        ? { text: m.products_history_brought({ field, value: before }), icon: RotateCcw }
        : { text: `${field}: ${refusalOf(result.error).words}` },
    );
  }

  return (
    <li className="group flex items-start gap-2">
      <p className="min-w-0 flex-1 py-0.5 break-words">
        <span className="text-text-2">{field}</span>{' '}
        <ValueChange
          entity="products"
          field={entry.field}
          before={entry.oldValue}
          after={entry.newValue}
          isUnsent={isUnsent}
        />
      </p>
      {canRestore && (
        <Button
          size="small"
          variant="quiet"
          className="-me-2"
          isBusy={isBusy}
          aria-label={m.products_history_back_label({ field, value: before })}
          onPress={() => void bringBack()}
        >
          {m.products_history_back()}
        </Button>
      )}
    </li>
  );
}
