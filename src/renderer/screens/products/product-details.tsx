import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { wordField } from '../../app/field-words.ts';
import { currencySign } from '../../app/formats.ts';
import { LinkButton } from '../../components/button.tsx';
import { Chip, StatusDot } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { SaveBar } from '../../components/save-bar.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { m } from '../../paraglide/messages.js';
import { DateField } from '../../components/date-field.tsx';
import { htmlToParagraphs, plainText } from './plain-html.ts';
import { statusOptions, whyPriceLocked } from './product-columns.tsx';
import { dropDraft, typeDraft, useDraft } from './product-drafts.ts';
import { FORM_FIELDS, formText, toChanges, wasText, type FormField } from './product-form.ts';
import { failedSaleChecks, SALE_CHECKS } from './product-logic.ts';
import { saleCheckWords, statusWords } from './product-words.ts';
import { ProductNotes } from './product-notes.tsx';
import { PriceRange } from './product-variations.tsx';
import { StockField } from './stock-field.tsx';
import { useRecordSaving } from './use-record-saving.ts';
import { useShop } from './use-shop.ts';

/** The form of one product. Edits are typed freely and saved together; saving queues them for the store. */
export function ProductDetails({ product }: { readonly product: ProductDetail }) {
  const shop = useShop(product.store_id);
  const timeZone = shop?.wp_timezone ?? null;
  const draft = useDraft(product.id);
  const [refused, setRefused] = useState<{ readonly field: string | null; readonly words: string } | null>(null);
  const [isSaving, setSaving] = useState(false);
  const { edit } = useRecordSaving('products');
  const dirty = FORM_FIELDS.filter((field) => draft[field] !== undefined);

  function type(field: FormField, text: string): void {
    setRefused(null);
    typeDraft(product.id, field, text === formText(product, field, timeZone) ? null : text);
  }

  async function save(): Promise<void> {
    if (dirty.length === 0 || isSaving) return;
    setSaving(true);
    const saved = await edit(product.id, toChanges(draft));
    setSaving(false);
    if (!saved.ok) return setRefused(saved.refusal);
    dropDraft(product.id);
  }
  useShortcut('mod+s', () => void save());

  const text = (field: FormField): string => draft[field] ?? formText(product, field, timeZone);
  /** The gold of a field: typed just now, or queued and not sent. */
  const was = (field: FormField): string | null => {
    const agreed =
      wasText(product, field, timeZone) ?? (draft[field] === undefined ? null : formText(product, field, timeZone));
    return agreed === '' ? m.products_was_empty() : agreed;
  };
  const errorOf = (field: FormField): string | null => (refused?.field === field ? refused.words : null);
  const fieldProps = (field: FormField) => ({
    ariaLabel: wordField(field),
    size: 'small' as const,
    value: text(field),
    onChange: (value: string) => type(field, value),
    changedFrom: was(field),
    error: errorOf(field),
  });
  const lockedPrice = whyPriceLocked(product);
  const sign = currencySign(shop?.currency ?? '');

  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto px-4 py-3">
        <ProductNotes product={product} isWatchOnly={shop?.mode === 'watch'} />
        {refused && !dirty.some((field) => field === refused.field) && (
          <Note tone="danger" role="alert">
            {refused.words}
          </Note>
        )}
        <div className="grid grid-cols-[minmax(88px,120px)_minmax(0,1fr)] items-start gap-x-2 gap-y-2">
          <Line label={wordField('name')}>
            <TextField {...fieldProps('name')} />
          </Line>
          <Line label={wordField('sku')}>
            <TextField {...fieldProps('sku')} isCode />
          </Line>
          {lockedPrice === null ? (
            <>
              <Line label={wordField('regular_price')}>
                <TextField {...fieldProps('regular_price')} isCode unit={sign} />
              </Line>
              <Line label={wordField('sale_price')}>
                <TextField {...fieldProps('sale_price')} isCode unit={was('sale_price') === null ? sign : undefined} />
              </Line>
              <Line label={m.products_field_sale_dates()}>
                <div className="flex flex-col gap-1">
                  <DateField {...fieldProps('date_on_sale_from')} edge={m.products_from()} />
                  <DateField {...fieldProps('date_on_sale_to')} edge={m.products_until()} />
                </div>
              </Line>
            </>
          ) : (
            <Line label={m.products_column_price()}>
              <PriceRange product={product} currency={shop?.currency ?? null} />
            </Line>
          )}
          <Line label={product.manage_stock ? m.products_field_stock() : m.products_column_stock()}>
            <StockField entity="products" record={product} pending={product.pending} isParent={lockedPrice !== null} />
          </Line>
          <Line label={wordField('status')}>
            <Select
              ariaLabel={wordField('status')}
              size="small"
              isDisabled={product.trashed}
              options={statusOptions({ status: text('status') }).map(({ value, label }) => ({
                id: value,
                label,
                mark: <StatusDot isHollow={value !== 'publish'} />,
              }))}
              value={text('status')}
              onChange={(value) => type('status', value)}
              changedFrom={was('status') === null ? null : statusWords(was('status') ?? '')}
              error={errorOf('status')}
            />
          </Line>
          <Line label={wordField('categories')}>
            <span className="flex min-h-7 flex-wrap items-center gap-1.5">
              {product.categories.length === 0 && <span className="text-text-3">–</span>}
              {product.categories.map((category) => (
                <Chip key={category.woo_id}>
                  <bdi>{plainText(category.name)}</bdi>
                </Chip>
              ))}
            </span>
          </Line>
        </div>
        <Sellable product={product} />
        <Description product={product} />
      </div>
      <SaveBar
        changed={dirty.map(wordField)}
        isBusy={isSaving}
        onSave={() => void save()}
        onDiscard={() => {
          setRefused(null);
          dropDraft(product.id);
        }}
      />
    </>
  );
}

