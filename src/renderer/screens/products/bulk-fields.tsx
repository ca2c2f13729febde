import type { ReactNode } from 'react';
import { wordField } from '../../app/field-words.ts';
import { FilterPill } from '../../components/pill.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import {
  DATE_OPS,
  isComputed,
  KEEP,
  REGULAR_OPS,
  ROUNDINGS,
  SALE_OPS,
  STOCK_OPS,
  type BulkForm,
  type DateOp,
  type PriceOp,
  type RoundingId,
  type StockOp,
  type Typed,
} from './bulk-form.ts';
import { DateField } from '../../components/date-field.tsx';
import { statusWords, stockStatusWords } from './product-words.ts';
import { useCategoryOptions } from './products-toolbar.tsx';

type Change = (changes: Partial<BulkForm>) => void;
type FieldsProps = { readonly form: BulkForm; readonly onChange: Change };

/** One line: what the field is called, and what becomes of it. */
function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[112px_minmax(0,1fr)] items-start gap-x-3">
      <span className="pt-1.5 text-text-2">{label}</span>
      <div className="flex min-w-0 flex-col gap-2">{children}</div>
    </div>
  );
}

export function PriceLines({ form, onChange, sign }: FieldsProps & { readonly sign: string | null }) {
  return (
    <>
      <PriceLine
        field="regular_price"
        ops={REGULAR_OPS}
        value={form.regular}
        sign={sign}
        onChange={(regular) => onChange({ regular })}
      />
      <PriceLine
        field="sale_price"
        ops={SALE_OPS}
        value={form.sale}
        sign={sign}
        onChange={(sale) => onChange({ sale })}
      />
      {(isComputed(form.regular) || isComputed(form.sale)) && (
        <Line label={m.bulk_rounding()}>
          <Select<RoundingId>
            ariaLabel={m.bulk_rounding()}
            size="small"
            options={ROUNDINGS.map((id) => ({ id, label: roundingWords(id) }))}
            value={form.rounding}
            onChange={(rounding) => onChange({ rounding })}
          />
        </Line>
      )}
    </>
  );
}

function PriceLine({
  field,
  ops,
  value,
  sign,
  onChange,
}: {
  readonly field: 'regular_price' | 'sale_price';
  readonly ops: readonly PriceOp[];
  readonly value: Typed<PriceOp>;
  readonly sign: string | null;
  readonly onChange: (value: Typed<PriceOp>) => void;
}) {
  const label = wordField(field);
  const isPercent = value.op.endsWith('percent');
  return (
    <Line label={label}>
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-2">
        <Select<PriceOp>
          ariaLabel={m.bulk_how({ field: label })}
          size="small"
          options={ops.map((id) => ({ id, label: priceOpWords(id) }))}
          value={value.op}
          onChange={(op) => onChange({ ...value, op })}
        />
        {value.op !== 'keep' && value.op !== 'clear' && (
          <TextField
            ariaLabel={m.bulk_value({ field: label })}
            size="small"
            isFigure
            value={value.value}
            unit={isPercent ? '%' : sign}
            onChange={(text) => onChange({ ...value, value: text })}
          />
        )}
      </div>
    </Line>
  );
}

export function SaleDateLines({ form, onChange }: FieldsProps) {
  return (
    <Line label={m.bulk_dates()}>
      <Select<DateOp>
        ariaLabel={m.bulk_how({ field: m.bulk_dates() })}
        size="small"
        options={DATE_OPS.map((id) => ({ id, label: dateOpWords(id) }))}
        value={form.dates}
        onChange={(dates) => onChange({ dates })}
      />
      {form.dates === 'set' && (
        <div className="grid grid-cols-2 gap-2">
          <DateField
            ariaLabel={wordField('date_on_sale_from')}
            edge={m.products_from()}
            value={form.from}
            onChange={(from) => onChange({ from })}
            changedFrom={null}
            error={null}
          />
          <DateField
            ariaLabel={wordField('date_on_sale_to')}
            edge={m.products_until()}
            value={form.to}
            onChange={(to) => onChange({ to })}
            changedFrom={null}
            error={null}
          />
        </div>
      )}
    </Line>
  );
}

