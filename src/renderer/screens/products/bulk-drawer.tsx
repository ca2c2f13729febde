import { useMemo, useState } from 'react';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import type { BulkPartName } from './bulk-bar.tsx';
import { CategoryLine, PriceLines, SaleDateLines, StatusLine, StockLines } from './bulk-fields.tsx';
import { BulkForecast, Refusals } from './bulk-forecast.tsx';
import { emptyForm, toBulkChange, type BulkForm } from './bulk-form.ts';
import { useTakeBack } from './bulk-undo.tsx';
import { refusalOf } from './refusal-words.ts';
import { useBulkRun, useForecast, type BulkDone, type Forecast } from './use-bulk.ts';
import { useShop } from './use-shop.ts';

/** One change for all ticked products: an operation per field, what it means for each, then the run itself. */
export function BulkDrawer({
  part,
  ids,
  onClose,
  onDone,
}: {
  /** Null: closed. */
  readonly part: BulkPartName | null;
  readonly ids: ReadonlySet<string>;
  readonly onClose: () => void;
  /** The ticks have served. */
  readonly onDone: () => void;
}) {
  if (part === null) return null;
  return <OpenDrawer part={part} ids={ids} onClose={onClose} onDone={onDone} />;
}

function OpenDrawer({
  part,
  ids: ticked,
  onClose,
  onDone,
}: {
  readonly part: BulkPartName;
  readonly ids: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const shop = useShop();
  // what was ticked when the drawer opened: the list may lose rows while the edit runs
  const [ids] = useState(() => [...ticked]);
  const [form, setForm] = useState<BulkForm>(() => emptyForm(decimalsOf(shop?.currency ?? null)));
  const [outcome, setOutcome] = useState<BulkDone | null>(null);
  const change = useMemo(() => toBulkChange(form), [form]);
  const { run, stop, done } = useBulkRun();
  const forecast = useForecast(ids, done === null && outcome === null ? change : null);
  const takeBack = useTakeBack();
  const isRunning = done !== null;
  const isReady = forecast !== null && forecast.done >= ids.length && forecast.changed > 0;

  async function start(): Promise<void> {
    if (change === null || isRunning) return;
    const finished = await run(ids, change);
    const { batchId, changed, left } = finished;
    if (changed > 0 && batchId !== null) {
      const figures = { count: changed, figure: formatCount(changed) };
      showToast({
        text: left === 0 ? m.bulk_done(figures) : m.bulk_stopped({ ...figures, total: formatCount(ids.length) }),
        action: { label: m.common_undo(), onPress: () => void takeBack(batchId) },
      });
    }
    if (finished.refused.length > 0 || finished.error) setOutcome(finished);
    else if (left === 0) onDone();
    else onClose();
  }

  const fields = { form, onChange: (changes: Partial<BulkForm>) => setForm((now) => ({ ...now, ...changes })) };
  const sections: Readonly<Record<BulkPartName, React.ReactNode>> = {
    price: <PriceLines key="price" {...fields} sign={shop?.currency ?? null} />,
    sale: <SaleDateLines key="sale" {...fields} />,
    stock: <StockLines key="stock" {...fields} />,
    status: <StatusLine key="status" {...fields} />,
    categories: <CategoryLine key="categories" {...fields} storeId={shop?.id ?? null} />,
  };
  return (
    <Drawer
      isOpen
      onClose={() => {
        if (isRunning) return;
        if (outcome) onDone();
        else onClose();
      }}
      title={m.bulk_title({ count: ids.length, figure: formatCount(ids.length) })}
      foot={
        outcome ? (
          <>
            <span className="flex-1" />
            <Button autoFocus onPress={onDone}>
              {m.common_close()}
            </Button>
          </>
        ) : isRunning ? (
          <>
            <div className="min-w-0 flex-1">
              <ProgressBar label={m.bulk_running()} value={done} total={ids.length} />
              <p role="status" className="pt-1 text-small text-text-2">
                {m.common_of({ done: formatCount(done), total: formatCount(ids.length) })}
              </p>
            </div>
            <Button onPress={stop}>{m.bulk_stop()}</Button>
          </>
        ) : (
          <>
            <span role="status" className="min-w-0 flex-1 text-small text-text-2">
              {footWords(forecast, ids.length)}
            </span>
            <Button onPress={onClose}>{m.common_cancel()}</Button>
            <Button variant="primary" isDisabled={!isReady} onPress={() => void start()}>
              {isReady
                ? m.bulk_do({ count: forecast.changed, figure: formatCount(forecast.changed) })
                : m.bulk_do_none()}
            </Button>
          </>
        )
      }
    >
      {outcome ? (
        <Outcome outcome={outcome} />
      ) : (
        <div className="flex flex-col gap-3">
          {sectionsFrom(part).map((name) => sections[name])}
          <div className="mt-2 border-t border-border pt-4">
            <BulkForecast forecast={forecast} total={ids.length} />
          </div>
        </div>
      )}
    </Drawer>
  );
}

/** The part that was asked for stands first, the others follow. */
function sectionsFrom(part: BulkPartName): readonly BulkPartName[] {
  const all: readonly BulkPartName[] = ['price', 'sale', 'stock', 'status', 'categories'];
  // the dates of a sale belong to its price
  const first: readonly BulkPartName[] = part === 'price' || part === 'sale' ? ['price', 'sale'] : [part];
  return [...first, ...all.filter((name) => !first.includes(name))];
}

function Outcome({ outcome }: { readonly outcome: BulkDone }) {
  return (
    <div className="flex flex-col gap-3">
      <p>{m.bulk_done({ count: outcome.changed, figure: formatCount(outcome.changed) })}</p>
      {outcome.error && (
        <Note tone="danger" role="alert">
          {refusalOf(outcome.error).words}
        </Note>
      )}
      {outcome.left > 0 && <p>{m.bulk_not_reached({ count: outcome.left, figure: formatCount(outcome.left) })}</p>}
      {outcome.refused.length > 0 && <Refusals refused={outcome.refused} />}
    </div>
  );
}

function footWords(forecast: Forecast | null, total: number): string {
  if (forecast === null) return '';
  if (forecast.done < total) return m.bulk_checking({ done: formatCount(forecast.done), total: formatCount(total) });
  return m.bulk_counts({
    changed: formatCount(forecast.changed),
    same: formatCount(forecast.unchanged),
    refused: formatCount(forecast.refused.length),
  });
}

function decimalsOf(currency: string | null): number {
  if (currency === null) return 2;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