export function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="leading-7 text-text-2">{label}</span>
      <div className="min-w-0">{children}</div>
    </>
  );
}

/** Whether shoppers can buy it now, computed from what stands here. */
function Sellable({ product }: { readonly product: ProductDetail }) {
  const failed = failedSaleChecks(product);
  const isSellable = failed.length === 0;
  return (
    <section aria-label={m.products_sellable()} className="flex gap-2 border-t border-divider pt-3">
      <Icon
        of={isSellable ? CircleCheck : CircleAlert}
        className={isSellable ? 'mt-0.5 text-success' : 'mt-0.5 text-warning'}
      />
      <div>
        <h3 className="font-strong">{isSellable ? m.products_sellable() : m.products_not_sellable()}</h3>
        {isSellable ? (
          <p className="text-small text-text-2">{m.products_sellable_why()}</p>
        ) : (
          <ul className="text-small text-text-2">
            {SALE_CHECKS.filter((check) => failed.includes(check)).map((check) => (
              <li key={check}>{saleCheckWords(check)}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

const SHORT_PARAGRAPHS = 3;

/** The store's description as plain paragraphs. */
function Description({ product }: { readonly product: ProductDetail }) {
  const [isWhole, setWhole] = useState(false);
  const short = htmlToParagraphs(product.short_description);
  const long = htmlToParagraphs(product.description);
  const paragraphs = [...short, ...long];
  if (paragraphs.length === 0) return null;
  const shown = isWhole ? paragraphs : paragraphs.slice(0, SHORT_PARAGRAPHS);
  return (
    <section
      aria-label={m.products_field_description()}
      className="flex flex-col items-start gap-2 border-t border-divider pt-3"
    >
      <h3 className="font-strong">{m.products_field_description()}</h3>
      {shown.map((paragraph, at) => (
        <p key={at} dir="auto" className="selectable w-full text-text-2">
          {paragraph}
        </p>
      ))}
      {paragraphs.length > SHORT_PARAGRAPHS && (
        <LinkButton onPress={() => setWhole(!isWhole)} className="text-small">
          {isWhole ? m.products_show_less() : m.products_show_more()}
        </LinkButton>
      )}
    </section>
  );
}