export function StockLines({ form, onChange }: FieldsProps) {
  const label = wordField('stock_quantity');
  return (
    <>
      <Line label={label}>
        <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-2">
          <Select<StockOp>
            ariaLabel={m.bulk_how({ field: label })}
            size="small"
            options={STOCK_OPS.map((id) => ({ id, label: stockOpWords(id) }))}
            value={form.stock.op}
            onChange={(op) => onChange({ stock: { ...form.stock, op } })}
          />
          {form.stock.op !== 'keep' && (
            <TextField
              ariaLabel={m.bulk_value({ field: label })}
              size="small"
              isFigure
              value={form.stock.value}
              onChange={(value) => onChange({ stock: { ...form.stock, value } })}
            />
          )}
        </div>
      </Line>
      <ChoiceLine
        field="stock_status"
        choices={['instock', 'outofstock', 'onbackorder']}
        word={stockStatusWords}
        value={form.stockStatus}
        onChange={(stockStatus) => onChange({ stockStatus })}
      />
    </>
  );
}

export function StatusLine({ form, onChange }: FieldsProps) {
  return (
    <ChoiceLine
      field="status"
      choices={['publish', 'draft', 'pending', 'private']}
      word={statusWords}
      value={form.status}
      onChange={(status) => onChange({ status })}
    />
  );
}

function ChoiceLine({
  field,
  choices,
  word,
  value,
  onChange,
}: {
  readonly field: string;
  readonly choices: readonly string[];
  readonly word: (choice: string) => string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Line label={wordField(field)}>
      <Select
        ariaLabel={wordField(field)}
        size="small"
        options={[{ id: KEEP, label: m.bulk_keep() }, ...choices.map((id) => ({ id, label: word(id) }))]}
        value={value}
        onChange={onChange}
      />
    </Line>
  );
}

/** Categories belong to one store: without one there is nothing to choose from. */
export function CategoryLine({ form, onChange, storeId }: FieldsProps & { readonly storeId: string | null }) {
  const options = useCategoryOptions(storeId);
  return (
    <Line label={wordField('categories')}>
      {storeId === null ? (
        <p className="pt-1.5 text-small text-text-2">{m.bulk_categories_one_store()}</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          <FilterPill
            label={m.bulk_add_to()}
            noneWords={m.bulk_none()}
            options={options.filter(({ id }) => !form.remove.includes(id))}
            selected={form.add}
            onChange={(add) => onChange({ add })}
          />
          <FilterPill
            label={m.bulk_remove_from()}
            noneWords={m.bulk_none()}
            options={options.filter(({ id }) => !form.add.includes(id))}
            selected={form.remove}
            onChange={(remove) => onChange({ remove })}
          />
        </div>
      )}
    </Line>
  );
}

function priceOpWords(op: PriceOp): string {
  switch (op) {
    case 'keep':
      return m.bulk_keep();
    case 'set':
      return m.bulk_set();
    case 'raise':
      return m.bulk_raise();
    case 'lower':
      return m.bulk_lower();
    case 'raise_percent':
      return m.bulk_raise_percent();
    case 'lower_percent':
      return m.bulk_lower_percent();
    case 'below_regular_percent':
      return m.bulk_below_regular();
    case 'clear':
      return m.bulk_clear_value();
  }
}

function stockOpWords(op: StockOp): string {
  switch (op) {
    case 'keep':
      return m.bulk_keep();
    case 'raise':
      return m.bulk_raise();
    case 'lower':
      return m.bulk_lower();
    case 'set':
      return m.bulk_count();
  }
}

function dateOpWords(op: DateOp): string {
  switch (op) {
    case 'keep':
      return m.bulk_keep();
    case 'set':
      return m.bulk_dates_set();
    case 'clear':
      return m.bulk_clear_value();
  }
}

function roundingWords(rounding: RoundingId): string {
  switch (rounding) {
    case 'cents':
      return m.bulk_round_cents();
    case 'tenths':
      return m.bulk_round_tenths();
    case 'whole':
      return m.bulk_round_whole();
    case 'ninety':
      return m.bulk_round_ending({ ending: '.90' });
    case 'ninety_nine':
      return m.bulk_round_ending({ ending: '.99' });
  }
}
