import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { FLOAT_SURFACE } from '../../components/menu.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { isLowStock, stockChangeText } from './product-logic.ts';
import { stockStatusWords } from './product-words.ts';
import { useRecordSaving } from './use-record-saving.ts';

type StockRecord = {
  readonly id: string;
  readonly manage_stock: boolean;
  readonly stock_quantity: number | null;
  readonly stock_status: string;
  readonly marks: ProductDetail['marks'];
};

/** How many there are, and the two ways to change it: by so many, or to what was counted. */
export function StockField({
  entity,
  record,
  pending,
  isParent,
}: {
  readonly entity: 'products' | 'variations';
  readonly record: StockRecord;
  readonly pending: ProductDetail['pending'];
  readonly isParent: boolean;
}) {
  if (!record.manage_stock) {
    return (
      <p
        className="leading-7 text-text-2"
        data-tip={isParent ? m.products_locked_stock_variations() : m.products_locked_stock()}
      >
        {stockStatusWords(record.stock_status)}
      </p>
    );
  }
  const unsent = pending.filter((change) => change.field === 'stock_quantity');
  const change = stockChangeText(unsent);
  const quantity = record.stock_quantity ?? 0;
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2">
      <bdi
        dir="ltr"
        data-tip={change ?? undefined}
        className={classes(
          'min-w-8 font-strong',
          unsent.length > 0 ? 'text-mine-text' : isLowStock(quantity) ? 'text-warning-text' : null,
        )}
      >
        {change ?? quantity}
      </bdi>
      <StockPopover entity={entity} record={record} kind="adjust" />
      <StockPopover entity={entity} record={record} kind="count" />
    </div>
  );
}

function StockPopover({
  entity,
  record,
  kind,
}: {
  readonly entity: 'products' | 'variations';
  readonly record: StockRecord;
  readonly kind: 'adjust' | 'count';
}) {
  const [isOpen, setOpen] = useState(false);
  const label = kind === 'adjust' ? m.products_stock_adjust() : m.products_stock_count();
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button size="small" {...(kind === 'adjust' ? { icon: Plus } : {})}>
        {label}
      </Button>
      <Popover placement="bottom end" offset={4} className={classes(FLOAT_SURFACE, 'w-72')}>
        <Dialog aria-label={label} className="p-3 outline-none">
          <StockForm entity={entity} record={record} kind={kind} onDone={() => setOpen(false)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const WHOLE = /^\s*[+\-−]?\d{1,9}\s*$/;

function StockForm({
  entity,
  record,
  kind,
  onDone,
}: {
  readonly entity: 'products' | 'variations';
  readonly record: StockRecord;
  readonly kind: 'adjust' | 'count';
  readonly onDone: () => void;
}) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [words, setWords] = useState<string | null>(null);
  const { changeStock } = useRecordSaving(entity);
  const isWhole = WHOLE.test(text);
  const value = Number(text.replace('−', '-').replace('+', ''));
  const quantity = record.stock_quantity ?? 0;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isWhole) return setWords(kind === 'adjust' ? m.products_refused_adjust() : m.products_refused_count());
    const intent = kind === 'adjust' ? ({ kind, by: value } as const) : ({ kind, to: value } as const);
    const saved = await changeStock(record.id, intent, reason.trim());
    if (saved.ok) onDone();
    else setWords(saved.refusal.words);
  }

  return (
    <form className="flex flex-col gap-2" onSubmit={(event) => void save(event)}>
      <TextField
        autoFocus
        size="small"
        label={kind === 'adjust' ? m.products_stock_adjust_by() : m.products_stock_counted()}
        value={text}
        onChange={(next) => {
          setText(next);
          setWords(null);
        }}
        isFigure
        error={words}
        hint={kind === 'adjust' ? m.products_stock_adjust_hint() : m.products_stock_count_hint()}
      />
      <TextField size="small" label={m.products_stock_reason()} value={reason} onChange={setReason} maxLength={200} />
      <div className="flex items-center gap-2 pt-1">
        <span className="min-w-0 flex-1 text-small text-text-3">
          {isWhole
            ? m.products_stock_becomes({ from: quantity, to: kind === 'adjust' ? quantity + value : value })
            : null}
        </span>
        <Button type="submit" size="small" variant="primary">
          {kind === 'adjust' ? m.products_stock_adjust() : m.products_stock_save_count()}
        </Button>
      </div>
    </form>
  );
}
